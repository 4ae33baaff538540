"""Recruiters in the administrators' room: entered and corrected there, never decided on, never deleted."""

import datetime

import pytest
from django.urls import reverse

from authorities.models import Change
from recruiters.models import Branch, LicenceEvent, Recruiter
from tests.factories import RecruiterFactory, RegisterFactory

NEW = {
    "licence_number": "0417",
    "legal_name": "Care",
    "granted_from": "2020-01-01",
    "granted_until": "2030-01-01",
    "professions": ["2221", "2222"],
    "source_states": ["PHL"],
    "complaints": 0,
}


@pytest.fixture
def room(client, administrator):
    client.force_login(administrator)
    return client


def sent(data, branches=(), kept=()):
    """What the page sends: its fields, and the rows below them."""
    rows = {f"{of}-{count}_FORMS": 0 for of in ("relations", "events") for count in ("TOTAL", "INITIAL")}
    rows |= {"branches-TOTAL_FORMS": len(branches), "branches-INITIAL_FORMS": len(kept)}
    for number, row in enumerate(branches):
        rows |= {f"branches-{number}-{name}": value for name, value in row.items()}
    return {**data, **rows}


def add(room, **data):
    return room.post(reverse("admin:recruiters_recruiter_add"), sent({**NEW, **data}), follow=True)


def page_of(recruiter):
    return reverse("admin:recruiters_recruiter_change", args=[recruiter.pk])


def correct(room, recruiter, branches=(), kept=(), **data):
    fields = {"licence_number": recruiter.licence_number, "legal_name": recruiter.legal_name, "complaints": 0}
    return room.post(page_of(recruiter), sent({**fields, **data}, branches, kept), follow=True)


def words(response):
    return [str(message) for message in response.context["messages"]]


def test_an_entry_begins_with_its_grant(room, philippines, administrator):
    add(room, register=RegisterFactory().pk)
    recruiter, event = Recruiter.objects.get(), LicenceEvent.objects.get()

    assert (recruiter.professions, recruiter.destination_states) == (["2221", "2222"], [])
    assert (recruiter.state, recruiter.state_from) == ("authorised", datetime.date(2020, 1, 1))
    assert (event.move, event.terms, event.by) == ("grant", recruiter.terms, administrator)
    assert Change.objects.of(recruiter).get().kind == "new"


def test_a_number_that_is_taken_is_refused_in_words(room, philippines):
    there = RecruiterFactory(licence_number="A 0417", legal_name="Care Inc.")
    response = add(room, register=there.register_id, licence_number="a  0417")

    assert words(response) == ["The licence number A 0417 belongs to “Care Inc.” on this register already."]
    assert Recruiter.objects.count() == 1


def test_a_correction_leaves_an_event_and_what_was_before(room):
    recruiter = RecruiterFactory(licence_number="A1", legal_name="Caer", state="suspended")
    correct(
        room, recruiter, legal_name="Care", reason="Misspelt.", state="authorised", valid_until="2099-01-01"
    )
    before, event = recruiter, recruiter.events.last()
    recruiter = Recruiter.objects.get()

    assert (recruiter.legal_name, recruiter.search_text) == ("Care", "care a1 a 1")
    assert recruiter.terms == before.terms == event.terms
    assert (event.move, event.note) == ("correct", "Misspelt.")
    assert Change.objects.of(recruiter).get().before["legal_name"] == "Caer"


def test_saving_without_a_change_leaves_no_trace(room):
    recruiter = RecruiterFactory()
    before = Recruiter.objects.values("register__version", "legal_name").get()
    correct(room, recruiter)

    assert Recruiter.objects.values("register__version", "legal_name").get() == before
    assert (recruiter.events.count(), Change.objects.count()) == (1, 0)


def test_branches_are_kept_with_the_entry(room):
    recruiter = RecruiterFactory()
    correct(room, recruiter, branches=[{"name": "North", "address": "1 Street"}])
    branch = Branch.objects.get()
    row = {"id": branch.pk, "recruiter": recruiter.pk, "name": "North", "address": "1 Street"}
    correct(room, recruiter, branches=[{**row, "name": "South"}], kept=[branch])
    correct(room, recruiter, branches=[{**row, "name": "South", "DELETE": "on"}], kept=[branch])

    log = Change.objects.filter(model="recruiters.branch").values_list("kind", "record", "before__name")
    assert list(log) == [
        ("new", branch.pk, None),
        ("changed", branch.pk, "North"),
        ("removed", branch.pk, "South"),
    ]
    assert [event.move for event in recruiter.events.order_by("pk")] == ["grant", *["correct"] * 3]


def test_the_timeline_is_read_not_written(room):
    recruiter = RecruiterFactory(state="revoked")
    page = room.get(page_of(recruiter)).content.decode()

    assert "Keeper" in page
    assert 'name="events-0-note"' not in page
    assert room.post(reverse("admin:recruiters_recruiter_delete", args=[recruiter.pk])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_a_long_timeline_takes_no_more_queries(room, count, django_assert_num_queries):
    recruiter = RecruiterFactory()
    for event in list(recruiter.events.all()) * (count - 1):
        event.pk = None
        event.save(force_insert=True)

    with django_assert_num_queries(10):
        room.get(page_of(recruiter))
