"""A sheet of recruiters for the bulk import: the licence that a row is about, the rows that contradict
themselves or the register, and the events that an import leaves, so that the standing on any day follows from
them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import Field

from authorities.imports.engine.bulk_importer import Cells, ComparedColumn, Wrong
from authorities.imports.engine.staging import NAMED, STAGED
from authorities.imports.text.cell_text import OTHER_SIGNS
from authorities.languages.sentences import build_plural as ngettext
from authorities.languages.sentences import build_sentence as _
from authorities.models import ChangeKind, Import, User
from authorities.spreadsheets.formats import unescape_formula
from recruiters.imports.checks import RegisterChecks
from recruiters.imports.dialects import recruiter_import_dialect
from recruiters.imports.events import sql_literal
from recruiters.imports.look_alikes_query import look_alikes_sql
from recruiters.imports.rules import RULED, contradictions, is_plain
from recruiters.licence_numbers import exact_licence_key, licence_key, licence_keys, plain_number
from recruiters.models import LicenceEvent, LicenceState, Recruiter, Register
from recruiters.subscriptions.subscriptions import notify_followers


class RegisterImporter(RegisterChecks):
    key = ("register_id", "licence_key")
    extra = ("state_from", "decision")
    extra_fields: dict[str, Field] = {
        "state_from": Recruiter._meta.get_field("state_from"),
        "decision": LicenceEvent._meta.get_field("decision"),
    }

    def constants_of(self, scope: str) -> dict[str, str]:
        if not scope:
            return {}
        state, code = scope.split("/")
        return {n: v for n, v in (("iso3", state), ("register", code)) if n not in self.mapping}

    @cached_property
    def single_register(self) -> int | None:
        """The register that may be touched, where the sheet is for one.

        Raises ValidationError if there is none of that name.
        """
        if not self.scope:
            return None
        state, code = self.scope.split("/")
        if register := Register.objects.filter(member_state=state, code=code).first():
            return register.pk
        sentence = _(
            "There is no register %(scope)s here. An administrator can add it, or correct your role."
        )
        raise ValidationError(sentence % {"scope": self.scope})

    def stage_rows(self, numbers: Sequence[int], values: Cells, wrong: Wrong) -> None:
        super().stage_rows(numbers, self.spell_numbers(values), wrong)

    def spell_numbers(self, values: Cells) -> Cells:
        """Return the values with each number as its entry has it, where the two only look alike.

        Other numbers get plain signs. With one query; none if all numbers are in ASCII.
        """
        spelled = list(values["licence_number"])
        unusual = {i: n for i, n in enumerate(spelled) if isinstance(n, str) and not n.isascii()}
        self.exact_places: set[tuple] = set()
        if not unusual:
            return values
        registers = self.registers_of(values)
        stored = self.stored_numbers({*registers}, unusual.values())
        for index, number in unusual.items():
            exact, *alike = [(registers[index], key) for key in licence_keys(number)]
            here = [stored[place] for place in (exact, *alike) if place in stored]
            if exact in stored and alike:
                self.exact_places.add(exact)
            elif not here or plain_number(number) == here[0]:
                spelled[index] = plain_number(number)
            elif exact not in stored:
                spelled[index] = here[0]
            if spelled[index] != number:
                self.resource.fields["licence_number"].widget.notes.add_change(
                    OTHER_SIGNS, number, spelled[index]
                )
        return {**values, "licence_number": spelled}

    def stored_numbers(self, registers: set, numbers: Iterable[str]) -> dict[tuple, str]:
        """Return {(register, key): number} of the entries that may have these numbers."""
        known = [register for register in registers if isinstance(register, int)]
        keys = {key for number in numbers for key in licence_keys(number)}
        found = Recruiter.objects.filter(register__in=known, licence_key__in=keys)
        rows = found.values_list("register_id", "licence_key", "licence_number")
        return {(register, key): number for register, key, number in rows}

    def registers_of(self, values: Cells) -> Sequence:
        """Return the register of each row; the desk of one register is about no other."""
        if self.single_register:
            return [self.single_register] * len(values["licence_number"])
        return values["register"]

    def key_columns(self, values: Cells) -> list[Sequence]:
        """Return the registers and the folded numbers. What could not be read is None and finds nothing."""
        registers, numbers = self.registers_of(values), values["licence_number"]
        keys = [licence_key(number) if isinstance(number, str) else None for number in numbers]
        for index, number in enumerate(numbers) if self.exact_places else ():
            if isinstance(number, str) and (registers[index], exact_licence_key(number)) in self.exact_places:
                keys[index] = exact_licence_key(number)
        return [registers, keys]

    def names_its_record(self, index: int, wrong: Wrong) -> bool:
        needed = {"licence_number"} if self.single_register else {"iso3", "register", "licence_number"}
        return not needed & {name for name, _sentence in wrong[index]}

    def records_beside(self, indexes: Iterable[int], cells: Cells, values: Cells) -> dict[int, Recruiter]:
        """Return {index: entry} of the rows about entries that are here, with one query for all.

        A number may stand there as the sheet has it, or as it was mended.
        """
        places: dict[tuple, int] = {}
        registers = self.registers_of(values)
        for index in indexes:
            as_sent = str(unescape_formula(cells["licence_number"][index])).strip()
            for number in (as_sent, values["licence_number"][index]):
                if isinstance(registers[index], int) and isinstance(number, str):
                    places.setdefault((registers[index], licence_key(number)), index)
        named, keys = {place[0] for place in places}, {place[1] for place in places}
        found = Recruiter.objects.filter(register__in=named, licence_key__in=keys).select_related("register")
        known = {(record.register_id, record.licence_key): record for record in found}
        beside: dict[int, Recruiter] = {}
        for place, index in places.items():
            if place in known:
                beside.setdefault(index, known[place])
        return beside

    def rules(self, values: Cells, wrong: Wrong) -> Iterator[tuple[int, str, str]]:
        """Yield the contradictions of which all cells can be read, also in a row that is wrong otherwise."""
        rows = len(next(iter(values.values())))
        columns = [values.get(name) or [None] * rows for name in RULED]
        known = {*RULED} & values.keys()
        here = [self.single_register or register for register in values["register"]]
        for index, cells in enumerate(zip(*columns, strict=True)):
            if index not in wrong and values["register"][index] == here[index] and is_plain(*cells):
                continue
            unread = {name for name, _sentence in wrong[index]} if index in wrong else set()
            if "register" not in unread and values["register"][index] != here[index]:
                yield index, "register", _("This row is about a register other than %(scope)s.") % vars(self)
            if unread:
                cells = tuple(None if n in unread else cell for n, cell in zip(RULED, cells, strict=True))
            yield from ((index, *problem) for problem in contradictions(known - unread, *cells))

    def notes_on_cells(self) -> Iterator[str]:
        yield from super().notes_on_cells()
        if count := self.count_without_end():
            sentence = ngettext(
                "%(count)s licence in this file has no last day: it is valid until further notice.",
                "%(count)s licences in this file have no last day: they are valid until further notice.",
                count,
            )
            yield sentence % {"count": count}

    def count_without_end(self) -> int:
        """Return how many good rows are licences without an end; of a sheet without ends, the new ones."""
        granted = ", ".join(map(sql_literal, ["", LicenceState.AUTHORISED, LicenceState.SUSPENDED]))
        condition = f"coalesce(s.state, '') IN ({granted})" if "state" in self.stage.columns else "1 = 1"
        if "valid_until" in self.stage.columns:
            query = f"SELECT count(*) FROM {STAGED} s WHERE s.valid_until IS NULL AND {condition}"
        else:
            query = f"SELECT count(*) FROM {self.stage.judged} WHERE v.verdict = 'new' AND {condition}"
        return self.stage.fetch_one(query)[0]

    def judge(self) -> None:
        """Count an entry as changed also if it was missing, or if the sheet tells of another decision."""
        self.stage.judge("r.missing_since IS NOT NULL", *self.new_decision_conditions)

    @property
    def compared(self) -> list[ComparedColumn]:
        """The columns of the sheet, and those that follow from the cells of a row or that no cell says."""
        more = [ComparedColumn("standing_since", "r.state_from", self.new_since)]
        if "suspended_until" not in self.stage.columns:
            more.append(ComparedColumn("suspended_until", "r.suspended_until", self.end_of_suspension))
        for told in self.new_decision_conditions:
            after = f"CASE WHEN {told} THEN s.decision ELSE {self.last_decision} END"
            more.append(ComparedColumn("decision", self.last_decision, after))
        return [*super().compared, *more, ComparedColumn("missing_since", "r.missing_since", "NULL")]

    @property
    def registers(self) -> list[int]:
        """The registers that the sheet is about; also the one of its scope, if it names nobody there."""
        if self.single_register:
            return [self.single_register]
        return [pk for (pk,) in self.stage.fetch_rows(
            f"SELECT register_id FROM {STAGED} UNION SELECT register_id FROM {NAMED} ORDER BY 1"
        )]  # fmt: skip

    @property
    def absent(self) -> str:
        """Condition over the record `r`: it is on a register of this sheet, which does not name it.

        Of no record, if a row does not say which it is about.
        """
        if self.unassigned:
            return "FALSE"
        there = ", ".join(str(pk) for pk in self.registers) or "NULL"
        named = [f"SELECT 1 FROM {table} s WHERE {self.stage.same_key}" for table in (STAGED, NAMED)]
        return f"r.register_id IN ({there}) AND " + " AND ".join(f"NOT EXISTS ({query})" for query in named)

    def count_missing(self) -> dict[str, int]:
        if not self.whole_list:
            return {}
        newly, before = self.stage.fetch_one(
            f"SELECT count(CASE WHEN r.missing_since IS NULL THEN 1 END), count(r.missing_since) "
            f"FROM {self.stage.table} r WHERE {self.absent}"
        )
        return {"missing": newly, "marked": before, "unassigned": self.unassigned}

    def missing(self) -> Iterator[tuple]:
        return self.absent_entries("", "r.missing_since IS NULL")

    def marked(self) -> Iterator[tuple]:
        return self.absent_entries(", r.missing_since", "r.missing_since IS NOT NULL")

    def absent_entries(self, more: str, condition: str) -> Iterator[tuple]:
        if not self.whole_list:
            return iter(())
        return self.stage.fetch_rows(
            f"SELECT {self.label_of('r')}{more} FROM {self.stage.table} r "
            f"WHERE {self.absent} AND {condition} ORDER BY r.licence_key"
        )

    # Applying

    def settle(self) -> None:
        recruiter_import_dialect().finish_index(self.stage)

    def lock(self) -> None:
        self.versions = {pk: Register.objects.next_version(pk) for pk in self.registers}
        for pk in self.registers:
            notify_followers(pk)

    @property
    def columns_to_insert(self) -> dict[str, str]:
        """{column: SQL} of what a new entry has beyond its cells."""
        authorised = sql_literal(LicenceState.AUTHORISED)
        return {"state": self.cell("state", authorised), "state_from": self.first_day}

    @property
    def columns_to_update(self) -> dict[str, str]:
        """{column: SQL} of what follows for an entry that is changed."""
        return {
            "state_from": self.new_since,
            "earlier_names": self.new_earlier_names,
            "suspended_until": self.end_of_suspension,
            "missing_since": "NULL",
        }

    def columns_to_write(self, verdict: str) -> dict[str, str]:
        more = self.columns_to_insert if verdict == "new" else self.columns_to_update
        return {**super().columns_to_write(verdict), **more, "decision": self.cell("decision", "NULL")}

    def write(self, *, by: User, at: datetime, batch: Import | None) -> None:
        """Write the log, the events, then the records: each reads what the next one overwrites."""
        update = self.columns_to_update
        self.stage.log(by=by, at=at, batch=batch, **update)
        self.record_events(by, at, batch)
        with recruiter_import_dialect().index_in_bulk(self.stage):
            self.stage.insert(**self.columns_to_insert, complaints="0", **self.defaults())
        self.stage.update(**update)
        self.refold_changed()
        if self.whole_list:
            self.mark_missing(by, at, batch)

    def records_to_refold(self, lacking: set[str]) -> list[int]:
        """Return the changed entries with earlier names, which no sheet has; all if it lacks others too."""
        if lacking - {"earlier_names"}:
            return super().records_to_refold(lacking)
        return [pk for (pk,) in self.stage.fetch_rows(
            f"SELECT v.record FROM {self.stage.judged} JOIN {self.stage.table} r ON r.id = v.record "
            f"WHERE v.verdict = 'changed' AND {recruiter_import_dialect().has_earlier_names}"
        )]  # fmt: skip

    def mark_missing(self, by: User, at: datetime, batch: Import | None) -> None:
        """Mark the entries that the list no longer names; they stay as they are otherwise."""
        newly = f"{self.absent} AND r.missing_since IS NULL"
        mark = self.stage.json_object({"missing_since": self.today})
        self.stage.run(
            f"INSERT INTO authorities_change (model, record, kind, before, after, at, by_id, batch_id) "
            f"SELECT %s, r.id, '{ChangeKind.MARKED}', {self.stage.as_json('r')}, {mark}, %s, %s, %s "
            f"FROM {self.stage.table} r WHERE {newly}",
            self.stage.model._meta.label_lower, at, by.pk, batch and batch.pk,
        )  # fmt: skip
        self.stage.run(f"UPDATE {self.stage.table} AS r SET missing_since = {self.today} WHERE {newly}")

    def look_alikes(self) -> Iterator[tuple]:
        """Yield the new entries that share a name, legal or further, or a company number with any entry."""
        found = self.stage.fetch_rows(look_alikes_sql(self.stage))
        return ((*row, str(LicenceState(state).label)) for *row, state in found)
