"""The table of rounds and answers, written without a template: it has a hundred cells and more."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from authorities.languages.addresses import recall_address
from authorities.languages.cldr import comma, format_day, format_partial_date
from authorities.languages.direction import TextInLanguage, mark_known_language, mark_language
from reporting.countries.answer_grid import MOST_GRIDS, AnswerGrid, GridCell
from reporting.countries.round_standing import STANDING_LABELS, TONES, RoundStanding, Standing
from reporting.indicators.answer_kinds import AnswerKind

COLON = re.compile(r"\s?[:：]")


# Most rounds look alike for many countries.
MOST_COLUMNS = 5000


def write_table(standings: Sequence[RoundStanding], grid: AnswerGrid) -> SafeString:
    """Return the table in the active language: a column for each round, and first how each was reported."""
    language = get_language()
    columns = [write_column(build_shown_report(one), language) for one in standings]
    heads, reports = ("".join(cells) for cells in zip(*columns, strict=True)) if columns else ("", "")
    return mark_safe(  # noqa: S308 - all that is text is escaped
        f'<table class="profile-grid"><thead><tr><td></td>{heads}</tr></thead>\n'
        f'<tbody><tr class="reports"><th scope="row">{escape(_("Report"))}</th>'
        f"{reports}</tr>\n"
        f"{write_answer_rows(grid, language)}</tbody></table>"
    )


@lru_cache(maxsize=MOST_GRIDS)
def write_answer_rows(grid: AnswerGrid, language: str | None) -> str:  # noqa: ARG001 - the active language
    """Return the rows of answers, written once for each grid: it never changes."""
    cells = CellWriter()
    return "\n".join(
        f'<tr><th scope="row">{mark_known_language(row.name)}</th>{cells.write(row.cells)}</tr>'
        for row in grid.rows
    )


class ShownReport(NamedTuple):
    """A round and how its report came: all that is shown of it above the answers."""

    title: str
    title_language: str
    round_url: str
    standing: Standing
    # Empty where no version of the report can be or could be read.
    report_url: str = ""
    sent_on: date | None = None
    withdrawn_on: date | None = None
    is_public: bool = False
    # Of a round that takes reports.
    due_day: date | None = None
    receipt: str = ""
    receipt_source: str = ""
    illustrative: bool = False


def build_shown_report(one: RoundStanding) -> ShownReport:
    title, url = one.title, recall_address("round", one.round.number)
    due = one.due_day if one.is_open else None
    report = one.report
    if report is None and not one.withdrawn_on:
        return ShownReport(title, title.language, url, one.standing, due_day=due)
    return ShownReport(
        title,
        title.language,
        url,
        one.standing,
        one.report_url,
        one.sent_on,
        one.withdrawn_on,
        one.is_public,
        due,
        *((report.receipt, report.receipt_source, report.illustrative) if report else ()),
    )


@lru_cache(maxsize=MOST_COLUMNS)
def write_column(one: ShownReport, language: str | None) -> tuple[str, str]:  # noqa: ARG001 - the active language
    """Return the head of a column, and its first cell."""
    title = mark_language(one.title, one.title_language)
    head = f'<th scope="col"><a href="{one.round_url}">{title}</a></th>'
    return head, f"<td>{''.join(write_report(one, title))}</td>"


def write_report(one: ShownReport, title: str) -> Iterator[str]:
    """Yield how the report came, in a word, and what else is to be said of it."""
    label = STANDING_LABELS[one.standing]
    yield f'<span class="state {TONES.get(one.standing, "none")}">{escape(str(label))}</span> '
    if one.withdrawn_on:
        sentence = _("The published report was withdrawn on %(day)s by the secretariat.")
        yield write_small(sentence % {"day": format_day(one.withdrawn_on)})
        yield write_report_link(one.report_url, _("Why"), title)
    elif one.is_public and one.sent_on:
        about = f"{escape(_('Read the report'))}{comma()}{title}"
        yield write_report_link(one.report_url, format_day(one.sent_on), about)
    elif one.receipt:
        received = _("Received: %(day)s. Its answers are not known here.")
        yield write_small(received % {"day": format_partial_date(one.receipt)})
        source = f"<bdi>{escape(one.receipt_source)}</bdi>"
        yield f"<details><summary>{escape(_('Source'))}</summary>{source}</details>"
    elif one.sent_on:
        yield write_small(_("Submitted %(came)s, not published yet.") % {"came": format_day(one.sent_on)})
    elif one.due_day:
        yield write_small(_("Due %(day)s.") % {"day": format_day(one.due_day)})
    if one.illustrative:
        yield write_small(_("illustrative"))


def write_small(sentence: str) -> str:
    return f'<span class="small">{escape(sentence)}</span> '


def write_report_link(url: str, words: str, about: str) -> str:
    """Return a link to the report; who cannot see the column hears of which round it is."""
    return f'<a class="small" href="{url}">{escape(words)}<span class="unseen">{comma()}{about}</span></a> '


class CellWriter:
    """Writes cells in the active language; what several of them say is looked up once."""

    def __init__(self) -> None:
        title = escape(_("Not part of this questionnaire"))
        self.dot = f'<td><span class="muted" title="{title}">·</span></td>'
        self.dash = '<td><span class="muted">–</span></td>'
        self.mark = f' <abbr title="{escape(_("Asked in other words than before"))}">≠</abbr>'
        self.round = escape(_("Round %(number)s"))
        self.labels: dict[int, str] = {}

    def write(self, cells: Sequence[GridCell]) -> str:
        return "".join(map(self.write_cell, cells))

    def write_cell(self, cell: GridCell) -> str:
        kind = cell.kind
        if kind is None:
            return self.dot
        if not kind.family.is_counted:
            return self.dash
        mark = self.mark if cell.breaks else ""
        label = self.label_of(kind)
        # On a phone there are no columns, and each answer says of which round it is.
        of_round = f'data-round="{self.round % {"number": cell.column.number}}"'
        if cell.is_answer:
            link = f'<a href="{cell.report_url}">{label}</a>'
            return f'<td class="said {kind.tone}" {of_round}>{link}{mark}</td>'
        return f'<td {of_round}><span class="muted">{label}</span>{mark}</td>'

    def label_of(self, kind: AnswerKind) -> str:
        """Return the label; of “Destination: more come than leave” the first word, the whole behind it."""
        # “Yes” is the same text for all that are answered by it.
        key = id(kind.label)
        if key not in self.labels:
            beginning, end = cut_label(kind.label)
            shown = mark_known_language(beginning)
            self.labels[key] = f'<span title="{escape(end)}">{shown}</span>' if end else shown
        return self.labels[key]


def cut_label(label: str | Promise) -> tuple[str | Promise, str]:
    """Return what stands before the colon of a label in its language, and the whole; the label without one.

    >>> cut_label("Both"), cut_label("来源国：离开的多于来的")
    (('Both', ''), ('来源国', '来源国：离开的多于来的'))
    """
    whole = str(label)
    beginning = COLON.split(whole)[0]
    if beginning == whole:
        return label, ""
    known = label.language if isinstance(label, TextInLanguage) else None
    return TextInLanguage.of(beginning, known) if known else beginning, whole
