"""What a report to the form of 2021 is offered of one to the form of 2012: the two forms as they are."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from reporting.filing.last_report.offers import EarlierReport
from reporting.instruments.xlsform.reader import read_instrument_file
from reporting.models import Instrument, Version
from reporting.submissions.plain_answers import NOTHING
from reporting.submissions.questionnaire import evaluate_form

AGREEMENT = {"type": "bilateral", "countries": ["DEU"], "cadres": ["nurses"], "url": "https://a.example"}
STOCK = {"year": 2012, "total": 12000, "domestic": 11000, "foreign": 900, "unknown": 100, "source": "Council"}
REPORT_OF_2012 = {
    "q0_2": "Ministry of Health",
    "q0_9": "source",
    "q1": "yes",
    "q5": "yes",
    "q6": ["recruiter_record", "stakeholders", "other"],
    "q6_2": "Kept by the labour ministry.",
    "q7": "yes",
    "q8": [AGREEMENT],
    "q13": "yes",
    "q13_1": [{"name": "Medical council", "role": "licence", "url": None, "email": None}],
    "q13_2": {"doctors": STOCK},
    "q14": "no",
    "q15": [{"rank": 1, "constraint": "No data", "solution": "Collect them"}],
}


@pytest.fixture(scope="module")
def offered():
    forms = {}
    for year in ("2012", "2021"):
        definition = read_instrument_file(Path(settings.BASE_DIR) / f"fixtures/instruments/nri-{year}.md")
        forms[year] = Instrument(form_id=definition["id"], version="x", definition=definition)
    answers = {code: {**NOTHING, "value": value} for code, value in REPORT_OF_2012.items()}
    last = EarlierReport(Version(), evaluate_form(forms["2012"], answers, date(2013, 3, 14)))
    return {one.code: one for one in last.earlier_answers(forms["2021"], {}, {"DEU": "Germany"})}


def test_what_still_is_asked_is_brought_forward(offered):
    values = {code: one.fitted.answer["value"] for code, one in offered.items() if one.is_offered}

    assert sorted(values) == sorted(
        ["q0_2", "q0_9", "q5", "q6", "q6_1", "q12_2", "q14", "q15", "q15_1", "q18"]
    )
    assert values["q15"] == ["recruiter_record", "stakeholders", "other"]
    assert {code: values["q14"]["doctors"][code] for code in STOCK} == STOCK
    assert values["q14"]["doctors"]["foreign_born"] is None
    assert {code: values["q6_1"][0][code] for code in AGREEMENT} == AGREEMENT
    assert values["q18"] == REPORT_OF_2012["q15"]


def test_the_question_on_recruiters_is_offered_as_another_wording(offered):
    steps = offered["q15"]

    assert [now["value"] for _then, now in steps.breaks] == ["recruiter_record", "other"]
    assert steps.earlier_text == "Which steps? Tick all that apply."


def test_a_question_that_was_split_is_shown_but_not_brought(offered):
    assert (offered["q12"].is_offered, offered["q12"].reading.text) == (False, "Yes")
    assert offered["q12"].earlier_text.startswith("Is there a body or mechanism")
