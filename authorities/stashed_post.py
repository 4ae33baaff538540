"""Keep a form that was sent after the session had ended, and show it again after signing in.

One form is kept at a time, in the session, for its own address and for an hour. It is never saved by itself.
"""

import time

from django.http import QueryDict

KEY = "sent_signed_out"
LONGEST_POST = 200_000  # letters, as an address would carry them
LIFETIME = 60 * 60  # seconds


def stash_post(request):
    """Keep the fields that were sent, without files. Return False if they are too long."""
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    text = sent.urlencode()
    if len(text) > LONGEST_POST:
        return False
    request.session[KEY] = [request.path, time.time(), text]
    return True


def discard_stash(request):
    request.session.pop(KEY, None)


def find_stash(request):
    """Return what was sent to this address before signing in; None if nothing was, or too long ago."""
    address, at, text = request.session.get(KEY, ("", 0, ""))
    return QueryDict(text) if address == request.path and time.time() - at < LIFETIME else None


def resume_post(view, request, *args, **kwargs):
    """Return the page with what was kept in its form.

    The view finds it in request.POST; as the method is still GET, nothing is saved.
    """
    kept = find_stash(request) if request.method == "GET" else None
    if kept is None:
        return view(request, *args, **kwargs)
    request.POST, request.shows_again = kept, True
    response = view(request, *args, **kwargs)
    discard_stash(request)
    if response.status_code in (409, 422):
        response.status_code = 200
    return response
