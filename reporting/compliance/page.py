"""What the compliance page and the home page show of a summary: rows, pictures, published figures beside."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, groupby
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from reporting.compliance import charts
from reporting.compliance.figures import FIGURES, Group, Stage, Standing
from reporting.compliance.published_figures import beside, by_subject
from reporting.compliance.query import Question
from reporting.compliance.summary import Summary, summary
from reporting.models.rounds import first_day

# The day for which figures of the first round were published, and that round.
FIRST_ROUND, FIRST_PUBLISHED = 1, date(2013, 7, 31)

COLUMNS = {
    "member_states": _("Member States"),
    "reported": _("Reported"),
    "in_progress": _("Begun"),
    "designated": _("Authority"),
    "designated_in_health_ministry": _("In the health ministry"),
    "keeps_recruiter_record": _("Recruiter record"),
    "register_held": _("Register here"),
}


# What is said of the first round on the home page.
HOME_FIGURES = ("dna_designated", "dna_in_health_ministry", "reports_received", "recruiter_record")


@dataclass(frozen=True)
class Cell:
    key: str
    number: int


@dataclass(frozen=True)
class Row:
    """A line of the table by region."""

    group: Group

    @property
    def cells(self):
        return [Cell(key, self.group.numbers[key]) for key in COLUMNS]


@dataclass(frozen=True)
class Bar:
    group: Group

    @property
    def reported(self):
        return charts.share_of(self.group.numbers["reported"], self.group.numbers["member_states"])

    @property
    def designated(self):
        return charts.share_of(self.group.numbers["designated"], self.group.numbers["member_states"])


@dataclass(frozen=True)
class LegendEntry:
    stage: Stage
    number: int


@dataclass(frozen=True)
class Arrival:
    """The reports that came on one day, and how many there were by then."""

    day: date
    standings: list[Standing]
    total: int

    @property
    def names(self):
        return [standing.name for standing in self.standings]


@dataclass(frozen=True)
class Overview:
    """A summary with everything a page draws from it."""

    question: Question
    figures: Summary
    published: tuple = ()

    @property
    def query(self):
        return urlencode(self.question.parameters)

    def group(self, code):
        """The region of that code, or everyone in scope when none is named; None for a code that is none."""
        if not code:
            return self.world
        return next((group for group in self.figures.regions if group.code == code), None)

    @property
    def world(self):
        return self.figures.world

    @property
    def not_yet_open(self):
        return self.question.round.opens > self.question.as_of.isoformat()

    @property
    def meters(self):
        """Lengths of the bars under the headline figures; answers are a share of those who answered."""
        numbers = self.world.numbers
        whole = dict.fromkeys(numbers, "member_states") | {
            "keeps_recruiter_record": "recruiter_record_answered"
        }
        return {key: charts.share_of(number, numbers[whole[key]]) for key, number in numbers.items()}

    @property
    def silent(self):
        """Published reports that do not say whether a record of recruiters is kept."""
        return self.world.numbers["published"] - self.world.numbers["recruiter_record_answered"]

    @property
    def days_left(self):
        due = self.question.round.due_day
        return due and (due - self.question.as_of).days

    @property
    def latest(self):
        """The five reports that came last."""
        sent = sorted(self.world.behind("reported"), key=lambda s: (s.reported_on, s.name), reverse=True)
        return sent[:5]

    @property
    def bars(self):
        inhabited = [group for group in self.figures.regions if group.standings]
        return [Bar(group) for group in sorted(inhabited, key=reporting_share, reverse=True)]

    @property
    def rows(self):
        return [Row(group) for group in self.figures.regions if group.standings]

    @property
    def total(self):
        return Row(self.world)

    @property
    def columns(self):
        return [(FIGURES[key], name) for key, name in COLUMNS.items()]

    @property
    def map(self):
        return charts.tile_map(self.figures.standings)

    @property
    def legend(self):
        """Every stage with its number; the rare ones only where they occur."""
        reached = [standing.stage for standing in self.figures.standings]
        entries = [LegendEntry(stage, reached.count(stage)) for stage in Stage]
        return [entry for entry in entries if entry.number or entry.stage != Stage.CLOSED]

    @property
    def by_name(self):
        return sorted(self.figures.standings, key=lambda s: s.name)

    @property
    def arrivals(self):
        """Day by day, the reports received."""
        sent = sorted(self.world.behind("reported"), key=lambda s: (s.reported_on, s.name))
        by_day = [(day, list(standings)) for day, standings in groupby(sent, key=lambda s: s.reported_on)]
        totals = accumulate(len(standings) for _day, standings in by_day)
        return [Arrival(*came, total) for came, total in zip(by_day, totals, strict=True)]

    @property
    def curves(self):
        """The same curve for a wide and for a narrow screen; none before the round has begun."""
        span = self.span
        if not span:
            return []
        days = [s.reported_on for s in self.world.behind("reported")]
        points = [(row.last_day, int(row.figure.value)) for row in self.points_beside]
        common = {"due": self.question.round.due_day, "published": points}
        return [
            ("wide", charts.curve(days, *span, **common)),
            ("narrow", charts.curve(days, *span, width=360, height=230, most_labels=4, **common)),
        ]

    @property
    def points_beside(self):
        """Published numbers of reports that the curve may show beside its own."""
        return [row for row in self.published if row.is_of(self.question)]

    @property
    def published_in_scope(self):
        """By subject; of the world and of the region asked about, or of all regions."""
        region = self.question.scope.value if self.question.scope.kind == "region" else None
        return by_subject(r for r in self.published if r.of_the_world or region in (None, r.figure.region))

    @property
    def published_since(self):
        """By subject; of the world, speaking of the day asked about or of a later one."""
        return by_subject(r for r in self.published if r.of_the_world and r.last_day >= self.question.as_of)

    @property
    def span(self):
        """From the opening or first report to the day asked about, or to when nothing more could happen."""
        asked, days = self.question, [s.reported_on for s in self.world.behind("reported")]
        begins = min([*days, *filter(None, [first_day(asked.round.opens)])], default=None)
        if begins is None or begins >= asked.as_of:
            return None
        over = max(
            [*days, *filter(None, [asked.round.due_day, asked.round.closed_from])], default=asked.as_of
        )
        return begins, min(asked.as_of, max(over, begins) + timedelta(days=60))


def reporting_share(group):
    return group.numbers["reported"] / group.numbers["member_states"]


def overview(question, published=()):
    figures = summary(question.as_of, question.round, question.scope)
    return Overview(question, figures, beside(published))
