"""The result of an import in numbers: what was saved, and what was left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import ngettext

from authorities.models import Import


@dataclass(frozen=True)
class ResultLine:
    """A number of records or rows in a sentence; `category` is that of the findings that lists them."""

    category: str
    sentence: str


def describe_result(batch: Import) -> Iterator[ResultLine]:
    """Yield what an applied import has done, without what there is none of."""
    for category in ("new", "changed", "missing", "unchanged", "wrong", "noted"):
        if count := batch.counts.get(category, 0):
            yield ResultLine(category, result_sentence(category, count) % {"count": count})


def result_sentence(category: str, count: int) -> str:
    match category:
        case "new":
            return ngettext("%(count)s new entry was saved.", "%(count)s new entries were saved.", count)
        case "changed":
            return ngettext("%(count)s entry was changed.", "%(count)s entries were changed.", count)
        case "missing":
            return ngettext(
                "%(count)s entry that the file lacks was marked as missing.",
                "%(count)s entries that the file lacks were marked as missing.",
                count,
            )
        case "unchanged":
            return ngettext(
                "%(count)s entry was the same already.", "%(count)s entries were the same already.", count
            )
        case "wrong":
            return ngettext(
                "%(count)s row with errors was left out.", "%(count)s rows with errors were left out.", count
            )
    return ngettext(
        "%(count)s remark on correct rows: something in them was not applied.",
        "%(count)s remarks on correct rows: something in them was not applied.",
        count,
    )
