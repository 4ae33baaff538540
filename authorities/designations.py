"""Designate authorities so that a state never has two on one day, and find those of a day."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from authorities.known_facts.writing import save_fact
from authorities.models import Authority, MemberState, RegionMembership


def lock_states(states):
    """Lock these states until the transaction ends, so that nobody else designates for them meanwhile."""
    codes = sorted({getattr(state, "pk", state) for state in states})
    list(MemberState.objects.select_for_update().filter(pk__in=codes).order_by("pk").values_list("pk"))


CONFLICTING_CHANGE = _(
    "Somebody else changed a record at the same time, and the two changes contradict each other. "
    "Nothing was saved: check what is recorded now, then try again."
)


@contextmanager
def explain_conflicts():
    """Raise ValidationError, with a sentence, where the database refuses what every check has allowed."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        raise ValidationError(CONFLICTING_CHANGE, code="contradiction") from refusal


@transaction.atomic
def designate(authority, *, by):
    """Save a designation, in the log too. Raises ValidationError with every reason why not."""
    lock_states([authority.member_state_id])
    authority.full_clean()
    with explain_conflicts():
        save_fact(authority, by=by)


def vacancies_on(day, region=""):
    """Return [(Member State without an authority on a day, since when)] by name; None: none is known before.

    Each state has its region of that day as `region_then`.
    """
    in_force = Authority.objects.in_force_on(day).values("member_state")
    ended = Authority.objects.filter(member_state=OuterRef("pk"), valid_to__lte=day).order_by("-valid_to")
    region_then = RegionMembership.objects.in_force_on(day).filter(member_state=OuterRef("pk"))
    vacant = MemberState.objects.members_on(day).in_region(region, day).exclude(pk__in=in_force)
    vacant = vacant.annotate(
        vacant_since=Subquery(ended.values("valid_to")[:1]),
        region_then=Subquery(region_then.values("region")[:1]),
    )
    return [(state, state.vacant_since) for state in vacant.by_name()]


def authorities_in_force(day, region=""):
    """Return the designations in force in Member States on a day, with the region of that day."""
    states = MemberState.objects.members_on(day).in_region(region, day)
    return Authority.objects.in_force_on(day).filter(member_state__in=states).with_region_on(day).by_state()
