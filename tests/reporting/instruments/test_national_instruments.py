from pathlib import Path

import pytest
from django.conf import settings

from reporting.instruments.xlsform import read_instrument_file
from tests.reporting.instruments.small_form import questions_of

INSTRUMENTS = Path(settings.BASE_DIR) / "fixtures/instruments"


@pytest.mark.parametrize(
    ("name", "questions", "counted", "types"),
    [
        ("nri-2012", 28, 15, {"group": 5, "table": 1, "yesno": 7, "multiple": 2}),
        ("nri-2021", 47, 41, {"group": 5, "table": 3, "yesno": 10, "multiple": 8}),
    ],
)
def test_the_two_instruments_have_every_question(name, questions, counted, types):
    found = list(questions_of(read_instrument_file(INSTRUMENTS / f"{name}.md")).values())
    assert len(found) == questions
    assert sum(question["counted"] for question in found) == counted
    assert {kind: sum(question["type"] == kind for question in found) for kind in types} == types


@pytest.mark.parametrize(
    ("name", "indicators"),
    [
        (
            "nri-2012",
            {
                "equal_rights": "q1",
                "steps_taken": "q5",
                "agreements": "q7",
                "self_sufficiency": "q9",
                "distribution": "q11",
                "migration_statistics": "q13",
                "laws_database": "q14",
                **dict.fromkeys(
                    [
                        "information_sharing",
                        "law_policy",
                        "stakeholders",
                        "recruiter_record",
                        "good_practice",
                    ],
                    "q6",
                ),
            },
        ),
        (
            "nri-2021",
            {
                "sustainability_measures": "q2",
                "laws_guiding_recruitment": "q3",
                "coordination": "q4",
                "laws_database": "q5",
                "agreements": "q6",
                "help_given": "q7",
                "help_received": "q8",
                "migration_statistics": "q12",
                "outflow_statistics": "q13",
                "steps_taken": "q15",
                **dict.fromkeys(
                    [
                        "information_sharing",
                        "law_policy",
                        "stakeholders",
                        "recruiter_record",
                        "good_practice",
                    ],
                    "q15",
                ),
            },
        ),
    ],
)
def test_the_same_indicators_are_asked_in_both_rounds(name, indicators):
    found = {}
    for code, question in questions_of(read_instrument_file(INSTRUMENTS / f"{name}.md")).items():
        found |= {option["indicator"]: code for option in question["options"]} | {question["indicator"]: code}
    assert {indicator: code for indicator, code in found.items() if indicator} == indicators


@pytest.mark.parametrize("name", ["nri-2012", "nri-2021"])
def test_an_instrument_says_that_it_is_a_reconstruction_and_keeps_contacts_off_public_pages(name):
    definition = read_instrument_file(INSTRUMENTS / f"{name}.md")
    private = {code for code, question in questions_of(definition).items() if not question["public"]}
    assert (definition["id"], definition["version"], definition["code_version"]) == (name, "1", "2010")
    assert definition["title"].endswith("paraphrased reconstruction")
    assert definition["note"].startswith("A paraphrased reconstruction, not WHO's own form.")
    assert private == {"q0_3", "q0_6", "q0_8"} | ({"q0_7"} if name == "nri-2012" else set())
