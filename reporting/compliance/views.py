"""The compliance summary for everyone: the home page, the page of figures, the countries behind a number."""

from functools import wraps
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from reporting.compliance.exports import FORMATS
from reporting.compliance.figures import DEFINITIONS, FIGURES
from reporting.compliance.page import FIRST_PUBLISHED, FIRST_ROUND, HOME_FIGURES, overview
from reporting.compliance.query import Choices, with_plain_scope
from reporting.compliance.summary import summary

A_MINUTE, AN_HOUR = 60, 60 * 60


def page_of_problems(request, choices, problem):
    """The question bar with what was typed and what is wrong with it."""
    context = {"ask": choices.form(request.GET, problem.message_dict)}
    return render(request, "reporting/compliance.html", context, status=400)


def line_of_problems(request, choices, problem):
    text = " ".join(problem.messages) + "\n"
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def answering(refuse):
    """Reads the question from the address; what cannot be read is refused in words."""

    def decorate(view):
        @wraps(view)
        def answer(request, **kwargs):
            choices = Choices.now()
            try:
                question = choices.read(request.GET)
            except ValidationError as problem:
                return refuse(request, choices, problem)
            return view(request, choices, question, **kwargs)

        return answer

    return decorate


@open_to_everyone
@require_safe
def home(request):
    """The answer for today; beside it the first round, as published and as counted here."""
    choices = Choices.now()
    today, first = choices.question(), choices.question(FIRST_PUBLISHED, FIRST_ROUND)
    context = {
        "now": today and overview(today),
        "then": first and overview(first, first.round.published_figures.about(FIRST_ROUND, *HOME_FIGURES)),
    }
    return render(request, "reporting/home.html", context)


@open_to_everyone
@require_safe
def compliance(request):
    if "countries" in request.GET:
        return redirect(f"{reverse('compliance')}?{urlencode(with_plain_scope(request.GET))}")
    return compliance_page(request)


@answering(page_of_problems)
def compliance_page(request, choices, question):
    view = overview(question, question.round.published_figures.all())
    context = {"view": view, "ask": choices.form(question.parameters)}
    return render(request, "reporting/compliance.html", context)


@open_to_everyone
@require_safe
@answering(page_of_problems)
def compliance_countries(request, choices, question):
    """The countries behind one number: `figure` says which, `of` a region of the table."""
    view = overview(question)
    group, figure = view.group(request.GET.get("of")), FIGURES.get(request.GET.get("figure"))
    if not (group and figure):
        raise Http404
    standings = sorted(group.behind(figure.key), key=lambda standing: standing.name)
    context = {"view": view, "group": group, "figure": figure, "standings": standings}
    return render(request, "reporting/compliance_countries.html", context)


@open_to_everyone
@require_safe
@answering(line_of_problems)
def compliance_export(request, choices, question, format):  # noqa: A002 - the word of the address
    if format not in FORMATS:
        raise Http404
    content_type, write = FORMATS[format]
    with translation.override("en"):
        text = write(summary(question.as_of, question.round, question.scope))
    name = "-".join(["compliance", question.as_of.isoformat(), f"round-{question.round.number}"])
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    over = question.as_of < choices.today
    patch_cache_control(response, public=True, max_age=AN_HOUR if over else A_MINUTE)
    return response


@open_to_everyone
@require_safe
def glossary(request):
    return render(request, "reporting/glossary.html", {"figures": FIGURES.values(), "version": DEFINITIONS})
