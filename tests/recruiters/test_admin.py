"""Recruiters in the administrators' room: found there, and led to the desk where entries are corrected."""

import pytest
from django.urls import reverse

from authorities.models import Change
from recruiters.models import LicenceEvent, Recruiter
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.desk.desk_pages import ROWS, desk_url, words


@pytest.fixture
def room(client, administrator):
    client.force_login(administrator)
    return client


@pytest.mark.parametrize("typed", ["clinica", "DMW-0104-SB", "dmw 0104", "Clínica"])
def test_an_entry_is_found_however_it_is_typed(room, typed):
    entry = RecruiterFactory(legal_name="Clínica Puente", licence_number="DMW-0104-SB")
    RecruiterFactory(register=entry.register, legal_name="Another")
    page = room.get(reverse("admin:recruiters_recruiter_changelist"), {"q": typed})

    assert [entry.licence_number for entry in page.context["cl"].result_list] == ["DMW-0104-SB"]


def test_the_list_says_how_a_licence_stands_today(room):
    RecruiterFactory(valid_until="2021-01-01")

    assert "Expired" in words(room.get(reverse("admin:recruiters_recruiter_changelist")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_no_more_queries_for_more_entries(room, count, django_assert_num_queries):
    RecruiterFactory.create_batch(count, register=RegisterFactory())

    with django_assert_num_queries(10):
        room.get(reverse("admin:recruiters_recruiter_changelist"))


def test_an_entry_leads_to_the_desk_and_is_neither_added_nor_deleted_here(room):
    entry = RecruiterFactory()

    there = desk_url("entry", entry.register, entry.pk)
    assert room.get(reverse("admin:recruiters_recruiter_change", args=[entry.pk])).url == there
    assert room.get(reverse("admin:recruiters_recruiter_add")).status_code == 403
    assert room.post(reverse("admin:recruiters_recruiter_delete", args=[entry.pk])).status_code == 403
    assert room.get(reverse("admin:recruiters_recruiter_change", args=[0])).status_code == 404


# At the desk


def test_my_desk_leads_to_every_register(room):
    first, second = RegisterFactory(code="dmw"), RegisterFactory(code="sea")
    RecruiterFactory(register=second)
    page = room.get(reverse("registers_kept"))

    assert {register for register, _filters in page.context["kept"]} == {first, second}
    assert reverse("registers_kept") in words(room.get(reverse("desk")))


def test_an_administrator_enters_and_corrects_an_entry(room, administrator):
    register = RegisterFactory()
    said = {"move": "grant", "effective_on": "2020-01-01", "valid_until": "2029-12-31", "complaints": 0}
    names = {"licence_number": "0417", "legal_name": "Caer"}
    room.post(desk_url("new_entry", register), {**ROWS, **said, **names})
    entry = Recruiter.objects.get()
    page = room.get(desk_url("edit_entry", register, entry.pk))
    stamp = page.context["page"].version_token
    changed = {**names, "legal_name": "Care", "complaints": 0, "stamp": stamp, "note": "Misspelt."}
    room.post(desk_url("edit_entry", register, entry.pk), {**ROWS, **changed})

    assert Recruiter.objects.get().legal_name == "Care"
    moves = LicenceEvent.objects.order_by("pk").values_list("move", "by__name", "note")
    assert list(moves) == [
        ("grant", "Adam Administrator", ""),
        ("correct", "Adam Administrator", "Misspelt."),
    ]
    assert Change.objects.of(entry).last().before["legal_name"] == "Caer"


def test_an_administrator_decides_on_no_licence(room):
    entry = RecruiterFactory()
    page = room.get(desk_url("entry", entry.register, entry.pk))
    lists = room.get(desk_url("work_list", entry.register))

    assert page.context["moves"] == []
    assert [name for name, _label in lists.context["moves"]] == ["verify"]
    for there in ("suspend", "revoke"):
        said = {"move": there, "entries": entry.pk, "effective_on": "2026-01-01", "note": "x", "version": 9}
        assert room.post(desk_url("bulk", entry.register), said).status_code == 404
        assert room.post(desk_url("decide", entry.register, entry.pk, there), said).status_code == 404
    entry.refresh_from_db()
    assert entry.state == "authorised"


def test_a_list_for_one_register_may_be_sent_by_an_administrator(room):
    entry = RecruiterFactory()
    there = f"{reverse('import_new', args=['recruiters'])}?scope={entry.register.scope}"

    assert f'href="{there}"' in words(room.get(desk_url("work_list", entry.register)))
    assert room.get(there).status_code == 200
