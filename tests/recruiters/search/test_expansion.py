"""A name or number as people write it elsewhere: a word more, joined or apart, other letters, other zeros."""

import pytest

from recruiters.search.query import search
from tests.factories import RecruiterFactory
from tests.recruiters.search.sample_register import register_with

NAMES = {
    "DEMO-EA-1001": "Steady Port Nursing Agency Ltd",
    "DEMO-EA-1008": "Quiet Wagtail Medical Staffing D.A.C.",
    "B-1": "Best Care Ltd",
    "B-2": "Al-Noor Recruitment",
    "B-3": "Health Staffing International",
    "B-4": "Nurse Link",
    "B-5": "24 Hours Nurses",
    "B-6": "O'Brien Placements",
    "B-7": "Al Khaleej Manpower",
    "B-8": "Enfermería Plus S.A.",
    "B-9": "C.A.R.E. Nurses",
    "B-10": "国际护理人力资源有限公司",
    "B-11": "کار پزشکی",
    "B-12": "مكتب الرعاية الصحية",
    "T-003": "Third",
    "T-31": "Thirty-first",
    "B-13": "Care4You",
    "B-14": "TealCare Locums",
    "B-15": "ID Medical",
    "B-16": "Medical Reserve",
}


@pytest.fixture
def register(db):
    return register_with(NAMES)


def found(typed):
    result = search(typed)
    return [entry.licence_number for entry in result.entries], result.is_approximate


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("Steady Port Nursing Agency Limited", "DEMO-EA-1001"),
        ("best care agency inc", "B-1"),
        ("the best care agency", "B-1"),
        ("licence DEMO-EA-1001", "DEMO-EA-1001"),
        ("Licence no: demo ea 1001", "DEMO-EA-1001"),
        ("DEMO-EA-1001 Steady Port", "DEMO-EA-1001"),
        ("alnoor", "B-2"),
        ("steadyport", "DEMO-EA-1001"),
        ("healthstaffing", "B-3"),
        ("nurselink", "B-4"),
        ("24hours", "B-5"),
        ("o brien", "B-6"),
        ("O’Brien", "B-6"),
        ("enfermeria plus sa", "B-8"),
        ("wagtail DAC", "DEMO-EA-1008"),
        ("wagtail d.a.c.", "DEMO-EA-1008"),
        ("care nurses", "B-9"),
        ("c a r e nurses", "B-9"),
        ("国际", "B-10"),
        ("护理", "B-10"),
        ("国际护理", "B-10"),
        ("كار پزشكي", "B-11"),
        ("الرعايه", "B-12"),
        ("teal care", "B-14"),
        ("4you", "B-13"),
        ("care 4 you", "B-13"),
        ("ID Medical", "B-15"),
        ("medical reserve license", "B-16"),
    ],
)
def test_an_ordinary_spelling_finds_the_entry(register, typed, number):
    assert found(typed) == ([number], False)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("al khalij", "B-7"),
        ("Quiet Wagtails Medical Dublin", "DEMO-EA-1008"),
        ("国际护里人力资源有限公司", "B-10"),
        ("port steadi", "DEMO-EA-1001"),
    ],
)
def test_what_is_only_like_it_is_said_to_be_similar(register, typed, number):
    assert found(typed) == ([number], True)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("EA1001", ["DEMO-EA-1001"]),
        ("DEMO-EA-100", ["DEMO-EA-1008", "DEMO-EA-1001"]),
        ("t3", ["T-003"]),
        ("t-3", ["T-003"]),
        ("t-0031", ["T-31"]),
    ],
)
def test_a_number_that_is_only_like_one_is_told_from_it(register, typed, numbers):
    result = search(typed)

    assert [entry.licence_number for entry in result.entries] == numbers
    assert result.has_other_numbers


@pytest.mark.parametrize(
    "typed", ["DEMO-EA-1001", "demoea1001", "licence demo-ea-1001", "24 hours", "care4you", "best"]
)
def test_a_number_or_name_as_it_is_is_no_other_number(register, typed):
    assert not search(typed).has_other_numbers


def test_who_is_called_exactly_so_comes_first(register):
    for number, name in enumerate(
        ["A Swift Nurse", "Swift", "Swift Care", "Nurses Swift", "Swift Ltd", "Abc Swift"]
    ):
        RecruiterFactory(register=register, licence_number=f"S-{number}", legal_name=name)
    names = [entry.legal_name for entry in search("swift").entries]

    assert names == ["Swift", "Swift Ltd", "Swift Care", "A Swift Nurse", "Abc Swift", "Nurses Swift"]
