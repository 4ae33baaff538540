"""The public page of what changed: published versions and public answers only."""

import pytest

from tests.reporting.public.report_steps import (
    make_round,
    publish_report,
    reopen_report,
    start_report,
    store_file,
    submit_report,
)

PAGE = "/reports/2/PHL/changes/"


@pytest.fixture
def earlier(db):
    """The Philippines' report to round 1, published, with private answers."""
    first = start_report(make_round())
    publish_report(first, q1="no", q6=2020, q10="no", q9=store_file(first, "q9", "SECRET.pdf"))
    return first


@pytest.fixture
def later(earlier):
    return start_report(make_round(2))


def test_a_reader_sees_what_changed_since_the_last_report(client, later, django_assert_num_queries):
    publish_report(later, day=20, q1="yes", q6=2021, q10="yes", q3="Kept by the ministry.")

    with django_assert_num_queries(3):
        page = client.get(PAGE)

    html = " ".join(page.content.decode().split())
    assert "Since Round 1, version 1 of 1 March 2024" in html
    assert "<strong>Yes</strong>, was No" in html
    assert "<strong>2021</strong>, was 2020 </li>" in html
    assert "Kept by the ministry." in html
    assert "SECRET" not in html
    assert not page.has_header("Set-Cookie")
    assert PAGE in client.get("/reports/2/PHL/").content.decode()


def test_a_correction_is_compared_with_the_version_before_it_too(client, later):
    publish_report(later, day=20, q1="yes", q3="First words")
    reopen_report(later)
    publish_report(later, day=30, q3="Second words")

    changes = client.get(PAGE).context["report"].changes

    assert [(version.submission.round_id, version.number) for version, _note in changes] == [(2, 1), (1, 1)]
    since_version = changes[0][1].sections[0][1]
    assert [(d.code, d.lines[0].now, d.lines[0].then) for d in since_version] == [
        ("q3", "Second words", "First words")
    ]


def test_what_is_not_published_is_not_compared(client, later):
    assert client.get(PAGE).status_code == 404
    publish_report(later, day=20, q3="As published")
    reopen_report(later)
    submit_report(later, day=30, q3="SECRET-LATER")

    assert "SECRET" not in client.get(PAGE).content.decode()


def test_the_first_report_has_nothing_to_be_compared_with(client, db):
    publish_report(start_report(make_round()))

    html = client.get("/reports/1/PHL/changes/").content.decode()

    assert "There is no earlier report of this country to compare with." in html
