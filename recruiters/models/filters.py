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


def terms_hold(day, states, dates=None):
    """True by the record; for a record of a later decision, by the last event until that day.

    `dates` is a condition on the dates of the licence, which records and events have alike.
    """
    dates = dates or Q()
    until_then = LicenceEvent.objects.decisions().filter(effective_on__lte=day)
    later = until_then.filter(recruiter=OuterRef("recruiter")).filter(
        Q(effective_on__gt=OuterRef("effective_on"))
        | Q(effective_on=OuterRef("effective_on"), pk__gt=OuterRef("pk"))
    )
    last = until_then.filter(dates, recruiter=OuterRef("pk"), to_state__in=states)
    # The cheap condition first: few records are of a later decision.
    told_by_events = Q(state_from__gt=day) & Q(Exists(last.filter(~Exists(later))))
    return Q(dates, state__in=states, state_from__lte=day) | told_by_events


def runs_on(day):
    """The licence has begun, and not ended."""
    return Q(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)


def is_suspended(day):
    still = Q(suspended_until__isnull=True) | Q(suspended_until__gt=day)
    return terms_hold(day, [LicenceState.SUSPENDED], runs_on(day) & still)


def is_authorised(day):
    over = runs_on(day) & Q(suspended_until__lte=day)
    return terms_hold(day, [LicenceState.AUTHORISED], runs_on(day)) | terms_hold(
        day, [LicenceState.SUSPENDED], over
    )


def is_not_yet_valid(day):
    ahead = Q(valid_from__gt=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))
    return terms_hold(day, IN_FORCE, ahead)


def is_revoked(day):
    return terms_hold(day, [LicenceState.REVOKED])


def is_withdrawn(day):
    return terms_hold(day, [LicenceState.WITHDRAWN])


def is_refused(day):
    return terms_hold(day, [LicenceState.REFUSED])


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
