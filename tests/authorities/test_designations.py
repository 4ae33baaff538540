"""Designating: one authority per state and day, also when two people do it at the same moment."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from authorities.designations import designate
from authorities.models import Authority, MemberState
from authorities.models.authorities import InstitutionType
from tests.factories import AuthorityFactory, MemberStateFactory


def authority(**fields):
    return AuthorityFactory.build(member_state=MemberState(pk="PHL"), **fields)


def test_a_designation_after_the_end_of_another_is_saved(philippines):
    designate(authority(valid_to=datetime.date(2015, 1, 1)), by=None)
    designate(authority(valid_from=datetime.date(2015, 1, 1)), by=None)

    assert Authority.objects.count() == 2


def test_a_designation_beside_another_is_refused(philippines):
    designate(authority(), by=None)

    with pytest.raises(ValidationError) as refusal:
        designate(authority(valid_from=datetime.date(2015, 1, 1)), by=None)
    assert refusal.value.messages == ["Another one is in force during that time: Ministry of Health (PHL)."]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_the_same_moment_one_designates():
    MemberStateFactory(iso3="PHL")
    together, outcomes = threading.Barrier(2), []

    def one_of_them():
        together.wait(timeout=10)
        try:
            designate(authority(), by=None)
            outcomes.append("designated")
        except ValidationError as refusal:
            outcomes.append(refusal.messages[0])
        finally:
            connection.close()

    people = [threading.Thread(target=one_of_them) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=30)

    assert sorted(outcomes) == [
        "Another one is in force during that time: Ministry of Health (PHL).",
        "designated",
    ]
    assert Authority.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_type_of_an_institution_is_in_the_words_of_the_language(language):
    with override(language):
        for kind in InstitutionType:
            french = Authority(institution_type=kind.value, member_state_id="FRA")
            assert french.type_in_words == french.get_institution_type_display()
            assert french.get_absolute_url() == reverse("country", args=["FRA"])
