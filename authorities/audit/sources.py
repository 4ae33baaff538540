"""Where the audit trail is read: its own rows, the events of workflows, the log of changes, the admin's log.

A new workflow is found by its event model. Each source gives rows of the same columns (`Row` in `trail`).
"""

from collections import defaultdict
from functools import cache

from django.apps import apps
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from authorities.audit.state_paths import state_expression, state_path
from authorities.models import Change, ChangeKind, Import, ImportEvent, InvitationEvent, Membership, User
from authorities.models.audit import KIND_OF_ACTION, AuditAction, AuditEvent, AuditKind
from authorities.transitions import Event, workflow_of

# What somebody does in no state's name: their state reads it as long as they work for it.
OF_PEOPLE = (AuditKind.SIGN_IN, AuditKind.REFUSAL, AuditKind.ACCOUNT)
# What a state does not read of itself: a concern may be about those who would read it.
SECRETARIAT_ONLY = (AuditKind.READING,)
FLAG_WORDS = {
    str(ADDITION): _("Added in the administration"),
    str(CHANGE): _("Changed in the administration"),
    str(DELETION): _("Deleted in the administration"),
}
ROLE_LABEL = Membership._meta.label_lower


def text(value):
    return Value(value, TextField())


def cast_to_text(path):
    return Cast(F(path), TextField())


def as_key(path):
    return Cast(F(path) if path else Value(None), BigIntegerField())


def actions_of(*kinds):
    return [action for action, kind in KIND_OF_ACTION.items() if kind in kinds]


class AuditSource:
    """The rows of one table: `kinds` are those that it may hold, `person` the column of whom it concerns."""

    kinds: tuple[str, ...] = (AuditKind.CHANGE,)
    time, actor, person = "at", "by", ""

    def __init__(self, model):
        self.model = model

    def word(self, action):
        """Return what was done, in words."""
        raise NotImplementedError

    def rows(self, *, kind=None):
        """Return the rows of a kind, all of them for None."""
        return self.model._base_manager.all()

    def filter_by_subject(self, rows, subject):
        """Return those about records of a model, named as in "app.model"."""
        return rows.none()

    def about(self, rows, states):
        """Return those that concern one of the states, as its own people may read them."""
        return rows.none()

    def by_people(self, rows, people):
        found = Q(**{f"{self.actor}__in": people})
        return rows.filter(found | Q(**{f"{self.person}__in": people}) if self.person else found)

    def columns(self):
        """Return the expressions of action, subject, record and state."""
        raise NotImplementedError

    def tabulate(self, rows, number):
        """Return the rows as values, in the order that all sources share. `number` is that of this source."""
        action, subject, record, state = self.columns()
        return rows.annotate(
            row_source=Value(number, BigIntegerField()),
            row_key=Cast("pk", BigIntegerField()),
            row_action=action,
            row_by=as_key(self.actor),
            row_person=as_key(self.person),
            row_subject=subject,
            row_record=record,
            row_state=Cast(Value(None) if state is None else state, TextField()),
        ).values_list(
            *(self.time, "row_source", "row_key", "row_action", "row_by", "row_person"),
            *("row_subject", "row_record", "row_state"),
        )


def worked_for(states):
    """Return the condition that `by` or `person` worked for one of the states at the time `at`.

    A state has few people, and fewer intervals: read first, they let the database use its indexes.
    """
    people = defaultdict(list)
    held = Membership.objects.filter(member_state__in=states)
    for user, valid_from, valid_to in held.values_list("user", "valid_from", "valid_to"):
        people[valid_from, valid_to].append(user)
    found = Q(pk__in=[])
    for (valid_from, valid_to), users in people.items():
        then = Q(by__in=users) | Q(person__in=users)
        if valid_from:
            then &= Q(at__date__gte=valid_from)
        if valid_to:
            then &= Q(at__date__lte=valid_to)
        found |= then
    return found


class DeedSource(AuditSource):
    """The rows of the trail itself: sign-ins, refusals, accounts, downloads, readings."""

    kinds = tuple(dict.fromkeys(KIND_OF_ACTION.values()))
    person = "person"

    def word(self, action):
        return AuditAction(action).label

    def rows(self, *, kind=None):
        rows = super().rows()
        return rows if kind is None else rows.filter(action__in=actions_of(kind))

    def about(self, rows, states):
        """Return what names the state, and what was done by or to people who worked for it on that day."""
        rows = rows.exclude(action__in=actions_of(*SECRETARIAT_ONLY))
        of_people = Q(worked_for(states), action__in=actions_of(*OF_PEOPLE))
        return rows.filter(Q(member_state__in=states) | of_people)

    def columns(self):
        return F("action"), cast_to_text("subject"), cast_to_text("path"), F("member_state_id")


class EventSource(AuditSource):
    """The moves of one workflow; of what an import wrote only the move of the import itself."""

    def __init__(self, model):
        super().__init__(model)
        self.kinds = (AuditKind.INVITATION if model is InvitationEvent else AuditKind.MOVE,)
        workflow = workflow_of(model)
        own = [field for field in model._meta.concrete_fields if field.is_relation and field.name != "by"]
        name = workflow.record_name if workflow else own[0].name
        self.record = next(field for field in own if field.name == name)
        self.is_imported = model is not ImportEvent and any(field.related_model is Import for field in own)

    def word(self, action):
        workflow = workflow_of(self.model)
        row = workflow and workflow.by_name.get(action)
        return row.label if row else action

    @property
    def subject(self):
        return self.record.related_model._meta.label_lower

    def rows(self, *, kind=None):
        rows = super().rows()
        return rows.filter(batch=None) if self.is_imported else rows

    def filter_by_subject(self, rows, subject):
        return rows if subject == self.subject else rows.none()

    def about(self, rows, states):
        state = state_expression(self.model)
        if state is None or self.model.is_confidential:
            return rows.none()
        return rows.alias(state_of_record=state).filter(state_of_record__in=states)

    def columns(self):
        return F("move"), text(self.subject), cast_to_text(self.record.attname), state_expression(self.model)


class ChangeSource(AuditSource):
    """Changes that people made one by one; what an import wrote is one move of the import."""

    kinds = (AuditKind.ROLE, AuditKind.CHANGE)

    def word(self, action):
        return ChangeKind(action).label

    def rows(self, *, kind=None):
        rows = super().rows().filter(batch=None).exclude(kind=ChangeKind.BASELINE)
        if kind is None:
            return rows
        return rows.filter(model=ROLE_LABEL) if kind == AuditKind.ROLE else rows.exclude(model=ROLE_LABEL)

    def filter_by_subject(self, rows, subject):
        return rows.filter(model=subject)

    def about(self, rows, states):
        """Return those of records of these states, and of records that were removed since."""
        found = Q(before__member_state_id__in=states)
        logged = set(rows.order_by().values_list("model", flat=True).distinct())
        for model in models_with_state():
            if model._meta.label_lower not in logged:
                continue  # each costs the database a plan of its own
            record = model._base_manager.filter(pk=OuterRef("record"), **{f"{state_path(model)}__in": states})
            found |= Q(Exists(record), model=model._meta.label_lower)
        return rows.filter(found)

    def columns(self):
        return F("kind"), cast_to_text("model"), cast_to_text("record"), None


class AdministrationSource(AuditSource):
    """What was changed in Django's admin, as its own log has it; read by the secretariat alone."""

    time, actor = "action_time", "user"

    def word(self, action):
        return FLAG_WORDS.get(action, "")

    def filter_by_subject(self, rows, subject):
        app, _dot, name = subject.partition(".")
        return rows.filter(content_type__app_label=app, content_type__model=name)

    def columns(self):
        label = Concat("content_type__app_label", Value("."), "content_type__model")
        return cast_to_text("action_flag"), Cast(label, TextField()), cast_to_text("object_id"), None


@cache
def models_with_state():
    """Return the models whose records have a whole number as their key and lead to a Member State."""
    return [
        model
        for model in apps.get_models()
        if state_path(model)
        and model._meta.pk.get_internal_type() == "BigAutoField"
        and not issubclass(model, Event | AuditEvent)
    ]


@cache
def all_sources():
    events = [EventSource(model) for model in apps.get_models() if issubclass(model, Event)]
    deeds, changes = DeedSource(AuditEvent), ChangeSource(Change)
    return [deeds, changes, AdministrationSource(LogEntry), *events]


@cache
def named_subjects():
    """Return {"app.model": model} of the records that one may ask for: that move, or belong to a state."""
    moved = [source.record.related_model for source in all_sources() if isinstance(source, EventSource)]
    return {model._meta.label_lower: model for model in [*moved, *models_with_state(), User]}
