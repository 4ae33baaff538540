"""Finding an entry by a name or number as people type them."""

import pytest
from django.db import connection

from recruiters.models import NameWord, Recruiter
from recruiters.search.query import search
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.search.sample_register import register_with

NAMES = {
    "DMW-0417-LB": "Énfermería Horizon Inc.",
    "DMW-0418-LB": "Pacific Care Manpower Services",
    "A/1": "مكتب الرعاية الصحية",
    "П-77": "Агентство Горизонт",
    "नर्स-5": "हिमालय नर्सिंग सेवा",
    "沪-9": "上海护理人才服务有限公司",
}


@pytest.fixture
def register(db):
    return register_with(NAMES)


def names(words, **options):
    return [entry.licence_number for entry in search(words, **options).entries]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("enfermeria", "DMW-0417-LB"),
        ("HORIZON énfer", "DMW-0417-LB"),
        ("horiz", "DMW-0417-LB"),
        ("dmw-0417-lb", "DMW-0417-LB"),
        ("DMW0417LB", "DMW-0417-LB"),
        ("dmw 0417", "DMW-0417-LB"),
        ("0417", "DMW-0417-LB"),
        ("a/1", "A/1"),
        ("الرعايه", "A/1"),
        ("горизонт", "П-77"),
        ("नर्सिंग", "नर्स-5"),
        ("护理人才", "沪-9"),
    ],
)
def test_a_name_or_number_is_found_in_any_script(register, typed, number):
    assert names(typed) == [number]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("enfremeria", "DMW-0417-LB"),
        ("enfermera horizn", "DMW-0417-LB"),
        ("pasific caer", "DMW-0418-LB"),
        ("paciffic manpwer", "DMW-0418-LB"),
        ("гаризонт", "П-77"),
    ],
)
def test_typing_errors_are_forgiven_and_said(register, typed, number):
    found = search(typed)

    assert ([entry.licence_number for entry in found.entries], found.is_approximate) == ([number], True)


def test_what_is_called_as_typed_hides_what_is_only_close(register):
    RecruiterFactory(register=register, licence_number="X-1", legal_name="Horizont")
    found = search("Horizon")

    assert ("DMW-0417-LB" in names("Horizon"), found.is_approximate) == (True, False)


@pytest.mark.parametrize(
    "typed", ["", " ", "%", "_", '"', "\\", "'", "*", "(", ":*", "\x00", "´", "x OR y", "a" * 500]
)
def test_what_is_no_name_finds_nobody(register, typed):
    assert names(typed) == []


def test_only_the_registers_asked_for_are_searched(register):
    other = RegisterFactory(code="other")
    RecruiterFactory(register=other, licence_number="O-1", legal_name="Horizon Other")

    assert names("horizon", registers=[other.pk]) == ["O-1"]
    assert names("horizon", registers=[]) == []


def test_long_lists_have_pages(register):
    RecruiterFactory.create_batch(5, register=register, legal_name="Many Nurses")
    first, last = search("nurses", size=3), search("nurses", size=3, page=2)

    assert (len(first.entries), first.has_more, len(last.entries), last.has_more) == (3, True, 2, False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_asks_twice(register, count, django_assert_num_queries):
    RecruiterFactory.create_batch(count, register=register, legal_name="Nurses abroad")

    with django_assert_num_queries(2):
        assert len(search("nursse abraod").entries) == count


def test_an_entry_is_found_by_its_new_name_only_once_it_has_one(register):
    entry = Recruiter.objects.get(licence_number="A/1")
    entry.legal_name = "Zephyr"
    entry.save()

    assert (names("zephyr"), names("الرعاية")) == (["A/1"], [])
    Recruiter.objects.filter(pk=entry.pk).delete()
    assert names("zephyr") == []


def test_the_vocabulary_has_words_and_no_numbers(register):
    words = set(NameWord.objects.values_list("word", flat=True))

    assert {"enfermeria", "горизонт", "dmw"} <= words
    assert not [word for word in words if any(letter.isdigit() for letter in word)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="an extension of PostgreSQL")
def test_without_trigrams_everything_is_found_too(register):
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")

    assert [names(typed) for typed in ("enfremeria", "horiz", "enfrmreia")] == [["DMW-0417-LB"]] * 3


FIRMS = {
    "DMW-0501-LB": "Horizon Care Services",
    "DMW-0502-LB": "Early Osprey Manpower Services Inc.",
    "DMW-0503-LB": "Zephyr Manpower Services Inc.",
    "DMW-0504-LB": "Manila Nurses Abroad Corp.",
    "С-8": "Горизонт Медика",
}
ADDRESS = "Unit 4, 2/F Example Bldg., 12 Sample St., Manila 1004"


@pytest.mark.parametrize(
    ("typed", "number", "is_approximate"),
    [
        ("Horizon Care Services, Manila, +63 2 8888 1234", "DMW-0501-LB", False),
        ("Early Osprey Manpower Services Inc, Davao City +63 917 123 4567", "DMW-0502-LB", False),
        (f"HORIZON CARE SERVICES | {ADDRESS} | hr@horizon.example", "DMW-0501-LB", False),
        (
            "hiring nurses for Dubai early osprey manpower services inc call 0917 123 4567",
            "DMW-0502-LB",
            False,
        ),
        ("Agency: Zephyr Manpower Services Inc. Tel. (02) 8123 4567", "DMW-0503-LB", False),
        ("Zephyr Manpower (Davao branch), Lic. No. DMW-0503-LB, valid until 2027", "DMW-0503-LB", False),
        ("Horizn Care Servces, Manila, +63 2 8888 1234", "DMW-0501-LB", True),
        ("Zephir Manpower, Davao City, 0917 123 4567", "DMW-0503-LB", True),
        ("Горизонт Медика, Москва, тел. +7 495 123 45 67", "С-8", False),
    ],
)
def test_a_pasted_line_finds_the_firm_whose_name_or_number_is_in_it(db, typed, number, is_approximate):
    register_with(FIRMS)
    found = search(typed)

    assert [entry.licence_number for entry in found.entries] == [number]
    assert found.is_approximate is is_approximate


@pytest.mark.parametrize(
    "typed",
    [
        "Nobody Known Abroad, Quezon City, +63 2 8888 1234",
        "we need 20 nurses for a hospital in Riyadh, call 0917 123 4567 now",
        "x, y, z, 1, 2, 3",
        ", ".join(["aa"] * 60),
        "abc 12, 34 | 56 / 78 a1 b2 c3 d4 e5 f6 g7 h8 i9 j10 k11 l12",
    ],
)
def test_a_pasted_line_without_a_firm_finds_nobody_in_two_queries(db, typed, django_assert_num_queries):
    register_with(FIRMS)

    with django_assert_num_queries(2):
        assert names(typed) == []
