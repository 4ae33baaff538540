"""What tests of public pages have in common: their day, what a page says, and decisions."""

import datetime

from recruiters.models import LicenceEvent, Recruiter
from tests.factories import UserFactory

TODAY = datetime.date(2026, 11, 24)


def day(text):
    return datetime.date.fromisoformat(text)


def words(response):
    return " ".join(response.content.decode().split())


def decided(recruiter, move, on, to_state="authorised", **fields):
    """An event, and the record as it leaves it."""
    by, terms = UserFactory(name="Nobody To Know"), {"valid_from": day("2020-01-01"), "valid_until": None}
    event = LicenceEvent.objects.create(
        register=recruiter.register, recruiter=recruiter, move=move, to_state=to_state, note="internal words",
        effective_on=on, version=9, by=by, **{**terms, **fields},
    )  # fmt: skip
    said = {name: getattr(event, name) for name in ("valid_from", "valid_until", "suspended_until")}
    Recruiter.objects.filter(pk=recruiter.pk).update(state=to_state, state_from=on, **said)
    recruiter.refresh_from_db()
    return event
