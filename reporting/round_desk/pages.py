"""The page of a round for the secretariat: how many states stand where, and the list of those chosen."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from authorities.models import Region
from reporting.models import Round
from reporting.round_desk.stages import EXPLANATIONS, RoundStage, StateInRound

MISSING, OVERDUE, LATE = "missing", "overdue", "late"


@dataclass(frozen=True)
class Filter:
    """One number of the page: what it counts, and whether it is the one that is shown."""

    key: str
    label: str
    explanation: str
    count: int


@dataclass(frozen=True)
class RoundOverview:
    """The states of a round on a day; `show` and `region` choose those that are listed."""

    round: Round
    day: date
    states: list[StateInRound]
    show: str = ""
    region: str = ""

    @cached_property
    def is_held(self) -> bool:
        """False for a round of which no reports are held here."""
        return self.round.is_held_on(self.day) or any(state.receipt for state in self.states)

    @cached_property
    def states_in_region(self) -> list[StateInRound]:
        return [state for state in self.states if self.region in ("", state.region)]

    @property
    def listed(self) -> list[StateInRound]:
        return [state for state in self.states_in_region if matches_filter(state, self.show)]

    @property
    def reachable(self) -> list[StateInRound]:
        """The states of the list to whom a letter can be sent."""
        return [state for state in self.listed if state.mailboxes]

    @property
    def unreachable(self) -> list[StateInRound]:
        return [state for state in self.listed if not state.mailboxes]

    @property
    def filters(self) -> list[Filter]:
        """All states, those missing, each stage, and those that are overdue or came late."""
        rows = [
            ("", _("All"), _("All Member States of that day.")),
            (MISSING, _("Not reported"), _("Every state whose report has not been sent.")),
            *((str(stage), str(stage.label), str(EXPLANATIONS[stage])) for stage in RoundStage),
            (OVERDUE, _("Overdue"), _("Not sent, and the last day of the state has passed.")),
            (LATE, _("Came late"), _("Sent after the last day of the state.")),
        ]
        return [
            Filter(key, label, words, sum(matches_filter(state, key) for state in self.states_in_region))
            for key, label, words in rows
        ]

    @property
    def by_region(self) -> list[tuple[str, int, int]]:
        """[(region, states that have reported, all states)]."""
        return [
            (
                str(Region(code).label),
                sum(not state.is_missing for state in self.states if state.region == code),
                sum(state.region == code for state in self.states),
            )
            for code in Region.values
            if any(state.region == code for state in self.states)
        ]


def matches_filter(state: StateInRound, show: str) -> bool:
    match show:
        case "":
            return True
        case "missing":
            return state.is_missing
        case "overdue":
            return state.days_overdue > 0
        case "late":
            return state.is_late
    return state.stage == show
