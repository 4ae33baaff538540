"""On which registers an entry was marked as verified within a span of days, as it was known by a moment.

An entry holds only the day of its last verification. The days before it stand in events, and in the log,
which keeps the entry as it was before each change. Each register is looked up by itself, in an index of its
days: one day that holds is enough, however many others there are.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q, QuerySet, TextField

from authorities.models import Change
from recruiters.models import LicenceEvent, Move, Recruiter, Register


class LoggedRegister(Func):
    """The register of an entry as the log has it; written as in the index `change_of_verified`."""

    template = "(%(expressions)s->>'register_id')::bigint"
    output_field = BigIntegerField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler,
            connection,
            template="CAST(json_extract(%(expressions)s, '$.register_id') AS integer)",
        )


class LoggedDay(Func):
    """The day of the last verification as the log has it: a text, which compares as the days do."""

    template = "(%(expressions)s->>'last_verified_on')"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="json_extract(%(expressions)s, '$.last_verified_on')"
        )


def find_verified_registers(
    registers: Collection[int], first: date, last: date, known_before: datetime | None = None
) -> set[int]:
    """Return the keys of those registers of which an entry was verified from `first` to `last`; one query.

    `known_before` None asks for all that is known now. A day counts no more if an earlier one, or none, was
    put in its place: that was a mistake. With a later one in its place it is overtaken, and stays true.
    """
    found = select_verified_registers(first, last, known_before)
    return set(found.filter(pk__in=registers).values_list("pk", flat=True))


def select_verified_registers(
    first: date, last: date, known_before: datetime | None
) -> QuerySet[Register, Register]:
    logged = Change.objects.filter(model=Recruiter._meta.label_lower).order_by()
    logged = logged.alias(register=LoggedRegister("before"), day=LoggedDay("before"))
    since = first_changes_since(logged, known_before)
    before, unchanged = logged, Recruiter.objects.order_by()
    if known_before is not None:
        changed = logged.filter(record=OuterRef("pk"), at__gte=known_before)
        before, unchanged = logged.filter(at__lt=known_before), unchanged.exclude(Exists(changed))
    overtaken = Q(Exists(unchanged.filter(pk=OuterRef("record"), last_verified_on__gt=last)))
    overtaken |= Q(Exists(since.filter(record=OuterRef("record"), day__gt=last.isoformat())))
    here = {"register": OuterRef("pk")}
    within, span = (first, last), (first.isoformat(), last.isoformat())
    return Register._base_manager.order_by().filter(
        Exists(known_events(known_before).filter(effective_on__range=within, **here))
        | Exists(unchanged.filter(last_verified_on__range=within, **here))
        | Exists(before.filter(overtaken, day__range=span, **here))
        | Exists(since.filter(day__range=span, **here))
    )


def first_changes_since(logged: QuerySet[Change], moment: datetime | None) -> QuerySet[Change]:
    """Return the first change of each entry from a moment on: what it says of before was known until then."""
    if moment is None:
        return logged.none()
    earlier = Change.objects.filter(
        model=OuterRef("model"), record=OuterRef("record"), at__gte=moment, pk__lt=OuterRef("pk")
    )
    return logged.filter(~Exists(earlier), at__gte=moment)


def known_events(known_before: datetime | None) -> QuerySet[LicenceEvent]:
    """Return the verifications that were known, and not annulled by then."""
    events = LicenceEvent.objects.filter(move=Move.VERIFY).order_by()
    if known_before is None:
        return events.not_annulled()
    return events.filter(at__lt=known_before).exclude(annulled_by__at__lt=known_before)
