"""The demonstration is what the product itself would have made of it, and says what it is."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from authorities.languages.addresses import path_in_language
from authorities.models import Authority, ContactPerson, Membership, MemberState, User
from recruiters.models import EXPIRED, LicenceState, Profession, Recruiter, Register
from reporting.checks.frozen_findings import CONTENT_KEY, version_findings
from reporting.demo.people import DEMO_LOGINS, PASSWORD
from reporting.demo.reports import SIGNATORY, Filing
from reporting.demo.tables import read_rows
from reporting.models import (
    Answer,
    Consent,
    ConsentEvent,
    IndicatorValue,
    Justification,
    NumberKind,
    ReportedItem,
    ReportedNumber,
    Round,
    State,
    Submission,
    Topic,
    Version,
)
from reporting.models.hashes import content_sha256
from reporting.submissions.plain_answers import is_answered
from reporting.submissions.questionnaire import evaluate_form
from reporting.submissions.versions import build_indicator_values, evaluate_version, rebuild_index
from reporting.submissions.workflow import report_workflow
from tests.reporting.demo.foreign_text import words_that_are_not_isolated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

TODAY = date(2026, 11, 23)


def test_the_open_round_has_a_report_at_every_stage():
    stages = Counter(Submission.objects.filter(round=6).values_list("state", flat=True))

    assert stages == {"draft": 9, "submitted": 3, "returned": 1, "accepted": 2, "published": 6}
    assert dict(Submission.objects.filter(round=6).values_list("member_state", "state")).items() >= {
        ("IDN", State.DRAFT), ("IRL", State.SUBMITTED), ("NOR", State.ACCEPTED), ("KEN", State.RETURNED),
    }  # fmt: skip
    assert not Submission.objects.filter(round=6, member_state="PHL").exists()
    assert Round.objects.get(number=6).takes_reports_on(TODAY)


def test_the_reviewer_has_the_report_in_hand_that_waits_longest():
    waiting = Submission.objects.awaiting_review().with_last_event()

    assert waiting.first().review.holder.email == "reviewer@demo.example"


def test_a_draft_is_filled_in_part():
    draft = Submission.objects.get(round=6, member_state="IDN")
    said = {
        answer.question: {"value": answer.value, "reason": answer.reason} for answer in draft.answers.all()
    }

    assert 10 < len(said) < len(draft.round.instrument.questions) / 2
    assert evaluate_form(draft.round.instrument, said).problems != []


def test_everything_says_that_it_is_illustrative():
    for model in (Authority, Register, Submission):
        assert not model.objects.filter(illustrative=False).exists()
    assert list(Round.objects.filter(illustrative=True).values_list("number", flat=True)) == [6]
    assert not User.objects.filter(demo_login=False).exists()


def test_no_two_authorities_of_a_state_meet():
    history = Authority.objects.order_by("member_state", "valid_from")
    meeting = [
        after
        for before, after in pairwise(history)
        if before.member_state_id == after.member_state_id
        and (before.valid_to is None or before.valid_to > after.valid_from)
    ]

    assert meeting == []
    assert ContactPerson.objects.count() == len(history)


def test_whoever_reports_has_an_authority_when_it_is_sent():
    offices = {}
    for authority in Authority.objects.all():
        offices.setdefault(authority.member_state_id, []).append(authority)

    for version in Version.objects.select_related("submission"):
        held = [
            a for a in offices[version.submission.member_state_id] if a.holds_on(version.submitted_at.date())
        ]
        assert [a.institution for a in held] == [version.content["answers"]["q0_2"]["value"]]


def test_nothing_is_missing_or_impossible_in_any_report_sent():
    for version in Version.objects.newest_first():
        assert evaluate_form(version.submission.round.instrument, version.content["answers"]).problems == []


def test_a_report_sent_again_answers_what_was_left_open():
    returned = Submission.objects.filter(versions__number=2, events__move="return")
    for submission in returned.prefetch_related("versions"):
        first, second = submission.versions.all()
        added = second.content["answers"].keys() - first.content["answers"].keys()
        note = submission.events.get(move="return").note

        assert [
            question["number"] in note for question in map(submission.round.instrument.questions.get, added)
        ] == [True]


def test_the_report_sent_back_today_still_lacks_what_the_note_asks_for():
    returned = Submission.objects.get(round=6, member_state="KEN")
    version = returned.versions.get()

    assert returned.events.get(move="return").note.startswith("Question 15.1 is still open")
    assert "recruiter_record" in version.content["answers"]["q15"]["value"]
    assert "q15_1" not in version.content["answers"]


def test_stocks_add_up_to_their_totals():
    tables = [
        version.content["answers"][code]["value"].values()
        for version in Version.objects.all()
        for code in {"q13_2", "q14"} & version.content["answers"].keys()
        if isinstance(version.content["answers"][code]["value"], dict)
    ]

    assert len(tables) > 80
    for row in (row for table in tables for row in table):
        assert row["domestic"] + row["foreign"] + row["unknown"] == row["total"]


def test_partners_of_agreements_are_member_states():
    known = set(MemberState.objects.values_list("iso3", flat=True))

    for row in read_rows("agreements.csv"):
        assert set(row["parties"].split()) <= known


def test_every_version_is_hashed_and_every_state_agrees_with_its_last_event():
    for version in Version.objects.all():
        assert version.sha256 == content_sha256(version.content)
    for submission in Submission.objects.prefetch_related("events"):
        moved = [event.to_state for event in submission.events.all()]
        assert [State.DRAFT, *moved][-1] == submission.state


def test_rebuilding_the_index_gives_the_same_rows():
    def stored():
        items = ("version", "topic", "question", "row", "search_text", "language", "cells")
        numbers = ("version", "kind", "question", "row", "column", "occupation", "country", "year", "number")
        return [
            sorted(IndicatorValue.objects.values_list("version", "indicator", "value")),
            list(ReportedItem.objects.order_by("version", "question", "row").values_list(*items)),
            list(ReportedNumber.objects.order_by(*numbers[:5]).values_list(*numbers, "reason", "about")),
        ]

    before = stored()

    assert rebuild_index() == len(before[0])
    assert stored() == before
    assert {item[1] for item in before[1]} == {*Topic.values}
    assert {number[1] for number in before[2]} == {*NumberKind.values}


def test_every_explanation_is_stored_and_travels_with_a_version_that_was_sent():
    stored = {(j.submission.member_state_id, j.check_key): j.text for j in Justification.objects.all()}
    sent = Version.objects.filter(submission__round=6).select_related("submission")
    explained = {
        (version.submission.member_state_id, finding.check_key): finding.explanation
        for version in sent
        for finding in version_findings(version)
        if finding.explanation
    }

    assert stored == {(row["iso3"], row["check"]): row["text"] for row in read_rows("explanations.csv")}
    assert explained == {place: text for place, text in stored.items() if place[0] != "GBR"}
    assert len(explained) == 4
    assert not Version.objects.filter(submission__round__lt=6, content__has_key="findings").exists()


def workflow_records(submission):
    """Return everything that the workflow stores of a report.

    Except what the checks say: they look at the registers and reports of now, which were others then.
    """
    versions = list(submission.versions.order_by("number"))
    return {
        "state": Submission.objects.get(pk=submission.pk).state,
        "versions": [
            (
                v.number,
                without_findings(v.content),
                v.sha256 == content_sha256(v.content),
                v.submitted_at,
                v.submitted_by_id,
                v.signatory_name,
                v.signatory_position,
            )
            for v in versions
        ],
        "index": [
            (version.number, row.indicator_id, row.value)
            for version in versions
            for row in build_indicator_values(version, evaluate_version(version))
        ],
        "stored index": [
            (version.number, *row)
            for version in versions
            for row in version.indicator_values.order_by("indicator").values_list("indicator", "value")
        ],
        "events": list(
            submission.events.values_list(
                "move", "from_state", "to_state", "at", "by", "note", "version__number"
            )
        ),
        "consent": list(
            ConsentEvent.objects.filter(consent__version=submission.latest_version).values_list(
                "move", "from_state", "to_state", "at", "by", "consent__state"
            )
        ),
    }


def without_findings(content):
    return {key: value for key, value in content.items() if key != CONTENT_KEY}


def reset_to_draft(submission):
    """Undo every move; return {(move, time): (user, note)} of those undone."""
    moves = {(event.move, event.at): (event.by, event.note) for event in submission.events.all()}
    ConsentEvent.objects.filter(consent__version__submission=submission).delete()
    Consent.objects.filter(version__submission=submission).delete()
    submission.events.all().delete()
    submission.clarifications.all().delete()
    IndicatorValue.objects.filter(version__in=[*submission.versions.all()]).delete()
    submission.versions.all().delete()
    Submission.objects.filter(pk=submission.pk).update(state=State.DRAFT)
    submission.refresh_from_db()
    return moves


@pytest.mark.parametrize(
    ("number", "iso3"), [(1, "PHL"), (1, "SLV"), (1, "EST"), (3, "VNM"), (6, "LKA"), (6, "KEN"), (6, "NOR")]
)
def test_the_workflow_would_have_left_the_same(number, iso3):
    filing = next(
        f for f in map(Filing.parse_row, read_rows("reports.csv")) if (f.round, f.iso3) == (number, iso3)
    )
    submission = Submission.objects.select_related("round__instrument").get(round=number, member_state=iso3)
    before, moves = workflow_records(submission), reset_to_draft(submission)
    late = list(Answer.objects.filter(submission=submission, question=filing.returned_for))
    Answer.objects.filter(pk__in=[answer.pk for answer in late]).delete()

    for name, at in filing.moves:
        by, note = moves[name, at]
        if at == filing.resent:
            Answer.objects.bulk_create(late)
        signed = {**SIGNATORY, "consents": bool(filing.published)} if name == "submit" else {}
        report_workflow.move(submission, name, by=by, at=at, note=note, **signed)

    assert workflow_records(submission) == before
    assert before["index"] == before["stored index"]


def test_there_is_a_log_in_for_every_role_and_it_ends_with_the_demonstration(settings):
    people = {
        user.email: user for user in User.objects.filter(email__in=[person.email for person in DEMO_LOGINS])
    }

    assert [person.mailbox for person in DEMO_LOGINS] == [
        "focal.point", "colleague", "viewer", "registrar", "stranger",
        "reviewer", "reviewer.euro", "manager", "administrator",
    ]  # fmt: skip
    for person in DEMO_LOGINS:
        assert people[person.email].check_password(PASSWORD)
        assert people[person.email].holds(
            person.role,
            member_state=person.member_state or None,
            region=person.region or None,
            register=(person.member_state, person.register_code) if person.register_code else None,
        )
        assert not people[person.email].is_active
    settings.DEMO = True
    assert all(user.is_active for user in people.values())


def test_the_authors_of_old_reports_cannot_sign_in():
    others = User.objects.exclude(email__in=[person.email for person in DEMO_LOGINS])

    assert others.count() > 80
    assert not any(user.has_usable_password() for user in others)
    for membership in Membership.objects.all():
        membership.full_clean()


def test_the_registers_hold_376_recruiters_of_every_standing():
    recruiters = Recruiter.objects.all()

    assert sorted(Register.objects.with_sizes().values_list("member_state", "code", "size")) == [
        ("IRL", "wrc", 82), ("KEN", "nea", 62), ("PHL", "dmw", 232),
    ]  # fmt: skip
    assert {recruiter.status_on(TODAY) for recruiter in recruiters} == {
        *LicenceState.values,
        EXPIRED,
        "not_yet_valid",
    }
    assert recruiters.matching("nandu care").count() == 1
    assert any(is_answered(recruiter.trading_names) for recruiter in recruiters)


def test_every_recruiter_would_pass_the_form():
    known = set(MemberState.objects.values_list("iso3", flat=True))

    for recruiter in Recruiter.objects.all():
        recruiter.clean_fields()
        assert set(recruiter.professions) <= set(Profession.values)
        assert {*recruiter.source_states, *recruiter.destination_states} <= known
        if recruiter.valid_from:
            assert timedelta(days=200) < recruiter.valid_until - recruiter.valid_from < timedelta(days=1500)


ARABIC_PAGES = [
    ("/", ""),
    ("/compliance/?round=3", ""),
    ("/compliance/?round=2", ""),
    ("/compliance/countries/?figure=designated", ""),
    ("/countries/USA/", ""),
    ("/rounds/1/", ""),
    ("/rounds/3/indicators/steps_taken/", ""),
    ("/reports/3/IDN/", ""),
    ("/recruiters/PHL/", ""),
    ("/recruiters/IRL/wrc/DEMO-EA-1901/", ""),
    ("/filing/6/IDN/", "stranger@demo.example"),
    ("/filing/6/IDN/sections/E/", "stranger@demo.example"),
    ("/filing/6/IDN/certify/", "stranger@demo.example"),
    ("/recruiters/desk/PHL/dmw/", "registrar@demo.example"),
]


@pytest.mark.parametrize(("address", "login"), ARABIC_PAGES)
def test_texts_in_another_language_are_isolated_on_pages_in_arabic(address, login, client, settings):
    settings.DEMO = True
    if login:
        client.force_login(User.objects.get(email=login))

    response = client.get(path_in_language(address, "ar"))

    assert response.status_code == 200
    assert words_that_are_not_isolated(response.content.decode()) == []


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fr", ["Danemark", "Djibouti", "Dominique", "Égypte", "El Salvador", "Émirats arabes unis"]),
        ("zh-hans", ["贝宁", "比利时", "秘鲁", "冰岛", "波兰"]),
    ],
)
def test_countries_stand_where_readers_look_for_them(language, names, client):
    html = client.get(path_in_language("/countries/", language)).content.decode()

    places = [html.index(f">{name}</a>") for name in names]
    assert places == sorted(places)
