"""What questionnaires ask, as a process has read it: their definitions are large and seldom change.

Each is known by the hash of its definition, so that one that was mended is read again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import get_language

from reporting.indicators.answer_kinds import AnswerKind, Family, kinds_of
from reporting.indicators.asked_indicators import AskedIndicator, public_asked_indicators
from reporting.instruments.question_types import Question
from reporting.models import Instrument

# More than any installation has; mended ones that nobody asks for any more go with the others.
MOST_KEPT = 100


@dataclass(frozen=True)
class LocalisedQuestionnaire:
    """What an instrument asks, in one language: {indicator: what asks it, {value: kind of answer}}."""

    indicators: dict[str, AskedIndicator]
    kinds: dict[str, dict[str, AnswerKind]]

    def kind_of(self, key: str, value: str) -> AnswerKind:
        """Return the kind of answer or silence; a word no longer offered was an answer when it was given."""
        return self.kinds[key].get(value) or AnswerKind(value, value, Family.ANSWER)


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """An instrument, with what it asks in each language in which a reader has asked for it."""

    instrument: Instrument
    by_language: dict[str, LocalisedQuestionnaire] = field(default_factory=dict)

    def localise(self) -> LocalisedQuestionnaire:
        """Return what public questions ask, in the language of the reader."""
        language = get_language() or ""
        if language not in self.by_language:
            asked = public_asked_indicators(self.instrument)
            kinds = {key: kinds_of(one) for key, one in asked.items()}
            self.by_language[language] = LocalisedQuestionnaire(asked, kinds)
        return self.by_language[language]

    @property
    def questions(self) -> dict[str, Question]:
        return self.instrument.questions


READ: dict[str, Questionnaire] = {}


def read_questionnaires(hashes: Iterable[str]) -> dict[str, Questionnaire]:
    """Return {hash: questionnaire}. One query if this process has not read one of them yet, else none."""
    wanted = set(hashes)
    found = {sha256: READ[sha256] for sha256 in wanted if sha256 in READ}
    unread = wanted - found.keys()
    if unread:
        for instrument in Instrument.objects.filter(definition_sha256__in=unread):
            found[instrument.definition_sha256] = Questionnaire(instrument)
        if len(READ) + len(found) > MOST_KEPT:
            READ.clear()
        READ.update(found)
    return found
