"""The table of rounds and answers, written without a template: it has a hundred cells and more."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from authorities.languages.addresses import recall_address
from authorities.languages.cldr import comma, format_day, format_partial_date
from authorities.languages.direction import TextInLanguage, mark_known_language
from reporting.countries.answer_grid import MOST_GRIDS, AnswerGrid, GridCell
from reporting.countries.round_standing import RoundStanding
from reporting.indicators.answer_kinds import AnswerKind

COLON = re.compile(r"\s?[:：]")


def write_table(standings: Sequence[RoundStanding], grid: AnswerGrid) -> SafeString:
    """Return the table in the active language: a column for each round, and first how each was reported."""
    titles = "".join(f'<th scope="col">{write_round(one)}</th>' for one in standings)
    reports = "".join(f"<td>{''.join(write_standing(one))}</td>" for one in standings)
    return mark_safe(  # noqa: S308 - all that is text is escaped
        f'<table class="profile-grid"><thead><tr><td></td>{titles}</tr></thead>\n'
        f'<tbody><tr class="reports"><th scope="row">{escape(_("Report"))}</th>{reports}</tr>\n'
        f"{write_answers(grid, get_language())}</tbody></table>"
    )


@lru_cache(maxsize=MOST_GRIDS)
def write_answers(grid: AnswerGrid, language: str | None) -> str:  # noqa: ARG001 - the active language
    """Return the rows of answers, written once for each grid: it never changes."""
    cells = CellWriter()
    return "\n".join(
        f'<tr><th scope="row">{mark_known_language(row.name)}</th>{cells.write(row.cells)}</tr>'
        for row in grid.rows
    )


def write_round(one: RoundStanding) -> str:
    url = recall_address("round", one.round.number)
    return f'<a href="{url}">{mark_known_language(one.title)}</a>'


def write_standing(one: RoundStanding) -> Iterator[str]:
    """Yield how the report came, in a word, and what else is to be said of it."""
    yield f'<span class="state {one.tone}">{escape(str(one.label))}</span> '
    report = one.report
    if one.withdrawn_on:
        sentence = _("The published report was withdrawn on %(day)s by the secretariat.")
        yield write_small(sentence % {"day": format_day(one.withdrawn_on)})
        yield write_report_link(one, _("Why"), "")
    elif one.is_public and one.sent_on:
        yield write_report_link(one, format_day(one.sent_on), _("Read the report"))
    elif report and report.receipt:
        received = _("Received: %(day)s. Its answers are not known here.")
        yield write_small(received % {"day": format_partial_date(report.receipt)})
        source = f"<bdi>{escape(report.receipt_source)}</bdi>"
        yield f"<details><summary>{escape(_('Source'))}</summary>{source}</details>"
    elif one.sent_on:
        yield write_small(_("Submitted %(came)s, not published yet.") % {"came": format_day(one.sent_on)})
    elif one.is_open and one.due_day:
        yield write_small(_("Due %(day)s.") % {"day": format_day(one.due_day)})
    if report and report.illustrative:
        yield write_small(_("illustrative"))


def write_small(sentence: str) -> str:
    return f'<span class="small">{escape(sentence)}</span> '


def write_report_link(one: RoundStanding, words: str, unseen: str) -> str:
    """Return a link to the report; who cannot see the column hears of which round it is."""
    about = f"{unseen}{comma()}" if unseen else ""
    return (
        f'<a class="small" href="{one.report_url}">{escape(words)}'
        f'<span class="unseen">{comma()}{escape(about)}{mark_known_language(one.title)}</span></a> '
    )


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
