"""The lines of the cards on the page of a country: agreements, registers, authorities of other times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.known_facts.later_changes import LaterChange
from authorities.languages.cldr import colon, comma, format_day
from authorities.languages.direction import isolate, mark_known_language
from authorities.models import Authority, InstitutionType
from recruiters.models import Register
from reporting.countries.answer_grid import MOST_GRIDS, AnswerGrid, AnswerTurn
from reporting.countries.periods import describe_period
from reporting.reported_content.agreement_rows import AgreementRow

# What a reader sees at once of a card.
MOST_LINES = 5


@dataclass(frozen=True)
class CardLines:
    """Lines of which the first stand on the page and the others are folded away."""

    lines: Sequence[SafeString]

    @property
    def first(self) -> Sequence[SafeString]:
        return self.lines if len(self.lines) <= MOST_LINES + 1 else self.lines[:MOST_LINES]

    @property
    def others(self) -> Sequence[SafeString]:
        return self.lines[len(self.first) :]

    @property
    def html(self) -> SafeString:
        folded = f"<details><summary>{escape(self.summary)}</summary>{write_list(self.others)}</details>"
        return mark_safe(write_list(self.first) + (folded if self.others else ""))  # noqa: S308 - lines are safe

    @property
    def summary(self) -> str:
        count = len(self.others)
        return ngettext("Show %(count)d more", "Show %(count)d more", count) % {"count": count}


def write_list(lines: Iterable[SafeString]) -> str:
    return f'<ul class="plain-list">{"".join(f"<li>{line}</li>" for line in lines)}</ul>'


def list_agreements(agreements: Iterable[tuple[AgreementRow, list[str]]]) -> CardLines:
    return CardLines([write_agreement(row, partners) for row, partners in agreements])


def write_agreement(row: AgreementRow, partners: Sequence[str]) -> SafeString:
    title = mark_known_language(row.title or row.kind_in_words)
    if not partners:
        return title
    names = comma().join(f"<bdi>{escape(name)}</bdi>" for name in partners)
    return mark_safe(f"{title}{colon()}{names}")  # noqa: S308 - what people wrote is escaped


@lru_cache(maxsize=MOST_GRIDS)
def list_changes(grid: AnswerGrid, language: str | None) -> CardLines:  # noqa: ARG001 - the active language
    """Return the answers that changed, written once for each grid: it never changes."""
    words, sign = _("“%(before)s” in round %(first)s, “%(after)s” in round %(second)s."), colon()
    return CardLines([write_change(turn, words, sign) for turn in grid.changes])


def write_change(turn: AnswerTurn, words: str, sign: str) -> SafeString:
    """Return of which answer, and what it was and became; marked if the question had changed meanwhile."""
    sentence = words % {
        "before": isolate(turn.before.label),
        "after": isolate(turn.after.label),
        "first": turn.before.column.number,
        "second": turn.after.column.number,
    }
    mark = ' <b class="warning">≠</b>' if turn.breaks else ""
    named = f"<strong>{mark_known_language(turn.name)}</strong>{sign}"
    return mark_safe(f"{named}{escape(sentence)}{mark}")  # noqa: S308 - all that is text is escaped


def list_later_changes(changes: Iterable[LaterChange], country: str) -> CardLines:
    """Return what became of facts after the day by which all was known, the newest first."""
    told = (one.sentence(country, format_day(timezone.localdate(one.at))) for one in changes)
    return CardLines([conditional_escape(sentence) for sentence in told])


def list_registers(registers: Iterable[Register]) -> CardLines:
    return CardLines([write_register(one) for one in registers])


def write_register(one: Register) -> SafeString:
    words = []
    size: int | None = getattr(one, "size", None)
    if size is not None:
        words.append(ngettext("%(entries)s entry", "%(entries)s entries", size) % {"entries": size})
    words.append(_("kept by %(keeper)s") % {"keeper": isolate(one.keeper)})
    words.append(describe_period(one))
    url, name = one.get_absolute_url(), one.name
    link = format_html('<a href="{}"><bdi>{}</bdi></a>{}', url, name, comma())
    return format_html("{}{}{}", link, comma().join(words), mark_illustrative(one))


def list_authorities(authorities: Iterable[Authority]) -> CardLines:
    return CardLines([write_authority(one) for one in authorities])


def write_authority(one: Authority) -> SafeString:
    kind, name = InstitutionType(one.institution_type).label, one.institution
    named = format_html('<bdi>{}</bdi> <span class="muted">({})</span>{}', name, kind, comma())
    return format_html("{}{}{}", named, describe_period(one), mark_illustrative(one))


def mark_illustrative(one: Authority | Register) -> SafeString:
    if not one.illustrative:
        return SafeString("")
    word = conditional_escape(_("illustrative"))
    return mark_safe(f' <span class="small muted">{word}</span>')  # noqa: S308 - escaped
