"""The answers by region, by income group, and on the Safeguards list or not: each group a row of its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from authorities.models import IncomeGroup, Region
from reporting.compliance.states_on_record import StateOnRecord
from reporting.indicators.tallies import AnswerTally

NONE = "none"


@dataclass(frozen=True)
class GroupTally:
    """A group of Member States with its answers. `key` names it in addresses and files: region-EUR."""

    key: str
    label: str | Promise
    tally: AnswerTally


@dataclass(frozen=True)
class Division:
    """A way to divide the Member States into groups, with the name of each."""

    name: str
    labels: Mapping[str, str | Promise]
    code_of: Callable[[StateOnRecord], str]

    def split(self, tally: AnswerTally) -> list[GroupTally]:
        """Return the groups that have states; those of no group come last, so that the sum is the whole."""
        groups: dict[str, list] = {code: [] for code in self.labels}
        for answer in tally.answers:
            groups[self.code_of(answer.state) or NONE].append(answer)
        return [
            GroupTally(f"{self.name}-{code}", self.labels[code], AnswerTally(tally.asked, tuple(answers)))
            for code, answers in groups.items()
            if answers
        ]


def divisions_on(day: date, states: Iterable[StateOnRecord]) -> list[Division]:
    """Return the ways to divide the states of a day."""
    edition = max((e for state in states for e in state.safeguards if e <= day.year), default=None)
    regions = Division(
        "region", {**dict(Region.choices), NONE: _("Region not known")}, lambda state: state.region
    )
    incomes = Division(
        "income", {**dict(IncomeGroup.choices), NONE: _("Not classified")}, lambda state: state.income
    )
    if edition is None:
        return [regions, incomes]
    words = {"year": edition}
    labels = {
        str(edition): _("On the Safeguards list %(year)s") % words,
        NONE: _("Not on the Safeguards list %(year)s") % words,
    }
    listed = Division(
        "safeguards", labels, lambda state: str(edition) if edition in state.safeguards else NONE
    )
    return [regions, incomes, listed]
