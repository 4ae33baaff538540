"""Past reports by spreadsheet: imported whole or not at all, never over a stored one, and undone."""

import csv
from copy import deepcopy
from importlib import import_module

import pytest
import tablib
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from authorities.imports import actions
from authorities.imports.corrections import TypedCell
from authorities.imports.registry import import_desks_for
from authorities.models import Change, ChangeKind, ImportState
from reporting.models import Answer, IndicatorValue, Round, State, Submission, SubmissionEvent, Version
from reporting.models.instruments import load_instrument
from reporting.past_reports.answers import AnswerReader, CollectedAnswer
from reporting.resources import PastReportResource
from reporting.submissions.workflow import report_workflow
from tests.authorities.imports.import_steps import applied, checked, confirmed, undone
from tests.authorities.jobs.worker_process import work_off
from tests.reporting.past_reports.sheet_rows import WHOLE_REPORT, sheet_row, sheet_rows

pytestmark = pytest.mark.usefixtures("closed_round")


def test_a_report_comes_in_as_it_was_filed_then(administrator):
    batch = applied(administrator, *sheet_rows(*WHOLE_REPORT), kind="reports", scope="")

    report = Submission.objects.get()
    assert (report.state, str(report.started_at.date())) == (State.PUBLISHED, "2013-01-31")
    assert batch.counts["new"] == len(WHOLE_REPORT)
    values = {code: answer["value"] for code, answer in report.latest_version.content["answers"].items()}
    assert values == {
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


def test_labels_are_understood_in_every_language_of_the_instrument(closed_round):
    question = closed_round.instrument.definition["sections"][1]["questions"]
    question[1]["options"][0]["label"] = {"en": "Interest groups", "fr": "Parties prenantes"}
    question[4]["rows"][1]["label"] = {"en": "Nurses", "fr": "Personnel infirmier"}
    question[4]["columns"][0]["label"] = {"en": "Total", "fr": "Effectif"}
    for language in ("en", "fr", "ar"):
        with override(language):
            reader = AnswerReader(closed_round.instrument)
            for steps, row, column in (
                ("Interest groups", "Nurses", "total"),
                ("parties prenantes", "personnel infirmier", "effectif"),
            ):
                table = CollectedAnswer(reader.find_question("q5"))
                table.add_cell(reader, row, column, "12")
                assert reader.read_value(reader.find_question("q2"), steps) == ["stakeholders"]
                assert table.cells == {"nurses": {"total": 12}}


def test_a_cell_is_corrected_on_the_page(administrator):
    rows = [*WHOLE_REPORT[:-1], {"question": "q6", "answer": "long ago"}]
    batch = checked(administrator, *sheet_rows(*rows), kind="reports", scope="")
    assert batch.counts["wrong"] == len(rows)

    cell = TypedCell(len(rows) + 1, "answer", "long ago", "2012")
    actions.correct_cells(batch, [cell], by=administrator, known=0)
    work_off()
    batch.refresh_from_db()
    assert (batch.counts["wrong"], batch.counts["new"]) == (0, len(rows))
    assert confirmed(batch).state == ImportState.APPLIED


def test_its_events_bear_the_days_of_then(administrator):
    applied(administrator, *sheet_rows(*WHOLE_REPORT), kind="reports", scope="")

    events = SubmissionEvent.objects.values_list("move", "from_state", "to_state", "at__date", "by__name")
    assert [(*event[:3], str(event[3]), event[4]) for event in events] == [
        ("record", "draft", "submitted", "2013-01-31", "Adam Administrator"),
        ("record_publication", "submitted", "published", "2013-05-20", "Adam Administrator"),
    ]


def test_the_public_reads_it_without_what_is_private(administrator, client):
    applied(administrator, *sheet_rows(*WHOLE_REPORT), kind="reports", scope="")
    page = client.get("/reports/1/PHL/").content.decode()

    assert "Earlier" in page
    assert "Private Person" not in page


def test_its_own_country_reads_when_it_came_and_who_recorded_it(administrator, focal_point, client):
    applied(administrator, *sheet_rows(*WHOLE_REPORT), kind="reports", scope="")
    client.force_login(focal_point)
    page = " ".join(client.get(Submission.objects.get().get_absolute_url()).content.decode().split())

    assert "31 January 2013" in page
    assert "recorded here later, from a spreadsheet, by Adam Administrator" in page


def test_what_is_known_only_to_have_come_is_a_report_without_answers(administrator):
    applied(administrator, sheet_row(published_on=""), kind="reports", scope="")

    report = Submission.objects.get()
    assert report.state == State.SUBMITTED
    assert report.latest_version.content["answers"] == {}
    assert {*IndicatorValue.objects.values_list("value", flat=True)} == {"unanswered", "skipped"}


def test_the_same_sheet_again_changes_nothing(administrator, django_assert_max_num_queries):
    sheet = [*sheet_rows(*WHOLE_REPORT), *sheet_rows(*WHOLE_REPORT, iso3="IRL")]
    applied(administrator, *sheet, kind="reports", scope="")
    with django_assert_max_num_queries(60):
        again = checked(administrator, *sheet, kind="reports", scope="")

    assert {n: again.counts[n] for n in ("new", "unchanged", "wrong")} == {
        "new": 0,
        "unchanged": len(sheet),
        "wrong": 0,
    }
    with pytest.raises(ValidationError, match="There is nothing to apply"):
        actions.request_apply(again, by=administrator)


def test_undoing_leaves_nothing_behind(administrator):
    batch = applied(administrator, *sheet_rows(*WHOLE_REPORT), kind="reports", scope="")

    assert undone(batch).state == ImportState.UNDONE
    for model in (Submission, Version, Answer, SubmissionEvent, IndicatorValue):
        assert not model.objects.exists()


def test_the_log_forgets_values_of_private_answers_that_an_undo_wrote_before(administrator, closed_round):
    """An earlier release wrote them; the entry stays, and what everybody may read of it."""
    undone(applied(administrator, *sheet_rows(*WHOLE_REPORT), kind="reports", scope=""))
    logged = Change.objects.get(kind=ChangeKind.REMOVED)
    before = deepcopy(logged.before)
    assert before["versions"][0]["values"] == {"steps_taken": "yes", "recruiter_record": "yes"}
    migration = import_module("reporting.migrations.0028_logged_values_of_public_answers")
    definition = deepcopy(closed_round.instrument.definition)
    # The question with the steps is not public; whether steps were taken is asked by another one.
    next(one for one in definition["sections"][1]["questions"] if one["code"] == "q2")["public"] = False
    private = load_instrument({**definition, "version": "private"})
    for instrument, kept in (
        (closed_round.instrument, {"steps_taken": "yes", "recruiter_record": "yes"}),
        (private, {"steps_taken": "yes"}),
    ):
        Round.objects.filter(pk=closed_round.pk).update(instrument=instrument)
        migration.forget_values_of_private_answers(apps, None)
        logged.refresh_from_db()
        before["versions"][0]["values"] = kept
        assert logged.before == before


def test_a_report_that_went_on_is_not_taken_back(administrator, focal_point):
    batch = applied(administrator, *sheet_rows(*WHOLE_REPORT), kind="reports", scope="")
    report_workflow.move(Submission.objects.get(), "correct", by=focal_point, note="A number was wrong.")

    batch = undone(batch)
    assert batch.state == ImportState.APPLIED
    assert batch.failure.startswith("1 record was changed after this import, so nothing was undone")
    assert Submission.objects.exists()


def test_only_administrators_bring_them_in(administrator, manager, focal_point, registrar):
    offered = {
        user: "reports" in [d.kind.name for d in import_desks_for(user)] for user in (administrator, manager)
    }

    assert offered == {administrator: True, manager: False}
    assert not any(
        d.kind.name == "reports" for user in (focal_point, registrar) for d in import_desks_for(user)
    )


def test_nobody_records_a_report_from_its_page(administrator, client, complete, focal_point):
    report_workflow.move(complete, "submit", by=focal_point, signatory_name="A", signatory_position="B")
    client.force_login(administrator)
    client.post(reverse("move", args=[complete.round_id, "PHL", "record_publication"]))

    complete.refresh_from_db()
    assert complete.state == State.SUBMITTED


def test_the_administrators_room_takes_the_same_sheet(administrator, client):
    sheet = tablib.Dataset(
        *[list(row.values()) for row in sheet_rows(*WHOLE_REPORT)], headers=list(sheet_row())
    )
    report = PastReportResource().import_data(sheet, user=administrator)
    client.force_login(administrator)
    page = client.get(reverse("admin:reporting_submission_import"))

    assert (report.problems, report.new, len(report.lines)) == ([], len(WHOLE_REPORT), len(WHOLE_REPORT))
    assert Submission.objects.get().state == State.PUBLISHED
    assert page.status_code == 200
    assert client.get(reverse("admin:reporting_submission_export")).status_code == 403


def test_its_columns_have_names_in_six_languages():
    with open("reporting/column_names.csv", encoding="utf-8", newline="") as file:
        rows = {row.pop("column"): row for row in csv.DictReader(file)}

    assert {*rows} == {field.column_name for field in PastReportResource().get_import_fields()}
    assert all(row[language] for row in rows.values() for language in ("en", "fr", "es", "ar", "ru", "zh"))
