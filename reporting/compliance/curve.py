"""The curve of the reports received: against the deadline, and beside earlier rounds at the same pace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import colon, format_day, join_items
from authorities.languages.collation import sort_by_name
from authorities.languages.direction import isolate
from authorities.languages.remembered_results import remember_by_language
from reporting.charts.canvas import Tone
from reporting.charts.chart import ChartCell, ChartTable
from reporting.charts.line_chart import Line, LineChart, Marker, Style
from reporting.compliance.figures import ANY, ComplianceStatus
from reporting.compliance.groups import MOST_QUESTIONS, CountedStates
from reporting.compliance.published_figures import PublishedFigureRow
from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import load_reports
from reporting.compliance.summary import Summary
from reporting.models import Round
from reporting.models.rounds import first_day

# After the round is over, the curve goes on for this long and no longer.
DAYS_AFTER_THE_ROUND = timedelta(days=60)
# So many earlier rounds are drawn, the newest first.
EARLIER_ROUNDS = 2
EARLIER_TONES = (Tone.MIDDLE, Tone.PALE)
EARLIER_NOTE = gettext_lazy(
    "Dashed: the same countries in earlier rounds, as many days after the opening of the round."
)
RINGS_NOTE = gettext_lazy(
    "Rings: numbers published by others, at the end of the period they describe. "
    "They are not part of the line."
)


@dataclass(frozen=True)
class ReportDay:
    """The countries whose reports came on one day, and the number of reports received by then."""

    day: date
    names: str
    total: int
    label: str
    # The address of the country, if it is one.
    url: str


@remember_by_language(MOST_QUESTIONS)
def list_by_day_reported(counted: CountedStates) -> tuple[ComplianceStatus, ...]:
    """Return those that have reported, by the day of the report and by name."""
    reported = sort_by_name(counted.world.counted_by("reported"))
    return tuple(sorted(reported, key=attrgetter("reported_on")))


@remember_by_language(MOST_QUESTIONS)
def list_report_days(counted: CountedStates) -> tuple[ReportDay, ...]:
    """Return the days on which reports came, in their order."""
    address, sentence = reverse("country", args=[ANY]), _("%(day)s: %(names)s. %(total)s in all.")
    days, total = [], 0
    for day, of_day in groupby(list_by_day_reported(counted), key=attrgetter("reported_on")):
        statuses = list(of_day)
        total += len(statuses)
        names = join_items(status.name for status in statuses)
        label = sentence % {"day": format_day(day), "names": names, "total": total}
        url = address.replace(ANY, statuses[0].iso3) if len(statuses) == 1 else ""
        days.append(ReportDay(day, names, total, label, url))
    return tuple(days)


@dataclass(frozen=True)
class ReportCurve:
    """The reports of a summary by the day on which they came."""

    summary: Summary
    published: Sequence[PublishedFigureRow] = ()

    @property
    def report_days(self) -> tuple[ReportDay, ...]:
        return list_report_days(self.summary.counted_states)

    @cached_property
    def period(self) -> tuple[date, date] | None:
        """First and last day of the curve; None before the round has begun.

        It begins with the opening or the first report. It ends with the day asked about, or soon after the
        last day on which something could happen; of an open round, with its deadline or its closing.
        """
        round_, as_of = self.summary.round, self.summary.as_of
        days = [report_day.day for report_day in self.report_days]
        begins = min([*days, *filter(None, [first_day(round_.opens)])], default=None)
        if begins is None or begins >= as_of:
            return None
        ends = [*days, *filter(None, [round_.due_day, round_.closed_from])]
        over = max(max(ends, default=as_of), begins) + DAYS_AFTER_THE_ROUND
        return begins, min(max([as_of, *(end for end in ends if end <= over)]), over)

    @property
    def line(self) -> Line:
        begins, ends = self.period or (self.summary.as_of, self.summary.as_of)
        points = [(d.day, d.total, d.label, d.url) for d in self.report_days]
        total = self.report_days[-1].total if self.report_days else 0
        last_day = min(self.summary.as_of, ends)
        rim = [] if points and points[-1][0] == last_day else [(last_day, total)]
        return Line(self.round_name(self.summary.round), [(begins, 0), *points, *rim], style=Style.STEPS)

    @cached_property
    def rings(self) -> list[Line]:
        """The numbers that others have published, as rings of their own."""
        comparable = [row for row in self.published if row.is_comparable(self.summary.query)]
        begins, ends = self.period or (date.max, date.min)
        points = [
            (row.last_day, int(row.figure.value), ring_label(row), published_url(row))
            for row in comparable
            if begins <= row.last_day <= ends
        ]
        return [Line(_("Published by others"), points, tone=Tone.WARM, style=Style.RINGS)] if points else []

    @property
    def markers(self) -> list[Marker]:
        round_ = self.summary.round
        found = []
        if round_.due_day:
            found.append(Marker(round_.due_day, _("Due %(day)s") % {"day": format_day(round_.due_day)}))
        if round_.closing_day:
            words = {"day": format_day(round_.closing_day)}
            found.append(Marker(round_.closing_day, _("Closed %(day)s") % words, "closing"))
        return found

    @cached_property
    def earlier(self) -> list[Line]:
        """The same countries in earlier rounds, as many days after the opening; two or three queries."""
        opening = first_day(self.summary.round.opens)
        if not (opening and self.period):
            return []
        rounds = choose_earlier_rounds(self.summary.query)
        if not rounds:
            return []
        reports = load_reports(rounds, self.summary.query.clocks, basis=self.summary.query.basis)
        asked = {status.iso3 for status in self.summary.statuses}
        lines = []
        for round_, tone in zip(rounds, EARLIER_TONES, strict=False):
            came = [
                report.reported_on
                for (number, iso3), report in reports.items()
                if number == round_.number and iso3 in asked and report.reported_on
            ]
            if came:
                lines.append(self.shifted_line(round_, came, opening, tone))
        return lines

    def shifted_line(self, round_: Round, came: Iterable[date], opening: date, tone: str) -> Line:
        """Return the reports of an earlier round, moved so that its opening lies on that of this round."""
        begins, ends = self.period or (opening, opening)
        shift = opening - (first_day(round_.opens) or opening)
        moved = sorted(day + shift for day in came)
        totals = [(max(day, begins), number) for number, day in enumerate(moved, start=1) if day <= ends]
        by_day = dict(totals)
        points = [(begins, 0), *by_day.items()]
        if points[-1][0] != ends:
            points.append((ends, points[-1][1]))
        return Line(self.round_name(round_), points, tone=tone, style=Style.STEPS, dashed=True)

    @staticmethod
    def round_name(round_: Round) -> str:
        return str(isolate(round_.texts["title"]))

    @property
    def table(self) -> ChartTable:
        rows = [[ChartCell(d.day), ChartCell(d.names), ChartCell(d.total)] for d in self.report_days]
        return ChartTable([_("Day"), _("Countries"), _("Total")], rows)

    def as_chart(self, subtitle: str) -> LineChart:
        return LineChart(
            title=_("Reports received over time"),
            subtitle=subtitle,
            demo=self.summary.demo,
            note=self.note,
            lines=[self.line, *self.earlier, *self.rings],
            markers=self.markers,
            span=self.period,
            own_table=self.table,
        )

    @property
    def note(self) -> str:
        """What the lines beside the curve are."""
        notes = [EARLIER_NOTE] if self.earlier else []
        notes += [RINGS_NOTE] if self.rings else []
        return " ".join(map(str, notes))


def choose_earlier_rounds(query: SummaryQuery) -> list[Round]:
    """Return the rounds before the one asked about that the curve shows, the newest first."""
    before = [round_ for round_ in query.every_round if round_.number < query.round.number and round_.opens]
    return before[: -EARLIER_ROUNDS - 1 : -1]


def ring_label(row: PublishedFigureRow) -> str:
    return f"{format_day(row.last_day)}{colon()}{row.value}. {isolate(row.figure.source)}"


def published_url(row: PublishedFigureRow) -> str:
    return f"{reverse('published_figures')}#{row.figure.indicator}"
