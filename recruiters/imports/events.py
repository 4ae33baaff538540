"""The statements that write the events of licences for a sheet, and the days from when on they hold."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from authorities.imports.engine.bulk_importer import BulkImporter
from authorities.models import Import, User
from recruiters.imports.rules import INTO, MOVES, WITHOUT_PERIOD
from recruiters.models import LicenceState, Register

TERMS = ("state", "valid_from", "valid_until", "suspended_until")


def case_expression(of: str, pairs: Iterable[tuple], otherwise: str) -> str:
    """Return a CASE expression over the (condition or value, result) pairs."""
    return f"CASE {of} {' '.join(f'WHEN {a} THEN {b}' for a, b in pairs)} ELSE {otherwise} END"


def sql_literal(word: str) -> str:
    return f"'{word}'"


class LicenceEventStatements(BulkImporter):
    """Over the row `s` on the stage and the record `r`; `versions` are {register: its version after this}."""

    versions: dict[int, int]

    @property
    def registers(self) -> list[int]:
        """The registers that the sheet is about."""
        raise NotImplementedError

    def cell(self, column: str, otherwise: str) -> str:
        return f"s.{column}" if column in (*self.stage.columns, *self.extra) else otherwise

    def defaults(self) -> dict[str, str]:
        """Return {column: value in SQL} of what the table wants and the sheet does not say."""
        filled = {*self.stage.columns, *self.key, "state", "state_from", "complaints", "id"}
        blank = {}
        for column in self.stage.model._meta.concrete_fields:
            if column.column not in filled and not column.null and not hasattr(column, "fold"):
                blank[column.column] = "'[]'" if column.get_internal_type() == "JSONField" else "''"
        return blank

    @cached_property
    def days_of_registers(self) -> dict[int, date]:
        """{register that the sheet is about: the day it is in its country}."""
        found = Register.objects.filter(pk__in=self.registers).select_related("member_state")
        return {register.pk: register.local_day() for register in found}

    @property
    def today(self) -> str:
        """The day it is where the register of a row is kept."""
        days = {pk: self.day(day) for pk, day in self.days_of_registers.items()}
        if len({*days.values()}) > 1:
            return case_expression("s.register_id", days.items(), self.day(timezone.localdate()))
        return next(iter(days.values()), self.day(timezone.localdate()))

    def day(self, day: date) -> str:
        return self.stage.dialect.day(day)

    def later(self, *days: str) -> str:
        return f"{self.stage.dialect.greatest}({', '.join(days)})"

    def earlier(self, *days: str) -> str:
        return f"{self.stage.dialect.least}({', '.join(days)})"

    @property
    def begin(self) -> str:
        """The first day of the licence of a new entry."""
        return self.cell("valid_from", self.today)

    @property
    def first_day(self) -> str:
        """The day from which the record of a new entry speaks: as the sheet says, else its first day."""
        state = self.cell("state", sql_literal(LicenceState.AUTHORISED))
        decided = self.later(self.today, f"coalesce({self.begin}, {self.today})")
        unsaid = case_expression(
            state,
            [
                (sql_literal(LicenceState.AUTHORISED), self.begin),
                (sql_literal(LicenceState.APPLIED), self.today),
            ],
            decided,
        )
        return f"coalesce(s.state_from, {unsaid})"

    @property
    def granted_on(self) -> str:
        """The day of the grant of a new entry, which comes before all else that is said of it."""
        return self.earlier(self.begin, f"coalesce(s.state_from, {self.begin})")

    @property
    def terms_changed(self) -> str:
        differ = [f"r.{c} {self.stage.dialect.differs} s.{c}" for c in TERMS if c in self.stage.columns]
        return f"({' OR '.join(differ) or 'FALSE'})"

    @property
    def effect(self) -> str:
        """The day from which a change of terms holds; never before the last decision.

        Another standing: as the sheet says, else a grant with its licence, all else today. The same standing
        with other dates: since when it holds already, unless a later period begins.
        """
        said = "r.state_from"
        if "valid_from" in self.stage.columns:
            said = f"CASE WHEN s.valid_from > r.valid_from THEN s.valid_from ELSE {said} END"
        if "state" in self.stage.columns:
            applied, authorised = map(sql_literal, (LicenceState.APPLIED, LicenceState.AUTHORISED))
            granted = f"s.state = {authorised} AND r.state = {applied}"
            begin = self.cell("valid_from", "r.valid_from")
            unsaid = f"CASE WHEN {granted} THEN coalesce({begin}, {self.today}) ELSE {self.today} END"
            said = f"CASE WHEN s.state <> r.state THEN coalesce(s.state_from, {unsaid}) ELSE {said} END"
        return self.later("r.state_from", said)

    @property
    def new_since(self) -> str:
        """The day from which the record of a changed row speaks."""
        return f"CASE WHEN {self.terms_changed} THEN {self.effect} ELSE r.state_from END"

    @property
    def end_of_suspension(self) -> str:
        """The day as the sheet says; where it has no such column, the end goes with the suspension."""
        kept = f"CASE WHEN {self.cell('state', 'r.state')} = {sql_literal(LicenceState.SUSPENDED)} "
        return self.cell("suspended_until", f"{kept}THEN r.suspended_until END")

    @property
    def new_decision_conditions(self) -> list[str]:
        """[Condition]: the sheet gives a reference that no event of the entry has. Or [] if it gives none."""
        if "decision" not in self.mapping:
            return []
        known = (
            "SELECT 1 FROM recruiters_licenceevent e WHERE e.recruiter_id = r.id AND e.decision = s.decision"
        )
        return [f"(coalesce(s.decision, '') <> '' AND NOT EXISTS ({known}))"]

    @property
    def last_decision(self) -> str:
        return (
            "(SELECT e.decision FROM recruiters_licenceevent e WHERE e.recruiter_id = r.id "
            "AND e.decision <> '' ORDER BY e.effective_on DESC, e.id DESC LIMIT 1)"
        )

    @property
    def move_expression(self) -> str:
        """The move of a changed row: it changes the standing, extends the licence, or corrects the entry.

        A licence is renewed for a later period; another end of the same one is a correction of its dates.
        """
        whens = []
        if "state" in self.stage.columns:
            whens += [
                (f"r.state = {sql_literal(a)} AND s.state = {sql_literal(b)}", sql_literal(m))
                for (a, b), m in MOVES.items()
            ]
        if {"valid_from", "valid_until"} <= {*self.stage.columns}:
            longer = "s.valid_until > r.valid_until OR (s.valid_until IS NULL AND r.valid_until IS NOT NULL)"
            authorised = sql_literal(LicenceState.AUTHORISED)
            renewed = f"r.state = {authorised} AND s.valid_from > r.valid_from AND ({longer})"
            whens.append((renewed, sql_literal("renew")))
        # A correction decides nothing; other dates do.
        whens.append((self.terms_changed, sql_literal("set_terms")))
        return case_expression("", whens, sql_literal("correct"))

    def record_events(self, by: User, at: datetime, batch: Import | None) -> None:
        """Add the events of the new and the changed entries, with the standing that each of them leaves.

        A new entry that comes in with more than a grant or an application gets two: one for how it began.
        """
        state = self.cell("state", sql_literal(LicenceState.AUTHORISED))
        terms = [self.cell(column, "NULL") for column in TERMS[1:]]
        without = ", ".join(map(sql_literal, WITHOUT_PERIOD))
        has_period = f"({state} NOT IN ({without}) AND {terms[0]} IS NOT NULL)"
        new = f"{self.stage.judged} WHERE v.verdict = 'new'"
        self.add_events(by, at, batch, new, [
            f"CASE WHEN {has_period} THEN 'grant' ELSE 'apply' END", "''",
            f"CASE WHEN {has_period} THEN '{LicenceState.AUTHORISED}' ELSE '{LicenceState.APPLIED}' END",
            f"CASE WHEN {has_period} THEN {self.granted_on} ELSE {self.first_day} END",
            terms[0], terms[1], "NULL",
        ])  # fmt: skip
        if "state" in self.stage.columns:
            known = ", ".join(sql_literal(s) for s in (LicenceState.AUTHORISED, LicenceState.APPLIED))
            self.add_events(by, at, batch, f"{new} AND s.state NOT IN ({known})", [
                case_expression("s.state", [tuple(map(sql_literal, pair)) for pair in INTO.items()], "''"),
                f"CASE WHEN {has_period} THEN '{LicenceState.AUTHORISED}' ELSE '{LicenceState.APPLIED}' END",
                "s.state", self.first_day, *terms,
            ])  # fmt: skip
        changed = (
            f"{self.stage.judged} JOIN {self.stage.table} r ON r.id = v.record WHERE v.verdict = 'changed'"
        )
        kept = [self.cell(column, f"r.{column}") for column in TERMS[:-1]] + [self.end_of_suspension]
        self.add_events(
            by, at, batch, changed, [self.move_expression, "r.state", kept[0], self.new_since, *kept[1:]]
        )

    def add_events(
        self, by: User, at: datetime, batch: Import | None, rows: str, values: Sequence[str]
    ) -> None:
        """Add an event for each of `rows`, the rest of a FROM.

        `values`: SQL for move, from, to, date of effect, valid from, valid until, suspended until.
        """
        decision = "coalesce(s.decision, '')"
        version = case_expression("s.register_id", self.versions.items(), "0")
        self.stage.run(
            f"INSERT INTO recruiters_licenceevent (recruiter_id, register_id, move, from_state, to_state, "
            f"effective_on, valid_from, valid_until, suspended_until, decision, version, at, by_id, "
            f"batch_id, note, legal_ground, public_note) SELECT v.record, s.register_id, "
            f"{', '.join(values)}, {decision}, {version}, %s, %s, %s, '', '', '' FROM {rows}",
            at, by.pk, batch and batch.pk,
        )  # fmt: skip
