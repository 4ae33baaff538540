"""A closed firm that comes back: how it may disguise itself, and what is shown before it is saved."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recruiters.models import LicenceState, Recruiter, Relation, RelationKind
from recruiters.resources import RecruiterResource
from recruiters.search.look_alikes import find_look_alikes, with_look_alikes, with_same_name_or_number
from tests.factories import RecruiterFactory, RegisterFactory

CLOSED = {
    "legal_name": "Golden Bridge Nursing Placement Ltd",
    "trading_names": "SunriseMed Careers; GBN Careers",
    "former_names": "Pacific Lantern Staffing",
    "company_number": "CS 2011/1234",
    "state": LicenceState.REVOKED,
}
# As it comes back.
DISGUISES = {
    "other order": {"legal_name": "Placement Nursing Bridge Golden Inc."},
    "other form": {"legal_name": "Golden Bridge Nursing Placement GmbH"},
    "vowel": {"legal_name": "Goldan Bridge Nursing Placement"},
    "consonant": {"legal_name": "Golben Bridge Nursing Placement"},
    "exchanged letters": {"legal_name": "Godlen Bridge Nursing Placement"},
    "letter left out": {"legal_name": "Goden Bridge Nursing Placement"},
    "a word more": {"legal_name": "Golden Bridge Nursing Placement Manila"},
    "a word less": {"legal_name": "Golden Bridge Placement"},
    "other ending": {"legal_name": "Golden Bridges Nurse Placement"},
    "figure for a letter": {"legal_name": "Go1den Bridge Nursing Placement"},
    "Cyrillic letters that look the same": {"legal_name": "Gоldеn Bridge Nursing Placement"},
    "accent": {"legal_name": "Góldén Brídge Nursing Placement"},
    "trading name becomes legal": {"legal_name": "Sunrisemed Careers"},
    "former name becomes legal": {"legal_name": "Pacific Lantern Staffing Corp."},
    "the same trading name": {"legal_name": "Quite Another", "trading_names": "GBN Careers"},
    "its name as former name": {"legal_name": "New", "former_names": "Golden Bridge Nursing Placement"},
    "number in small letters": {"legal_name": "New", "company_number": "cs 2011/1234"},
    "number without spaces": {"legal_name": "New", "company_number": "CS-20111234"},
}
OTHERS = ["Golden Gate Nursing", "Silver Bridge Placement", "Nursing Placement", "Golden", "Bridge Care"]


@pytest.fixture
def closed(philippines):
    return RecruiterFactory(register=RegisterFactory(member_state=philippines), **CLOSED)


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_closed_firm_is_known_in_every_disguise(closed, ireland, disguise):
    abroad = RegisterFactory(member_state=ireland, code="wrc")

    assert find_look_alikes(Recruiter(register=abroad, **DISGUISES[disguise])).entries == [closed]


@pytest.mark.parametrize("name", OTHERS)
def test_whose_name_shares_a_word_or_two_is_another_firm(closed, name):
    assert find_look_alikes(Recruiter(register=closed.register, legal_name=name)).entries == []


def test_a_name_in_cyrillic_is_close_to_how_it_is_written_in_latin(closed, philippines):
    latin = RecruiterFactory(register=closed.register, legal_name="Sever Medika")

    assert find_look_alikes(Recruiter(register=closed.register, legal_name="ООО Север Медика")).entries == [
        latin
    ]


def test_who_lost_a_licence_comes_first_and_the_rest_is_counted(closed, ireland):
    abroad = RegisterFactory(member_state=ireland, code="wrc")
    RecruiterFactory.create_batch(14, register=abroad, legal_name="Golden Bridge Nursing Placement")
    found = find_look_alikes(Recruiter(register=abroad, legal_name="Golden Bridge Nursing Placement"))

    assert found.entries[0] == closed
    assert (len(found.entries), found.more) == (12, 3)


def test_those_told_apart_are_off_the_work_list_on_both_sides(closed):
    other = RecruiterFactory(register=closed.register, legal_name="Golden Bridge Nurses Placement")
    assert {*with_look_alikes(Recruiter.objects.all())} == {closed, other}

    Relation.objects.create(recruiter=other, other=closed, kind=RelationKind.DIFFERENT_FIRM)
    assert not with_look_alikes(Recruiter.objects.all()).exists()


IN_A_SHEET = ["other order", "vowel", "trading name becomes legal", "former name becomes legal",
              "the same trading name", "its name as former name", "number in small letters"]  # fmt: skip


@pytest.mark.parametrize("disguise", IN_A_SHEET)
def test_a_sheet_shows_them_before_it_is_applied(closed, registrar, disguise):
    row = {"licence_number": "N-1", "valid_from": "2026-01-01", **DISGUISES[disguise]}
    source = Rows(row, {"licence_number": "N-2", "legal_name": "Stranger", "valid_from": "2026-01-01"})
    sheet = RecruiterResource().sheet(source, scope=closed.register.scope)
    sheet.preview()

    found = [(row[0], row[2], row[5]) for row in sheet.look_alikes()]
    sheet.close()
    assert found == [(2, CLOSED["legal_name"], "Revoked")]


class Rows:
    """Rows as a source of a sheet."""

    def __init__(self, *rows):
        self.headers = list(dict.fromkeys(name for row in rows for name in row))
        self.rows = [[row.get(name, "") for name in self.headers] for row in rows]

    def chunks(self, size):
        yield range(2, len(self.rows) + 2), self.rows


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite looks for further names")
def test_no_table_is_read_through_for_further_names(closed):
    with CaptureQueriesContext(connection) as captured:
        entry = Recruiter(
            register=closed.register, legal_name="GBN Careers", trading_names="Sunrise Med; New"
        )
        assert list(with_same_name_or_number(entry)) == [closed]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
        steps = [row[3] for row in cursor.fetchall()]

    assert [
        step for step in steps if step.startswith("SCAN") and "INDEX recruiter_several_keys" not in step
    ] == []
