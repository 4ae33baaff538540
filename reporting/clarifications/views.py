"""Questions of the secretariat about single answers: of one report, one of them, of all countries."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to, resumes_after_sign_in
from authorities.models.roles import READS_EVERY_REPORT, READS_OWN_STATE, REVIEWS
from reporting.clarifications.pages import (
    AllClarificationsPage,
    AskPage,
    ClarificationPage,
    ReportClarificationsPage,
)
from reporting.clarifications.workflow import ask_about, clarification_workflow
from reporting.filing.views import find_visible_submission
from reporting.models import Clarification

# What is added whatever others have written meanwhile: both stand.
UNSEEN = ("reply", "hand_over")
SAID_AFTER = {
    "reply": gettext_lazy("Your reply is sent to the secretariat."),
    "close": gettext_lazy("The question is closed."),
    "ask_again": gettext_lazy("Your question is sent to the country."),
    "postpone": gettext_lazy("The country has more time now."),
    "hand_over": gettext_lazy("The question is handed over."),
    "reopen": gettext_lazy("The question is open again."),
}


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def clarifications(request, number, iso3):
    """List what was asked about a report, the open questions first."""
    submission = find_visible_submission(request, number, iso3)
    page = ReportClarificationsPage(submission, request.user)
    return render(request, "reporting/clarifications/report.html", {"page": page, "submission": submission})


@require_http_methods(["GET", "POST"])
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
@resumes_after_sign_in
def clarification(request, number, iso3, pk):
    """Show one question with its thread, and make the move `move` of it."""
    submission = find_visible_submission(request, number, iso3)
    visible = Clarification.objects.visible_to(request.user).select_related("owner", "version")
    found = get_object_or_404(visible, pk=pk, submission=submission)
    page = ClarificationPage(submission, request.user, found, request.POST)
    sent = page.sent_form
    if request.method == "POST" and sent is None:
        messages.error(request, _("You do not have access to this."))
    elif request.method == "POST" and sent[1].is_valid() and make_move(request, found, *sent):
        return redirect("clarification", number, iso3, pk)
    context = {"page": page, "submission": submission}
    status = 422 if request.method == "POST" else 200
    return render(request, "reporting/clarifications/clarification.html", context, status=status)


def make_move(request, found, name, form):
    """Make a move with what its form holds; return False, with the reasons in the form, if it is refused."""
    details = {key: value for key, value in form.cleaned_data.items() if key != "seen" or name not in UNSEEN}
    try:
        clarification_workflow.move(found, name, by=request.user, **details)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        found.refresh_from_db()
        return False
    messages.success(request, SAID_AFTER[name])
    return True


@require_http_methods(["GET", "POST"])
@open_to(*REVIEWS)
@resumes_after_sign_in
def ask_clarification(request, number, iso3, question):
    """Ask the country about one answer of the newest version."""
    submission = find_visible_submission(request, number, iso3)
    version = submission.latest_version
    page = AskPage(submission, version, question, request.POST or None) if version else None
    if page is None or page.question is None:
        raise Http404
    if request.method == "POST" and page.form.is_valid() and (asked := try_to_ask(request, page)):
        messages.success(request, _("Your question is sent to the country."))
        return redirect("clarification", number, iso3, asked.pk)
    context = {"page": page, "submission": submission, "form": page.form}
    status = 422 if page.form.errors else 200
    return render(request, "reporting/clarifications/ask.html", context, status=status)


def try_to_ask(request, page):
    """Return the new clarification; None, with the reasons in the form, if it is refused."""
    sent = page.form.cleaned_data
    read = page.submission.versions.find_number(sent["version"])
    try:
        if read is None:
            raise ValidationError(_("This version is not there. Open the report again."))
        return ask_about(
            read, page.code, sent["note"], by=request.user, due=sent["due"], row=sent.get("row", "")
        )
    except ValidationError as refusal:
        page.form.add_error(None, refusal)
        return None


@require_GET
@open_to(*READS_EVERY_REPORT)
def all_clarifications(request):
    """List what countries were asked, those that wait for them first."""
    page = AllClarificationsPage(request.user, request.GET)
    return render(request, "reporting/clarifications/all.html", {"page": page})
