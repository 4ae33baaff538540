"""Which rows of different countries tell of the same agreement: their parties match, and title or day do."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from authorities.normalise import fold_label
from reporting.reported_content.agreement_rows import AgreementRow

# Days that are known to the year alone say too little to tell two agreements of the same countries apart.
MONTH = len("2013-07")
# The strongest ground first.
TITLE_AND_DAY, DAY, TITLE, TITLE_ON_OTHER_DAY = 1, 2, 3, 4


@dataclass(frozen=True)
class Agreement:
    """One agreement with what each country says of it; a country that named it twice has two rows."""

    rows: tuple[AgreementRow, ...]

    @property
    def parties(self) -> frozenset[str]:
        return self.rows[0].parties

    @property
    def others(self) -> tuple[str, ...]:
        return self.rows[0].others

    @property
    def tellers(self) -> frozenset[str]:
        """The parties whose own report names it."""
        return frozenset(row.iso3 for row in self.rows)

    @property
    def is_confirmed(self) -> bool:
        return len(self.tellers) > 1

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return list(combinations(sorted(self.parties), 2))

    @property
    def main_row(self) -> AgreementRow:
        """The row that says most, in the order of the countries' codes."""
        return max(self.rows, key=lambda row: len(row.item.cells))


def match_agreements(rows: Iterable[AgreementRow]) -> list[Agreement]:
    """Return the distinct agreements that rows tell of, in the order of the rows."""
    by_parties: dict[tuple, list[AgreementRow]] = defaultdict(list)
    for row in rows:
        # Who names no partner has said too little to be matched.
        alone = () if row.named_partners and len(row.parties) + len(row.others) > 1 else row.key
        others = tuple(sorted(map(fold_label, row.others)))
        by_parties[(row.parties, others, alone)].append(row)
    return [agreement for group in by_parties.values() for agreement in match_group(group)]


def match_group(rows: list[AgreementRow]) -> list[Agreement]:
    """Return the distinct agreements of rows with the same parties. The strongest matches are made first.

    Of two countries each row is matched with one row at most: two rows of one country are two agreements,
    unless they have the same title and the same first day.
    """
    cluster_of = {row.key: [row] for row in rows}

    def merge(first: AgreementRow, second: AgreementRow) -> None:
        ours, theirs = cluster_of[first.key], cluster_of[second.key]
        if ours is not theirs:
            ours += theirs
            for row in theirs:
                cluster_of[row.key] = ours

    pairs = [(pair, ground) for pair in combinations(rows, 2) if (ground := ground_to_match(*pair))]
    for (first, second), ground in pairs:
        if first.iso3 == second.iso3 and ground == TITLE_AND_DAY:
            merge(first, second)
    for (first, second), _ground in sorted(pairs, key=lambda pair: pair[1]):
        ours, theirs = cluster_of[first.key], cluster_of[second.key]
        if {row.iso3 for row in ours}.isdisjoint(row.iso3 for row in theirs):
            merge(first, second)
    clusters = {id(cluster): cluster for cluster in cluster_of.values()}
    return [Agreement(tuple(sorted(cluster, key=lambda row: row.key))) for cluster in clusters.values()]


def ground_to_match(first: AgreementRow, second: AgreementRow) -> int | None:
    """Return why two rows with the same parties may tell of the same agreement; None if nothing says so."""
    same_title = bool(first.title_key) and first.title_key == second.title_key
    ours, theirs = first.days[0], second.days[0]
    known = min(len(ours), len(theirs))
    same_day = known >= MONTH and ours[:known] == theirs[:known]
    if same_day:
        return TITLE_AND_DAY if same_title else DAY
    if not same_title:
        return None
    return TITLE if ours[:known] == theirs[:known] else TITLE_ON_OTHER_DAY
