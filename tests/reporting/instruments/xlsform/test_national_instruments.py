from pathlib import Path

import pytest
from django.conf import settings

from reporting.instruments.texts import TEXT_KEYS
from reporting.instruments.xlsform.reader import read_instrument_file
from tests.reporting.instruments.small_form import questions_of

INSTRUMENTS = Path(settings.BASE_DIR) / "fixtures/instruments"


@pytest.mark.parametrize(
    ("name", "questions", "counted", "types"),
    [
        ("nri-2012", 29, 15, {"group": 5, "table": 1, "yesno": 7, "multiple": 2, "single": 1}),
        ("nri-2021", 53, 44, {"group": 8, "table": 5, "yesno": 10, "multiple": 9, "single": 5}),
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
                "country_position": "q0_9",
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
                "country_position": "q0_9",
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
    version = {"nri-2012": "2", "nri-2021": "3"}[name]
    assert (definition["id"], definition["version"], definition["code_version"]) == (name, version, "2010")
    assert definition["title"]["en"].endswith("paraphrased reconstruction")
    assert definition["note"]["en"].startswith("A paraphrased reconstruction, not WHO's own form.")
    assert "are drafts and nobody's official translation" in definition["note"]["en"]
    assert private == {"q0_3", "q0_6", "q0_8"} | ({"q0_7"} if name == "nri-2012" else set())


def texts_in(part):
    """Yield every text of a part of a definition as {language: text}; the usual yes and no have none."""
    for key, value in part.items():
        if key in TEXT_KEYS | {"note"} and value:
            yield value
        for item in value if isinstance(value, list) else ():
            yield from texts_in(item) if isinstance(item, dict) else ()


@pytest.mark.parametrize("name", ["nri-2012", "nri-2021"])
def test_every_text_stands_in_six_languages(name):
    definition = read_instrument_file(INSTRUMENTS / f"{name}.md")
    texts = list(texts_in(definition))

    assert (definition["language"], len(texts) > 100) == ("en", True)
    assert [text for text in texts if {*text} != {"en", "fr", "es", "ar", "ru", "zh-hans"}] == []


def test_what_was_worded_otherwise_in_round_one_says_so():
    found = {}
    for question in questions_of(read_instrument_file(INSTRUMENTS / "nri-2021.md")).values():
        for part in (question, *question["options"]):
            if part["indicator"]:
                found[part["indicator"]] = part["lineage"]

    reworded = {key for key, lineage in found.items() if lineage == "reworded"}
    assert reworded == {
        *("recruiter_record", "laws_database", "agreements", "steps_taken", "information_sharing"),
        "good_practice",
    }
    assert {key for key, lineage in found.items() if lineage == "split"} == {"migration_statistics"}
    assert {key for key, lineage in found.items() if lineage == "same"} == {
        *("country_position", "stakeholders", "law_policy"),
    }


def test_each_number_says_what_it_covers_and_what_it_rests_on():
    questions = questions_of(read_instrument_file(INSTRUMENTS / "nri-2021.md"))
    for code in ("q12_1", "q13_1", "q13_intent", "q14"):
        columns = {column["code"] for column in questions[code]["columns"]}
        assert {"coverage", "basis", "source_kind", "source"} <= columns
        assert columns & {"last_year", "year"}
