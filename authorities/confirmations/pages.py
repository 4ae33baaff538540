"""The list of authorities for the secretariat: what is vacant, what was asked, what waits for a decision."""

from dataclasses import dataclass
from datetime import date

from authorities.designations import authorities_in_force, vacancies_on
from authorities.models import Authority, AuthorityConfirmation, User
from authorities.models.confirmations import OPEN_CONFIRMATIONS, WAITING_FOR_DECISION, ConfirmationState


@dataclass(frozen=True)
class AuthorityLine:
    """An authority in force, with the newest question that it was asked."""

    authority: Authority
    confirmation: AuthorityConfirmation | None

    @property
    def may_be_asked(self) -> bool:
        return self.confirmation is None or self.confirmation.state not in OPEN_CONFIRMATIONS

    @property
    def waits(self) -> bool:
        """True while its answer waits for a decision."""
        return self.confirmation is not None and self.confirmation.state in WAITING_FOR_DECISION

    @property
    def tone(self) -> str:
        if self.confirmation is None:
            return "none"
        tones = {ConfirmationState.CONFIRMED: "ok", **dict.fromkeys(WAITING_FOR_DECISION, "warn")}
        return tones.get(ConfirmationState(self.confirmation.state), "none")


class ConfirmationList:
    """What a member of the secretariat sees of the authorities on a day, in a constant number of queries."""

    def __init__(self, user: User, day: date) -> None:
        regions = None if user.sees_every_state else user.regions
        seen = [a for a in authorities_in_force(day) if regions is None or a.region_then in regions]
        newest: dict[int, AuthorityConfirmation] = {}
        for row in AuthorityConfirmation.objects.filter(authority__in=seen).newest_first():
            newest.setdefault(row.authority_id, row)
        self.lines = [AuthorityLine(authority, newest.get(authority.pk)) for authority in seen]
        self.vacancies = [
            (state, since)
            for state, since in vacancies_on(day)
            if regions is None or state.region_then in regions
        ]

    @property
    def waiting(self) -> list[AuthorityLine]:
        return [line for line in self.lines if line.waits]

    @property
    def others(self) -> list[AuthorityLine]:
        return [line for line in self.lines if not line.waits]
