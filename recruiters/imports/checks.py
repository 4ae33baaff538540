"""The rows of a sheet that contradict the register, found with one query over what is staged and stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from authorities.imports.engine.result import display_value
from authorities.imports.engine.staging import STAGED
from authorities.languages.sentences import recall_message
from recruiters.imports.events import sql_literal
from recruiters.imports.name_checks import NameChecks
from recruiters.imports.rules import (
    ENDS_TOO_EARLY,
    MAY_LACK_PERIOD,
    MOVES,
    NO_FIRST_DAY,
    NOT_SUSPENDED,
    another_day_message,
    decision_ahead_message,
    refusal_message,
)
from recruiters.models import FORMERLY, LicenceState


@dataclass(frozen=True)
class RowCheck:
    """A condition over the row `s` and the record `r`, if any, on which a column of the row is wrong.

    `value` is what stands in the cell; `sentence` takes the standing before and after, and since when.
    """

    column: str
    condition: str
    value: str
    sentence: Callable[..., str]


def constant_sentence(sentence: str | Promise) -> Callable[..., str]:
    return lambda before, after, since: recall_message(sentence)


class RegisterChecks(NameChecks):
    def check_former_numbers(self) -> None:
        """Refuse numbers that an entry had before: they are its own for ever. The entry is not missing."""
        rows = self.stage.fetch_rows(
            f"SELECT s.number, s.licence_number, r.legal_name, r.licence_number, r.register_id, "
            f"r.licence_key FROM {STAGED} s JOIN recruiters_formernumber f USING (register_id, licence_key) "
            f"JOIN {self.stage.table} r ON r.id = f.recruiter_id ORDER BY s.number"
        )
        found = list(rows)
        for row, number, name, now, *_key in found:
            said = {"number": number, "name": name, "now": now}
            self.outcome.add_problem(row, "licence_number", number, FORMERLY % said)
        self.stage.add_named([(row[0], *row[-2:]) for row in found])
        self.stage.drop([row[0] for row in found])

    def check_against_records(self) -> None:
        """Add every problem of a row at once; what it names leaves the stage."""
        self.check_former_numbers()
        asked = self.check_names()
        checks = list(self.checks())
        flag_columns = ", ".join(f"({check.condition}), {check.value}" for check in checks)
        found = self.stage.fetch_rows(
            f"SELECT s.number, r.state, {self.cell('state', 'r.state')}, r.state_from, {flag_columns} "
            f"FROM {STAGED} s LEFT JOIN {self.stage.table} r ON {self.stage.same_key} "
            f"WHERE {' OR '.join(f'({check.condition})' for check in checks)} ORDER BY s.number"
        )
        wrong = list(found)
        for number, before, after, since, *flags in wrong:
            hit = [(c, value) for c, flag, value in zip(checks, flags[::2], flags[1::2], strict=True) if flag]
            for count, (check, value) in enumerate(hit):
                sentence = check.sentence(before, after, since)
                value = display_value(value, False, check.column in self.resource.end_columns)
                is_first = not count and number not in asked
                self.outcome.add_problem(number, check.column, value, sentence, first_of_row=is_first)
        self.stage.drop(sorted(asked.union(number for number, *_rest in wrong)))

    def checks(self) -> Iterator[RowCheck]:
        columns, state = {*self.stage.columns}, self.cell("state", "r.state")
        yield RowCheck(
            "standing", self.is_ahead, state, lambda before, after, since: decision_ahead_message(since)
        )
        yield self.first_day_missing()
        if "state" in columns:
            yield RowCheck(
                "standing", f"NOT ({self.is_ahead}) AND {self.does_not_follow}", "s.state", refusal_message
            )
        if len({"valid_from", "valid_until"} & columns) == 1:
            yield self.ends_too_early()
        if "suspended_until" in columns and "state" not in columns:
            yield self.is_not_suspended()

    @property
    def is_ahead(self) -> str:
        """Condition: the latest decision takes effect later; nothing can be decided before it from here."""
        return f"r.state_from > {self.today} AND {self.terms_changed}"

    @property
    def does_not_follow(self) -> str:
        """Condition: the standing does not follow from the one before, or holds before it."""
        pairs = [*MOVES, *((standing, standing) for standing in LicenceState)]
        known = " OR ".join(f"(r.state = {sql_literal(a)} AND s.state = {sql_literal(b)})" for a, b in pairs)
        return f"(NOT ({known}) OR (s.state_from < r.state_from AND s.state <> r.state))"

    def noted(self) -> Iterator[tuple]:
        """Yield (row, column, value, sentence) of rows about another firm, and of days without a decision.

        These days are given for a standing that stays the same.
        """
        yield from self.left_out_notes()
        if "standing_since" not in self.mapping:
            return
        header = self.mapping["standing_since"]
        found = self.stage.fetch_rows(
            f"SELECT s.number, s.state_from, r.state, {self.new_since} "
            f"FROM {STAGED} s JOIN {self.stage.table} r ON {self.stage.same_key} "
            f"WHERE {self.is_another_day} ORDER BY s.number"
        )
        for number, given, standing, since in found:
            yield number, header, given, another_day_message(standing, since)

    @property
    def is_another_day(self) -> str:
        known = (
            "SELECT 1 FROM recruiters_licenceevent e WHERE e.recruiter_id = r.id "
            "AND e.effective_on = s.state_from AND e.to_state = r.state"
        )
        same = f"{self.cell('state', 'r.state')} = r.state AND s.state_from <> r.state_from"
        return f"{same} AND s.state_from <> {self.new_since} AND NOT EXISTS ({known})"

    def first_day_missing(self) -> RowCheck:
        """Return the check for a period that would be taken away, and for a licence without one."""
        begin = self.cell("valid_from", "r.valid_from")
        after = self.cell("state", f"coalesce(r.state, {sql_literal(LicenceState.AUTHORISED)})")
        may_lack = ", ".join(map(sql_literal, MAY_LACK_PERIOD))
        taken = f"{after} = {sql_literal(LicenceState.WITHDRAWN)} AND r.valid_from IS NOT NULL"
        condition = f"{begin} IS NULL AND ({after} NOT IN ({may_lack}) OR ({taken}))"
        return RowCheck("valid_from", condition, "''", constant_sentence(NO_FIRST_DAY))

    def ends_too_early(self) -> RowCheck:
        """Return the check of one end of the period, given alone, against the other one in the register."""
        begin, end = self.cell("valid_from", "r.valid_from"), self.cell("valid_until", "r.valid_until")
        given = "valid_from" if "valid_from" in self.stage.columns else "valid_until"
        return RowCheck(given, f"{end} <= {begin}", f"s.{given}", constant_sentence(ENDS_TOO_EARLY))

    def is_not_suspended(self) -> RowCheck:
        standing = f"coalesce(r.state, {sql_literal(LicenceState.AUTHORISED)})"
        condition = f"s.suspended_until IS NOT NULL AND {standing} <> {sql_literal(LicenceState.SUSPENDED)}"
        return RowCheck("suspended_until", condition, "s.suspended_until", constant_sentence(NOT_SUSPENDED))
