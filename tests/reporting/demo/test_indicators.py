"""The answers to indicators, recomputed from the versions of the demonstration without index and query."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from authorities.models import RegionMembership, WhoMembership
from reporting.compliance.query import QueryParser
from reporting.indicators.asked_indicators import public_asked_indicators
from reporting.indicators.indicator_page import build_indicator_page
from reporting.indicators.overview import Ordering, build_overview
from reporting.models import Indicator, State, Submission
from reporting.submissions.versions import evaluate_version, public_indicator_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

QUESTIONS = [
    {"round": "1", "as_of": "2012-12-31"},
    {"round": "1", "as_of": "2013-07-31", "region": "EUR"},
    {"round": "1"},
    {"round": "3", "as_of": "2018-09-10"},
    {"round": "3"},
    {"round": "6"},
    {"round": "2"},
]


def in_force(rows, day):
    return [
        r
        for r in rows
        if (r.valid_from is None or r.valid_from <= day) and (not r.valid_to or day < r.valid_to)
    ]


def version_that_counts(submission, end):
    """Return the newest version that was published before a moment, and not taken back by then."""
    public = None
    for event in sorted(submission.events.all(), key=lambda event: (event.at, event.pk)):
        if event.at < end and event.move == "take_back":
            public = None
        elif event.at < end and event.to_state == State.PUBLISHED:
            public = max(public or event.version, event.version, key=lambda version: version.number)
    return public


def was_sent_in_time(submission, end, closed_from):
    """Whether its first version that was not withdrawn came before the moment and before the closing."""
    withdrawn = [e.at for e in submission.events.all() if e.move == "withdraw" and e.at < end]
    sent = [
        v.submitted_at
        for v in submission.versions.all()
        if v.submitted_at < end and not any(at >= v.submitted_at for at in withdrawn)
    ]
    return bool(sent) and not (closed_from and min(sent).astimezone(UTC).date() >= closed_from)


def recount(query, reports):
    """Return {indicator: {value: number}} of the published reports, from the content of their versions."""
    members = {row.member_state_id for row in in_force(WhoMembership.objects.all(), query.as_of)}
    if query.filters.region:
        there = RegionMembership.objects.filter(region=query.filters.region)
        members &= {row.member_state_id for row in in_force(there, query.as_of)}
    end = datetime.combine(query.as_of + timedelta(days=1), time.min, tzinfo=UTC)
    asked = public_asked_indicators(query.round.instrument)
    numbers = {key: Counter() for key in asked}
    for submission in reports:
        version = version_that_counts(submission, end)
        counts = submission.round_id == query.round.number and submission.member_state_id in members
        if not (counts and version and was_sent_in_time(submission, end, query.round.closed_from)):
            continue
        words = public_indicator_words(evaluate_version(version))
        for key in asked:
            numbers[key][words.get(key, "skipped")] += 1
    return numbers


def test_counts_are_those_of_the_versions_themselves():
    of_version = ("submission__round__instrument", "submission__member_state")
    paths = [f"{way}__{path}" for way in ("versions", "events__version") for path in of_version]
    reports = list(Submission.objects.prefetch_related(*paths))
    parser = QueryParser.with_known_rounds()
    for parameters in QUESTIONS:
        query = parser.parse(parameters)
        rows = build_overview(query, Ordering()).rows
        counted = {
            row.indicator.pk: {
                kind.key: row.tally.numbers[kind.key]
                for kind in row.tally.kinds.values()
                if kind.family.is_counted and row.tally.numbers[kind.key]
            }
            for row in rows
        }
        assert counted == {key: dict(found) for key, found in recount(query, reports).items()}, parameters


def test_the_record_of_recruiters_over_the_rounds():
    """Ten of round 1, and of the countries that answered in both rounds as many as their versions say."""
    parser = QueryParser.with_known_rounds()
    query = parser.parse({"round": "3"})
    page = build_indicator_page(query, Indicator.objects.get(pk="recruiter_record"), parser.rounds)
    first, third = (point.tally for point in page.series.counted_points)

    assert [(point.round.number, point.breaks) for point in page.series.counted_points] == [
        (1, False),
        (3, True),
    ]
    assert (first.numbers["yes"], first.answered) == (10, 37)
    assert page.series.panel_countries == first.answering & third.answering
    assert [same.answered for _point, same in page.series.panel] == [len(page.series.panel_countries)] * 2
    assert [point.round.number for point in page.series.points if not point.is_held] == [2]


def test_nothing_is_held_of_round_2():
    parser = QueryParser.with_known_rounds()
    overview = build_overview(parser.parse({"round": "2", "as_of": date.today().isoformat()}), Ordering())

    assert (overview.is_held, overview.rows) == (False, [])
