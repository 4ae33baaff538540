"""What differs between two definitions of an instrument, in words; and whether it changes what answers mean.

A definition may be mended in its words and translations while countries fill it in. Whatever else differs
(codes, types, options, rules) would change what is counted, and needs a new version.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from authorities.languages.direction import TextInLanguage
from reporting.instruments.rules.writer import write_expression
from reporting.instruments.texts import ABOUT_IT, MAIN_LANGUAGE, TEXT_KEYS, Text, pick_text

# The lists of a definition that hold its parts, and what tells two parts of one list apart.
PARTS = {"sections": "code", "questions": "code", "columns": "code", "rows": "value", "options": "value"}
# What is said of the instrument as a whole, and its notes, are words.
WORDS_OF_THE_WHOLE = frozenset({"title", "note"})
# What the form asks to look at again; it changes no answer.
ADVICE = ("warning", "sum_of")
NOT_COMPARED = frozenset(
    {*PARTS, *ABOUT_IT, "id", "version", "notes"} - WORDS_OF_THE_WHOLE - {"lineage", *ADVICE}
)

# (name of the list, code in it) for each level, for example (("sections", "A"), ("questions", "q1")).
Place = tuple[tuple[str, str], ...]


class DifferenceKind(TextChoices):
    ADDED = "added", _("Added")
    DROPPED = "dropped", _("Taken out")
    REWORDED = "reworded", _("Reworded")
    TRANSLATED = "translated", _("Translation changed")
    OPTIONS = "options", _("Choices changed")
    RULES = "rules", _("Rules changed")
    MOVED = "moved", _("Order changed")
    WARNINGS = "warnings", _("Warnings changed")
    LINEAGE = "lineage", _("Relation to earlier rounds changed")

    @property
    def changes_meaning(self) -> bool:
        return self in (
            DifferenceKind.ADDED,
            DifferenceKind.DROPPED,
            DifferenceKind.OPTIONS,
            DifferenceKind.RULES,
            DifferenceKind.MOVED,
        )


PROPERTIES = {
    "type": _("the type of answer"),
    "precision": _("how exact a date must be"),
    "number": _("the number"),
    "required": _("whether an answer is required"),
    "required_if": _("when an answer is required"),
    "relevant": _("when it is asked"),
    "constraint": _("which answers are possible"),
    "warning": _("what it warns of"),
    "sum_of": _("the parts of the sum"),
    "calculation": _("how it is calculated"),
    "choice_filter": _("which choices are offered"),
    "repeat_count": _("the number of rows"),
    "min_rows": _("the fewest rows"),
    "max_rows": _("the most rows"),
    "articles": _("the articles of the Code"),
    "indicator": _("the indicator"),
    "lineage": _("the relation to earlier rounds"),
    "public": _("whether it is published"),
    "counted": _("whether it is counted"),
    "default": _("the answer given in advance"),
    "read_only": _("whether it can be changed"),
    "range": _("the range of numbers"),
    "exclusive": _("whether it stands alone"),
    "audience": _("who fills it in"),
}


KINDS_OF_PROPERTIES = {"lineage": DifferenceKind.LINEAGE, **dict.fromkeys(ADVICE, DifferenceKind.WARNINGS)}


@dataclass(frozen=True)
class DefinitionDifference:
    """One thing that differs: where, what, and the words before and after, blank where there are none."""

    kind: DifferenceKind
    place: str
    what: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Comparison:
    """All differences between two definitions, in the order of the newer one."""

    differences: list[DefinitionDifference]

    @property
    def changes_meaning(self) -> bool:
        return any(difference.kind.changes_meaning for difference in self.differences)

    @property
    def by_kind(self) -> list[tuple[DifferenceKind, list[DefinitionDifference]]]:
        """[(kind, its differences)] of the kinds that occur."""
        pairs = [(kind, [d for d in self.differences if d.kind == kind]) for kind in DifferenceKind]
        return [(kind, found) for kind, found in pairs if found]


def compare_definitions(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """Return what differs in `after`: parts added and taken out, words, choices, rules, order."""
    old, new = dict(list_parts(before)), dict(list_parts(after))
    main = after.get("language", MAIN_LANGUAGE)
    found = []
    for place, part in new.items():
        if place in old:
            found += compare_parts(place, old[place], part, main, new)
        elif place[:-1] in old:
            found.append(describe_presence(DifferenceKind.ADDED, place, part, new, main))
    found += [
        describe_presence(DifferenceKind.DROPPED, place, part, old, main)
        for place, part in old.items()
        if place not in new and place[:-1] in new
    ]
    return Comparison([*found, *compare_order(old, new, main), *compare_notes(before, after, main)])


def list_parts(definition: dict[str, Any], place: Place = ()) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield (place, part) of a definition, or part of one, and all that it holds, each before its parts."""
    yield place, definition
    for name, key in PARTS.items():
        for item in definition.get(name, []):
            yield from list_parts(item, (*place, (name, str(item[key]))))


def describe_presence(
    kind: DifferenceKind, place: Place, part: dict[str, Any], parts: dict[Place, Any], main: str
) -> DefinitionDifference:
    """Return the difference that a part makes which stands in one of the two alone."""
    is_choice = place[-1][0] in ("options", "rows")
    words = describe_part(part, main)
    above = describe_place(place[:-1], parts, main)
    if is_choice:
        before, after = (words, "") if kind is DifferenceKind.DROPPED else ("", words)
        return DefinitionDifference(DifferenceKind.OPTIONS, above, str(kind.label), before, after)
    return DefinitionDifference(kind, describe_place(place, parts, main), "", "", words)


def compare_parts(
    place: Place, old: dict[str, Any], new: dict[str, Any], main: str, parts: dict[Place, Any]
) -> Iterator[DefinitionDifference]:
    """Yield what differs between two parts at one place, without what they hold."""
    where = describe_place(place, parts, main)
    for key in sorted({*old, *new} - NOT_COMPARED):
        before, after = old.get(key), new.get(key)
        if (before or None) == (after or None):
            continue
        if key in TEXT_KEYS or (not place and key in WORDS_OF_THE_WHOLE):
            yield from compare_texts(where, before or "", after or "", main)
        else:
            kind = KINDS_OF_PROPERTIES.get(key, DifferenceKind.RULES)
            what = str(PROPERTIES.get(key, key))
            yield DefinitionDifference(kind, where, what, plain_value(before), plain_value(after))


def compare_texts(where: str, before: Any, after: Any, main: str) -> Iterator[DefinitionDifference]:
    """Yield a difference for each language in which a text differs."""
    old, new = (text if isinstance(text, dict) else {main: text} for text in (before, after))
    for language in {**old, **new}:
        pair = [mark(texts.get(language, ""), language) for texts in (old, new)]
        if pair[0] != pair[1]:
            kind = DifferenceKind.REWORDED if language == main else DifferenceKind.TRANSLATED
            yield DefinitionDifference(kind, where, "" if language == main else language, *pair)


def compare_order(old: dict[Place, Any], new: dict[Place, Any], main: str) -> Iterator[DefinitionDifference]:
    """Yield a difference for each list whose common parts stand in another order."""
    before, after = ordered_lists(old, new), ordered_lists(new, old)
    for key, codes in after.items():
        if codes != before[key]:
            yield DefinitionDifference(DifferenceKind.MOVED, describe_place(key[0], new, main))


def ordered_lists(parts: dict[Place, Any], others: dict[Place, Any]) -> dict[tuple[Place, str], list[str]]:
    """Return {(place, name of a list in it): the codes of its parts that the other definition has too}."""
    lists: dict[tuple[Place, str], list[str]] = {}
    for place in parts:
        if place and place in others:
            name, code = place[-1]
            lists.setdefault((place[:-1], name), []).append(code)
    return lists


def compare_notes(before: dict[str, Any], after: dict[str, Any], main: str) -> Iterator[DefinitionDifference]:
    """Yield the notes between questions that differ: their words are words, their rules are rules."""
    sections = {section["code"]: section for section in before["sections"]}
    for section in after["sections"]:
        old, new = sections.get(section["code"], {}).get("notes", []), section.get("notes", [])
        if old == new or section["code"] not in sections:
            continue
        where = describe_part(section, main)
        if [without_texts(note) for note in old] != [without_texts(note) for note in new]:
            yield DefinitionDifference(DifferenceKind.RULES, where, str(_("the notes between questions")))
            continue
        for one, other in zip(old, new, strict=True):
            for key in TEXT_KEYS:
                yield from compare_texts(where, one.get(key, ""), other.get(key, ""), main)


def without_texts(part: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in TEXT_KEYS}


def describe_place(place: Place, parts: dict[Place, Any], main: str) -> str:
    """Return where a part stands, as people say it: its question by number, and the part of that."""
    names = []
    for depth in range(1, len(place) + 1):
        kind, code = place[depth - 1]
        part = parts.get(place[:depth], {})
        if kind == "sections" and depth < len(place):
            continue
        names.append(str(part.get("number") or describe_part(part, main) or code))
    return " › ".join(names)


def describe_part(part: dict[str, Any], main: str) -> Text:
    stored = next((part[key] for key in ("text", "label", "title", "heading") if part.get(key)), "")
    return pick_text(stored, main, main)


def mark(words: str, language: str) -> str:
    return TextInLanguage.of(words, language)


def plain_value(value: Any) -> str:
    """Return a property as people read it: a rule as it stands in the workbook."""
    if is_rule(value):
        return write_expression(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None or isinstance(value, dict) else str(value)


def is_rule(value: Any) -> bool:
    """Return True for a compiled rule: its operator, then what that is applied to."""
    return isinstance(value, list) and any(isinstance(part, list) for part in value)
