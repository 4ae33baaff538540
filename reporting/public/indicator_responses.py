"""How the countries answered one indicator in one round, each kind of answer and of silence by itself."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorities.languages import active_un_language
from reporting.models import Indicator, IndicatorValue, Reason, Round, Version

YES_NO = {"yes": _("Yes"), "no": _("No")}
SILENCES = {
    IndicatorValue.UNANSWERED: _("Left blank"),
    IndicatorValue.SKIPPED: _("Not asked"),
}


@dataclass(frozen=True)
class Asked:
    """Where a questionnaire asks an indicator: a question, or one option of it."""

    question: dict
    option: dict | None = None

    @property
    def choices(self):
        """The answers that can be counted, in words."""
        if self.option is None and self.question["type"] == "single":
            return {option["value"]: option["label"] for option in self.question["options"]}
        return YES_NO


def asked_in_public(instrument):
    """{indicator: [Asked]}, in the order of the questionnaire; questions that are not public stay out."""
    found = {}
    for question in instrument.questions.values() if instrument else ():
        if not question["public"]:
            continue
        for option in (None, *question.get("options", [])):
            key = (option or question)["indicator"]
            if key:
                found.setdefault(key, []).append(Asked(question, option))
    return found


def indicators_of(round_):
    """The indicators one may compare countries by, in the order of the questionnaire."""
    keys = asked_in_public(round_.instrument)
    known = Indicator.objects.in_bulk(keys)
    return [known[key] for key in keys if key in known]


@dataclass(frozen=True)
class Response:
    round: int
    question: str
    iso3: str
    name: str
    version: int
    illustrative: bool

    @property
    def address(self):
        """Where the answer stands in the report, in the version that is counted."""
        return f"{reverse('report_version', args=[self.round, self.iso3, self.version])}#{self.question}"


@dataclass(frozen=True)
class Kind:
    """One kind of answer, or of silence, with the countries behind it."""

    key: str
    word: str
    responses: list

    @property
    def total(self):
        return len(self.responses)


@dataclass(frozen=True)
class Responses:
    """Read from published reports alone; of several versions the newest counts."""

    round: Round
    indicator: Indicator

    @cached_property
    def asked(self):
        return asked_in_public(self.round.instrument).get(self.indicator.pk, [])

    @cached_property
    def by_value(self):
        if not self.asked:
            return {}
        question = self.asked[0].question["code"]
        public = Version.objects.newest_published().filter(submission__round=self.round)
        rows = IndicatorValue.objects.filter(indicator=self.indicator, version__in=public)
        name = f"version__submission__member_state__name_{active_un_language()}"
        of_report = ("version__submission__member_state", name, "version__number")
        columns = ("value", *of_report, "version__submission__illustrative")
        found = {}
        for value, *report in rows.order_by(name).values_list(*columns):
            found.setdefault(value, []).append(Response(self.round.pk, question, *report))
        return found

    def kinds(self, words):
        return [Kind(key, word, self.by_value.get(key, [])) for key, word in words.items()]

    @property
    def answers(self):
        """Shown even where nobody gave them: a zero is a figure too."""
        return self.kinds(self.asked[0].choices if self.asked else {})

    @property
    def yes(self):
        """Where there is a yes, its share is worth a sentence."""
        return next((kind for kind in self.answers if kind.key == "yes"), None)

    @property
    def reasons(self):
        return [kind for kind in self.kinds(dict(Reason.choices)) if kind.responses]

    @property
    def silences(self):
        return self.kinds(SILENCES)

    @property
    def given(self):
        """Those with a country behind them, in the order in which they are read."""
        return [kind for kind in (*self.answers, *self.reasons, *self.silences) if kind.responses]

    @property
    def answered(self):
        return sum(kind.total for kind in self.answers)

    @property
    def with_reason(self):
        return sum(kind.total for kind in self.reasons)

    @property
    def illustrative(self):
        return any(response.illustrative for kind in self.given for response in kind.responses)

    @property
    def reports(self):
        return sum(len(responses) for responses in self.by_value.values())
