"""The registers of the demonstration: what the records say follows from the decisions, as in real life."""

from collections import Counter
from datetime import date

import pytest

from recruiters.licence_workflow import may_decide
from recruiters.models import LicenceEvent, Move, Recruiter, Register, terms_after
from recruiters.models import filters as conditions
from recruiters.models.licences import DECIDES_NOTHING
from recruiters.search.look_alikes import find_look_alikes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

TODAY = date(2026, 11, 23)
DAYS = [date(year, month, 1) for year in range(2018, 2031) for month in (1, 7)] + [TODAY]


def licence(number):
    return Recruiter.objects.get(licence_number=number)


def test_records_say_what_their_decisions_say_on_every_day():
    for recruiter in Recruiter.objects.prefetch_related("events__annulled_by"):
        events = recruiter.events.all()
        assert recruiter.state_from == max(event.effective_on for event in events)
        assert [recruiter.terms_on(day) for day in DAYS] == [terms_after(events, day) for day in DAYS]


def test_each_decision_is_a_version_of_its_register_in_the_order_of_time():
    for register in Register.objects.all():
        events = register.events.order_by("pk")
        assert list(events.values_list("version", flat=True)) == list(range(1, register.version + 1))
        moments = [event.at for event in events]
        assert moments == sorted(moments)


def test_the_registrars_of_each_register_decided():
    for event in LicenceEvent.objects.select_related("by", "recruiter__register")[:20]:
        assert may_decide(event.by, ["registrar"], event.recruiter)
    assert LicenceEvent.objects.values("by").distinct().count() == 3


def test_every_kind_of_decision_is_shown():
    moves = Counter(LicenceEvent.objects.values_list("move", flat=True))

    assert set(moves) == set(Move) - {Move.SET_TERMS, Move.ANNUL, *DECIDES_NOTHING}


@pytest.mark.parametrize(
    ("number", "today", "words"),
    [
        ("0901", "suspended", "grant suspend"),
        ("0902", "authorised", "grant suspend reinstate renew"),
        ("0903", "revoked", "grant suspend revoke"),
        ("0910", "authorised", "grant suspend"),
        ("0911", "authorised", "grant suspend"),
        ("0912", "authorised", "apply refuse apply grant"),
    ],
)
def test_lives_worth_a_look(number, today, words):
    recruiter = licence(f"DMW-DEMO-{number}-LB")

    assert recruiter.status_on(TODAY) == today
    assert [event.move for event in recruiter.events.all()] == words.split()


def test_a_closed_firm_is_back_under_another_name_and_one_firm_is_on_two_registers():
    reborn, abroad = licence("DMW-DEMO-0904-LB"), licence("DEMO-EA-1901")

    assert {relation.other.status_on(TODAY) for relation in reborn.relations.all()} == {"revoked"}
    assert licence("DMW-DEMO-0901-LB").relations.get().other == abroad
    alike = find_look_alikes(Recruiter(legal_name="Golden Lantern Nurse Placement")).entries
    assert {entry.register.code for entry in alike} == {"dmw", "nea"}
    assert licence("DMW-DEMO-0909-LB").branches.count() == 3


def test_the_work_list_has_work():
    due = Recruiter.objects.filter(conditions.is_check_due(TODAY), register__code="dmw").count()

    assert 20 < due < 150
