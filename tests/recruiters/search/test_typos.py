"""How many typing errors are forgiven, and that nothing typed makes a search fail or take long."""

import random
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recruiters.models import Recruiter
from recruiters.search.query import SearchFailed, search
from recruiters.search.typos import count_typos, edit_distance
from tests.factories import RecruiterFactory, RegisterFactory

LONG_WORDS = """
    albatross lighthouse kingfisher turnstone cormorant oystercatcher hibiscus jacaranda chrysanthemum
    magnolia lavender sandpiper nightingale goldfinch bluebell mountain waterfall riverside northern
    southern continental caribbean mediterranean enfermeria profesional internacional gesundheit
    krankenpflege vermittlung soinsante infirmiere placement permanent professional healthcare caregivers
    physicians midwifery pharmacist laboratory hospitals community specialist consultant excellence
    solutions resources personnel enterprise partnership alliance horizons destination passport frontier
    crossroads compassion dedication integrity brightstar heartland homecoming springfield riverdale
    sunflower butterfly evergreen commonwealth liberation providence
""".split()  # noqa: SIM905 read as words
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mistyped(word, chance):
    """A letter left out, added or wrong, or two exchanged."""
    at, letter = chance.randrange(len(word) - 1), chance.choice(LETTERS)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def found(typed):
    return [entry.legal_name for entry in search(typed).entries]


def test_nine_of_ten_double_errors_in_long_words_are_forgiven(db):
    register, chance = RegisterFactory(), random.Random(5)
    for number, word in enumerate(LONG_WORDS):
        RecruiterFactory(register=register, licence_number=f"L-{number}", legal_name=word, events=False)
    asked = [(word, mistyped(mistyped(word, chance), chance)) for word in LONG_WORDS for _time in range(4)]
    missed = [(word, typed) for word, typed in asked if word not in found(typed)]

    assert (min(map(len, LONG_WORDS)), len(missed) <= len(asked) // 10) == (8, True), missed


def test_every_single_error_is_forgiven(db):
    register, chance = RegisterFactory(), random.Random(6)
    whole = [word[:size] for word in LONG_WORDS[:12] for size in (5, 6, 7, 8)]
    for number, word in enumerate(whole):
        RecruiterFactory(register=register, licence_number=f"L-{number}", legal_name=word, events=False)
    asked = [(word, mistyped(word, chance)) for word in whole for _time in range(3)]

    assert [(word, typed) for word, typed in asked if word not in found(typed) and len(typed) > 4] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("turnstoen", "Turnstone"), ("horzn", "Horizon"), ("hrozon", "Horizon"), ("crae", "Care")],
)
def test_a_lost_letter_does_not_cost_the_second_error(db, typed, meant):
    RecruiterFactory(legal_name=meant)

    assert found(typed) == [meant]


def test_the_closest_come_first(db):
    register = RegisterFactory()
    for name in ("Albatrass Two Errors", "Bee", "Mee Albatross", "Zee Albatross"):
        RecruiterFactory(register=register, legal_name=name)

    assert found("albatrosk") == ["Mee Albatross", "Zee Albatross", "Albatrass Two Errors"]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("care", "care", 0), ("caer", "care", 1), ("cae", "care", 1), ("abc", "xyz", 3), ("", "ab", 2)],
)
def test_errors_are_counted(one, other, apart):
    assert edit_distance(one, other) == apart


@pytest.mark.parametrize(("one", "other", "near"), [("horzn", "horizon", True), ("crae", "core", False)])
def test_the_longer_word_says_how_many_errors_are_forgiven(one, other, near):
    assert (count_typos(one, other) <= 2) == near


# The first are single signs that hold up to eighteen letters of Arabic.
HOSTILE = {
    "a sign of many letters": "ﷺ" * 99 + "1",
    "another": "ﷴ" * 100,
    "a word without end": "a" * 5000,
    "long words": "abcdefghijabcdefghij " * 5,
    "long words of Arabic": "الرعايةالصحيةللتوظيف " * 5,
    "letters and digits": "a1b2c3d4e5" * 10,
    "digits alone": "1 2 3 4 5 6 7 8 9 10",
    "signs of queries": "a' & !b | (c:* \\ \" NOT d* AND ^e {f} -g",
    "many words": "care nursing health medical global services manpower agency " * 3,
}


@pytest.mark.parametrize("question", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_typed_is_answered_with_bounded_work(client, philippines, question):
    RecruiterFactory(legal_name="Care Nursing")
    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("recruiters"), {"q": question})

    assert page.status_code == 200
    assert max(len(query["sql"]) for query in captured) < 150_000


def test_what_was_looked_up_is_not_in_an_error_of_the_database(db, monkeypatch):
    def refuse(typed, joined, pieces):
        raise DatabaseError("no such word: secret")

    monkeypatch.setattr("recruiters.search.expansion.look_up_words", refuse)
    with pytest.raises(SearchFailed) as problem:
        search("secret")
    assert (str(problem.value), problem.value.__suppress_context__) == ("DatabaseError", True)


def test_the_names_of_entries_are_folded_anew_by_the_migration(philippines):
    entry = RecruiterFactory(legal_name="C.A.R.E. Nurses", company_number="N/A")
    Recruiter.objects.filter(pk=entry.pk).update(search_text="c a r e nurses", company_key="na")
    import_module("recruiters.migrations.0014_other_spellings").fold(apps, None)

    assert found("care nurses") == ["C.A.R.E. Nurses"]
    assert Recruiter.objects.get().company_key == ""
