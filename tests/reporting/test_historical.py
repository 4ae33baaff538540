"""Reports of earlier rounds by spreadsheet: whole or not at all, never over what is here, undone."""

import csv

import pytest
import tablib
from django.core.exceptions import ValidationError
from django.urls import reverse

from authorities import imports
from authorities.findings import Findings
from authorities.kinds import desks_for
from authorities.models import ImportState
from reporting.historical import HistoricalReportResource
from reporting.models import Answer, IndicatorValue, State, Submission, SubmissionEvent, Version
from reporting.workflow import report_workflow
from tests import factories
from tests.authorities.import_room import applied, checked, undone

REPORT = {"round": "1", "iso3": "PHL", "submitted_on": "2013-01-31", "published_on": "2013-05-20"}
BLANK = dict.fromkeys(["question", "row", "column", "answer", "reason", "body"], "")
WHOLE = [
    {"question": "q0", "answer": "Ms Private Person"},
    {"question": "1", "answer": "Yes"},
    {"question": "q2", "answer": "Stakeholders; record"},
    {"question": "q3", "reason": "held_elsewhere", "body": "Labour ministry"},
    {"question": "q4", "row": "2", "column": "title", "answer": "Later"},
    {"question": "q4", "row": "1", "column": "Title", "answer": "Earlier"},
    {"question": "q4", "row": "1", "column": "partners", "answer": "Ireland; IDN"},
    {"question": "q5", "row": "Nurses", "column": "total", "answer": "1200"},
    {"question": "q6", "answer": "2012"},
]


def line(**cells):
    return {**REPORT, **BLANK, **cells}


def lines(*rows, **cells):
    return [line(**row, **cells) for row in rows]


def told(batch):
    """[(row, column, sentence)] of what is wrong."""
    return [(row, column, sentence) for row, column, _value, sentence in Findings(batch).problems()]


@pytest.fixture(autouse=True)
def past(indicators, philippines, indonesia, ireland):
    """Round 1 is over; the sixth takes reports."""
    factories.RoundFactory(number=6)
    return factories.RoundFactory(number=1, opens="2012", due="2013-01-31", closes="2013-10")


def test_a_report_comes_in_as_it_was_filed_then(administrator):
    batch = applied(administrator, *lines(*WHOLE), kind="reports", scope="")

    report = Submission.objects.get()
    assert (report.state, str(report.started_at.date())) == (State.PUBLISHED, "2013-01-31")
    assert batch.counts["new"] == len(WHOLE)
    said = {code: answer["value"] for code, answer in report.latest_version.content["answers"].items()}
    assert said == {
        "q0": "Ms Private Person",
        "q1": "yes",
        "q2": ["stakeholders", "record"],
        "q3": None,
        "q4": [
            {"title": "Earlier", "partners": ["IRL", "IDN"]},
            {"title": "Later", "partners": None},
        ],
        "q5": {"doctors": {"total": None, "source": None}, "nurses": {"total": 1200, "source": None}},
        "q6": 2012,
    }
    assert {row.indicator_id: row.value for row in IndicatorValue.objects.all()} == {
        "steps_taken": "yes",
        "recruiter_record": "yes",
    }
    assert {*Answer.objects.values_list("origin", "by__name")} == {("imported", "Adam Administrator")}


def test_its_events_bear_the_days_of_then(administrator):
    applied(administrator, *lines(*WHOLE), kind="reports", scope="")

    events = SubmissionEvent.objects.values_list("move", "from_state", "to_state", "at__date", "by__name")
    assert [(*event[:3], str(event[3]), event[4]) for event in events] == [
        ("record", "draft", "submitted", "2013-01-31", "Adam Administrator"),
        ("record_publication", "submitted", "published", "2013-05-20", "Adam Administrator"),
    ]


def test_the_public_reads_it_without_what_is_private(administrator, client):
    applied(administrator, *lines(*WHOLE), kind="reports", scope="")
    page = client.get("/reports/1/PHL/").content.decode()

    assert "Earlier" in page
    assert "Private Person" not in page


def test_its_own_country_reads_when_it_came_and_who_recorded_it(administrator, focal_point, client):
    applied(administrator, *lines(*WHOLE), kind="reports", scope="")
    client.force_login(focal_point)
    page = " ".join(client.get(Submission.objects.get().get_absolute_url()).content.decode().split())

    assert "31 January 2013" in page
    assert "recorded here later, from a spreadsheet, by Adam Administrator" in page


def test_what_is_known_only_to_have_come_is_a_report_without_answers(administrator):
    applied(administrator, line(published_on=""), kind="reports", scope="")

    report = Submission.objects.get()
    assert report.state == State.SUBMITTED
    assert report.latest_version.content["answers"] == {}
    assert {*IndicatorValue.objects.values_list("value", flat=True)} == {"unanswered", "skipped"}


def test_the_same_sheet_again_changes_nothing(administrator, django_assert_max_num_queries):
    sheet = [*lines(*WHOLE), *lines(*WHOLE, iso3="IRL")]
    applied(administrator, *sheet, kind="reports", scope="")
    with django_assert_max_num_queries(60):
        again = checked(administrator, *sheet, kind="reports", scope="")

    assert {n: again.counts[n] for n in ("new", "unchanged", "wrong")} == {
        "new": 0,
        "unchanged": len(sheet),
        "wrong": 0,
    }
    with pytest.raises(ValidationError, match="There is nothing to apply"):
        imports.confirm(again, by=administrator)


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"round": "9"}, "round", "There is no round “9”. Known are: 1, 6."),
        ({"round": "6"}, "round", "Round 6 takes reports now: countries file them here."),
        ({"round": ""}, "round", "This cell must not be blank."),
        ({"iso3": "Irland"}, "iso3", "Unknown Member State “Irland”. Did you mean IRL?"),
        ({"submitted_on": ""}, "submitted_on", "Say in one row at least when this report came."),
        ({"submitted_on": "2199-01-01"}, "submitted_on", "This day lies in the future."),
        ({"published_on": "2012-12-31"}, "published_on", "It cannot be published before it came."),
        ({"answer": "yes"}, "question", "Say to which question this belongs."),
        (
            {"question": "q12"},
            "question",
            "This round asks no question “q12”. Known are: q0, q1, q2, q3, q4, q5, q6, q7.",
        ),
        ({"question": "q1", "answer": "perhaps"}, "answer", "“perhaps” is not one of: yes, no."),
        ({"question": "q6", "answer": "many"}, "answer", "Enter a whole number."),
        ({"question": "q6", "answer": "1950"}, "answer", "The year must be 1990 or later."),
        ({"question": "q7", "answer": "a.pdf"}, "answer", "Files cannot be sent in a spreadsheet."),
        (
            {"question": "q6", "row": "1", "answer": "2000"},
            "row",
            "This question has one answer, without rows and columns.",
        ),
        (
            {"question": "q4", "row": "4", "column": "title", "answer": "x"},
            "row",
            "Number the rows of this question, from 1 to 3.",
        ),
        (
            {"question": "q5", "row": "dentists", "column": "total", "answer": "1"},
            "row",
            "The rows of this question are: doctors, nurses.",
        ),
        (
            {"question": "q5", "row": "nurses", "column": "sum", "answer": "1"},
            "column",
            "The columns of this question are: total, source.",
        ),
        (
            {"question": "q1", "answer": "yes", "reason": "confidential"},
            "reason",
            "An answer and a reason why there is none: keep one of them.",
        ),
        (
            {"question": "q1", "reason": "held_elsewhere"},
            "body",
            "Name the body if the reason is “held_elsewhere”, and only then.",
        ),
        (
            {"question": "q2", "answer": "record"},
            "question",
            "After its other answers this report is not asked question 2.",
        ),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_saved(administrator, cells, column, sentence):
    batch = checked(administrator, line(**cells), kind="reports", scope="")

    assert told(batch) == [(2, column, sentence)]
    with pytest.raises(ValidationError, match="Some rows are wrong"):
        imports.confirm(batch, by=administrator)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("rows", "row", "column", "sentence"),
    [
        (
            [{"question": "q1", "answer": "yes"}, {"question": "1", "answer": "no"}],
            3,
            "question",
            "Rows 2 and 3 answer the same. Keep one of them.",
        ),
        (
            [{"question": "q1", "answer": "yes"}, {"question": "q6", "submitted_on": "2013-02-01"}],
            3,
            "submitted_on",
            "Another row of this report says 2013-01-31.",
        ),
        (
            [
                {"question": "q4", "row": "1", "column": "title", "answer": "x"},
                {"question": "q4", "reason": "confidential"},
            ],
            3,
            "reason",
            "An answer and a reason why there is none: keep one of them.",
        ),
        (
            [{"question": "q1", "answer": "yes"}, {"question": "q2", "answer": "none; record"}],
            3,
            "answer",
            "Question 2: “None” cannot be ticked together with others.",
        ),
    ],
)
def test_rows_that_contradict_each_other_are_told(administrator, rows, row, column, sentence):
    batch = checked(administrator, *[line(**cells) for cells in rows], kind="reports", scope="")

    assert (row, column, sentence) in told(batch)


def test_a_report_with_a_wrong_row_stays_out_whole(administrator):
    wrong = [*lines(*WHOLE), line(question="q1", answer="perhaps", iso3="IRL"), line(iso3="IRL")]
    batch = applied(administrator, *wrong, kind="reports", scope="", good_rows_only=True)

    assert (batch.counts["new"], batch.counts["wrong"]) == (len(WHOLE), 2)
    assert told(batch)[1] == (
        len(WHOLE) + 3,
        "",
        "1 other row of this report stays out with it: it comes in whole or not at all.",
    )
    assert Submission.objects.get().member_state_id == "PHL"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"answer": "no"}, "with other answers. Its country corrects it, no sheet."),
        ({"answer": "yes", "published_on": ""}, "with other days. It is not overwritten."),
    ],
)
def test_a_report_that_is_here_is_never_overwritten(administrator, cells, sentence):
    applied(administrator, line(question="q1", answer="yes"), kind="reports", scope="")
    batch = checked(administrator, line(question="q1", **cells), kind="reports", scope="")

    assert told(batch) == [(2, "iso3", f"This report is here already, {sentence}")]


def test_nor_one_that_was_only_begun(administrator, past, philippines):
    factories.SubmissionFactory(round=past, member_state=philippines)
    batch = checked(administrator, line(), kind="reports", scope="")

    assert told(batch) == [(2, "iso3", "This country has begun its report here, so it files it here too.")]


def test_undoing_leaves_nothing_behind(administrator):
    batch = applied(administrator, *lines(*WHOLE), kind="reports", scope="")

    assert undone(batch).state == ImportState.UNDONE
    for model in (Submission, Version, Answer, SubmissionEvent, IndicatorValue):
        assert not model.objects.exists()


def test_a_report_that_went_on_is_not_taken_back(administrator, focal_point):
    batch = applied(administrator, *lines(*WHOLE), kind="reports", scope="")
    report_workflow.move(Submission.objects.get(), "correct", by=focal_point, note="A number was wrong.")

    batch = undone(batch)
    assert batch.state == ImportState.APPLIED
    assert batch.failure.startswith("1 record was changed after this import, so nothing was undone")
    assert Submission.objects.exists()


def test_only_administrators_bring_them_in(administrator, manager, focal_point, registrar):
    offered = {user: "reports" in [d.kind.name for d in desks_for(user)] for user in (administrator, manager)}

    assert offered == {administrator: True, manager: False}
    assert not any(d.kind.name == "reports" for user in (focal_point, registrar) for d in desks_for(user))


def test_nobody_records_a_report_from_its_page(administrator, client, complete, focal_point):
    report_workflow.move(complete, "submit", by=focal_point, signatory_name="A", signatory_position="B")
    client.force_login(administrator)
    client.post(reverse("move", args=[complete.round_id, "PHL", "record_publication"]))

    complete.refresh_from_db()
    assert complete.state == State.SUBMITTED


def test_the_administrators_room_takes_the_same_sheet(administrator, client):
    sheet = tablib.Dataset(*[list(row.values()) for row in lines(*WHOLE)], headers=list(line()))
    report = HistoricalReportResource().import_data(sheet, user=administrator)
    client.force_login(administrator)
    page = client.get(reverse("admin:reporting_submission_import"))

    assert (report.problems, report.new, len(report.lines)) == ([], len(WHOLE), len(WHOLE))
    assert Submission.objects.get().state == State.PUBLISHED
    assert page.status_code == 200
    assert client.get(reverse("admin:reporting_submission_export")).status_code == 403


def test_its_columns_have_names_in_six_languages():
    with open("reporting/column_names.csv", encoding="utf-8", newline="") as file:
        rows = {row.pop("column"): row for row in csv.DictReader(file)}

    assert {*rows} == {field.column_name for field in HistoricalReportResource().get_import_fields()}
    assert all(row[language] for row in rows.values() for language in ("en", "fr", "es", "ar", "ru", "zh"))
