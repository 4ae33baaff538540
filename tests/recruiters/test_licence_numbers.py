"""Licence numbers that look alike are one licence: in lists, in the search, at the desk, after migrating."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from authorities.imports.preview_file import Findings
from recruiters.licence_numbers import exact_licence_key, licence_key, plain_number
from recruiters.models import FormerNumber, Recruiter
from recruiters.search.query import search
from tests.authorities.imports.import_steps import applied, checked, row
from tests.factories import RecruiterFactory, RegisterFactory

ALIKE = [
    "DMW–0417",
    "DMW—0417",
    "DMW‐0417",
    "DMW‑0417",
    "DMW−0417",
    "DMW‒0417",
    "DMW\u00ad0417",
    "ＤＭＷ－０４１７",
    "DМW-0417",
    "dмw－0417",
    "DΜW-٠٤١٧",
]
migration = import_module("recruiters.migrations.0017_licences_that_look_alike")


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.mark.parametrize("number", ALIKE)
def test_numbers_that_look_alike_have_one_key(number):
    assert licence_key(number) == licence_key("DMW-0417") == "dmw-0417"


@pytest.mark.parametrize(
    ("one", "other"),
    [("АВС 12", "ABC 12"), ("ΒΗ-1", "BH-1"), ("ТОВ-7", "TOB-7"), ("ЛО—77", "ЛO-77"), ("A⁄1", "A/1")],
)
def test_letters_of_other_scripts_that_look_alike_are_one(one, other):
    assert licence_key(one) == licence_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("O-1", "0-1"), ("DMW-1", "DMW1"), ("ЛБ-1", "ЛВ-1"), ("A-1", "A/1")]
)
def test_numbers_that_differ_stay_apart(one, other):
    assert licence_key(one) != licence_key(other)


@pytest.mark.parametrize(
    ("number", "stored"),
    [*[(number, "DMW-0417") for number in ALIKE[:9]], ("ЛО–77", "ЛО-77"), ("د-١٢", "د-١٢"), ("ΑΒ‑1", "ΑΒ-1")],
)
def test_a_new_number_gets_plain_signs_and_keeps_its_script(number, stored):
    assert plain_number(number) == stored


def test_a_list_with_other_signs_is_about_the_same_licences(register, registrar):
    applied(registrar, row("DMW-0417"), row("ЛО-77"))

    for number in ("DMW–0417", "DМW-0417", "ЛО–77", "ＤＭＷ－0417"):
        batch = checked(
            registrar, row(number, legal_name="Alpha DMW-0417" if "0417" in number else "Alpha ЛО-77")
        )
        assert (batch.counts["unchanged"], batch.counts["new"], batch.counts["changed"]) == (1, 0, 0), number


def test_a_number_stored_with_a_long_dash_comes_back_as_it_is(register, registrar):
    RecruiterFactory(register=register, licence_number="DMW–0417", legal_name="Alpha")

    batch = checked(registrar, row("DMW–0417"), row("DMW‑0418"))

    assert (batch.counts["new"], batch.counts["changed"]) == (1, 1)
    rows, _total = Findings(batch).page("changed")
    assert "licence_number" not in {line["column"] for line in rows}


@pytest.mark.parametrize("typed", ["DMW–0417", "DМW 0417", "dmw‑0417", "licence no. DМW0417"])
def test_it_is_found_by_either_number(register, typed):
    entry = RecruiterFactory(register=register, licence_number="DMW-0417")
    other = RecruiterFactory(register=register, licence_number="ДМВ-0417")

    assert search(typed).entries == [entry]
    assert register.recruiters.find_by_licence(typed.removeprefix("licence no. ").replace(" ", "-")) in (
        entry,
        None,
    )
    assert search("ДМB 0417").entries == [other]


def test_a_second_entry_with_a_number_that_looks_alike_is_refused(register):
    RecruiterFactory(register=register, licence_number="DMW-0417")
    second = RecruiterFactory.build(register=register, licence_number="DMW–0417")

    second._meta.get_field("licence_key").pre_save(second, add=True)

    with pytest.raises(ValidationError, match="already on the register"):
        second.validate_constraints()


def store_key(entry, key):
    type(entry).objects.filter(pk=entry.pk).update(licence_key=key)


def test_entries_stored_before_are_folded_anew_and_two_that_look_alike_are_both_kept(register, registrar):
    entries = [
        RecruiterFactory(register=register, licence_number=number)
        for number in ("AB-1", "CD–2", "ЕН-3", "ЛО-4")
    ]
    twin = RecruiterFactory(register=register, licence_number="other")
    Recruiter.objects.filter(pk=twin.pk).update(licence_number="AB–1", licence_key="ab–1")
    for entry in entries:
        store_key(entry, exact_licence_key(entry.licence_number))
    former = FormerNumber.objects.create(
        register=register, recruiter=entries[1], number="EH–3", until="2024-01-01", version=1
    )
    store_key(former, "eh–3")

    def keys():
        return dict(register.recruiters.values_list("licence_number", "licence_key"))

    before = keys()
    migration.fold_alike(apps, connection.schema_editor())
    assert keys() == {"AB-1": "ab-1", "AB–1": "ab–1", "CD–2": "cd-2", "ЕН-3": "eh-3", "ЛО-4": "лo-4"}
    assert FormerNumber.objects.get().licence_key == "eh–3"
    for typed, number in (("AB–1", "AB–1"), ("AB-1", "AB-1"), ("ЛO-4", "ЛО-4")):
        assert register.recruiters.find_by_licence(typed).licence_number == number
    assert search("ЛO4").entries == [entries[3]]

    # The twin can be saved, and a list names both.
    twin.refresh_from_db()
    twin.save()
    assert keys()["AB–1"] == "ab–1"
    assert twin.has_number("AB–1")
    entries[0].legal_name = twin.legal_name = "Alpha"
    entries[0].save()
    twin.save()
    batch = checked(registrar, row("AB-1"), row("AB–1"))
    assert (batch.counts["changed"], batch.counts["wrong"], batch.counts["new"]) == (2, 0, 0)

    migration.fold_apart(apps, connection.schema_editor())
    assert keys() == before
