"""The articles and indicators that an instrument may name."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reporting.instruments.xlsform_cells import SheetRow
from reporting.instruments.xlsform_outline import Entry


@dataclass(frozen=True)
class KnownReferences:
    """The numbers of articles and the keys of indicators; None for a kind that is not checked."""

    articles: frozenset[str] | None
    indicators: frozenset[str] | None

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
    """Report every article and indicator that is not stored, on its row."""
    for entry in entries:
        for article in entry.fields.get("articles", []):
            if known.articles is not None and article not in known.articles:
                entry.row.add_problem("article", _("The Code has no article “%s”.") % article)
    rows = [*(entry.row for entry in entries if entry.parent is None), *options]
    for row in rows:
        key = row["indicator"]
        if known.indicators is not None and key and key not in known.indicators:
            row.add_problem("indicator", _("There is no indicator with the key “%s”.") % key)
