"""What the script of the filing room asks of the server: to save one answer, to renew its token."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import override
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from authorities.access import open_to_members
from authorities.stashed_post import read_typist
from reporting.filing.autosave.one_answer import save_one_answer
from reporting.filing.autosave.reply import describe_saved
from reporting.models.answer_changes import Way


@require_POST
@open_to_members
def save_answer(request, number, iso3, question):
    """Save one answer as it is typed; it may come late, from a page that had no connection."""
    if read_typist(request.POST) not in (None, request.user.pk):
        return JsonResponse({"state": "of_another"}, status=409)
    way = Way.OFFLINE if "offline" in request.POST else Way.AUTOSAVED
    language = request.POST.get("language", "")
    # What was typed counts as written, and its numbers are read, in the language of the page of then.
    with override(language if language in dict(settings.LANGUAGES) else request.LANGUAGE_CODE):
        saved = save_one_answer(request.user, number, iso3, question, request.POST, way=way)
        return JsonResponse(describe_saved(saved, request), status=409 if saved.refusal else 200)


@require_GET
@open_to_members
@ensure_csrf_cookie
def renew_token(request):
    """Give a page that was opened before signing in again the token that its requests need."""
    return HttpResponse(status=204)
