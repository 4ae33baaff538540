"""Concerns: reported and followed up without an account, looked into by those concerned and nobody else.

The reference travels in the body of forms only: an address stands in logs, histories and referrers.
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
from authorities.files import expect_files, hand_out
from authorities.languages import active_un_language
from authorities.models.roles import ANSWERS_CONCERNS
from recruiters.concerns.actions import add_message, decide, history, receive
from recruiters.concerns.forms import (
    AddForm,
    DecideForm,
    ListForm,
    ReferenceForm,
    ReplyForm,
    ReportForm,
    asked_about,
)
from recruiters.concerns.workflow import concern_workflow
from recruiters.models import Concern, ConcernFile
from recruiters.rate_limits import RateLimit

PER_PAGE = 50
# Many people may share one connection, so these are wide.
SENDING = RateLimit("concerns-sent", most=20, seconds=60 * 60)
# Sent right or wrong: what is wrong costs us as much.
TRYING = RateLimit("concerns-tried", most=100, seconds=60 * 60)
GUESSING = RateLimit("references-tried", most=20, seconds=10 * 60)
TOO_MANY_SENT = gettext_lazy(
    "Very many reports have come from your connection. Nothing was sent; what you wrote is still here. "
    "Please try again in an hour."
)
TOO_MANY_TRIED = gettext_lazy("Too many wrong references have come from your connection. Wait ten minutes.")


def confidential(view):
    """No cache keeps the page, no report of an error tells what was sent."""
    return wraps(view)(never_cache(sensitive_post_parameters()(sensitive_variables()(view))))


def takes_files(view):
    """Counts how often a connection sends a form; of who sends too many no file is taken in any more.

    The token of the form is looked for only then, since that reads all that was sent.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def counted(request):
        if request.method != "POST":
            return checked(request)
        if not TRYING.is_reached(request):
            expect_files(request)
        response = checked(request)
        TRYING.count(request)
        return response

    return counted


def files_of(request):
    """What came with a form, unless it was not taken in: its form then says something else."""
    return None if TRYING.is_reached(request) else request.FILES


def accepted(request, form):
    """Whether a form is right and this connection has not sent too many; else the form says so."""
    if form.is_valid() and (SENDING.is_reached(request) or TRYING.is_reached(request)):
        form.add_error(None, TOO_MANY_SENT)
    if form.is_valid():
        SENDING.count(request)
    return form.is_valid()


@open_to_everyone
@takes_files
@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    if request.method != "POST":
        came_from = {name: request.GET.get(name, "") for name in ("register", "licence")}
        form = ReportForm(initial=asked_about(**came_from, language=active_un_language()))
        return render(request, "recruiters/concerns/report.html", {"form": form})
    form = ReportForm(request.POST, files_of(request))
    if not accepted(request, form):
        return render(request, "recruiters/concerns/report.html", {"form": form}, status=422)
    _concern, reference = receive(form.said, form.cleaned_data["documents"], token=form.cleaned_data["token"])
    return render(request, "recruiters/concerns/received.html", {"reference": reference})


def found(request, form):
    """The concern of a reference, unless too many wrong ones were tried."""
    if GUESSING.is_reached(request):
        form.add_error(None, TOO_MANY_TRIED)
        return None
    concern = form.concern()
    if concern is None:
        GUESSING.count(request)
    return concern


@open_to_everyone
@takes_files
@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request):
    """What became of a report, for whoever has its reference; each page sends it along again."""
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    concern = found(request, form) if form.is_bound else None
    if concern is None:
        status = 422 if form.is_bound else 200
        return render(request, "recruiters/concerns/follow.html", {"form": form}, status=status)
    adds = "text" in request.POST
    adding = AddForm(request.POST, files_of(request)) if adds else AddForm()
    added = adds and accepted(request, adding)
    if added:
        add_message(concern, adding.cleaned_data["text"], files=adding.cleaned_data["documents"])
        adding = AddForm()
    context = {"concern": concern, "reference": form.cleaned_data["reference"], "form": adding}
    context |= {"added": added, "said": concern.messages.with_files()}
    return render(request, "recruiters/concerns/followed.html", context, status=422 if adding.errors else 200)


@open_to(*ANSWERS_CONCERNS)
@confidential
@require_safe
def concerns(request):
    form = ListForm(request.GET)
    words, state = form.asked
    visible = Concern.objects.visible_to(request.user)
    found = visible.matching(words).in_state(state).listed()
    context = {
        "form": form,
        "words": words,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": visible.counts_by_kind(),
    }
    return render(request, "recruiters/concerns/desk.html", context)


def visible(request, pk):
    return get_object_or_404(Concern.objects.visible_to(request.user).listed(), pk=pk)


def shown(request, concern, *, reply=None, decision=None):
    """The page of one concern for those who look into it, with the form that has to be corrected."""
    moves = concern_workflow.open_to(request.user, concern)
    context = {
        "concern": concern,
        "said": concern.messages.with_files(),
        "history": history(concern),
        "reply": reply or ReplyForm(),
        "decision": decision or DecideForm(concern, moves),
    }
    status = 422 if reply or decision else 200
    return render(request, "recruiters/concerns/concern.html", context, status=status)


@open_to(*ANSWERS_CONCERNS)
@confidential
@require_safe
def concern(request, pk):
    return shown(request, visible(request, pk))


@open_to(*ANSWERS_CONCERNS)
@confidential
@require_POST
def reply(request, pk):
    concern = visible(request, pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return shown(request, concern, reply=form)
    add_message(concern, form.cleaned_data["text"], by=request.user)
    messages.success(request, _("The answer is there for the person who has the reference."))
    return redirect(concern)


@open_to(*ANSWERS_CONCERNS)
@confidential
@require_POST
def move(request, pk, name):
    concern = visible(request, pk)
    form = DecideForm(concern, concern_workflow.open_to(request.user, concern), request.POST)
    if not form.is_valid():
        return shown(request, concern, decision=form)
    try:
        decide(concern, name, by=request.user, **form.said_for(name))
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return shown(request, visible(request, pk), decision=form)
    messages.success(request, _("Done."))
    return redirect(concern)


@open_to(*ANSWERS_CONCERNS)
@confidential
@require_safe
def concern_file(request, pk):
    stored = get_object_or_404(ConcernFile.objects.visible_to(request.user), pk=pk)
    return hand_out(stored.file, stored.name)
