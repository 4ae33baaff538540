"""Conditions (Q) that lists filter entries by, and that the work list counts."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from recruiters.models.licences import FINAL, LicenceEvent, LicenceState

# How far ahead the registrar's lists look.
EXPIRING_WITHIN = timedelta(days=60)
# Entries without a day for their next check are checked again a year after the last one.
CHECK_INTERVAL = timedelta(days=365)
IN_FORCE = [LicenceState.AUTHORISED, LicenceState.SUSPENDED]
ENDED = [*FINAL, LicenceState.REFUSED]


def is_suspended(day):
    """True by the record; for a record of a later decision, by the last event until that day."""
    dates = Q(
        Q(suspended_until__isnull=True) | Q(suspended_until__gt=day),
        Q(valid_until__isnull=True) | Q(valid_until__gt=day),
        valid_from__lte=day,
    )
    until_then = LicenceEvent.objects.decisions().filter(effective_on__lte=day)
    later = until_then.filter(recruiter=OuterRef("recruiter")).filter(
        Q(effective_on__gt=OuterRef("effective_on"))
        | Q(effective_on=OuterRef("effective_on"), pk__gt=OuterRef("pk"))
    )
    last = until_then.filter(dates, recruiter=OuterRef("pk"), to_state=LicenceState.SUSPENDED)
    told_by_events = Q(Exists(last.filter(~Exists(later))), state_from__gt=day)
    return Q(dates, state=LicenceState.SUSPENDED, state_from__lte=day) | told_by_events


def is_expiring(day):
    """In force, and expiring within the next 60 days; licences that are renewed already are not."""
    return Q(
        state__in=IN_FORCE, valid_from__lte=day, valid_until__gt=day, valid_until__lte=day + EXPIRING_WITHIN
    )


def is_expired(day):
    return Q(state__in=IN_FORCE, valid_until__lte=day)


def is_check_due(day):
    """Never verified, or due again by that day; licences that have ended need no check."""
    due = Q(last_verified_on__isnull=True) | Q(next_check_on__lte=day)
    due |= Q(next_check_on__isnull=True, last_verified_on__lte=day - CHECK_INTERVAL)
    return due & ~Q(state__in=ENDED)


def is_missing(_day=None):
    """Not in the last whole list that was imported, although no event ended it."""
    return Q(missing_since__isnull=False) & ~Q(state__in=ENDED)


def is_applied_for(_day=None):
    """An application that nobody has decided on."""
    return Q(state=LicenceState.APPLIED)
