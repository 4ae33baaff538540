"""Write reference data into the database without undoing the decisions of an administrator.

A row of the file is created if its key is not in the database, and updated if it is, column by column as
their UpdatePolicy says. Nothing is ever deleted: a row that only the database has was added here, or has
left the file, and either way somebody may depend on it. Where the history of a state in the database
contradicts that of the file, the database is left alone, and the report says so.
"""

from dataclasses import dataclass, field
from functools import partial

from django.db.models import Model
from django.utils.translation import gettext as _

from authorities.known_facts.dated_models import is_dated_fact
from authorities.known_facts.writing import save_facts
from authorities.models import all_records
from authorities.models.translations import merge_translations
from authorities.reference_data.csv_tables import TableContent, UpdatePolicy
from authorities.reference_data.overlaps import find_overlaps
from authorities.reference_data.problems import describe_file_problem


@dataclass
class SyncResult:
    """The plan of loading a file: what is new, changed or in conflict. As text it is the report."""

    reading: TableContent
    new: list[Model] = field(default_factory=list)
    changed: list[Model] = field(default_factory=list)
    unchanged: int = 0
    left_alone: list[str] = field(default_factory=list)  # states whose history here differs
    only_here: int = 0
    annulled: int = 0
    problems: list[str] = field(default_factory=list)

    def __str__(self):
        words = _("%(file)s: %(read)s rows read, %(new)s new, %(changed)s changed, %(unchanged)s unchanged")
        report = words % {
            "file": self.reading.table.file,
            "read": len(self.reading.rows),
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
        }
        if self.left_alone:
            words = _("left unchanged, because their history was changed here: %(states)s")
            report += "; " + words % {"states": ", ".join(self.left_alone)}
        if self.annulled:
            words = _("%(count)s left out, because they were annulled here")
            report += "; " + words % {"count": self.annulled}
        if self.only_here:
            report += "; " + _("%(count)s more in the database only") % {"count": self.only_here}
        return report


def plan_sync(reading):
    """Return what must be created and changed so that the database follows the file. Writes nothing."""
    table, outcome = reading.table, SyncResult(reading)
    stored = {_key_of(table, thing): thing for thing in table.model._default_manager.all()}
    rows = _rows_not_annulled(table, reading.rows)
    outcome.annulled = len(reading.rows) - len(rows)
    only_here = [stored[key] for key in stored.keys() - {row.key(table.key) for row in rows}]
    outcome.only_here = len(only_here)
    if table.holds_intervals:
        outcome.left_alone = _conflicting_histories(table, rows, stored, only_here)
        rows = [row for row in rows if row.values["member_state_id"] not in outcome.left_alone]
    outcome.problems = list(_conflicts_with_local_rows(table, rows, only_here))
    for row in rows:
        here = stored.get(row.key(table.key))
        if here is None:
            outcome.new.append(table.model(**row.values))
        elif change := _changed_values(table, here, row):
            for name, value in change.items():
                setattr(here, name, value)
            outcome.changed.append(here)
        else:
            outcome.unchanged += 1
    return outcome


def _rows_not_annulled(table, rows):
    """Return the rows but for those that an administrator has annulled, whatever was entered instead."""
    everything = all_records(table.model)
    if everything == table.model._default_manager:
        return rows
    annulled = {_key_of(table, thing) for thing in everything.annulled()}
    return [row for row in rows if row.key(table.key) not in annulled]


def apply_sync(outcome):
    """Write the plan, of dated facts in the log too. What comes into an empty table is the beginning."""
    model = outcome.reading.table.model
    if not is_dated_fact(model):
        write_rows(outcome)
        return
    is_first = bool(outcome.new) and not all_records(model).exists()
    write = partial(write_rows, outcome)
    save_facts(outcome.new, outcome.changed, by=None, write=write, is_first_load=is_first)


def write_rows(outcome):
    """Save changed rows before new ones, so that an interval has ended when the next begins."""
    table = outcome.reading.table
    manager = table.model._default_manager
    if outcome.changed:
        # Two rows may exchange a value that only one may have at a time, so each gives it up first.
        for group in table.unique_groups[1:]:
            freed = [name for name in group if table.model._meta.get_field(name).null]
            if freed:
                keys = [thing.pk for thing in outcome.changed]
                manager.filter(pk__in=keys).update(**dict.fromkeys(freed))
        columns = [column.field for column in table.stored if not column.key]
        manager.bulk_update(outcome.changed, columns)
    manager.bulk_create(outcome.new)


def _key_of(table, thing):
    return tuple(getattr(thing, name) for name in table.key)


def _changed_values(table, here, row):
    """Return the values of a row that replace those in the database."""
    change, values = {}, row.values
    if table.translated:
        reworded = {name for name in here.translated_fields if getattr(here, name) != values[name]}
        merged = merge_translations(here.translations, values["translations"], reworded)
        values = {**values, "translations": merged}
    for column in table.stored:
        name = table.attribute(column)
        present, new = getattr(here, name), values[name]
        kept = column.follows is UpdatePolicy.BLANK and present not in (None, "")
        if present != new and not kept and column.follows is not UpdatePolicy.CREATION:
            change[name] = new
    return change


def _conflicting_histories(table, rows, stored, only_here):
    """Return the states whose histories in the file and in the database overlap."""
    histories = [_interval_values(thing) for thing in only_here]
    for row in rows:
        here = stored.get(row.key(table.key))
        if here is None:
            histories.append(row.values)
        else:
            histories.append({**_interval_values(here), **_changed_values(table, here, row)})
    clashes = find_overlaps(histories, lambda history: history)
    return sorted({history["member_state_id"] for history, _earlier in clashes})


def _interval_values(thing):
    return {name: getattr(thing, name) for name in ("member_state_id", "valid_from", "valid_to")}


def _conflicts_with_local_rows(table, rows, only_here):
    """Yield problems of rows that need a unique value which a row added here has already."""
    for group in table.unique_groups[1:]:
        taken = {tuple(getattr(thing, name) for name in group): thing for thing in only_here}
        for row in rows:
            other = taken.get(row.key(group))
            if other is not None and None not in row.key(group):
                sentence = _("%(other)s, which is only in the database, already has it.") % {"other": other}
                yield describe_file_problem(table.file, sentence, line=row.line, column=table.heading(group))
