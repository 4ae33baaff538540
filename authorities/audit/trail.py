"""The list of the audit trail: one query for its rows and one for the names of records, whatever is asked."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.apps import apps
from django.db.models import CharField, ForeignKey, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst

from authorities.audit.compound import fetch_union
from authorities.audit.recording import SUBJECTS
from authorities.audit.sources import all_sources, cast_to_text, text
from authorities.audit.state_paths import state_expression
from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from authorities.models import MemberState, User
from authorities.models.roles import READS_AUDIT_OF_STATE, READS_WHOLE_AUDIT

PER_PAGE = 50
# Columns by which people call a record, the first that it has.
NAME_COLUMNS = ("legal_name", "institution", "name", "file_name", "email", "form_id", "code")


@dataclass
class Row:
    """One deed, as the sources tell it; then what the page needs to say it in words."""

    at: datetime
    source: int
    key: int
    action: str
    by_id: int | None
    person_id: int | None
    subject: str
    record: str
    state: str | None
    by: User | None = None
    person: User | None = None
    name: str = ""
    member_state: MemberState | None = None

    @property
    def action_in_words(self):
        return all_sources()[self.source].word(self.action)

    @property
    def subject_in_words(self):
        """What it was done to: a kind of record and its name, or what a page hands out."""
        if "." not in self.subject:
            return SUBJECTS.get(self.subject, "")
        try:
            kind = capfirst(apps.get_model(self.subject)._meta.verbose_name)
        except LookupError:
            return self.subject
        return join_items([kind, isolate(self.name)]) if self.name else kind

    @property
    def address(self):
        """The page of this site that was asked for; blank where a record is named."""
        return "" if "." in self.subject else self.record

    @property
    def place(self):
        """Where it stands in the order of the list."""
        return self.at, self.source, self.key

    @property
    def cursor(self):
        """The same as text, for the address of the next page."""
        return f"{self.at.isoformat()}~{self.source}~{self.key}"


def read_cursor(value):
    """Return (moment, source, key) of a cursor; None if it is none of ours."""
    at, _mark, rest = value.partition("~")
    source, _mark, key = rest.partition("~")
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not (is_decimal_number(source) and is_decimal_number(key)):
        return None
    return moment, int(source), int(key)


def is_decimal_number(digits):
    return digits.isascii() and digits.isdigit() and len(digits) < 19


@dataclass(frozen=True)
class AuditQuery:
    """What somebody looks for; blank fields leave everything in."""

    who: str = ""
    what: str = ""
    state: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


def rows_visible_to(user, source, rows):
    """Return what this person may read of a source: all of it, or what concerns their own states."""
    if user.holds(*READS_WHOLE_AUDIT):
        return rows
    return source.about(rows, user.states_as(*READS_AUDIT_OF_STATE))


def select_rows(source, query, user):
    """Return the rows of a source that a query asks for; None if the source has none of that kind."""
    if query.kind and query.kind not in source.kinds:
        return None
    rows = rows_visible_to(user, source, source.rows(kind=query.kind or None))
    if query.state:
        rows = source.about(rows, [query.state])
    if query.what:
        rows = source.filter_by_subject(rows, query.what)
    if query.who:
        named = Q(name__icontains=query.who)
        if user.holds(*READS_WHOLE_AUDIT):
            named |= Q(email__icontains=query.who)
        rows = source.by_people(rows, User.objects.filter(named).values("pk"))
    if query.since:
        rows = rows.filter(**{f"{source.time}__gte": query.since})
    if query.until:
        rows = rows.filter(**{f"{source.time}__lt": query.until})
    return None if rows.query.is_empty() else rows


def rows_after(source, rows, number, cursor):
    """Return the rows that come after a cursor in the order of time, source and key, each downwards."""
    if cursor is None:
        return rows
    at, source_there, key = cursor
    earlier = Q(**{f"{source.time}__lt": at})
    if number < source_there:
        earlier |= Q(**{source.time: at})
    elif number == source_there:
        earlier |= Q(**{source.time: at, "pk__lt": key})
    return rows.filter(earlier)


def fetch_rows(user, query, *, after=None, count=PER_PAGE):
    """Return the next rows of the trail that this person may read, newest first."""
    parts = []
    for number, source in enumerate(all_sources()):
        rows = select_rows(source, query, user)
        if rows is not None:
            newest = rows_after(source, rows, number, after).order_by(f"-{source.time}", "-pk")[:count]
            parts.append(source.tabulate(newest, number))
    found = [Row(read_union_moment(at), *rest) for at, *rest in fetch_union(parts, newest=count)]
    add_names(found)
    return found


def read_union_moment(value):
    """Return a moment of the database: SQLite gives text without its zone, which is UTC."""
    moment = parse_datetime(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def name_expression(model):
    """Return the words by which people call a record: of its own, else of what it belongs to."""
    own = {field.name: field for field in model._meta.concrete_fields}
    for name in NAME_COLUMNS:
        if isinstance(own.get(name), CharField):
            return cast_to_text(name)
    for field in own.values():
        if isinstance(field, ForeignKey) and field.related_model is not MemberState:
            of_related = {one.name for one in field.related_model._meta.concrete_fields}
            path = next((name for name in NAME_COLUMNS if name in of_related), None)
            return cast_to_text(f"{field.name}__{path}" if path else field.attname)
    return text("")


def add_names(rows):
    """Give each row its people, the name of its record and its state."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        if "." in row.subject and row.record:
            wanted.setdefault(row.subject, set()).add(row.record)
    named = {(label, key): (name, state) for label, key, name, state in fetch_union(name_parts(wanted))}
    people = User.objects.in_bulk({key for row in rows for key in (row.by_id, row.person_id) if key})
    for row in rows:
        row.name, state = named.get((row.subject, row.record), ("", None))
        row.state = row.state or state
        row.by, row.person = people.get(row.by_id), people.get(row.person_id)
    states = MemberState.objects.in_bulk({row.state for row in rows if row.state})
    for row in rows:
        row.member_state = states.get(row.state)


def name_parts(wanted):
    """Return a queryset of (label, key, name, state) for each model that rows speak of."""
    parts = []
    for label, keys in sorted(wanted.items()):
        try:
            model = apps.get_model(label)
        except LookupError:
            continue
        state = state_expression(model)
        parts.append(
            model._base_manager.filter(pk__in=keys).values_list(
                text(label),
                Cast("pk", TextField()),
                name_expression(model),
                Cast(Value(None) if state is None else state, TextField()),
            )
        )
    return parts
