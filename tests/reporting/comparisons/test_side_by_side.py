"""Two sides: what differs in words, who came and left, the same countries apart, and what else changed."""

from datetime import date

import pytest

from reporting.comparisons.cautions import list_cautions
from reporting.comparisons.question import SidesQuestion
from reporting.comparisons.side_by_side import SideBySide, difference_in_words, points_in_words
from reporting.compliance.figures import ComplianceStatus
from reporting.compliance.query import SummaryQuery
from reporting.compliance.state_filters import StateFilters
from reporting.compliance.summary import Summary
from reporting.models import Round
from tests.reporting.compliance.records import make_round, make_state

THEN, NOW = date(2013, 7, 31), date(2019, 3, 31)


def status(iso3, region="EUR", **fields):
    return ComplianceStatus(iso3, f"Land {iso3}", region, **fields)


def answered(iso3, day, answer="yes", region="EUR"):
    return status(iso3, region, reported_on=day, published=True, recruiter_record=answer)


def summary(day, number, *statuses, held=True, answers_held=True, income_year=None, **query):
    asked = SummaryQuery(day, Round(number=number, title=f"Round {number}", closes="2013-10"), **query)
    return Summary(asked, income_year, statuses, held, answers_held)


def compare(asked, other, breaks=()):
    sides = SideBySide(asked, other)
    return sides, list_cautions(sides, SidesQuestion(asked.query, other.query), breaks)


@pytest.fixture
def sides():
    """AAA answers on both sides, BBB stopped, CCC came; DDD moved to another region."""
    other = summary(
        THEN, 1, answered("AAA", THEN, "no"), answered("BBB", THEN), status("CCC"), status("DDD", "SEAR")
    )
    asked = summary(NOW, 3, answered("AAA", NOW), status("BBB"), answered("CCC", NOW), status("DDD", "WPR"))
    return compare(asked, other)[0]


def codes(statuses):
    return [each.iso3 for each in statuses]


def test_each_number_has_its_countries(sides):
    reported = sides.world.find_figure("reported")

    assert {side: codes(countries) for side, countries in reported.countries.items()} == {
        "asked": ["AAA", "CCC"], "other": ["AAA", "BBB"], "came": ["CCC"], "left": ["BBB"],
        "same_asked": ["AAA"], "same_other": ["AAA"],
    }  # fmt: skip
    assert (reported.difference, reported.wording) == (0, "the same number")
    assert reported.numbers["same_asked"] is None, "only answers are counted on the same countries"


def test_answers_are_counted_on_all_and_on_the_same_countries(sides):
    record = sides.world.find_figure("keeps_recruiter_record")

    assert record.numbers == {
        "asked": 2, "other": 1, "came": 2, "left": 1, "same_asked": 1, "same_other": 0,
    }  # fmt: skip
    assert record.wording == "1 more"
    assert codes(sides.same_countries) == ["AAA"]


def test_regions_are_those_of_each_side(sides):
    members = {group.code: group.find_figure("member_states").numbers for group in sides.regions}

    assert {code: (n["other"], n["asked"]) for code, n in members.items()} == {
        "EUR": (3, 3), "SEAR": (1, 0), "WPR": (0, 1),
    }  # fmt: skip
    assert sides.find_group("EUR").name
    assert sides.find_group("XXX") is None


def test_what_is_not_known_on_one_side_has_no_difference():
    asked, other = (
        summary(NOW, 3, answered("AAA", NOW)),
        summary(THEN, 2, status("AAA"), held=False, answers_held=False),
    )
    sides, sentences = compare(asked, other)
    reported = sides.world.find_figure("reported")

    assert (reported.other_number, reported.difference, reported.wording) == (None, None, "not known")
    assert reported.countries["came"] == []
    assert sides.world.find_figure("member_states").difference == 0
    assert any("Nothing of" in sentence and "zero" in sentence for sentence in sentences)


def test_shares_are_compared_in_percentage_points():
    asked = summary(
        NOW, 3, *(answered(f"A{n}A", NOW) for n in range(6)), *(status(f"B{n}B") for n in range(2))
    )
    other = summary(
        THEN, 1, *(answered(f"A{n}A", THEN) for n in range(4)), *(status(f"B{n}B") for n in range(4))
    )
    share = compare(asked, other)[0].world.shares[0]

    assert (share.other, share.asked, share.points) == (50.0, 75.0, 25.0)
    assert share.wording == "25 percentage points more"


@pytest.mark.parametrize(
    ("difference", "words"),
    [(None, "not known"), (0, "the same number"), (1, "1 more"), (14, "14 more"), (-3, "3 fewer")],
)
def test_a_difference_is_told_in_words(difference, words):
    assert difference_in_words(difference) == words


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (None, "not known"), (0.0, "the same share"), (1.0, "1 percentage point more"),
        (-2.5, "2.5 percentage points less"),
    ],
)  # fmt: skip
def test_a_difference_of_shares_is_told_in_words(points, words):
    assert points_in_words(points) == words


def test_the_reader_is_told_what_else_changed(sides):
    asked, other = sides.asked, sides.other
    _sides, sentences = compare(asked, other, breaks=["recruiter_record", "agreements"])
    text = " ".join(sentences)

    assert "2 questions were asked in other words" in text
    assert "South-East Asia Region" in text
    assert "Western Pacific Region" in text
    assert "Counted on one side only" not in text


def test_members_income_years_and_clocks_are_compared():
    low = {"filters": StateFilters(income="L")}
    asked = summary(NOW, 3, status("AAA"), status("BBB"), income_year=2019, **low)
    other = summary(THEN, 1, status("AAA"), status("CCC"), income_year=2014, known_on=date(2020, 1, 1), **low)
    text = " ".join(compare(asked, other)[1])

    assert "Counted on one side only" in text
    assert "Land BBB" in text
    assert "Land CCC" in text
    assert "fiscal year 2014 on the one side and 2019" in text
    assert "as known 1 January 2020" in text


def test_the_same_question_twice_is_told():
    asked = summary(NOW, 3, status("AAA"))
    sentences = compare(asked, asked)[1]

    assert sentences == [
        "Both sides ask the same question, so nothing can differ. Choose another round or day."
    ]


@pytest.mark.django_db
def test_a_file_is_kept_for_ever_only_if_the_days_of_both_sides_are_over(client):
    make_round()
    make_state("FRA")
    over = {"round": "1", "as_of": "2013-01-31", "known_on": "2013-02-28"}

    def ask(**other):
        return client.get("/comparisons/side-by-side.csv", {**over, **other})["Cache-Control"]

    assert ask() == ask(other_as_of="2012-12-31") == "public, max-age=60"
    assert "immutable" in ask(other_as_of="2012-12-31", other_known_on="2013-02-28")
