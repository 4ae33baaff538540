"""Who may open what. Closed by default: every view names its readers, and a stranger gets 404.

The duties that views name are sets of roles in `authorities.models.roles`.

| role                | may                                                                                 |
| ------------------- | ----------------------------------------------------------------------------------- |
| focal point         | fill in, certify and submit the report of their state; see its authority's contacts |
| contributor         | fill in the report of their state                                                   |
| viewer              | read the unpublished report of their state                                          |
| registrar           | keep one register of recruiters                                                     |
| reviewer            | read, accept or return submitted reports, of the world or of one region             |
| secretariat manager | the same for the world, and publish                                                 |
| administrator       | load and correct data, manage people; reads every report, decides on none           |
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404

from authorities.stashed_post import resume


def declared(view, readers):
    """The view with its readers written on it, for the test of the architecture."""
    view.open_to = readers
    return view


def open_to_everyone(view):
    """The public may open it."""
    return login_not_required(declared(view, "everyone"))


def open_to_members(view):
    """Anyone signed in may open it; it shows them only what is theirs."""
    return declared(view, "members")


def open_to(*roles):
    """Only holders of one of these roles; to anyone else who is signed in the page does not exist."""

    def declare(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.holds(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        return declared(guarded, roles)

    return declare


def keeps_what_was_sent(view):
    """What somebody sends whose session has ended stands in the form again, unsaved, once they sign in.

    For forms that take long to fill in; never for passwords, nor for what the public writes.
    """

    view.keeps_what_was_sent = True

    @wraps(view)
    def resumed(request, *args, **kwargs):
        return resume(view, request, *args, **kwargs)

    return resumed
