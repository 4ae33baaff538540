"""The Member States that a question is about: all of them, or those that every chosen filter lets through."""

from dataclasses import dataclass, fields
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.models import IncomeGroup, Region

# The indicator by which a country says in its report whether it is a source or a destination.
COUNTRY_POSITION = "country_position"
POSITIONS: dict[str, str | Promise] = {
    "source": gettext_lazy("Source countries, as they say themselves"),
    "destination": gettext_lazy("Destination countries, as they say themselves"),
    "both": gettext_lazy("Both source and destination, as they say themselves"),
}
# What else a report may say of it; these are rows of a table and no filters.
OTHER_POSITIONS = ("neither", "unknown", "")
# The names of the rows, under a heading that says who says so.
POSITION_ROWS: dict[str, str | Promise] = {
    "source": gettext_lazy("Source countries"),
    "destination": gettext_lazy("Destination countries"),
    "both": gettext_lazy("Both source and destination"),
    "neither": gettext_lazy("Neither source nor destination"),
    "unknown": gettext_lazy("Say that it is not known"),
    "": gettext_lazy("Do not say whether source or destination"),
}
FIRST_TIME: dict[str, str | Promise] = {
    "yes": gettext_lazy("Reporting for the first time"),
    "no": gettext_lazy("Have reported in an earlier round"),
}


@dataclass(frozen=True)
class StateFilters:
    """One value of each filter, or nothing; a state has to pass all that are given."""

    region: str = ""
    income: str = ""
    safeguards: str = ""
    # What the country says of itself in the report of the round.
    role: str = ""
    # Whether the report of the round is the first one of the country.
    first_time: str = ""

    @cached_property
    def parameters(self) -> dict[str, str]:
        return {name: value for name in FILTER_NAMES if (value := getattr(self, name))}

    def __bool__(self) -> bool:
        return bool(self.parameters)

    @property
    def needs_reports(self) -> bool:
        """True if only the reports of a round can tell which states pass."""
        return bool(self.role or self.first_time)

    def label(self, income_year: int | None = None) -> str:
        """Return the filters in words, or “All Member States”."""
        labels = [label_filter(name, value, income_year) for name, value in self.parameters.items()]
        return " · ".join(labels) or _("All Member States")


FILTER_NAMES = tuple(field.name for field in fields(StateFilters))
ALL_STATES = StateFilters()


def label_group(kind: str, value: str) -> str:
    """Return the name of a group of countries that a table has a row for; also of those in no known group."""
    if kind == "role":
        return str(POSITION_ROWS[value])
    if value:
        return label_filter(kind, value)
    return {
        "region": _("Region not known"),
        "income": _("Income group not known"),
        "safeguards": _("On no Safeguards list"),
    }[kind]


def label_filter(name: str, value: str, income_year: int | None = None) -> str:
    """Return one value of a filter in words."""
    if name == "region":
        return str(Region(value).label)
    if name == "safeguards":
        return _("Safeguards list %(year)s") % {"year": value}
    if name == "income" and income_year:
        words = {"group": IncomeGroup(value).label, "year": income_year}
        return _("%(group)s (World Bank fiscal year %(year)s)") % words
    if name == "income":
        return str(IncomeGroup(value).label)
    return str({"role": POSITIONS, "first_time": FIRST_TIME}[name][value])
