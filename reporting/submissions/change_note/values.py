"""What differs between two values of one question or cell, in words, with the difference of two figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from authorities.languages.cldr import format_percent, join_items
from authorities.languages.direction import isolate
from reporting.instruments.changes.succession import match_options
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.submissions.cell_reasons import find_reason, render_reason
from reporting.submissions.item_words import render_items, render_value_in_words
from reporting.submissions.number_writing import YEARS, asks_year, write_decimal
from reporting.submissions.plain_answers import is_answered, read_number

NUMBERS = frozenset((QuestionType.INTEGER, QuestionType.DECIMAL))
LONG_TEXT = 160  # letters, from which two texts stand below each other


@dataclass(frozen=True)
class ChangeLine:
    """One thing that differs: its place in the answer, what it says now and said then; blank for nothing."""

    place: str
    now: str
    then: str
    step: str = ""  # by how much a figure has moved

    @property
    def is_long(self) -> bool:
        return len(self.now) > LONG_TEXT or len(self.then) > LONG_TEXT


@dataclass(frozen=True)
class QuestionPair:
    """A question, or a column of one, as it is asked now and was asked then."""

    now: Question
    then: Question
    names: Mapping[str, str]  # of countries by code

    def compare(self, now: Any, then: Any, place: str = "") -> Iterator[ChangeLine]:
        """Yield what differs between two values; a list is compared item by item."""
        if find_reason(now) or find_reason(then):
            if now != then:
                yield ChangeLine(place, self.say(self.now, now), self.say(self.then, then))
            return
        if is_same_value(self.now, now, self.translate(then)):
            return
        if is_answered(now) and is_answered(then) and self.are_sets:
            yield from self.compare_items(now, then, place)
        else:
            yield ChangeLine(place, self.say(self.now, now), self.say(self.then, then), self.step(now, then))

    @property
    def are_sets(self) -> bool:
        kinds = type_of(self.now), type_of(self.then)
        return all(kind.is_list and kind is not QuestionType.RANK for kind in kinds)

    def say(self, question: Question, value: Any) -> str:
        return say_value(question, value, self.names)

    def translate(self, then: Any) -> Any:
        """Return the earlier value with the options as they are called now."""
        if not (type_of(self.now).has_options and type_of(self.then).has_options and is_answered(then)):
            return then
        options = match_options(self.now.get("options", []), self.then.get("options", []))
        codes = {value: now["value"] for value, (_then, now) in options.items()}
        if isinstance(then, list):
            return [codes.get(value, value) for value in then]
        return codes.get(then, then)

    def compare_items(self, now: list, then: list, place: str) -> Iterator[ChangeLine]:
        before = dict(zip(self.translate(then), then, strict=True))
        added = [value for value in now if value not in before]
        left_out = [value for code, value in before.items() if code not in now]
        for label, question, values in (
            (_("Added"), self.now, added),
            (_("Left out"), self.then, left_out),
        ):
            if values:
                words = join_items(map(isolate, render_items(question, values, dict(self.names))))
                yield ChangeLine(f"{place} · {label}" if place else label, words, "")

    def step(self, now: Any, then: Any) -> str:
        """Return by how much a figure has moved, as in “2,000 more, 20%”; a year does not move."""
        kinds = {type_of(self.now), type_of(self.then)}
        numbers = read_number(now), read_number(then)
        if not kinds <= NUMBERS or None in numbers:
            return ""
        after, before = numbers
        if asks_year(self.now) and {after, before} <= {Decimal(year) for year in YEARS}:
            return ""
        return describe_step(after, before)


def say_value(question: Question, value: Any, names: Mapping[str, str]) -> str:
    """Return a value in words, or the reason that a cell holds in its place; empty for neither."""
    if reason := find_reason(value):
        return _("no answer: %(reason)s") % {"reason": render_reason(reason)}
    return render_value_in_words(question, value, dict(names)) if is_answered(value) else ""


def describe_step(after: Decimal, before: Decimal) -> str:
    amount = write_decimal(abs(after - before))
    if not before:
        sentence = _("%(amount)s more") if after > before else _("%(amount)s less")
        return sentence % {"amount": amount}
    share = format_percent(round(abs(after - before) / abs(before) * 100, 1).normalize())
    sentence = _("%(amount)s more, %(share)s") if after > before else _("%(amount)s less, %(share)s")
    return sentence % {"amount": amount, "share": share}


def is_same_value(question: Question, one: Any, other: Any) -> bool:
    """Return True if two values say the same, however they were written."""
    if not is_answered(one) or not is_answered(other):
        return is_answered(one) == is_answered(other)
    kind = type_of(question)
    if kind in NUMBERS:
        return read_number(one) == read_number(other)
    if kind is QuestionType.FILE:
        return describe_files(one) == describe_files(other)
    if isinstance(one, list) and isinstance(other, list) and kind is not QuestionType.RANK:
        return sorted(map(str, one)) == sorted(map(str, other))
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other


def describe_files(value: Any) -> list[tuple[str, int]]:
    """Return the files without their keys: one brought forward is the same file under another key."""
    files = value if isinstance(value, list) else [value]
    return sorted((file.get("name", ""), file.get("size", 0)) for file in files)
