"""What became of each report: when its versions were sent, published and taken back, and when that was known.

One query reads it for any number of rounds; what stood at the end of a day is told from it without another,
for as many days and as much knowledge as are asked about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet

from authorities.known_facts.compiled_queries import CompiledQuery, number_values
from reporting.models import State, Submission
from reporting.models.submissions import SETTLED, TAKE_BACK

RETURN, WITHDRAW = "return", "withdraw"
UNDOING = (RETURN, WITHDRAW, TAKE_BACK)
# Other moves change nothing that is counted, for the secretariat or for everybody.
COUNTED_MOVES = Q(events__to_state__in=SETTLED) | Q(events__move__in=UNDOING)
PUBLIC_MOVES = Q(events__to_state=State.PUBLISHED) | Q(events__move__in=(WITHDRAW, TAKE_BACK))
# So many rounds at most are looked up each by itself.
MOST_BY_ITSELF = 10
EVER = datetime.max.replace(tzinfo=UTC)
COLUMNS = (
    *("pk", "round_id", "member_state_id", "illustrative", "started_at"),
    *(f"versions__{name}" for name in ("pk", "number", "submitted_at", "recorded_at")),
    *(f"counted_events__{name}" for name in ("pk", "version_id", "move", "to_state", "at", "recorded_at")),
)


class SentVersion(NamedTuple):
    """A version, and when this system learned of it."""

    pk: int
    number: int
    submitted_at: datetime
    recorded_at: datetime


class ReportMove(NamedTuple):
    """A move of a report that decides which version counts, and when this system learned of it."""

    pk: int
    version: int | None
    move: str
    to_state: str
    at: datetime
    recorded_at: datetime

    def follows(self, other: "ReportMove") -> bool:
        return (self.at, self.pk) > (other.at, other.pk)


class ReportRow(NamedTuple):
    """How one report stood at the end of a day."""

    pk: int
    round: int
    iso3: str
    illustrative: bool
    started_at: datetime
    first_sent: datetime | None
    is_public: bool
    # The version whose answers count on that day, and its number.
    version: int | None
    version_number: int | None


@dataclass(slots=True)
class ReportHistory:
    """One report held here, with all its versions, and with the moves that settle it or undo that."""

    pk: int
    round: int
    iso3: str
    illustrative: bool
    started_at: datetime
    versions: dict[int, SentVersion] = field(default_factory=dict)
    settling: dict[int, ReportMove] = field(default_factory=dict)
    undoing: dict[int, ReportMove] = field(default_factory=dict)

    def build_row(self, end: datetime, known_before: datetime | None, *, counts_accepted: bool) -> ReportRow:
        """Return how it stood at the end of a day, as known before a moment, or, for None, now."""
        settling = select_moves(self.settling, end, known_before)
        public = self.find_newest(self.list_published(settling, end, known_before))
        counted = self.find_newest(self.list_settled(settling, end)) if counts_accepted else public
        return ReportRow(
            *(self.pk, self.round, self.iso3, self.illustrative, self.started_at),
            self.find_first_sent(end, known_before),
            public is not None,
            *((counted.pk, counted.number) if counted else (None, None)),
        )

    def find_first_sent(self, end: datetime, known_before: datetime | None) -> datetime | None:
        """Return when the first version was sent that had not been withdrawn by the end of the day."""
        sent = [
            one.submitted_at
            for one in self.versions.values()
            if one.submitted_at < end and (known_before is None or one.recorded_at < known_before)
        ]
        if sent and self.undoing:
            withdrawn = [one.at for one in select_moves(self.undoing, end) if one.move == WITHDRAW]
            sent = [at for at in sent if not any(at <= later for later in withdrawn)]
        return min(sent, default=None)

    def find_newest(self, moves: Sequence[ReportMove]) -> SentVersion | None:
        if len(moves) == 1 and moves[0].version is not None:
            return self.versions[moves[0].version]
        found = (self.versions[one.version] for one in moves if one.version is not None)
        return max(found, key=lambda version: version.number, default=None)

    def list_published(
        self, settling: Iterable[ReportMove], end: datetime, known_before: datetime | None
    ) -> list[ReportMove]:
        """Return the moves that made a version public, and that the secretariat had not ended by then."""
        found = [one for one in settling if one.to_state == State.PUBLISHED]
        if self.undoing:
            ends = [one for one in select_moves(self.undoing, end, known_before) if one.move == TAKE_BACK]
            found = [one for one in found if not any(later.follows(one) for later in ends)]
        return found

    def list_settled(self, settling: list[ReportMove], end: datetime) -> list[ReportMove]:
        """Return the moves that accepted or published a version that was not returned after."""
        if not self.undoing:
            return settling
        returns = [one for one in select_moves(self.undoing, end) if one.move == RETURN]
        return [
            one
            for one in settling
            if not any(later.version == one.version and later.follows(one) for later in returns)
        ]

    def taken_back_before(self, end: datetime) -> datetime | None:
        """Return when the secretariat last took the published report back, if it did by the end of a day."""
        ends = (one.at for one in select_moves(self.undoing, end) if one.move == TAKE_BACK)
        return max(ends, default=None)

    @property
    def is_public(self) -> bool:
        """True if a version is public now."""
        return bool(self.list_published(self.settling.values(), EVER, None))

    @property
    def settled_versions(self) -> set[int]:
        """The versions that were accepted or published at any time: on some day their answers count."""
        return {one.version for one in self.settling.values() if one.version is not None}


def select_moves(
    moves: dict[int, ReportMove], end: datetime, known_before: datetime | None = None
) -> list[ReportMove]:
    """Return the moves before a moment, and of them those that were known before another."""
    return [
        one
        for one in moves.values()
        if one.at < end and (known_before is None or one.recorded_at < known_before)
    ]


def join_histories(reports: QuerySet[Submission], moves: Q) -> QuerySet[Submission, Any]:
    """Return a query of reports, each with each of its versions and each of these moves."""
    joined = FilteredRelation("events", condition=moves)
    return reports.order_by().annotate(counted_events=joined).values_list(*COLUMNS)


def select_histories(moves: Q, rounds: Iterable[int]) -> QuerySet[Submission, Any]:
    """Return a query of the reports to rounds, each round by itself.

    Of several rounds at once a database would rather read all the versions there are.
    """
    reports = Submission.objects
    first, *others = [join_histories(reports.filter(round=number), moves) for number in rounds]
    return first.union(*others, all=True) if others else first


HISTORIES = CompiledQuery(lambda **rounds: select_histories(PUBLIC_MOVES, rounds.values()))
HISTORIES_WITH_ACCEPTED = CompiledQuery(lambda **rounds: select_histories(COUNTED_MOVES, rounds.values()))
# A country has few reports.
HISTORIES_OF_STATE = CompiledQuery(
    lambda state, **rounds: join_histories(
        Submission.objects.filter(member_state=state, round__in=list(rounds.values())), PUBLIC_MOVES
    )
)


def read_histories(
    rounds: Sequence[int], state: str = "", *, with_accepted: bool = False
) -> list[ReportHistory]:
    """Return the reports to the rounds, of one country or of all, by round and country. One query.

    Moves that count for the secretariat alone are read if it asks.
    """
    found: dict[int, ReportHistory] = {}
    for row in read_report_rows(rounds, state, with_accepted=with_accepted) if rounds else ():
        add_row(found, row)
    return sorted(found.values(), key=attrgetter("round", "iso3"))


def read_report_rows(rounds: Sequence[int], state: str, *, with_accepted: bool) -> Iterable[tuple[Any, ...]]:
    if len(rounds) > MOST_BY_ITSELF:
        of_state = {"member_state": state} if state else {}
        moves = COUNTED_MOVES if with_accepted else PUBLIC_MOVES
        return join_histories(Submission.objects.filter(round__in=rounds, **of_state), moves)
    numbers = number_values(rounds, len(rounds))
    if state:
        return HISTORIES_OF_STATE.fetch(state=state, **numbers)
    return (HISTORIES_WITH_ACCEPTED if with_accepted else HISTORIES).fetch(**numbers)


def add_row(found: dict[int, ReportHistory], row: tuple[Any, ...]) -> None:
    """Add a row of the join to the history of its report: a report, one of its versions, one of its moves."""
    history = found.get(row[0])
    if history is None:
        history = found[row[0]] = ReportHistory(*row[:5])
    if row[5] is not None:
        history.versions[row[5]] = SentVersion(*row[5:9])
    if row[9] is not None:
        move = ReportMove(*row[9:])
        if move.to_state in SETTLED:
            history.settling[move.pk] = move
        if move.move in UNDOING:
            history.undoing[move.pk] = move
