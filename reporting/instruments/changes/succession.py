"""Which question of an earlier form a question goes on with, and whether its words are still the same.

An instrument says so itself: by the indicator that both ask, by its column `continues`, or because it is the
same form. Where nothing is said, only a question of the same name in the same words is taken for the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reporting.instruments.question_types import Lineage, Question
from reporting.instruments.texts import Text, is_same_language

Option = dict[str, Any]


@dataclass(frozen=True)
class Succession:
    """A question of now and the one it goes on with; `then` is None if nothing like it was asked."""

    now: Question
    then: Question | None
    lineage: Lineage
    is_same_form: bool = False

    @property
    def is_comparable(self) -> bool:
        """True if the earlier answer may be the answer of now, perhaps to other words."""
        return self.then is not None and self.lineage in (Lineage.SAME, Lineage.REWORDED)

    @property
    def is_reworded(self) -> bool:
        return self.then is not None and self.lineage is Lineage.REWORDED

    @property
    def breaks(self) -> list[tuple[Option, Option]]:
        """[(option then, option now)] whose words have changed."""
        pairs = self.options.values()
        return [
            (then, now) for then, now in pairs if option_lineage(now, then, self.is_same_form).breaks_series
        ]

    @property
    def options(self) -> dict[str, tuple[Option, Option]]:
        """{value then: (option then, option now)} of the options that can still be chosen."""
        if self.then is None:
            return {}
        return match_options(self.now.get("options", []), self.then.get("options", []))


def find_successions(
    questions: Mapping[str, Question], earlier: Mapping[str, Question], *, form: str, is_same_form: bool
) -> dict[str, Succession]:
    """Return for each question, by code, what it goes on with in the earlier form of that name."""
    by_indicator = {q["indicator"]: q for q in reversed(list(earlier.values())) if q["indicator"]}
    found = {}
    for code, question in questions.items():
        then = find_predecessor(question, earlier, by_indicator, form, is_same_form)
        lineage = find_lineage(question, then, is_same_form)
        found[code] = Succession(question, then, lineage, is_same_form)
    return found


def find_predecessor(
    question: Question,
    earlier: Mapping[str, Question],
    by_indicator: Mapping[str, Question],
    form: str,
    is_same_form: bool,
) -> Question | None:
    stated = earlier.get(question.get("continues", {}).get(form, ""))
    namesake = earlier.get(question["code"])
    if stated or (is_same_form and namesake):
        return stated or namesake
    if question["indicator"]:
        return by_indicator.get(question["indicator"])
    is_same = namesake and namesake["type"] == question["type"] and not namesake["indicator"]
    return namesake if is_same and has_same_words(question["text"], namesake["text"]) else None


def find_lineage(question: Question, then: Question | None, is_same_form: bool) -> Lineage:
    """Return what the author has said of a question, or what its words say."""
    if then is None:
        return Lineage.NEW
    if question.get("lineage") and not is_same_form:
        return Lineage(question["lineage"])
    return Lineage.SAME if has_same_words(question["text"], then["text"]) else Lineage.REWORDED


def match_options(options: list[Option], earlier: list[Option]) -> dict[str, tuple[Option, Option]]:
    """Return {value then: (option then, option now)}, by the indicator that both ask or by their value."""
    by_indicator = {option["indicator"]: option for option in options if option.get("indicator")}
    by_value = {option["value"]: option for option in options}
    found = {}
    for then in earlier:
        now = by_indicator.get(then.get("indicator")) or by_value.get(then["value"])
        if now:
            found[then["value"]] = (then, now)
    return found


def option_lineage(now: Option, then: Option, is_same_form: bool) -> Lineage:
    if now.get("lineage") and not is_same_form:
        return Lineage(now["lineage"])
    return Lineage.SAME if has_same_words(now["label"], then["label"]) else Lineage.REWORDED


def has_same_words(now: str, then: str) -> bool:
    """Return True if two texts say the same in the first language that both have."""
    mine, theirs = words_by_language(now), words_by_language(then)
    shared = ((mine[one], theirs[other]) for one in mine for other in theirs if is_same_language(one, other))
    one, other = next(shared, (now, then))
    return " ".join(one.split()) == " ".join(other.split())


def words_by_language(text: str) -> dict[str, str]:
    if not isinstance(text, Text):
        return {"": text}
    return {code: words for code, words in text.translations.items() if words} or {text.language: str(text)}
