"""A name typed in one script finds an entry in another one."""

import pytest

from recruiters.search.look_alikes import find_look_alikes
from recruiters.search.query import search
from tests.factories import RecruiterFactory
from tests.recruiters.search.sample_register import register_with

NAMES = {
    "GR-1": "Νοσηλεία Αθηνών",
    "AR-1": "مكتب الرعاية الصحية",
    "KR-1": "서울 간호",
    "TH-1": "พยาบาล",
    "ZH-1": "国际护理人力资源有限公司",
    "RU-1": "Агентство Горизонт",
    "HI-1": "हिमालय नर्सिंग सेवा",
    "LA-1": "Nosileia Kritis",
    "LA-2": "Sever Medika",
    "LA-3": "Maktab Alsalam",
}


@pytest.fixture
def register(db):
    return register_with(NAMES)


def found(typed):
    return [entry.licence_number for entry in search(typed).entries]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("nosileia athinon", "GR-1"),
        ("maktab alriaya alsihhiya", "AR-1"),
        ("seoul ganho", "KR-1"),
        ("phyabal", "TH-1"),
        ("guoji huli", "ZH-1"),
        ("agentstvo gorizont", "RU-1"),
        ("himalaya", "HI-1"),
    ],
)
def test_latin_letters_find_a_name_in_another_script(register, typed, number):
    assert found(typed) == [number]


@pytest.mark.parametrize(
    ("typed", "number"), [("Νοσηλεία Κρήτης", "LA-1"), ("Север", "LA-2"), ("مكتب السلام", "LA-3")]
)
def test_another_script_finds_a_name_in_latin_letters(register, typed, number):
    assert number in found(typed)


def test_a_word_of_the_same_sound_is_only_similar(register):
    assert not search("Север Медика").is_approximate
    assert search("国际护里人力资源有限公司").is_approximate


def test_a_firm_that_comes_back_in_another_script_is_a_look_alike(register):
    entry = RecruiterFactory.build(register=register, legal_name="Nosileia Athinon Ltd")

    assert [other.licence_number for other in find_look_alikes(entry).entries] == ["GR-1"]
