"""What was sent when nobody was signed in any more: kept in the session, shown again after signing in.

Kept is one form at a time, for its own address and for an hour; it is never saved by itself.
"""

import time

from django.http import QueryDict

KEY = "sent_signed_out"
LONGEST = 200_000  # letters, as an address would carry them
LASTS = 60 * 60  # seconds


def keep(request):
    """The fields as they were sent, without files. Whether they could be kept."""
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    text = sent.urlencode()
    if len(text) > LONGEST:
        return False
    request.session[KEY] = [request.path, time.time(), text]
    return True


def forget(request):
    request.session.pop(KEY, None)


def kept_for(request):
    """What was sent to this address before somebody signed in; None if nothing was, or too long ago."""
    address, at, text = request.session.get(KEY, ("", 0, ""))
    return QueryDict(text) if address == request.path and time.time() - at < LASTS else None


def resume(view, request, *args, **kwargs):
    """The page with what was kept in its form. The view finds it where it looks for what is sent, but as the
    page is only asked for, nothing is saved."""
    kept = kept_for(request) if request.method == "GET" else None
    if kept is None:
        return view(request, *args, **kwargs)
    request.POST, request.shows_again = kept, True
    response = view(request, *args, **kwargs)
    forget(request)
    if response.status_code in (409, 422):
        response.status_code = 200
    return response
