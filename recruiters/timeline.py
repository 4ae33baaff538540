"""What happened to an entry, when, by whom: its events, and every change of its data, before and after."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from django.db.models import DateField, JSONField
from django.utils.formats import date_format
from django.utils.functional import Promise

from authorities.changes import columns_of
from authorities.models import Change, ChangeKind, Import, MemberState, User

from .models import Branch, FoldedField, LicenceEvent, Move, Profession, Recruiter, Relation
from .workflow import TERMS

# What events tell, and what only the machine reads.
UNTOLD = {"id", "register", "recruiter", "other", "state", "state_from", *TERMS}


@dataclass(frozen=True)
class Difference:
    """One field before and after, in words; blank for nothing."""

    label: str | Promise
    before: str
    after: str


@dataclass
class Moment:
    """One deed: an event, or changes, or both."""

    at: datetime
    by: User
    batch: Import | None = None
    event: LicenceEvent | None = None
    changes: list = field(default_factory=list)
    newest_change: int = 0

    @property
    def word(self):
        return Move(self.event.move).label if self.event else ""

    @property
    def order(self):
        return self.at, self.event.pk if self.event else 0

    def is_after(self, event, change):
        return (self.event.pk if self.event else 0) > event or self.newest_change > change


def timeline(recruiter):
    """Moments, the newest first. A deed and what it changed carry the same moment."""
    events = recruiter.events.select_related("by", "batch", "annuls", "annulled_by")
    moments = [Moment(event.at, event.by, event.batch, event) for event in events.order_by("pk")]
    found = {(moment.at, moment.by.pk): moment for moment in moments}
    wording = Wording()
    for change, after in with_what_followed(recruiter):
        if told := list(wording.told(change, after)):
            key = change.at, change.by_id
            if key not in found:
                found[key] = Moment(change.at, change.by, change.batch)
                moments.append(found[key])
            found[key].changes += told
            found[key].newest_change = change.pk
    return sorted(moments, key=lambda moment: moment.order, reverse=True)


def with_what_followed(recruiter):
    """(change, columns after it) of the entry, its branches and its relations; None if it is gone."""
    records = [recruiter, *recruiter.branches.all(), *recruiter.relations.all()]
    now = {(record._meta.label_lower, record.pk): columns_of(record) for record in records}
    series: dict = {}
    gone = Change.objects.of_removed([Branch, Relation], recruiter_id=recruiter.pk)
    keys = {*now, *gone.values_list("model", "record")}
    known = Change.objects.of_all(keys).select_related("by", "batch")
    for change in known.order_by("pk"):
        series.setdefault((change.model, change.record), []).append(change)
    for key, changes in series.items():
        for change, later in pairwise([*changes, None]):
            yield change, later.before if later else now.get(key)


class Wording:
    """Columns in words. Names of states are looked up once."""

    def __init__(self):
        self._states = None

    @property
    def states(self):
        if self._states is None:
            self._states = {state.pk: state.name for state in MemberState.objects.all()}
        return self._states

    def told(self, change, after):
        """The differences that a change made."""
        model = next(m for m in (Recruiter, Branch, Relation) if m._meta.label_lower == change.model)
        if model is not Recruiter and (change.before is None or change.kind == ChangeKind.REMOVED):
            yield self.of_row(model, change.before, after or {})
        elif change.before is not None and after is not None:
            yield from self.differences(change.before, after, model)

    def of_row(self, model, before, after):
        """A branch or a related firm that came or went."""
        name = "name" if model is Branch else "kind"
        words = [
            self.word(model._meta.get_field(name), columns.get(name)) if columns else ""
            for columns in (before, after)
        ]
        return Difference(model._meta.verbose_name, *words)

    def differences(self, before, after, model=Recruiter):
        for column in model._meta.concrete_fields:
            if column.name in UNTOLD or isinstance(column, FoldedField) or column.attname not in before:
                continue
            words = [self.word(column, columns.get(column.attname)) for columns in (before, after)]
            if words[0] != words[1]:
                yield Difference(column.verbose_name, *words)

    def word(self, column, value):
        if value is None or value == "":
            return ""
        if isinstance(column, JSONField):
            codes = json.loads(value) if isinstance(value, str) else value
            names = dict(Profession.choices) if column.name == "professions" else self.states
            return ", ".join(str(names.get(code, code)) for code in codes)
        if isinstance(column, DateField):
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
        if column.name == "member_state":
            return self.states.get(value, value)
        return str(dict(column.flatchoices).get(value, value))
