"""The history of an entry: its events and every change of its data, before and after, when and by whom."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise

from django.db.models import DateField, JSONField
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from authorities.languages.cldr import format_day, join_items
from authorities.models import Change, ChangeKind, Import, ImportEvent, ImportState, User
from authorities.models.changes import column_values
from recruiters.entries.scope import state_names
from recruiters.licence_workflow import TERMS
from recruiters.models import (
    Branch,
    FoldedField,
    LicenceEvent,
    Move,
    Profession,
    Recruiter,
    Relation,
    RelationKind,
)

# Columns whose changes the events tell already, and technical ones.
HIDDEN_COLUMNS = {"id", "register", "recruiter", "state", "state_from", "earlier_names", *TERMS}


@dataclass(frozen=True)
class Difference:
    """One field before and after, in words; blank for nothing."""

    label: str | Promise
    before: str
    after: str


@dataclass
class HistoryItem:
    """What one person did at one moment: an event, or changes, or both."""

    at: datetime
    by: User
    batch: Import | None = None
    event: LicenceEvent | None = None
    changes: list = field(default_factory=list)
    newest_change: int = 0
    # Of an import that was undone: why.
    undone: str = ""

    @property
    def word(self):
        if self.undone:
            return _("Import undone")
        return Move(self.event.move).label if self.event else ""

    @property
    def sort_key(self):
        return self.at, self.event.pk if self.event else 0

    def is_after(self, event, change):
        return (self.event.pk if self.event else 0) > event or self.newest_change > change


def entry_history(recruiter):
    """Return the HistoryItems of an entry, the newest first.

    An event and the changes made with it have the same time and person, and so become one item.
    """
    events = recruiter.events.select_related("by", "batch", "annuls", "annulled_by")
    moments = [HistoryItem(event.at, event.by, event.batch, event) for event in events.order_by("pk")]
    found = {(moment.at, moment.by.pk): moment for moment in moments}
    changes = list(changes_with_next(recruiter))
    describer = ChangeDescriber(recruiter, changes)
    moments += undone_import_items({change.batch_id for change, _after in changes} - {None})
    for change, after in changes:
        if told := list(describer.differences_of(change, after)):
            key = change.at, change.by_id
            if key not in found:
                found[key] = HistoryItem(change.at, change.by, change.batch)
                moments.append(found[key])
            found[key].changes += told
            found[key].newest_change = change.pk
    return sorted(moments, key=lambda moment: moment.sort_key, reverse=True)


def undone_import_items(batches):
    """Yield an item for each import that was undone: its events are gone, but that it was there is told."""
    events = ImportEvent.objects.filter(batch__in=batches, batch__state=ImportState.UNDONE, move="undo")
    for event in events.select_related("by", "batch"):
        yield HistoryItem(event.at, event.by, event.batch, undone=event.note)


def changes_with_next(recruiter):
    """Yield (change, columns after it) of an entry, its branches and its relations in both directions.

    The columns are None for a record that is gone.
    """
    beside = [*recruiter.branches.all(), *recruiter.relations.all(), *recruiter.related_from.all()]
    now = {(record._meta.label_lower, record.pk): column_values(record) for record in [recruiter, *beside]}
    series: dict = {}
    gone = Change.objects.of_removed([Branch, Relation], recruiter_id=recruiter.pk)
    gone |= Change.objects.of_removed([Relation], other_id=recruiter.pk)
    # In no order: for one SQLite would read the whole log.
    keys = {*now, *gone.order_by().values_list("model", "record")}
    known = Change.objects.of_all(keys).select_related("by", "batch")
    for change in known.order_by("pk"):
        series.setdefault((change.model, change.record), []).append(change)
    for key, changes in series.items():
        for change, later in pairwise([*changes, None]):
            yield change, later.before if later else now.get(key)


class ChangeDescriber:
    """Puts changes of an entry into words. Names of states and of other firms are looked up once."""

    def __init__(self, recruiter, changes):
        self.recruiter, self.changes = recruiter, changes

    @cached_property
    def states(self):
        return state_names()

    @cached_property
    def firms(self):
        rows = [columns or {} for change, after in self.changes for columns in (change.before, after)]
        ends = [(row["recruiter_id"], row["other_id"]) for row in rows if "other_id" in row]
        keys = {pk for pair in ends for pk in pair}
        return {firm.pk: str(firm) for firm in Recruiter.objects.filter(pk__in=keys)}

    def differences_of(self, change, after):
        """Yield the differences that a change made."""
        model = next(m for m in (Recruiter, Branch, Relation) if m._meta.label_lower == change.model)
        if change.kind == ChangeKind.REMOVED:
            after = None
        if model is not Recruiter and (change.before is None or after is None):
            yield Difference(
                model._meta.verbose_name, self.describe_row(change.before), self.describe_row(after)
            )
        elif change.before is not None and after is not None:
            name = "" if model is Recruiter else self.describe_row(after)
            yield from self.column_differences(change.before, after, model, name)

    def describe_row(self, columns):
        """Return a branch or a related firm in a few words; blank for none."""
        if not columns:
            return ""
        if "other_id" not in columns:
            return columns["name"]
        kind = RelationKind(columns["kind"]).label
        if columns["other_id"] == self.recruiter.pk:
            firm = self.firms.get(columns["recruiter_id"], "")
            return _("named as “%(kind)s” by %(firm)s") % {"kind": kind, "firm": firm}
        return f"{kind}: {self.firms.get(columns['other_id'], '')}"

    def column_differences(self, before, after, model=Recruiter, name=""):
        for column in model._meta.concrete_fields:
            is_hidden = column.name in HIDDEN_COLUMNS or isinstance(column, FoldedField)
            if is_hidden or column.attname not in before:
                continue
            words = [self.describe_value(column, columns.get(column.attname)) for columns in (before, after)]
            if words[0] != words[1]:
                yield Difference(f"{name} – {column.verbose_name}" if name else column.verbose_name, *words)

    def describe_value(self, column, value):
        if value is None or value == "":
            return ""
        if isinstance(column, JSONField):
            codes = json.loads(value) if isinstance(value, str) else value
            names = dict(Profession.choices) if column.name == "professions" else self.states
            return join_items(str(names.get(code, code)) for code in codes)
        if isinstance(column, DateField):
            return format_day(date.fromisoformat(value))
        if column.name == "member_state":
            return self.states.get(value, value)
        if column.name == "other":
            return self.firms.get(value, "")
        return str(dict(column.flatchoices).get(value, value))
