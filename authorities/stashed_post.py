"""Keep a form that was sent after the session had ended, and show it again after signing in.

One form is kept at a time, in the session, for its own address and for an hour. It is never saved by itself.
Each form says, signed, who has typed into it: on a machine that people share nobody else is shown the text.
"""

import time

from django.core import signing
from django.http import QueryDict

KEY = "sent_signed_out"
LONGEST_POST = 200_000  # letters, as an address would carry them
LIFETIME = 60 * 60  # seconds
# The field of a form that says who types into it.
TYPIST_FIELD = "typed_by"
# Why a form is shown again.
SIGNED_OUT, CONFIRMED = "signed_out", "confirmed"
SALT = "authorities.stashed_post"


def sign_typist(user):
    """Return what a form carries, so that it is known later whose words it holds."""
    return signing.dumps(user.pk, salt=SALT)


def read_typist(sent):
    """Return the key of who has typed into a form; None if it does not say."""
    try:
        return signing.loads(sent.get(TYPIST_FIELD, ""), salt=SALT)
    except signing.BadSignature:
        return None


def stash_post(request):
    """Keep the fields that were sent, without files. Return False if they are too long."""
    sent = request.POST.copy()
    typist = read_typist(sent)
    for name in ("csrfmiddlewaretoken", TYPIST_FIELD):
        sent.pop(name, None)
    text = sent.urlencode()
    if len(text) > LONGEST_POST:
        return False
    request.session[KEY] = [request.path, time.time(), text, typist]
    return True


def discard_stash(request):
    request.session.pop(KEY, None)


def find_stash(request):
    """Return what this person sent to this address before signing in; None if nothing, or too long ago."""
    address, at, text, typist = request.session.get(KEY, ("", 0, "", None))
    if typist not in (None, request.user.pk):
        discard_stash(request)
        return None
    return QueryDict(text) if address == request.path and time.time() - at < LIFETIME else None


def resume_post(view, request, *args, reason=SIGNED_OUT, **kwargs):
    """Return the page with what was kept in its form, and why it was: somebody had to sign in, or to confirm.

    The view finds it in request.POST; as the method is still GET, nothing is saved.
    """
    kept = find_stash(request) if request.method == "GET" else None
    if kept is None:
        return view(request, *args, **kwargs)
    request.POST, request.shows_again = kept, reason
    response = view(request, *args, **kwargs)
    discard_stash(request)
    if response.status_code in (409, 422):
        response.status_code = 200
    return response
