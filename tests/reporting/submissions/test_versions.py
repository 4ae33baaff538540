"""A version is frozen, hashed, and said in narrow rows that figures query."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from reporting.models import Answer, IndicatorValue, Version
from reporting.models.hashes import content_sha256
from reporting.submissions.versions import (
    build_indicator_values,
    evaluate_version,
    freeze,
    indicator_value,
    option_indicator_value,
    rebuild_index,
)
from tests.factories import option, question

NOON = datetime(2026, 9, 5, 12, tzinfo=UTC)
SIGNATORY = {"signatory_name": "Ms Signatory", "signatory_position": "Director"}


@pytest.fixture
def version(complete, focal_point):
    return freeze(complete, by=focal_point, at=NOON, **SIGNATORY)


def save_answer(submission, code, value=None, reason=""):
    Answer.objects.update_or_create(
        submission=submission, question=code, defaults={"value": value, "reason": reason, "at": NOON}
    )


def stored_indicators(version):
    return dict(version.indicator_values.values_list("indicator", "value"))


def test_a_version_holds_what_was_said_by_whom_and_on_which_instrument(version):
    instrument = version.submission.round.instrument

    assert version.content == {
        "round": 6,
        "member_state": "PHL",
        "version": 1,
        "instrument": {"id": "small", "version": "1", "sha256": instrument.sha256},
        "submitted_at": "2026-09-05T12:00:00+00:00",
        "signatory": {"name": "Ms Signatory", "position": "Director"},
        "answers": {
            "q0": {"value": "Ms Private Person", "reason": "", "reason_detail": ""},
            "q1": {"value": "yes", "reason": "", "reason_detail": ""},
            "q2": {"value": ["record"], "reason": "", "reason_detail": ""},
            "q3": {"value": "Kept by the labour ministry.", "reason": "", "reason_detail": ""},
        },
    }
    assert version.sha256 == content_sha256(version.content)


def test_the_hash_survives_the_database(version):
    stored = Version.objects.get(pk=version.pk)

    assert content_sha256(stored.content) == version.sha256


def test_the_next_version_has_the_next_number_and_leaves_the_first_alone(version, complete, focal_point):
    first = Version.objects.values().get(pk=version.pk)
    save_answer(complete, "q3", "Kept by the inspectorate.")

    second = freeze(complete, by=focal_point, at=NOON, **SIGNATORY)

    assert (second.number, second.content["answers"]["q3"]["value"]) == (2, "Kept by the inspectorate.")
    assert Version.objects.values().get(pk=version.pk) == first


def test_the_database_itself_refuses_to_change_a_version(version):
    with pytest.raises(DatabaseError, match="A version is never changed"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(signatory_name="Somebody else")


def test_an_answer_that_the_form_no_longer_asks_for_is_not_sent(complete, focal_point):
    save_answer(complete, "q1", "no")

    version = freeze(complete, by=focal_point, at=NOON, **SIGNATORY)

    assert sorted(version.content["answers"]) == ["q0", "q1"]
    assert stored_indicators(version) == {"steps_taken": "no", "recruiter_record": "skipped"}


def test_the_index_says_each_indicator_in_one_word(version):
    assert stored_indicators(version) == {"steps_taken": "yes", "recruiter_record": "yes"}


def test_a_reason_is_neither_a_no_nor_a_blank(complete, focal_point):
    save_answer(complete, "q2", reason="confidential")

    version = freeze(complete, by=focal_point, at=NOON, **SIGNATORY)

    assert stored_indicators(version) == {"steps_taken": "yes", "recruiter_record": "confidential"}


STEPS = question("q", "multiple", options=[option("record"), option("none", exclusive=True)])


def plain_answer(value=None, reason=""):
    return {"value": value, "reason": reason, "reason_detail": ""}


@pytest.mark.parametrize(
    ("asked_question", "answer", "expected"),
    [
        (question("q", "yesno"), plain_answer("no"), "no"),
        (question("q", "single"), plain_answer("major"), "major"),
        (question("q", "yesno"), None, "unanswered"),
        (question("q", "yesno"), plain_answer(""), "unanswered"),
        (question("q", "yesno"), plain_answer(reason="not_collected"), "not_collected"),
        (STEPS, plain_answer(["record"]), "yes"),
        (STEPS, plain_answer(["none"]), "no"),
        (STEPS, plain_answer([]), "unanswered"),
        (question("q", "group"), plain_answer([{"title": "An agreement"}]), "yes"),
        (question("q", "integer"), plain_answer(0), "yes"),
    ],
)
def test_a_word_for_every_kind_of_answer(asked_question, answer, expected):
    assert indicator_value(asked_question, answer) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (plain_answer(["record"]), "yes"),
        (plain_answer(["none"]), "no"),
        (plain_answer(reason="not_authorised"), "not_authorised"),
        (None, "unanswered"),
    ],
)
def test_a_word_for_an_option(answer, expected):
    assert option_indicator_value(option("record"), answer) == expected


def test_the_index_can_be_derived_again_from_the_versions_alone(version, complete):
    rows = [
        (row.indicator_id, row.value) for row in build_indicator_values(version, evaluate_version(version))
    ]
    IndicatorValue.objects.update(value="spoilt")
    Answer.objects.filter(submission=complete).delete()

    assert rebuild_index() == 2
    assert (
        sorted(stored_indicators(version).items())
        == rows
        == [("recruiter_record", "yes"), ("steps_taken", "yes")]
    )


def test_the_command_says_how_many_rows_it_derived(version):
    lines = StringIO()

    call_command("rebuild_indicators", stdout=lines)

    assert lines.getvalue() == "2 indicator values were derived again.\n"
