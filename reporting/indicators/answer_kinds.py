"""The kinds of answer and of silence that are counted apart, and what each of them means."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.indicators.asked_indicators import AskedIndicator
from reporting.instruments.question_types import type_of
from reporting.models import IndicatorValue, Reason

UNANSWERED, SKIPPED = IndicatorValue.UNANSWERED, IndicatorValue.SKIPPED
NOT_PUBLIC, NO_REPORT = "not_public", "no_report"


class Family(StrEnum):
    """What kinds have in common: the columns of the overview, and what a list of countries may ask for."""

    ANSWER = "answered"
    REASON = "reason"
    UNANSWERED = "unanswered"
    SKIPPED = "skipped"
    NOT_PUBLIC = "not_public"
    NO_REPORT = "no_report"

    @property
    def is_counted(self) -> bool:
        """True of what a report says that counts; else no answer of the country is known."""
        return self not in (Family.NOT_PUBLIC, Family.NO_REPORT)


COUNTED = "reports"
FAMILY_LABELS = {
    COUNTED: _("Published reports"),
    Family.ANSWER: _("Answered"),
    Family.REASON: _("A reason instead of an answer"),
    Family.UNANSWERED: _("Left blank"),
    Family.SKIPPED: _("Not asked"),
    Family.NOT_PUBLIC: _("Reported, not published"),
    Family.NO_REPORT: _("No report"),
}
FAMILY_MEANINGS = {
    Family.REASON: _(
        "Instead of an answer the report gives a reason why there is none: not collected, not compiled, "
        "held by another body, does not apply, confidential, or not authorised to publish."
    ),
    Family.UNANSWERED: _("The report was asked the question and left it blank. A blank is not a no."),
    Family.SKIPPED: _(
        "The question was skipped because of an earlier answer, or the questionnaire that the country "
        "filled in does not ask it. This is not a no."
    ),
    Family.NOT_PUBLIC: _(
        "The report has come, and no version of it that can be read here was public on that day. What it "
        "answers is not known here."
    ),
    Family.NO_REPORT: _("No report had come by the end of that day, or it came after the round had closed."),
}


@dataclass(frozen=True)
class AnswerKind:
    """One answer, one reason or one kind of silence. `key` stands in addresses and files."""

    key: str
    label: str | Promise
    family: Family

    @property
    def tone(self) -> str:
        """What it is coloured by: yes, no, another answer by its place, or its family."""
        if self.family is not Family.ANSWER:
            return str(self.family)
        return self.key if self.key in ("yes", "no") else "other"


SILENCES = tuple(
    AnswerKind(str(family), FAMILY_LABELS[family], family)
    for family in (Family.UNANSWERED, Family.SKIPPED, Family.NOT_PUBLIC, Family.NO_REPORT)
)
REASONS = tuple(AnswerKind(value, label, Family.REASON) for value, label in Reason.choices)
OF_EVERY_INDICATOR = {kind.key: kind for kind in (*REASONS, *SILENCES)}


def kinds_of(asked: AskedIndicator) -> dict[str, AnswerKind]:
    """Return {key: kind} of all that can be said, in the order in which it is shown: answers come first."""
    answers = {value: AnswerKind(value, label, Family.ANSWER) for value, label in asked.choices.items()}
    return answers | {key: kind for key, kind in OF_EVERY_INDICATOR.items() if key not in answers}


def meaning_of_answers(asked: AskedIndicator) -> dict[str, str | Promise]:
    """Return {key: what it means} of the answers that can be given."""
    if not asked.asks_yes_or_no:
        return dict.fromkeys(asked.choices, _("The report gives this answer."))
    kind = type_of(asked.question)
    if asked.option:
        return {
            "yes": _("The report ticks this answer."),
            "no": _("The report answers the question and does not tick this answer."),
        }
    if kind.is_list:
        return {
            "yes": _("The report ticks at least one of the answers."),
            "no": _("The report ticks “none of these”."),
        }
    if not kind.has_options:
        return {
            "yes": _("The report says what is asked for."),
            "no": _("Never counted: a blank is not a no."),
        }
    return {"yes": _("The report answers yes."), "no": _("The report answers no.")}
