"""How the countries answered one indicator in one round; every kind of answer and of silence apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.languages import active_un_language
from authorities.languages.collation import sort_by_name
from reporting.instruments.question_types import Lineage, QuestionType
from reporting.models import Indicator, IndicatorValue, Instrument, Reason, Round, Version

YES_NO = {"yes": _("Yes"), "no": _("No")}
SILENCES = {
    IndicatorValue.UNANSWERED: _("Left blank"),
    IndicatorValue.SKIPPED: _("Not asked"),
}


@dataclass(frozen=True)
class IndicatorQuestion:
    """A question of an instrument, or one option of it, that asks an indicator."""

    question: dict[str, Any]
    option: dict[str, Any] | None = None

    @property
    def breaks_series(self) -> bool:
        """True if it was asked otherwise before, so that a change may lie in the question."""
        lineage = (self.option or self.question).get("lineage")
        return bool(lineage) and Lineage(lineage).breaks_series

    @property
    def choices(self) -> Mapping[str, str | Promise]:
        """The answers that can be counted, as {value: label}."""
        if self.option is None and self.question["type"] == QuestionType.SINGLE:
            return {option["value"]: option["label"] for option in self.question["options"]}
        return YES_NO


def public_indicator_questions(instrument: Instrument | None) -> dict[str, list[IndicatorQuestion]]:
    """Return {key of the indicator: questions} in the order of the questionnaire, public questions only."""
    questions: dict[str, list[IndicatorQuestion]] = {}
    for question in instrument.questions.values() if instrument else ():
        if not question["public"]:
            continue
        for option in (None, *question.get("options", [])):
            key = (option or question)["indicator"]
            if key:
                questions.setdefault(key, []).append(IndicatorQuestion(question, option))
    return questions


def public_indicators(round_: Round) -> list[Indicator]:
    """Return the indicators by which countries can be compared, in the order of the questionnaire."""
    keys = public_indicator_questions(round_.instrument)
    known = Indicator.objects.in_bulk(keys)
    return [known[key] for key in keys if key in known]


@dataclass(frozen=True)
class CountryResponse:
    """The country behind one answer, with the version of its report that is counted."""

    round: int
    question: str
    iso3: str
    name: str
    version: int
    illustrative: bool

    @property
    def url(self) -> str:
        """The place of the answer in the version that is counted."""
        return f"{reverse('report_version', args=[self.round, self.iso3, self.version])}#{self.question}"


@dataclass(frozen=True)
class ResponseGroup:
    """One kind of answer, or of silence, with the countries behind it."""

    key: str
    label: str | Promise
    responses: list[CountryResponse]

    @property
    def total(self) -> int:
        return len(self.responses)


@dataclass(frozen=True)
class IndicatorResponses:
    """The answers to one indicator in published reports; of several versions the newest counts."""

    round: Round
    indicator: Indicator

    @cached_property
    def questions(self) -> list[IndicatorQuestion]:
        return public_indicator_questions(self.round.instrument).get(self.indicator.pk, [])

    @property
    def breaks_series(self) -> bool:
        return any(question.breaks_series for question in self.questions)

    @cached_property
    def earlier(self) -> "IndicatorResponses | None":
        """The nearest earlier round that asked it in other words; None if this one asks as before."""
        if not self.breaks_series:
            return None
        rounds = Round.objects.with_instrument().filter(number__lt=self.round.pk, instrument__isnull=False)
        others = rounds.exclude(instrument=self.round.instrument).order_by("-number")
        asking = (IndicatorResponses(round_, self.indicator) for round_ in others)
        return next((other for other in asking if other.questions), None)

    @cached_property
    def by_value(self) -> dict[str, list[CountryResponse]]:
        """The responses by indexed value, ordered by name of the country. One query."""
        if not self.questions:
            return {}
        question = self.questions[0].question["code"]
        public = Version.objects.newest_published().filter(submission__round=self.round)
        rows = IndicatorValue.objects.filter(indicator=self.indicator, version__in=public)
        name = f"version__submission__member_state__name_{active_un_language()}"
        report_columns = ("version__submission__member_state", name, "version__number")
        columns = ("value", *report_columns, "version__submission__illustrative")
        by_value: dict[str, list[CountryResponse]] = {}
        for value, *report in rows.order_by().values_list(*columns):
            by_value.setdefault(value, []).append(CountryResponse(self.round.pk, question, *report))
        return {value: sort_by_name(responses) for value, responses in by_value.items()}

    def groups_of(self, labels: Mapping[str, str | Promise]) -> list[ResponseGroup]:
        return [ResponseGroup(key, label, self.by_value.get(key, [])) for key, label in labels.items()]

    @property
    def answers(self) -> list[ResponseGroup]:
        """A group for each possible answer, also where no country gave it: a zero is a figure too."""
        return self.groups_of(self.questions[0].choices if self.questions else {})

    @property
    def yes(self) -> ResponseGroup | None:
        """The group that answered yes, whose share the page gives in a sentence."""
        return next((group for group in self.answers if group.key == "yes"), None)

    @property
    def reasons(self) -> list[ResponseGroup]:
        return [group for group in self.groups_of(dict(Reason.choices)) if group.responses]

    @property
    def silences(self) -> list[ResponseGroup]:
        return self.groups_of(SILENCES)

    @property
    def groups_with_countries(self) -> list[ResponseGroup]:
        return [group for group in (*self.answers, *self.reasons, *self.silences) if group.responses]

    @property
    def number_answered(self) -> int:
        return sum(group.total for group in self.answers)

    @property
    def number_with_reason(self) -> int:
        return sum(group.total for group in self.reasons)

    @property
    def illustrative(self) -> bool:
        return any(r.illustrative for group in self.groups_with_countries for r in group.responses)

    @property
    def number_of_reports(self) -> int:
        return sum(len(responses) for responses in self.by_value.values())
