"""The list of what was sent: what waits, and longest, first; filters that stand in the address."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from authorities.models import Role
from reporting.checks.findings_tally import rebuild_tallies, tally_findings
from reporting.models import FindingsTally, Review, ReviewState, State, SubmissionEvent, Version
from reporting.models.hashes import content_sha256
from tests import factories
from tests.conftest import person

SENTENCE = {"en": "It says something."}


def finding(severity, explained=False):
    content = {"check": "c", "severity": severity, "questions": ["q1"], "public": True, "sentence": SENTENCE}
    return content | ({"justification": {"text": "So it is.", "language": "en"}} if explained else {})


def send(iso3, by, *, state=State.SUBMITTED, number=6, days=0, findings=()):
    """Create a report that was sent, and last moved so many days ago."""
    round_ = factories.RoundFactory(number=number)
    report = factories.SubmissionFactory(
        member_state=factories.MemberStateFactory(iso3=iso3), round=round_, state=state
    )
    content, at = {"answers": {}, "findings": list(findings)}, timezone.now() - timedelta(days=days)
    version = Version.objects.create(
        submission=report,
        number=1,
        content=content,
        sha256=content_sha256(content),
        submitted_at=at,
        submitted_by=by,
    )
    SubmissionEvent.objects.create(
        submission=report,
        move="submit",
        from_state=State.DRAFT,
        to_state=state,
        at=at,
        by=by,
        version=version,
    )
    return report


@pytest.fixture
def reports(indicators, manager, reviewer):
    """One report of each state; Ireland waits longest, Kenya is in the hands of Rita."""
    found = {
        "PHL": send("PHL", manager, days=3, findings=[finding("warns")]),
        "IRL": send("IRL", manager, days=40, findings=[finding("warns", True)]),
        "KEN": send("KEN", manager, days=8, findings=[finding("blocks")]),
        "IDN": send("IDN", manager, state=State.RETURNED, days=20),
        "DEU": send("DEU", manager, state=State.ACCEPTED, days=1),
        "NAM": send("NAM", manager, state=State.PUBLISHED, number=1, days=400),
    }
    Review.objects.create(submission=found["KEN"], state=ReviewState.TAKEN, holder=reviewer)
    factories.SubmissionFactory(member_state=factories.MemberStateFactory(iso3="NAM"))  # a draft
    rebuild_tallies()
    return found


def listed(page):
    return [
        report.member_state_id for _title, _n, rows in page.context["queue"].sections for report, _d in rows
    ]


FILTERS = [
    ({}, ["IRL", "KEN", "PHL", "IDN", "DEU", "NAM"]),
    ({"state": "submitted"}, ["IRL", "KEN", "PHL"]),
    ({"state": "published"}, ["NAM"]),
    ({"state": "draft"}, []),
    ({"round": "1"}, ["NAM"]),
    ({"region": "EUR"}, ["IRL", "DEU"]),
    ({"region": "AFR", "round": "6"}, ["KEN"]),
    ({"days": "7"}, ["IRL", "KEN", "IDN", "NAM"]),
    ({"findings": "unexplained"}, ["PHL"]),
    ({"findings": "explained"}, ["IRL"]),
    ({"findings": "blocking"}, ["KEN"]),
    ({"findings": "none"}, ["IDN", "DEU", "NAM"]),
    ({"reviewer": "mine"}, ["KEN"]),
    ({"reviewer": "nobody", "state": "submitted"}, ["IRL", "PHL"]),
    ({"country": "  ken"}, ["KEN"]),
    ({"country": "Ken", "state": "returned"}, []),
    ({"country": "and"}, []),
    ({"country": "phl"}, ["PHL"]),
]


def test_filters_stand_in_the_address_and_the_longest_waiting_come_first(client, reports, reviewer, subtests):
    client.force_login(reviewer)
    for asked, found in FILTERS:
        with subtests.test(asked=asked):
            assert listed(client.get(reverse("review"), asked)) == found
    for wrong in ({"days": "5"}, {"state": "lost"}, {"reviewer": "0"}, {"round": "x"}):
        assert client.get(reverse("review"), wrong).status_code == 400


def test_each_tab_counts_what_the_other_filters_leave(client, reports, manager, reviewer):
    client.force_login(manager)

    page = client.get(reverse("review"), {"region": "EUR", "state": "accepted"})

    assert {tab.key: tab.count for tab in page.context["queue"].tabs} == {
        "": 2, "submitted": 1, "returned": 0, "accepted": 1, "draft": 0, "published": 0,
    }  # fmt: skip
    html = page.content.decode()
    assert 'href="?region=EUR&amp;state=submitted"' in html
    assert listed(client.get(reverse("review"), {"reviewer": str(reviewer.pk)})) == ["KEN"]


def test_a_regional_reviewer_sees_that_region_only(client, reports, reviewer_of_europe):
    client.force_login(reviewer_of_europe)

    assert listed(client.get(reverse("review"))) == ["IRL", "DEU"]


def test_the_list_is_a_spreadsheet_too(client, reports, reviewer):
    client.force_login(reviewer)

    sheet = client.get(reverse("review_export"), {"state": "submitted"}).content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [(row["iso3"], row["days"], row["in_hands_of"]) for row in rows] == [
        ("IRL", "40", ""), ("KEN", "8", "Rita Reviewer"), ("PHL", "3", ""),
    ]  # fmt: skip
    assert [row["warnings_unexplained"] for row in rows] == ["0", "0", "1"]


def count_queries(client, name):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(reverse(name)).status_code == 200
    return len(captured)


def test_more_reports_ask_no_more_queries(client, reports, manager):
    client.force_login(manager)
    few = {name: count_queries(client, name) for name in ("review", "review_export", "desk")}
    for number in (2, 3, 4):
        for iso3 in factories.NAMES:
            send(iso3, manager, number=number, findings=[finding("warns")])
            person(f"Another {iso3} {number}", Role.REVIEWER)
    rebuild_tallies()

    assert {name: count_queries(client, name) for name in few} == few
    assert max(few.values()) <= 15


def test_the_numbers_of_findings_are_those_of_the_versions(reports):
    stored = {tally.version_id: tally for tally in FindingsTally.objects.all()}
    columns = ("blocking", "unexplained", "explained")

    for version in Version.objects.all():
        derived, tally = tally_findings(version), stored.get(version.pk)
        assert [getattr(derived, name, 0) for name in columns] == [
            getattr(tally, name, 0) for name in columns
        ]


def test_the_desk_shows_first_what_a_reviewer_has_in_hand(client, reports, reviewer, manager):
    client.force_login(reviewer)
    queues = client.get(reverse("desk")).context["queues"]

    assert [(str(q.title), [r.member_state_id for r in q.reports]) for q in queues] == [
        ("In your hands", ["KEN"]),
        ("To read and decide", ["IRL", "PHL"]),
    ]
    client.force_login(manager)
    assert [str(q.title) for q in client.get(reverse("desk")).context["queues"]] == [
        "To read and decide",
        "To publish",
    ]


@pytest.mark.parametrize(("who", "is_there"), [("reviewer", True), ("focal_point", False)])
def test_those_who_review_find_it_in_the_navigation(request, client, db, who, is_there):
    client.force_login(request.getfixturevalue(who))

    html = client.get(reverse("desk")).content.decode()

    assert (f'<a href="{reverse("review")}">Review</a>' in html) is is_there
