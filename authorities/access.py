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

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from authorities.models import User
from authorities.stashed_post import CONFIRMED, resume_post, stash_post

# In the session of somebody: the moment at which they signed in, and whether with a second factor.
SIGNED_IN, HAS_SECOND_FACTOR = "signed_in", "has_second_factor"
# Seconds after signing in, or after showing again that it is them, in which nobody is asked again.
LATELY = 15 * 60


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


def has_confirmed_lately(request):
    """Return True if this person signed in, or gave password, code or passkey again, not long ago."""
    earliest = time.time() - LATELY
    again = get_authentication_records(request, request.user)
    return request.session.get(SIGNED_IN, 0) > earliest or any(
        record["at"] > earliest for record in again if record.get("reauthenticated")
    )


def always(request, **kwargs):
    return True


def asks_password_again(view=None, *, when=always):
    """Ask for the password (or code, passkey, sign-in at the provider) again before what is grave.

    `when(request, **kwargs)` tells which deeds of a view are grave. What was sent is kept and stands in the
    form again afterwards, so the view must act for the method POST alone. Stands below `open_to`: strangers
    get 404.
    """

    def declare(view):
        @wraps(view)
        def confirm_first(request, *args, **kwargs):
            if not when(request, **kwargs):
                return view(request, *args, **kwargs)
            if has_confirmed_lately(request):
                return resume_post(view, request, *args, reason=CONFIRMED, **kwargs)
            if request.method == "POST":
                stash_post(request)
            again = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('account_reauthenticate')}?{again}")

        return mark_grave(confirm_first)

    return declare(view) if view else declare


def mark_grave(view):
    """Write on a view that it asks for the password again, for the test that lists these; return the view."""
    view.asks_password_again = True
    return view
