"""Pages of concerns: reported and followed up without an account, looked into by those concerned alone.

The reference travels in the body of forms only: a URL stands in logs, histories and referrers.
"""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from authorities.access import open_to, open_to_everyone
from authorities.audit.recording import record_reading
from authorities.files import StorageFull, expect_files, serve_download
from authorities.languages import active_un_language
from authorities.models.roles import ANSWERS_CONCERNS
from authorities.visitors.rate_limits import RateLimit
from recruiters.concerns.actions import add_message, concern_history, move_concern, receive_report
from recruiters.concerns.forms import (
    AddMessageForm,
    ConcernListForm,
    ConcernMoveForm,
    ConcernReportForm,
    ReferenceForm,
    ReplyForm,
    initial_report,
)
from recruiters.concerns.workflow import concern_workflow
from recruiters.models import Concern, ConcernFile

PER_PAGE = 50
# Many people may share one connection, so these limits are wide.
SENT_REPORTS = RateLimit("concerns-sent", most=20, seconds=60 * 60)
# Invalid submissions count too: they cost as much.
TRIED_REPORTS = RateLimit("concerns-tried", most=100, seconds=60 * 60)
TRIED_REFERENCES = RateLimit("references-tried", most=20, seconds=10 * 60)
TOO_MANY_SENT = gettext_lazy(
    "Very many reports have come from your connection. Nothing was sent; what you wrote is still here. "
    "Please try again in an hour."
)
TOO_MANY_TRIED = gettext_lazy("Too many wrong references have come from your connection. Wait ten minutes.")


def confidential(view):
    """Keep a page out of caches, and what was sent to it out of error reports."""
    return wraps(view)(never_cache(sensitive_post_parameters()(sensitive_variables()(view))))


def accept_files(view):
    """Let a view take uploads, unless this connection has sent too many forms: then none is read.

    The CSRF check comes after that decision, since it reads all that was sent.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapper(request):
        if request.method != "POST":
            return protected(request)
        if not TRIED_REPORTS.is_reached(request):
            expect_files(request)
        response = protected(request)
        TRIED_REPORTS.count(request)
        return response

    return wrapper


def files_of(request):
    """Return the uploads of a form; None if they were not read, so that no field complains of them."""
    return None if TRIED_REPORTS.is_reached(request) else request.FILES


def accept_form(request, form):
    """True if a form is valid and this connection has not sent too many; else the form says so."""
    if form.is_valid() and (TRIED_REPORTS.is_reached(request) or not SENT_REPORTS.admits(request)):
        form.add_error(None, TOO_MANY_SENT)
    return form.is_valid()


@open_to_everyone
@accept_files
@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    if request.method != "POST":
        came_from = {name: request.GET.get(name, "") for name in ("register", "licence")}
        form = ConcernReportForm(initial=initial_report(**came_from, language=active_un_language()))
        return render(request, "recruiters/concerns/report.html", {"form": form})
    form = ConcernReportForm(request.POST, files_of(request))
    if not accept_form(request, form):
        return render(request, "recruiters/concerns/report.html", {"form": form}, status=422)
    try:
        _concern, reference = receive_report(
            form.report, form.cleaned_data["documents"], token=form.cleaned_data["token"]
        )
    except StorageFull as refusal:
        form.add_error(None, refusal)
        return render(request, "recruiters/concerns/report.html", {"form": form}, status=507)
    return render(request, "recruiters/concerns/received.html", {"reference": reference})


def find_concern(request, form):
    """Return the concern of a reference, or None, also if too many wrong ones were tried."""
    if TRIED_REFERENCES.is_reached(request):
        form.add_error(None, TOO_MANY_TRIED)
        return None
    concern = form.concern()
    if concern is None:
        TRIED_REFERENCES.count(request)
    return concern


def add_or_refuse(concern, form):
    """Store what a person adds. Return whether it is stored, and the form that the page shows next."""
    try:
        add_message(concern, form.cleaned_data["text"], files=form.cleaned_data["documents"])
    except StorageFull as refusal:
        form.add_error(None, refusal)
        return False, form
    return True, AddMessageForm()


@open_to_everyone
@accept_files
@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request):
    """Show what became of a report to whoever has its reference, which each page sends along again."""
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    concern = find_concern(request, form) if form.is_bound else None
    if concern is None:
        status = 422 if form.is_bound else 200
        return render(request, "recruiters/concerns/follow.html", {"form": form}, status=status)
    adds = "text" in request.POST
    adding = AddMessageForm(request.POST, files_of(request)) if adds else AddMessageForm()
    added = adds and accept_form(request, adding)
    if added:
        added, adding = add_or_refuse(concern, adding)
    context = {"concern": concern, "reference": form.cleaned_data["reference"], "form": adding}
    context |= {"added": added, "messages_of_concern": concern.messages.with_files()}
    return render(request, "recruiters/concerns/followed.html", context, status=422 if adding.errors else 200)


@open_to(*ANSWERS_CONCERNS)
@confidential
@require_safe
def concerns(request):
    form = ConcernListForm(request.GET)
    words, state = form.criteria
    visible = Concern.objects.visible_to(request.user)
    found = visible.matching(words).in_state(state).listed()
    context = {
        "form": form,
        "words": words,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": visible.counts_by_kind(),
    }
    return render(request, "recruiters/concerns/desk.html", context)


def visible_concern(request, pk):
    return get_object_or_404(Concern.objects.visible_to(request.user).listed(), pk=pk)


def render_concern(request, concern, *, reply=None, decision=None):
    """Render the page of one concern for those who look into it. `reply` or `decision` is to be corrected."""
    moves = concern_workflow.available_transitions(request.user, concern)
    context = {
        "concern": concern,
        "messages_of_concern": concern.messages.with_files(),
        "history": concern_history(concern),
        "reply": reply or ReplyForm(),
        "decision": decision or ConcernMoveForm(concern, moves),
    }
    status = 422 if reply or decision else 200
    return render(request, "recruiters/concerns/concern.html", context, status=status)


@open_to(*ANSWERS_CONCERNS)
@confidential
@require_safe
@record_reading(gettext_lazy("a concern"), Concern)
def concern(request, pk):
    return render_concern(request, visible_concern(request, pk))


@open_to(*ANSWERS_CONCERNS)
@confidential
@require_POST
def reply(request, pk):
    concern = visible_concern(request, pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return render_concern(request, concern, reply=form)
    add_message(concern, form.cleaned_data["text"], by=request.user)
    messages.success(request, _("The answer is available to the person who has the reference."))
    return redirect(concern)


@open_to(*ANSWERS_CONCERNS)
@confidential
@require_POST
def move(request, pk, name):
    concern = visible_concern(request, pk)
    form = ConcernMoveForm(
        concern, concern_workflow.available_transitions(request.user, concern), request.POST
    )
    if not form.is_valid():
        return render_concern(request, concern, decision=form)
    try:
        move_concern(concern, name, by=request.user, **form.details_for(name))
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return render_concern(request, visible_concern(request, pk), decision=form)
    messages.success(request, _("Done."))
    return redirect(concern)


@open_to(*ANSWERS_CONCERNS)
@confidential
@require_safe
@record_reading(gettext_lazy("a file of a concern"), ConcernFile)
def concern_file(request, pk):
    stored = get_object_or_404(ConcernFile.objects.visible_to(request.user), pk=pk)
    return serve_download(stored.file, stored.name)
