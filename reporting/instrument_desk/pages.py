"""What the instrument desk shows of one instrument: its languages, rounds, and the figures it feeds."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import get_language_info

from reporting.instruments.question_types import Question
from reporting.instruments.texts import list_texts
from reporting.models import Indicator, Instrument, Rewording, Round


@dataclass(frozen=True)
class LanguageCoverage:
    """How many texts of an instrument exist in one language."""

    code: str
    translated: int
    texts: int

    @property
    def name(self) -> str:
        try:
            return get_language_info(self.code)["name_translated"]
        except KeyError:
            return self.code

    @property
    def missing(self) -> int:
        return self.texts - self.translated

    @property
    def tone(self) -> str:
        return "warn" if self.missing else "ok"


@dataclass(frozen=True)
class IndicatorSource:
    """An indicator, and the questions of an instrument that answer it; none means that it gets no answer."""

    indicator: Indicator
    questions: list[Question]


class InstrumentPage:
    """One instrument as those see it who keep the questionnaires."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument

    @property
    def language_codes(self) -> list[str]:
        """The main language, those of this system that the workbook lacks, and those that it has."""
        have = {base_language(code): code for code in self.instrument.languages}
        ours = [have.get(base_language(code), code) for code, _name in settings.LANGUAGES]
        return list(dict.fromkeys([self.instrument.language, *ours, *self.instrument.languages]))

    @cached_property
    def languages(self) -> list[LanguageCoverage]:
        """The main language, the six of this system, and any other that the workbook has."""
        main = self.instrument.language
        texts: dict[tuple, set[str]] = {}
        for (*place, language), words in list_texts(self.instrument.definition, main):
            if words:
                texts.setdefault(tuple(place), set()).add(base_language(language))
        translated = Counter(language for languages in texts.values() for language in languages)
        return [
            LanguageCoverage(code, translated[base_language(code)], len(texts))
            for code in self.language_codes
        ]

    @cached_property
    def indicators(self) -> list[IndicatorSource]:
        asked: dict[str, list[Question]] = {}
        for question in self.instrument.questions.values():
            keys = [question["indicator"], *(option["indicator"] for option in question["options"])]
            for key in dict.fromkeys(filter(None, keys)):
                asked.setdefault(key, []).append(question)
        return [
            IndicatorSource(indicator, asked.get(indicator.key, [])) for indicator in Indicator.objects.all()
        ]

    @property
    def fed(self) -> list[IndicatorSource]:
        return [source for source in self.indicators if source.questions]

    @property
    def unfed(self) -> list[IndicatorSource]:
        return [source for source in self.indicators if not source.questions]

    @cached_property
    def rounds(self) -> list[Round]:
        return list(self.instrument.rounds.all())

    @cached_property
    def rewordings(self) -> list[Rewording]:
        """The words that were mended while a round was open, the newest first."""
        return list(self.instrument.rewordings.select_related("by"))


def base_language(code: str) -> str:
    """Return a language without its country or script."""
    return code.lower().partition("-")[0]
