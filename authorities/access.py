"""Who may open what. Closed by default: every view names its readers, and a stranger gets 404.

The duties that views name are sets of roles in `authorities.models.roles`.

| role                | may                                                                                 |
| ------------------- | ----------------------------------------------------------------------------------- |
| focal point         | fill in, certify and submit the report of their state; let its people in            |
| deputy focal point  | the same, but lets nobody in                                                        |
| contributor         | fill in the report of their state                                                   |
| viewer              | read the unpublished report of their state                                          |
| registrar           | keep one register of recruiters                                                     |
| reviewer            | read, accept or return submitted reports, of the world or of one region             |
| secretariat manager | the same for the world, publish, take back what was published, keep questionnaires  |
| administrator       | load and correct data, manage people; reads every report, decides on none           |
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest

from authorities.models import User
from authorities.stashed_post import resume_post


class SignedInRequest(HttpRequest):
    """A request to a view that `open_to` guards: somebody is signed in."""

    user: User


def declare_readers(view, readers):
    """Write on a view who may open it, for the test of the architecture; return the view."""
    view.open_to = readers
    return view


def open_to_everyone(view):
    """Let everyone open the view."""
    return login_not_required(declare_readers(view, "everyone"))


def open_to_members(view):
    """Let anyone signed in open the view, which shows them only what is theirs."""
    return declare_readers(view, "members")


def open_to(*roles):
    """Let only holders of one of these roles open the view; others who are signed in get 404."""

    def declare(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.holds(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        return declare_readers(guarded, roles)

    return declare


def resumes_after_sign_in(view):
    """Show a form again, unsaved, after signing in, if it was sent when the session had ended.

    For forms that take long to fill in; never for passwords, nor for what the public writes.
    """

    view.resumes_after_sign_in = True

    @wraps(view)
    def resumed(request, *args, **kwargs):
        return resume_post(view, request, *args, **kwargs)

    return resumed
