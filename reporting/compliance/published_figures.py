"""Figures others have published, as they are shown beside what is counted here and never added to it."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from reporting.models import PublishedFigure
from reporting.models.rounds import day_after

PUBLISHED_NAMES = {
    "dna_designated": _("National authorities designated"),
    "dna_in_health_ministry": _("Authorities in health ministries"),
    "reports_received": _("Reports received"),
    "reports_submitted_or_in_progress": _("Reports sent or begun"),
    "reports_same_period": _("Reports at the comparable moment of the round"),
    "first_time_reporters": _("Countries that reported for the first time"),
    "recruiter_record": _("Keep a record of recruiters"),
    "steps_taken": _("Have taken steps to implement the Code"),
    "equal_rights": _("Migrants have the same legal rights"),
    "agreements_notified": _("Agreements notified"),
    "coverage": _("Coverage of the region"),
}
# The sign that belongs to the number, and the words that follow it.
UNITS = {
    "percent": ("%", ""),
    "percent_of_dnas": ("%", _("of authorities")),
    "percent_of_reporting": ("%", _("of reporting countries")),
    "agreements": ("", _("agreements")),
}


@dataclass(frozen=True)
class Beside:
    """A figure somebody else published, in a series of its own."""

    figure: PublishedFigure

    @property
    def name(self):
        return PUBLISHED_NAMES.get(self.figure.indicator, self.figure.indicator)

    @property
    def value(self):
        sign, _words = UNITS.get(self.figure.unit, ("", ""))
        return f"{self.figure.value.normalize():f}{sign}"

    @property
    def unit(self):
        return UNITS.get(self.figure.unit, ("", ""))[1]

    @property
    def last_day(self):
        """The last day of the time it speaks of."""
        return day_after(self.figure.as_of) - timedelta(days=1)

    @property
    def of_the_world(self):
        return self.figure.region == self.figure.WORLD

    @property
    def disputed(self):
        return self.figure.trust == "disputed"

    @property
    def query(self):
        """The same question, put to this system."""
        asked = {"as_of": self.last_day.isoformat(), "round": self.figure.round_id}
        return urlencode(asked if self.of_the_world else {**asked, "region": self.figure.region})

    def is_of(self, question):
        """Whether the curve of that question may show it beside."""
        same = question.scope.parameters == ({} if self.of_the_world else {"region": self.figure.region})
        return same and self.figure.indicator == "reports_received" and self.last_day <= question.as_of


def beside(figures):
    """Published figures in the order of a reader: by subject, the world first, then by date."""
    subjects = list(PUBLISHED_NAMES)
    rank = {name: place for place, name in enumerate(subjects)}
    rows = [Beside(figure) for figure in figures]
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                rank.get(row.figure.indicator, len(rank)),
                not row.of_the_world,
                row.figure.as_of,
                row.figure.source,
            ),
        )
    )


def by_subject(rows):
    """[(what it is about, rows)] of rows in the order of `beside`."""
    return [(name, list(found)) for name, found in groupby(rows, key=lambda row: row.name)]
