"""The filing pages: the people of a Member State fill in, check, certify and submit their report."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to, open_to_members, resumes_after_sign_in
from authorities.audit.recording import record_download
from authorities.files import serve_download
from authorities.models import MemberState
from authorities.models.roles import (
    ANSWERS_CONCERNS,
    CERTIFIES,
    FILLS_IN,
    KEEPS_INSTRUMENTS,
    READS_EVERY_REPORT,
    READS_OWN_STATE,
)
from recruiters.desk.work_list import kept_registers_with_work
from recruiters.models import Concern
from reporting.clarifications.pages import count_for_desk
from reporting.filing.assignments.pages import list_asked_parts
from reporting.filing.assignments.reachable_reports import (
    find_reachable_report,
    was_assigned,
)
from reporting.filing.forms import CertifyForm
from reporting.filing.last_report.authority_record import prefill_from_record
from reporting.filing.last_report.bringing import settle_waiting_answers
from reporting.filing.pages import ReportPage, render_version
from reporting.filing.saving import save_page, start_submission
from reporting.filing.second_language import (
    choose_second_language,
    read_second_language,
    second_languages,
)
from reporting.filing.section_page import SectionPage
from reporting.filing.task_list import queues_for, tasks_for
from reporting.models import Attachment, Round, Submission, Version
from reporting.models.clarifications import with_open_clarifications
from reporting.submissions.workflow import report_workflow


def find_visible_submission(request, number, iso3):
    visible = Submission.objects.visible_to(request.user).for_desk().with_due_day()
    visible = visible.select_related("paper_report")
    return get_object_or_404(with_open_clarifications(visible), round=number, member_state=iso3)


def find_fillable_submission(request, number, iso3):
    own = Submission.objects.open_for(request.user, *FILLS_IN).for_desk().with_due_day()
    return get_object_or_404(with_open_clarifications(own), round=number, member_state=iso3)


def latest_round_for(user):
    """Return the round that the secretariat watches; None for others."""
    return Round.objects.latest_on(timezone.localdate()) if user.holds(*READS_EVERY_REPORT) else None


@require_GET
@open_to_members
def desk(request):
    asked = list_asked_parts(request.user)
    if asked and not request.user.memberships_today:
        return redirect("my_assignments")
    context = {
        "asked": asked,
        "tasks": tasks_for(request.user, timezone.localdate()),
        "queues": queues_for(request.user),
        "registers": kept_registers_with_work(request.user, timezone.localdate()),
        "keeps_instruments": request.user.holds(*KEEPS_INSTRUMENTS),
        "round_watched": latest_round_for(request.user),
        "clarifications": count_for_desk(request.user),
        "reads_concerns": request.user.holds(*ANSWERS_CONCERNS),
        "concerns": Concern.objects.visible_to(request.user).open(),
    }
    return render(request, "reporting/filing/desk.html", context)


@require_http_methods(["GET", "POST"])
@open_to(*FILLS_IN)
@resumes_after_sign_in
def start_report(request, number, iso3):
    """Start the report; a visit without a click, as after signing in, shows the button."""
    if iso3 not in request.user.states_as(*FILLS_IN):
        raise Http404
    chosen, state = get_object_or_404(Round, pk=number), get_object_or_404(MemberState, pk=iso3)
    if not chosen.takes_reports_on(timezone.localdate()):
        messages.error(request, _("This round does not accept reports now."))
        return redirect("desk")
    if request.method == "POST":
        report = start_submission(chosen, state)
        if not report.answers.exists():
            prefill_from_record(report, by=request.user)
        return redirect(report)
    return render(request, "reporting/filing/start.html", {"round": chosen, "member_state": state})


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def submission(request, number, iso3):
    page = ReportPage(find_visible_submission(request, number, iso3), request.user)
    if not page.is_own:
        return redirect("review_report", number, iso3)
    return render(request, "reporting/filing/submission.html", {"page": page, "submission": page.submission})


def save_section(page, sent, *, by):
    """Save what was typed, then confirm or withdraw what is ticked so."""
    result = save_page(page.submission, page.forms, by=by)
    codes = [] if result.refusal else [form.question["code"] for form in page.forms]
    settled = settle_waiting_answers(page.submission, sent, codes, by=by)
    return replace(result, changed=[*result.changed, *settled])


@require_http_methods(["GET", "POST"])
@open_to_members
@resumes_after_sign_in
def section(request, number, iso3, code):
    """Show and save a section, or what of it is assigned to this person."""
    sent = (request.POST or None, request.FILES or None)
    if was_assigned(request.user, number, iso3):
        return render(request, "reporting/filing/assignments/ended.html", status=410)
    submission, reach = find_reachable_report(request, number, iso3)
    shown = {"second_language": read_second_language(request), "row_to_add": request.GET.get("adding", "")}
    page = SectionPage(submission, request.user, code, *sent, **shown, reach=reach)
    if request.method == "POST":
        result = save_section(page, request.POST, by=request.user)
        page.refresh(result)
        if page.is_saved:
            messages.success(request, page.saved_message(result))
            return redirect(page.next_address())
    status = (409 if page.refusal else 422) if page.is_bound else 200
    languages = second_languages(page.instrument, shown["second_language"])
    context = {"page": page, "submission": submission, "second_languages": languages}
    response = render(request, "reporting/filing/section.html", context, status=status)
    if page.unsaved_questions:
        patch_cache_control(response, private=True, no_store=True)
    return response


@require_http_methods(["GET", "POST"])
@open_to_members
def second_language(request, number, iso3, code):
    """Show the questions in a second language too, or no longer; return to the section."""
    submission, _reach = find_reachable_report(request, number, iso3)
    if request.method == "POST":
        choose_second_language(request, submission.round.instrument)
    return redirect("section", number, iso3, code)


@require_http_methods(["GET", "POST"])
@open_to(*CERTIFIES)
@resumes_after_sign_in
def certify(request, number, iso3):
    page = ReportPage(find_fillable_submission(request, number, iso3), request.user)
    form = CertifyForm(request.POST or None, initial=page.last_signatory)
    if request.method == "POST" and form.is_valid():
        signed = {key: form.cleaned_data[key] for key in ("signatory_name", "signatory_position", "consents")}
        try:
            event = report_workflow.move(page.submission, "submit", by=request.user, **signed)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The report is submitted. Keep this receipt."))
            return redirect("receipt", number, iso3, event.version.number)
    context = {"page": page, "submission": page.submission, "form": form}
    return render(request, "reporting/filing/certify.html", context, status=422 if form.errors else 200)


@require_GET
@open_to_members
def read_draft(request, number, iso3):
    """Show the working copy or `?section=` of it in words, to the people of the Member State only.

    Among them those of whom questions were asked, if they may read the rest.
    """
    page = find_draft_to_read(request, number, iso3)
    code = request.GET.get("section", "")
    sections = [(section, asked) for section, asked in page.sections if code in ("", section["code"])]
    if not sections:
        raise Http404
    context = {"page": page, "submission": page.submission, "sections": sections, "is_whole": not code}
    return render(request, "reporting/filing/read_draft.html", context)


def find_draft_to_read(request, number, iso3):
    """Return the page of a report whose working copy this person may read as a whole; else raise Http404."""
    own = Submission.objects.open_for(request.user, *READS_OWN_STATE).for_desk()
    if found := own.find_for(number, iso3):
        return ReportPage(found, request.user)
    report, reach = find_reachable_report(request, number, iso3)
    if reach.hides_rest:
        raise Http404
    return ReportPage(report, request.user, reach)


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def version(request, number, iso3, version_number):
    """Show a version as it was sent, private answers included."""
    sent = find_visible_version(request, number, iso3, version_number)
    context = {
        "version": sent,
        "submission": sent.submission,
        "sections": render_version(sent),
    }
    return render(request, "reporting/filing/version.html", context)


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def receipt(request, number, iso3, version_number):
    sent = find_visible_version(request, number, iso3, version_number)
    return render(request, "reporting/filing/receipt.html", {"version": sent, "submission": sent.submission})


def find_visible_version(request, number, iso3, version_number):
    return get_object_or_404(
        Version.objects.newest_first(),
        submission=find_visible_submission(request, number, iso3),
        number=version_number,
    )


@require_GET
@open_to_members
@record_download(gettext_lazy("a file of a report"), Attachment)
def attachment(request, pk):
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    return serve_download(found.file, found.name)
