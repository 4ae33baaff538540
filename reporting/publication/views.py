"""The pages on the way to the public: preview, consent, publication now or at an hour, and taking back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import asks_password_again, open_to, resumes_after_sign_in
from authorities.models.roles import LEADS_THE_SECRETARIAT, READS_EVERY_REPORT, READS_OWN_STATE
from reporting.models import PublicationPlan, Submission
from reporting.models.submissions import TAKE_BACK
from reporting.publication.consent import move_consent
from reporting.publication.desk import PublicationDesk, publish_many, publish_or_plan
from reporting.publication.forms import (
    MOST_AT_ONCE,
    BatchForm,
    ConsentForm,
    PlanForm,
    PublishForm,
    TakeBackForm,
)
from reporting.publication.pages import PublicationStatus
from reporting.publication.planning import cancel_plan, change_plan
from reporting.publication.preview import build_preview
from reporting.submissions.workflow import report_workflow


def find_report(request, number, iso3):
    return get_object_or_404(
        Submission.objects.visible_to(request.user).for_desk(), round=number, member_state=iso3
    )


def open_status(request, number, iso3):
    """Return where a report that was sent stands on its way to the public; 404 before that."""
    status = PublicationStatus(find_report(request, number, iso3), request.user)
    if status.version is None:
        raise Http404
    return status


def read_post(request):
    """Return what was sent; on a visit, what was sent before signing in, if anything was."""
    return request.POST if request.method == "POST" else request.POST or None


def render_form(request, template, form, **context):
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def preview_report(request, number, iso3):
    """Show the public page as it will be, with what is left out of it."""
    submission = find_report(request, number, iso3)
    is_own = iso3 in request.user.states_as(*READS_OWN_STATE)
    preview = build_preview(submission, request.user, is_own=is_own)
    if preview is None:
        raise Http404
    context = {"preview": preview, "report": preview.report, "submission": submission}
    response = render(request, "reporting/publication/preview.html", context)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "POST"])
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
@resumes_after_sign_in
def consent(request, number, iso3):
    """Show the consent to publication, and ask for it, give it, refuse it or take it back."""
    status = open_status(request, number, iso3)
    form = ConsentForm(read_post(request), initial={"version": status.version.number})
    if request.method == "POST" and form.is_valid():
        try:
            version = status.find_version_read(form.cleaned_data["version"])
            move_consent(
                version, request.POST.get("move", ""), by=request.user, note=form.cleaned_data["note"]
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It is recorded."))
            return redirect("consent", number, iso3)
    return render_form(
        request, "reporting/publication/consent.html", form, status=status, submission=status.submission
    )


@require_http_methods(["GET", "POST"])
@open_to(*LEADS_THE_SECRETARIAT)
@resumes_after_sign_in
@asks_password_again
def publish_report(request, number, iso3):
    """Publish an accepted report now, or plan it for an hour."""
    status, is_later = open_status(request, number, iso3), request.POST.get("when") == "later"
    form = PublishForm(read_post(request), is_later=is_later, initial=status.read)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            publish_or_plan(
                status.submission,
                by=request.user,
                reason=told["reason"],
                moment=told["moment"] if is_later else None,
                version_read=told["version"],
                consent_read=told["consent_read"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, _("Its publication is planned.") if is_later else _("The report is public.")
            )
            return redirect(status.submission)
    return render_form(
        request, "reporting/publication/publish.html", form, status=status, submission=status.submission
    )


@require_http_methods(["GET", "POST"])
@open_to(*LEADS_THE_SECRETARIAT)
@asks_password_again
def publication_plan(request, pk):
    """Change the hour of a planned publication, or cancel it."""
    plans = PublicationPlan.objects.select_related("version__submission__member_state", "by")
    plan = get_object_or_404(plans, pk=pk)
    is_cancelled = request.POST.get("move") == "cancel"
    form = PlanForm(None if is_cancelled else read_post(request), initial={"moment": plan.at})
    if request.method == "POST" and (is_cancelled or form.is_valid()):
        try:
            if is_cancelled:
                cancel_plan(plan, by=request.user)
            else:
                change_plan(plan, form.cleaned_data["moment"], by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(
                request, _("The plan is cancelled.") if is_cancelled else _("The hour is changed.")
            )
        return redirect("publication_plan", pk)
    return render_form(
        request, "reporting/publication/plan.html", form, plan=plan, submission=plan.version.submission
    )


@require_http_methods(["GET", "POST"])
@open_to(*LEADS_THE_SECRETARIAT)
@resumes_after_sign_in
@asks_password_again
def take_back_report(request, number, iso3):
    """End the publication of a report, with words for the public and a note to its country."""
    status = open_status(request, number, iso3)
    form = TakeBackForm(read_post(request))
    if request.method == "POST" and form.is_valid():
        words = {**form.cleaned_data, "public_language": get_language()}
        try:
            report_workflow.move(status.submission, TAKE_BACK, by=request.user, **words)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The report is not public any more."))
            return redirect(status.submission)
    return render_form(
        request, "reporting/publication/take_back.html", form, status=status, submission=status.submission
    )


@require_GET
@open_to(*LEADS_THE_SECRETARIAT)
def publication_desk(request):
    """List the accepted reports that wait for publication, to tick some of them."""
    context = {"desk": PublicationDesk(request.user)}
    return render(request, "reporting/publication/desk.html", context)


@require_http_methods(["GET", "POST"])
@open_to(*LEADS_THE_SECRETARIAT)
@resumes_after_sign_in
@asks_password_again
def publish_batch(request):
    """Show the reports that were ticked with what stands against each; publish those that can be."""
    chosen = (request.POST if request.method == "POST" else request.GET).getlist("report")
    desk, is_later = (
        PublicationDesk(request.user, tuple(chosen[:MOST_AT_ONCE])),
        request.POST.get("when") == "later",
    )
    form, result = BatchForm(read_post(request), is_later=is_later), None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        moment = told["moment"] if is_later else None
        result = publish_many(desk.publishable, by=request.user, reason=told["reason"], moment=moment)
        messages.success(request, count_published(len(result.done), is_later))
        if not result.refused:
            return redirect("publication_desk")
        desk = PublicationDesk(request.user, desk.chosen_keys)
    return render_form(request, "reporting/publication/batch.html", form, desk=desk, result=result)


def count_published(number, is_later):
    if is_later:
        words = ngettext("%(count)d publication is planned.", "%(count)d publications are planned.", number)
    else:
        words = ngettext("%(count)d report is public.", "%(count)d reports are public.", number)
    return words % {"count": number}
