"""Which question of a round asks an indicator, and what can be answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.instruments.question_types import Lineage, Question, QuestionType, type_of
from reporting.models import Indicator, Instrument, Round
from reporting.submissions.instrument_cache import recall_instrument
from reporting.submissions.public_answers import public_questions

YES_NO = {"yes": _("Yes"), "no": _("No")}


@dataclass(frozen=True)
class AskedIndicator:
    """A public question of an instrument, or one option of it, that asks an indicator."""

    key: str
    question: Question
    option: Question | None = None

    @property
    def words(self) -> str:
        """What is asked: the question, or the option that is counted."""
        return (self.option or self.question)["label" if self.option else "text"]

    @property
    def lineage(self) -> Lineage | None:
        """How it is related to what asked the indicator before; None if nobody has said."""
        written = (self.option or self.question).get("lineage")
        return Lineage(written) if written else None

    @property
    def breaks_series(self) -> bool:
        """True if it was asked otherwise before, so that a change may lie in the question."""
        return bool(self.lineage and self.lineage.breaks_series)

    @property
    def asks_yes_or_no(self) -> bool:
        """True unless one of several options is the answer that is counted."""
        return self.option is not None or type_of(self.question) is not QuestionType.SINGLE

    @cached_property
    def choices(self) -> Mapping[str, str | Promise]:
        """The answers that can be counted, as {value: label} in the order in which they are offered."""
        if self.asks_yes_or_no:
            return YES_NO
        return {option["value"]: option["label"] for option in self.question["options"]}


def public_asked_indicators(instrument: Instrument | None) -> dict[str, AskedIndicator]:
    """Return {key of the indicator: what asks it} of public questions, in the order of the questionnaire."""
    found: dict[str, AskedIndicator] = {}
    for question in public_questions(instrument).values() if instrument else ():
        for option in (None, *question.get("options", [])):
            key = (option or question)["indicator"]
            if key:
                found.setdefault(key, AskedIndicator(key, question, option))
    return found


def public_indicators(round_: Round) -> list[Indicator]:
    """Return the indicators by which countries can be compared, in the order of the questionnaire."""
    keys = public_asked_indicators(round_.instrument)
    known = Indicator.objects.in_bulk(keys)
    return [known[key] for key in keys if key in known]


def attach_instruments(rounds: Iterable[Round]) -> None:
    """Give each round its instrument; one query for those that come without, and each is read once."""
    asking = [round_ for round_ in rounds if round_.instrument_id]
    without = {round_.instrument_id for round_ in asking if not Round.instrument.is_cached(round_)}
    stubs = Instrument.objects.defer("definition").in_bulk(without) if without else {}
    for round_ in asking:
        round_.instrument = recall_instrument(stubs.get(round_.instrument_id) or round_.instrument)
