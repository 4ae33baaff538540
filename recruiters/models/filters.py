"""What may hold of an entry on a day, as conditions: a list asks for one of them, a work list counts all."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from recruiters.models.licences import FINAL, LicenceEvent, LicenceState

# How far ahead the registrar's lists look.
EXPIRING_WITHIN = timedelta(days=60)
# What was verified and has no day for its next check is looked at again after a year.
CHECK_INTERVAL = timedelta(days=365)
IN_FORCE = [LicenceState.AUTHORISED, LicenceState.SUSPENDED]
ENDED = [*FINAL, LicenceState.REFUSED]


def is_suspended(day):
    """As their records say; where those tell of a later decision, as the last event until that day says."""
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
    """In force, and expiring within the next 60 days; what was renewed ahead is not."""
    return Q(
        state__in=IN_FORCE, valid_from__lte=day, valid_until__gt=day, valid_until__lte=day + EXPIRING_WITHIN
    )


def is_expired(day):
    return Q(state__in=IN_FORCE, valid_until__lte=day)


def is_check_due(day):
    """Never verified, or due again by that day; what has ended need not be looked at."""
    due = Q(last_verified_on__isnull=True) | Q(next_check_on__lte=day)
    due |= Q(next_check_on__isnull=True, last_verified_on__lte=day - CHECK_INTERVAL)
    return due & ~Q(state__in=ENDED)


def is_missing(_day=None):
    """Not in the last whole list that was imported, although nothing ended it."""
    return Q(missing_since__isnull=False) & ~Q(state__in=ENDED)


def is_applied_for(_day=None):
    """An application that nobody has decided on."""
    return Q(state=LicenceState.APPLIED)
