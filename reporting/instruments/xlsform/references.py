"""The articles, indicators and countries that an instrument may name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reporting.instruments.question_types import type_of
from reporting.instruments.xlsform.cells import SheetRow
from reporting.instruments.xlsform.entries import Entry


@dataclass(frozen=True)
class KnownReferences:
    """Numbers of articles, keys of indicators, codes of countries; None for a kind that is not checked."""

    articles: frozenset[str] | None
    indicators: frozenset[str] | None
    countries: frozenset[str] | None = None

    @property
    def notes(self) -> list[str]:
        """Say what is not checked."""
        notes = []
        if self.articles is None:
            notes.append(
                _("No articles of the Code are loaded, so the articles named here were not checked.")
            )
        if self.indicators is None:
            notes.append(_("No indicators are loaded, so the indicators named here were not checked."))
        return notes


def check_references(entries: Iterable[Entry], options: Iterable[SheetRow], known: KnownReferences) -> None:
    """Report every article, indicator and country that is not stored, on its row."""
    if known.countries is not None:
        check_countries(list(entries), known.countries)
    for entry in entries:
        for article in entry.fields.get("articles", []):
            if known.articles is not None and article not in known.articles:
                entry.row.add_problem("article", _("The Code has no article “%s”.") % article)
    asked = [entry for entry in entries if entry.parent is None and not entry.is_note]
    rows = [*(entry.row for entry in asked), *options]
    for row in rows:
        key = row["indicator"]
        if known.indicators is not None and key and key not in known.indicators:
            row.add_problem("indicator", _("There is no indicator with the key “%s”.") % key)


def check_countries(entries: list[Entry], known: frozenset[str]) -> None:
    """Report every rule that asks for a country that no answer can name."""
    asked = {
        entry.code for entry in entries if entry.is_of_known_type and type_of(entry.fields).names_countries
    }
    for entry in entries:
        for column in ("relevant", "constraint", "warning"):
            for code in country_codes_in(entry.fields.get(column), asked, this=entry.code):
                if code not in known:
                    entry.row.add_problem(column, _("No Member State has the code “%s”.") % code)


def country_codes_in(tree: Any, asked: set[str], *, this: str) -> Iterator[str]:
    """Yield what a compiled rule compares the answers to these questions with; `this` is the rule's own."""
    if not isinstance(tree, list):
        return
    answers = {part[1] if part[0] == "answer" else this for part in tree[1:] if is_reference(part)}
    if answers & asked:
        yield from (part for part in tree[1:] if isinstance(part, str))
    for part in tree[1:]:
        yield from country_codes_in(part, asked, this=this)


def is_reference(tree: Any) -> bool:
    return isinstance(tree, list) and tree[0] in ("answer", "this")
