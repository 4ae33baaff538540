"""On which registers an entry was marked as verified within a span of days, as it was known by a moment.

An entry holds only the day of its last verification. The days before it stand in events, and in the log,
which keeps the entry as it was before each change.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import BigIntegerField, Min, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from authorities.models import Change
from recruiters.models import LicenceEvent, Move, Recruiter

# Texts, which compare as the days do.
DAY = Cast(KT("before__last_verified_on"), TextField())
REGISTER = Cast(KT("before__register_id"), BigIntegerField())


def find_verified_registers(
    registers: Collection[int], first: date, last: date, known_before: datetime | None = None
) -> set[int]:
    """Return the keys of those registers of which an entry was verified from `first` to `last`; one query.

    `known_before` None asks for all that is known now. A day counts no more if an earlier one, or none, was
    put in its place: that was a mistake. With a later one in its place it is overtaken, and stays true.
    """
    logged = Change.objects.filter(model=Recruiter._meta.label_lower).alias(day=DAY).order_by()
    since = first_changes_since(logged, known_before)
    unchanged = Recruiter.objects.exclude(pk__in=since.values("record")).order_by()
    within, span = {"last_verified_on__range": (first, last)}, (first.isoformat(), last.isoformat())
    overtaken = Q(record__in=unchanged.filter(last_verified_on__gt=last).values("pk"))
    overtaken |= Q(record__in=since.filter(day__gt=last.isoformat()).values("record"))
    earlier = logged if known_before is None else logged.filter(at__lt=known_before)
    found = known_events(known_before).filter(effective_on__range=(first, last)).values_list("register_id")
    found = found.union(
        unchanged.filter(**within).values_list("register_id"),
        since.filter(day__range=span).values_list(REGISTER),
        earlier.filter(overtaken, day__range=span).values_list(REGISTER),
    )
    return {register for (register,) in found} & {*registers}


def first_changes_since(logged: QuerySet[Change], moment: datetime | None) -> QuerySet[Change]:
    """Return the first change of each entry from a moment on: what it says of before was known until then."""
    if moment is None:
        return logged.none()
    first = logged.filter(at__gte=moment).values("record").annotate(first=Min("pk")).values("first")
    return logged.filter(pk__in=first)


def known_events(known_before: datetime | None) -> QuerySet[LicenceEvent]:
    """Return the verifications that were known, and not annulled by then."""
    events = LicenceEvent.objects.filter(move=Move.VERIFY).order_by()
    if known_before is None:
        return events.not_annulled()
    return events.filter(at__lt=known_before).exclude(annulled_by__at__lt=known_before)
