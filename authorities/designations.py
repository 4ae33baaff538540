"""Designating an authority, so that a state never has two on one day; and who is designated on a day."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from authorities.models import Authority, MemberState


def one_at_a_time(states):
    """Within a transaction: whoever else designates for these states waits until it ends."""
    codes = sorted({getattr(state, "pk", state) for state in states})
    list(MemberState.objects.select_for_update().filter(pk__in=codes).order_by("pk").values_list("pk"))


CONTRADICTION = _(
    "Somebody else changed a record at the same moment, and both changes contradict each other. "
    "Nothing was saved: look at what is there now, then try again."
)


@contextmanager
def refused_in_words():
    """What the database refuses although every check before it passed, as a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        raise ValidationError(CONTRADICTION, code="contradiction") from refusal


@transaction.atomic
def designate(authority):
    """Saves a designation, or raises ValidationError with every reason why not."""
    one_at_a_time([authority.member_state_id])
    authority.full_clean()
    with refused_in_words():
        authority.save()


def in_force(day, region=""):
    """The designations in force in Member States on a day, with the region of that day."""
    states = MemberState.objects.members_on(day).of_region(region, day)
    return Authority.objects.in_force_on(day).filter(member_state__in=states).with_region_on(day).by_state()
