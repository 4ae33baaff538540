"""Which question goes on with which: by indicator, by what the form states, or because it is the same."""

from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from reporting.instruments.changes.succession import find_successions
from reporting.instruments.workbooks.workbook_writer import write_instrument
from reporting.instruments.xlsform.reader import read_instrument, read_instrument_file
from reporting.models import Instrument
from tests import factories
from tests.reporting.instruments.small_form import changed, problems_in, questions_of, read

# Rows of the survey sheet of the small form.
TABLE, CELL, LINK = 9, 10, 12
INSTRUMENTS = Path(settings.BASE_DIR) / "fixtures/instruments"


def instrument(definition):
    return Instrument(form_id=definition["id"], version=definition["version"], definition=definition)


def successions(now, then):
    same = now.form_id == then.form_id
    return find_successions(now.questions, then.questions, form=then.form_id, is_same_form=same)


@pytest.fixture(scope="module")
def national():
    return {
        year: instrument(read_instrument_file(INSTRUMENTS / f"nri-{year}.md")) for year in ("2012", "2021")
    }


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_form_of_2021_goes_on_with_that_of_2012(national, language):
    with translation.override(language):
        found = successions(national["2021"], national["2012"])
        pairs = {code: (s.then["code"], s.lineage.value) for code, s in found.items() if s.then}

    assert pairs == {
        **{code: (code, "same") for code in ("q0_2", "q0_3", "q0_4", "q0_5", "q0_6", "q0_8", "q0_9")},
        "q5": ("q14", "reworded"),
        "q5_1": ("q14_1", "reworded"),
        "q6": ("q7", "reworded"),
        "q6_1": ("q8", "reworded"),
        "q12": ("q13", "split"),
        "q12_2": ("q13_1", "reworded"),
        "q14": ("q13_2", "reworded"),
        "q15": ("q6", "reworded"),
        "q15_1": ("q6_2", "reworded"),
        "q18": ("q15", "reworded"),
    }
    assert [code for code, s in found.items() if s.then and not s.is_comparable] == ["q12"]


def test_an_option_that_is_worded_otherwise_is_a_break_of_its_own(national):
    steps = successions(national["2021"], national["2012"])["q15"]

    assert [now["value"] for _then, now in steps.breaks] == [
        *("information_sharing", "recruiter_record", "good_practice", "other"),
    ]
    assert sorted(steps.options) == sorted(
        ["information_sharing", "stakeholders", "law_policy", "recruiter_record", "good_practice", "other"]
    )


def test_the_same_form_goes_on_with_itself_whatever_it_says_of_older_ones(national):
    found = successions(national["2021"], national["2021"])

    assert {s.lineage.value for s in found.values()} == {"same"}
    assert all(not s.breaks for s in found.values())


def test_a_newer_version_of_a_form_shows_its_new_words(national):
    newer = deepcopy(factories.small_instrument())
    newer["sections"][1]["questions"][0]["text"] = "In other words?"
    newer["sections"][1]["questions"].append(factories.question("q99", "text"))
    found = successions(instrument(newer), instrument(factories.small_instrument()))

    assert {code: s.lineage.value for code, s in found.items() if s.lineage != "same"} == {
        "q1": "reworded",
        "q99": "new",
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"continues": "old:q9"}, {"continues": {"old": "q9"}}),
        ({"continues": "old:q9; older-form:q_1"}, {"continues": {"old": "q9", "older-form": "q_1"}}),
        ({"prefill": "website"}, {"prefill": "website"}),
        ({"prefill": "contact_name"}, {"prefill": "contact_name"}),
    ],
)
def test_a_workbook_states_what_a_question_goes_on_with_and_takes_from_the_record(change, expected):
    question = questions_of(read(changed("survey", LINK, **change)))["q5"]

    assert {key: question.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("row", "change", "column"),
    [
        (LINK, {"continues": "q9"}, "continues"),
        (LINK, {"prefill": "salary"}, "prefill"),
        (LINK, {"prefill": "contact_name", "public": "yes"}, "prefill"),
        (TABLE, {"prefill": "website"}, "prefill"),
        (CELL, {"continues": "old:q9"}, "continues"),
    ],
)
def test_what_cannot_be_meant_is_refused(row, change, column):
    places, _sentences = problems_in(changed("survey", row, **change))

    assert places == [("survey", row, column)]


def test_a_workbook_written_again_states_the_same():
    form = changed("survey", LINK, continues="old:q9; older:q1", prefill="website")

    written = write_instrument(read(form))

    again = questions_of(read_instrument(written, file_name="small.xlsx"))["q5"]
    assert (again["continues"], again["prefill"]) == ({"old": "q9", "older": "q1"}, "website")
