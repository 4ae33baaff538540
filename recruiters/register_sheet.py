"""A sheet of recruiters for the bulk import: what finds a licence, which rows contradict themselves or the
register, and the events that an import leaves, so that the standing on any day follows from them."""

from functools import cached_property

from django.utils.translation import gettext as _

from authorities.models import ChangeKind
from authorities.staging import NAMED, STAGED

from .folding import licence_key
from .following import changed as tell_followers
from .look_alikes_sql import look_alikes_sql
from .models import Register, Standing
from .sheet_events import SheetEvents, quoted
from .sheet_rules import MOVES, NO_FIRST_DAY, WITHOUT_PERIOD, contradictions, refusal


class RegisterSheet(SheetEvents):
    key = ("register_id", "licence_key")
    extra = ("state_from", "decision")
    label = "s.legal_name || ' (' || s.licence_number || ')'"

    def constants_of(self, scope):
        if not scope:
            return {}
        state, code = scope.split("/")
        return {n: v for n, v in (("iso3", state), ("register", code)) if n not in self.mapping}

    @cached_property
    def only(self):
        """The register that may be touched, where the sheet is for one."""
        if not self.scope:
            return None
        state, code = self.scope.split("/")
        return Register.objects.get(member_state=state, code=code).pk

    def keys(self, values):
        # What could not be read is None and finds nothing.
        numbers = [
            licence_key(number) if isinstance(number, str) else None for number in values["licence_number"]
        ]
        return [values["register"], numbers]

    def is_named(self, index, values, wrong):
        return not {"iso3", "register", "licence_number"} & {name for name, _sentence in wrong[index]}

    # Within a row

    def rules(self, values, wrong):
        rows = len(next(iter(values.values())))
        names = ("standing", "valid_from", "valid_until", "suspended_until", "standing_since")
        columns = [values.get(name) or [None] * rows for name in names]
        for index, row in enumerate(zip(*columns, strict=True)):
            if index in wrong:
                continue
            if self.only and values["register"][index] != self.only:
                yield index, "register", _("This row is about another register than %(scope)s.") % vars(self)
            yield from (
                (index, *problem) for problem in contradictions(*row, has_first_days="valid_from" in values)
            )

    # Beside the register

    def check_against_records(self):
        if "state" in self.stage.columns:
            self.check_moves()
        if "valid_from" not in self.stage.columns:
            self.check_first_days()
        self.check_periods()

    def check_first_days(self):
        """A sheet without first days is for entries that have theirs."""
        after = self.cell("state", f"coalesce(r.state, {quoted(Standing.AUTHORISED)})")
        without = ", ".join(map(quoted, WITHOUT_PERIOD))
        rows = self.stage.rows_of(
            f"SELECT s.number FROM {STAGED} s LEFT JOIN {self.stage.table} r ON {self.stage.same_key} "
            f"WHERE r.valid_from IS NULL AND {after} NOT IN ({without}) ORDER BY s.number"
        )
        numbers = [number for (number,) in rows]
        for number in numbers:
            self.outcome.wrong(number, "valid_from", "", str(NO_FIRST_DAY))
        self.stage.drop(numbers)

    def check_moves(self):
        """A standing may only follow from the one before, and not before it."""
        pairs = " OR ".join(
            f"(r.state = {quoted(a)} AND s.state = {quoted(b)})"
            for a, b in (*MOVES, *((s, s) for s in Standing))
        )
        back = "s.state_from < r.state_from AND s.state <> r.state"
        rows = list(
            self.stage.rows_of(
                f"SELECT s.number, r.state, s.state, r.state_from FROM {STAGED} s JOIN {self.stage.table} r "
                f"ON {self.stage.same_key} WHERE NOT ({pairs}) OR {back} ORDER BY s.number"
            )
        )
        for number, before, after, since in rows:
            self.outcome.wrong(
                number, self.mapping.get("standing", "standing"), after, refusal(before, after, since)
            )
        self.stage.drop([row[0] for row in rows])

    def check_periods(self):
        """A sheet with one end of the period only must fit the other end, which the register has."""
        if len({"valid_from", "valid_until"} & {*self.stage.columns}) != 1:
            return
        begin, end = self.cell("valid_from", "r.valid_from"), self.cell("valid_until", "r.valid_until")
        rows = list(
            self.stage.rows_of(
                f"SELECT s.number, {end} FROM {STAGED} s JOIN {self.stage.table} r ON {self.stage.same_key} "
                f"WHERE {end} <= {begin} ORDER BY s.number"
            )
        )
        for number, until in rows:
            self.outcome.wrong(number, "", until, _("“Valid until” must lie after “valid from”."))
        self.stage.drop([number for number, _until in rows])

    def judge(self):
        self.stage.judge("r.missing_since IS NOT NULL")

    @property
    def registers(self):
        """The registers that the sheet is about; also the one of its scope, if it names nobody there."""
        if self.only:
            return [self.only]
        return [pk for (pk,) in self.stage.rows_of(
            f"SELECT register_id FROM {STAGED} UNION SELECT register_id FROM {NAMED} ORDER BY 1"
        )]  # fmt: skip

    @property
    def absent(self):
        """Condition over the record `r`: it is on a register of this sheet, which does not name it."""
        there = ", ".join(str(pk) for pk in self.registers) or "NULL"
        named = [f"SELECT 1 FROM {table} s WHERE {self.stage.same_key}" for table in (STAGED, NAMED)]
        return f"r.register_id IN ({there}) AND " + " AND ".join(f"NOT EXISTS ({query})" for query in named)

    def count_missing(self):
        if not self.whole_list:
            return 0
        return self.stage.one(f"SELECT count(*) FROM {self.stage.table} r WHERE {self.absent}")[0]

    def missing(self):
        if not self.whole_list:
            return iter(())
        name = self.label.replace("s.", "r.")
        return self.stage.rows_of(
            f"SELECT {name} FROM {self.stage.table} r WHERE {self.absent} ORDER BY r.licence_key"
        )

    # Applying

    def settle(self):
        """Until the index of words has taken up what is new, every search reads it through."""
        if self.stage.on_postgres:
            self.stage.run("SELECT gin_clean_pending_list('recruiter_words'::regclass)")

    def lock(self):
        self.versions = {pk: Register.objects.next_version(pk) for pk in self.registers}
        for pk in self.registers:
            tell_followers(pk)

    def write(self, *, by, at, batch):
        update = {
            "state_from": f"CASE WHEN {self.terms_changed} THEN {self.effect} ELSE r.state_from END",
            "suspended_until": self.end_of_suspension,
            "missing_since": "NULL",
        }
        self.stage.log(by=by, at=at, batch=batch, **update)
        self.record_events(by, at, batch)
        self.stage.insert(
            state=self.cell("state", quoted(Standing.AUTHORISED)),
            state_from=self.first_day,
            complaints="0",
            **self.defaults(),
        )
        self.stage.update(**update)
        self.fold_anew()
        if self.whole_list:
            self.mark_missing(by, at, batch)

    def mark_missing(self, by, at, batch):
        """Entries that the list no longer names stay as they are, with a mark."""
        newly = f"{self.absent} AND r.missing_since IS NULL"
        mark = self.stage.json_object({"missing_since": self.today})
        self.stage.run(
            f"INSERT INTO authorities_change (model, record, kind, before, after, at, by_id, batch_id) "
            f"SELECT %s, r.id, '{ChangeKind.MARKED}', {self.stage.as_json('r')}, {mark}, %s, %s, %s "
            f"FROM {self.stage.table} r WHERE {newly}",
            self.stage.model._meta.label_lower, at, by.pk, batch and batch.pk,
        )  # fmt: skip
        self.stage.run(f"UPDATE {self.stage.table} AS r SET missing_since = {self.today} WHERE {newly}")

    def look_alikes(self):
        """New entries that share a name, legal or further, or a company number with any entry."""
        found = self.stage.rows_of(look_alikes_sql(self.stage))
        return ((*row, str(Standing(state).label)) for *row, state in found)
