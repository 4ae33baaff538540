"""Names that came in with a list are found as those that were entered one by one, and so are later ones."""

import pytest

from recruiters.models import NameWord, Recruiter
from recruiters.search.query import search
from tests.authorities.imports.import_steps import applied, row, undone
from tests.factories import RecruiterFactory

LIST = [row("A-1", legal_name="Zephyr Nurses 24"), row("A-2", legal_name="رعاية ممتازة"), row("A-3")]


pytestmark = pytest.mark.usefixtures("register")


def found(typed):
    return [entry.licence_number for entry in search(typed).entries]


@pytest.mark.parametrize("typed", ["zephyr", "zephir nurses", "eph", "A-1", "24"])
def test_what_came_with_a_list_is_found_by_words_parts_and_numbers(registrar, typed):
    applied(registrar, *LIST)

    assert "A-1" in found(typed)


def test_each_word_is_known_once_and_no_number_is(registrar, register):
    RecruiterFactory(register=register, legal_name="Zephyr", licence_number="B-1")
    applied(registrar, *LIST)

    words = list(NameWord.objects.values_list("word", flat=True))
    assert len(words) == len(set(words))
    assert {"zephyr", "nurses", "رعايه", "alpha"} <= {*words}
    assert not [word for word in words if any(letter.isdigit() for letter in word)]


def test_what_is_entered_changed_or_taken_back_after_a_list_is_found_as_it_is(registrar, register):
    batch = applied(registrar, *LIST)
    RecruiterFactory(register=register, legal_name="Quokka", licence_number="B-1")
    assert (found("quokka"), found("zephyr")) == (["B-1"], ["A-1"])

    undone(batch)
    assert (found("quokka"), found("zephyr")) == (["B-1"], [])


def test_a_list_that_fails_while_it_is_written_leaves_the_index_as_it_was(registrar, register, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr("authorities.imports.engine.staging.Stage.update", fail)
    with pytest.raises(AssertionError):
        applied(registrar, *LIST)
    assert not Recruiter.objects.exists()

    RecruiterFactory(register=register, legal_name="Quokka", licence_number="B-1")
    assert (found("quokka"), found("zephyr")) == (["B-1"], [])
