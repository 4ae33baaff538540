"""What may hold of an entry on a day, as conditions: a list asks for one of them, a work list counts all."""

from datetime import timedelta

from django.db.models import Q

from .licences import FINAL, Standing

# How far ahead the registrar's lists look.
SOON = timedelta(days=60)
IN_FORCE = [Standing.AUTHORISED, Standing.SUSPENDED]


def suspended(day):
    """As their records say; a decision of a later day is not looked behind."""
    return Q(
        Q(suspended_until__isnull=True) | Q(suspended_until__gt=day),
        Q(valid_until__isnull=True) | Q(valid_until__gt=day),
        state=Standing.SUSPENDED,
        valid_from__lte=day,
        state_from__lte=day,
    )


def expiring(day):
    """In force, and expiring within the next 60 days."""
    return Q(state__in=IN_FORCE, valid_from__lte=day, valid_until__gt=day, valid_until__lte=day + SOON)


def expired(day):
    return Q(state__in=IN_FORCE, valid_until__lte=day)


def check_due(day):
    """Never verified, or due again by that day; what has ended need not be looked at."""
    due = Q(last_verified_on__isnull=True) | Q(next_check_on__lte=day)
    return due & ~Q(state__in=[*FINAL, Standing.REFUSED])


def missing(_day=None):
    """Not in the last whole list that was imported."""
    return Q(missing_since__isnull=False)


def applied_for(_day=None):
    """An application that nobody has decided on."""
    return Q(state=Standing.APPLIED)
