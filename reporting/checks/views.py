"""The public page of the catalogue of checks, and the page on which warnings are explained."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from authorities.access import open_to, open_to_everyone, resumes_after_sign_in
from authorities.models.roles import READS_OWN_STATE
from authorities.shared_pages.declaration import shared_page
from reporting.checks.catalogue import Severity
from reporting.checks.explanations_page import ExplanationsPage
from reporting.checks.findings import CHECKS
from reporting.checks.justifying import justify
from reporting.models import Submission


@shared_page(depends_on_today=False)
@open_to_everyone
@require_safe
def check_catalogue(request):
    """Show what is checked in a report, how severely, and why."""
    checks = list(CHECKS.values())
    by_severity = [(level, [one for one in checks if one.severity is level]) for level in Severity]
    return render(request, "reporting/checks/catalogue.html", {"by_severity": by_severity})


@require_http_methods(["GET", "POST"])
@open_to(*READS_OWN_STATE)
@resumes_after_sign_in
def explain_warnings(request, number, iso3):
    """Show what the checks say of a working copy; store the explanation of one warning."""
    own = Submission.objects.open_for(request.user, *READS_OWN_STATE).for_desk()
    submission = get_object_or_404(own, round=number, member_state=iso3)
    sent = request.POST if request.POST or request.method == "POST" else None
    page = ExplanationsPage(submission, request.user, request.POST.get("finding", ""), sent)
    status = 200
    if request.method == "POST":
        refusals = store_explanation(page)
        if not refusals:
            messages.success(request, _("Your explanation is saved."))
            return redirect(f"{request.path}#finding-{page.key}")
        status = 422
        for sentence in refusals:
            messages.error(request, sentence)
    context = {"page": page, "submission": submission}
    return render(request, "reporting/checks/explanations.html", context, status=status)


def store_explanation(page):
    """Store what was sent; return why it could not be stored, in sentences."""
    if not page.may_explain:
        return [_("You cannot explain warnings of this report.")]
    if not page.bound.is_valid():
        return page.bound.errors["text"]
    try:
        justify(page.submission, page.key, page.bound.cleaned_data["text"], by=page.user)
    except ValidationError as refusal:
        return refusal.messages
    return []
