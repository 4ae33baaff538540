"""The catalogue of checks: each a small function over a filled-in report, with what it is for, in words.

A check yields remarks. To add one, write a function that takes a `CheckedReport`, decorate it with `check`,
and import its module in `findings.py`. A check knows questions by indicator or by how they are built, never
by number, so it works on every instrument.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from reporting.checks.facts import Facts
from reporting.instruments.changes.succession import Succession, find_successions
from reporting.instruments.question_types import Question
from reporting.submissions.questionnaire import FormState
from reporting.submissions.versions import indicator_words


class Severity(TextChoices):
    BLOCKS = "blocks", _("Blocks")
    WARNS = "warns", _("Warns")
    INFORMS = "informs", _("Informs")

    @property
    def tone(self) -> str:
        return {Severity.BLOCKS: "stop", Severity.WARNS: "warn"}.get(self, "none")

    @property
    def meaning(self) -> str | Promise:
        return SEVERITY_MEANINGS[self]


SEVERITY_MEANINGS: dict[str, str | Promise] = {
    Severity.BLOCKS: _("The report cannot be submitted before it is corrected."),
    Severity.WARNS: _(
        "The report can be submitted. Correct the answer, or explain why it is right: the explanation goes "
        "with the report to the secretariat and to its readers."
    ),
    Severity.INFORMS: _("Only said, so that nobody overlooks it. Nothing has to be done."),
}


class Place(NamedTuple):
    """An answer, or a cell of one: the codes of the question, of the row of a table, and of the column."""

    question: str
    row: str = ""
    column: str = ""


@dataclass(frozen=True)
class Remark:
    """What a check has found: one sentence, the places it speaks of, and the values that it rests on."""

    sentence: str
    places: tuple[Place, ...]
    values: Any = None


class CheckedReport:
    """A filled-in form with the facts about it, as checks read them."""

    def __init__(self, form: FormState, facts: Facts) -> None:
        self.form, self.facts, self.today = form, facts, form.today

    @cached_property
    def questions(self) -> list[Question]:
        """The relevant questions, in order."""
        return [q for q in self.form.instrument.questions.values() if self.form.is_relevant(q)]

    def value_of(self, question: Question) -> Any:
        return self.form.settled.get(question["code"])

    @cached_property
    def successions(self) -> dict[str, Succession]:
        """What each question goes on with in the last report, by code; empty if there is none."""
        if self.facts.last is None:
            return {}
        then, now = self.facts.last.form.instrument, self.form.instrument
        is_same_form = then.form_id == now.form_id
        return find_successions(now.questions, then.questions, form=then.form_id, is_same_form=is_same_form)

    @cached_property
    def indicators(self) -> dict[str, str]:
        """{indicator: its value in one word}, as figures count it."""
        return indicator_words(self.form)

    def question_about(self, indicator: str) -> Question | None:
        """Return the relevant question that asks an indicator, itself or by one of its options."""
        return next((q for q in self.questions if indicator in indicators_of(q)), None)


def indicators_of(question: Question) -> set[str]:
    return {question["indicator"], *(option["indicator"] for option in question.get("options", []))} - {""}


CheckFunction = Callable[[CheckedReport], Iterator[Remark]]


@dataclass(frozen=True)
class Check:
    """One check of the catalogue."""

    key: str
    severity: Severity
    title: str | Promise
    explanation: str | Promise
    example: str | Promise
    find: CheckFunction


CHECKS: dict[str, Check] = {}


def check(
    key: str,
    severity: Severity,
    *,
    title: str | Promise,
    explanation: str | Promise,
    example: str | Promise,
) -> Callable[[CheckFunction], CheckFunction]:
    """Enter a function into the catalogue."""

    def register(find: CheckFunction) -> CheckFunction:
        CHECKS[key] = Check(key, severity, title, explanation, example, find)
        return find

    return register
