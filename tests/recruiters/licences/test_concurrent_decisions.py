"""Two registrars, or two clicks, at the same moment: one decides, the other is told; no version is lost."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from recruiters.licences.decisions import decide, decide_all
from recruiters.models import LicenceEvent, Recruiter, Register
from tests.factories import RecruiterFactory, RegisterFactory
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db(transaction=True)

SAID = {"effective_on": date(2026, 3, 1), "decision": "D-17"}


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


def test_of_two_clicks_on_revoke_one_decides_and_the_other_is_told(register, registrar):
    recruiter = RecruiterFactory(register=register)

    def revoke():
        try:
            return decide(Recruiter.objects.get(pk=recruiter.pk), "revoke", by=registrar, **SAID).move
        except ValidationError as refusal:
            return refusal.messages[0]

    assert sorted(run_at_once(revoke)) == [
        "This licence is “Revoked”, which is final. A new licence needs another licence number.",
        "revoke",
    ]
    assert recruiter.events.filter(move="revoke").count() == 1


def test_deeds_at_the_same_moment_get_versions_of_their_own(register, registrar):
    RecruiterFactory.create_batch(3, register=register)
    before = Register.objects.get().version

    run_at_once(lambda: decide_all(Recruiter.objects.all(), "suspend", by=registrar, **SAID))

    versions = LicenceEvent.objects.filter(move="suspend").order_by("pk").values_list("version", flat=True)
    assert list(versions) == [before + 1] * 3 + [before + 2] * 3
