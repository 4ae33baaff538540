"""The pages that compare, on the demonstration: against counting by hand, and in all their formats alike."""

import csv
import io
import json
import re
from datetime import UTC, date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from authorities.models import MemberState
from reporting.comparisons.answer_changes_page import build_changes_page, list_answering
from reporting.comparisons.pace_page import build_pace_page, list_arrivals
from reporting.comparisons.question import parse_rounds_question, parse_sides_question
from reporting.comparisons.reporters_page import build_reporters_page, list_reporters
from reporting.comparisons.sides_page import build_sides_page, list_counted
from reporting.compliance.query import QueryParser
from reporting.models import IndicatorValue, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

PAGES = ("comparisons", "compared_reporters", "side_by_side", "answer_changes")
MARCH, SEPTEMBER, JULY = date(2019, 3, 31), date(2018, 9, 10), date(2013, 7, 31)
TODAY = date(2026, 11, 23)


def day_sent(submission, as_of):
    """The day on which a report came, read from its versions and events one by one; None if it had not."""
    sent = [
        v.submitted_at.astimezone(UTC) for v in submission.versions.all() if v.submitted_at.date() <= as_of
    ]
    withdrawn = [
        e.at for e in submission.events.all() if e.move == "withdraw" and e.at.astimezone(UTC).date() <= as_of
    ]
    left = [at for at in sent if not any(gone >= at for gone in withdrawn)]
    return min(left).date() if left else None


def sent_days(round_number, as_of):
    """{ISO code: day} of the Member States of the day whose reports count in the round."""
    members = set(MemberState.objects.members_on(as_of).values_list("pk", flat=True))
    found = {}
    reports = Submission.objects.filter(round=round_number).select_related("round")
    for submission in reports.prefetch_related("versions", "events"):
        day = day_sent(submission, as_of)
        closed = submission.round.closing_day
        if day and submission.member_state_id in members and not (closed and day > closed):
            found[submission.member_state_id] = day
    return found


def parse(query, parse_more, *more):
    parser = QueryParser.with_known_rounds()
    return parser, parse_more(parser, parser.parse(query), query, *more)


def pace_of(**query):
    return build_pace_page(*parse(query, parse_rounds_question))


def reporters_of(**query):
    return build_reporters_page(*parse(query, parse_rounds_question), "pattern")


def sides_of(**query):
    return build_sides_page(*parse(query, parse_sides_question, 1))


def answers_of(**query):
    return build_changes_page(*parse(query, parse_sides_question, 1))


# Against counting by hand


@pytest.mark.parametrize(("number", "as_of"), [("1", JULY), ("3", SEPTEMBER), ("3", MARCH), ("6", TODAY)])
def test_the_pace_is_that_of_counting_by_hand(number, as_of):
    page = pace_of(round=number, as_of=as_of.isoformat())
    opened = {"1": date(2012, 1, 1), "3": date(2018, 4, 1), "6": date(2026, 9, 1)}

    for line in page.table.world.lines:
        if not line.compared.is_held:
            assert {line.number_by(step) for step in page.table.steps} == {None}
            continue
        days = sent_days(line.number, as_of)
        for step in page.table.steps:
            until = opened[str(line.number)] + timedelta(days=step)
            by_hand = sum(day <= until for day in days.values())
            assert line.number_by(step) in (by_hand, None if until > as_of else by_hand)
        assert line.total == len(days)
    for step in page.table.steps:
        regions = [group.current.number_by(step) for group in page.table.regions]
        assert sum(regions) == page.table.world.current.number_by(step) if None not in regions else True


def test_the_pace_meets_the_published_numbers():
    page = pace_of(round="3", as_of="2019-03-31")
    published = {
        (n.round_number, n.row.figure.indicator, n.region): (n.offset, n.number) for n in page.published
    }

    assert page.table.world.current.number_by(162) == 40
    assert published[2, "reports_same_period", "EUR"] == (162, 25)
    assert published[3, "reports_received", "WORLD"] == (364, 80)
    assert [compared.number for compared in page.inexact] == [3, 1]


@pytest.mark.parametrize("as_of", [SEPTEMBER, MARCH, TODAY])
def test_first_time_reporters_and_those_who_stopped_are_those_counted_by_hand(as_of):
    page = reporters_of(round="3", as_of=as_of.isoformat())
    before, now = set(sent_days(1, as_of)), set(sent_days(3, as_of))
    members = set(MemberState.objects.members_on(as_of).values_list("pk", flat=True))
    closed = as_of >= MARCH

    def behind(pattern):
        return {row.state.iso3 for row in page.table.world.rows_of(pattern)}

    assert behind("first_time") == now - before
    assert behind("again") == behind("every_time") == now & before
    assert behind("stopped" if closed else "awaited") == before - now
    assert behind("never") == members - now - before
    assert [compared.number for compared in page.silent_rounds] == [2]


def test_the_demonstration_has_the_first_time_reporters_of_round_3():
    found = reporters_of(round="3").table.world.numbers

    assert found["first_time"] + found["again"] == 80


def test_who_reported_first_is_not_told_where_an_earlier_round_is_not_held(client):
    page = reporters_of(round="3")
    assert [str(page.label(key)) for key in ("first_time", "never")] == [
        "Reported, no earlier report held here",
        "No report held here",
    ]
    assert {row["first_is_known"] for row in page.rows} == {False}
    assert str(reporters_of(round="1").label("first_time")) == "Reported for the first time"

    filtered = pace_of(round="3", first_time="yes")
    assert {line.number_by(100) for line in filtered.table.world.lines} == {None}


def test_answers_are_those_counted_by_hand():
    page = answers_of(round="3", other_round="1")
    change = page.find_change("recruiter_record", "yes")

    for side, number in (("asked", 3), ("other", 1)):
        days = sent_days(number, page.question.asked.as_of if number == 3 else page.question.other.as_of)
        rows = IndicatorValue.objects.filter(
            indicator="recruiter_record",
            version__submission__round=number,
            version__submission__member_state__in=days,
        )
        yes = {
            row.version.submission.member_state_id
            for row in rows.select_related("version__submission")
            if row.value == "yes"
        }
        assert set(change.countries[side]) <= yes
    assert change.numbers["other"] == 10
    assert change.breaks_series


# Every number opens its countries

LINK = re.compile(r'data-figure="(\d+)" href="([^"]*)"|href="([^"]*)" data-figure="(\d+)"')


def numbers_and_parameters(html, name):
    """[(number, parameters of its address)] of the links to the list of countries of a page."""
    found = []
    for first, href, other_href, second in LINK.findall(html):
        address = urlsplit(unescape(href or other_href))
        if address.path == reverse(f"{name}_countries"):
            parameters = {key: values[0] for key, values in parse_qs(address.query).items()}
            found.append((int(first or second), parameters))
    return found


def open_list(name, page, parameters):
    """The list of countries that an address opens, without building the page again for each."""
    of = parameters.get("of")
    if name == "comparisons":
        group = page.table.find_group(of)
        line = next(line for line in group.lines if line.number == int(parameters["line"]))
        return list_arrivals(page, line, group, int(parameters["day"]))
    if name == "compared_reporters":
        return list_reporters(page, page.table.find_group(of), parameters["pattern"])
    if name == "side_by_side":
        return list_counted(page, page.sides.find_group(of), parameters["figure"], parameters["side"])
    change = page.find_change(parameters["indicator"], parameters["answer"])
    return list_answering(page, change, parameters["side"])


@pytest.mark.parametrize(
    ("name", "build", "query", "least"),
    [
        ("comparisons", pace_of, {"round": "3"}, 40),
        ("compared_reporters", reporters_of, {"round": "3"}, 25),
        ("side_by_side", sides_of, {"round": "3", "other_round": "1"}, 150),
        ("answer_changes", answers_of, {"round": "3", "other_round": "1"}, 100),
    ],
)
def test_every_number_opens_exactly_its_countries(client, name, build, query, least):
    html = client.get(reverse(name), query).content.decode()
    links, page = numbers_and_parameters(html, name), build(**query)

    assert len(links) >= least
    for number, parameters in links:
        assert open_list(name, page, parameters).number == number, parameters
    number, parameters = links[-1]
    listed = client.get(reverse(f"{name}_countries"), parameters).content.decode()
    assert len(set(re.findall(r'data-country="(\w{3})"', listed))) == number


# The same in every format


@pytest.mark.parametrize(
    ("name", "build", "query"),
    [
        ("comparisons", pace_of, {"round": "3"}),
        ("compared_reporters", reporters_of, {"round": "3", "order": "pattern"}),
        ("side_by_side", sides_of, {"round": "3", "other_round": "1"}),
        ("answer_changes", answers_of, {"round": "3", "other_round": "1"}),
    ],
)
def test_files_hold_the_numbers_of_the_page(client, name, build, query):
    files = {
        kind: client.get(reverse(f"{name}_export", args=[kind]), query) for kind in ("csv", "xlsx", "json")
    }
    rows = build(**query).rows
    as_csv = list(csv.DictReader(io.StringIO(files["csv"].content.decode())))
    as_json = json.loads(files["json"].content)
    head, *as_xlsx = (
        CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"].content)).get_sheet_by_index(0).to_python()
    )

    assert len(as_csv) == len(as_json) == len(as_xlsx) == len(rows) > 0
    for row, from_csv, from_json, from_xlsx in zip(rows, as_csv, as_json, as_xlsx, strict=True):
        sheet = dict(zip(head, from_xlsx, strict=True))
        for key, value in row.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert float(from_csv[key]) == from_json[key] == sheet[key] == value
            if value is None:
                assert (from_csv[key], from_json[key], sheet[key]) == ("", None, "")
        assert (from_csv["round"], from_csv["as_of"], from_csv["demo"]) == ("3", "2019-03-31", "yes")
    assert files["csv"].content == client.get(reverse(f"{name}_export", args=["csv"]), query).content


# What else changed, what is not held


def test_a_state_that_moved_to_another_region_is_told():
    page = sides_of(round="3", as_of="2026-11-01", other_round="3", other_as_of="2019-03-31")
    members = {group.code: group.find_figure("member_states").numbers for group in page.sides.regions}

    assert any("Indonesia" in sentence for sentence in page.cautions)
    assert (members["WPR"]["other"], members["WPR"]["asked"]) == (27, 28)
    assert page.sides.world.find_figure("reported").difference == 0


def test_rounds_of_which_nothing_is_held_are_told_and_never_zero(client):
    pace = pace_of(round="2")
    side = sides_of(round="2", other_round="1")

    assert {
        row["reports"] for row in pace.rows if row["series"] == "counted" and row["compared_round"] == 2
    } == {None}
    assert reporters_of(round="2").table is None
    assert side.sides.world.find_figure("reported").numbers["asked"] is None
    for name in PAGES:
        answer = client.get(reverse(name), {"round": "2"})
        assert answer.status_code == 200
        assert "held here" in answer.content.decode()


# Bad input


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("comparisons", {"round": "99"}, "There is no round “99”."),
        ("comparisons", {"with": "1,99"}, "There is no round “99”."),
        ("comparisons", {"as_of": "2013-02-31"}, "is not a date"),
        ("compared_reporters", {"region": "XXX"}, "is not a group of countries known here"),
        ("side_by_side", {"other_as_of": "yesterday"}, "is not a date"),
        ("side_by_side", {"other_round": "-1"}, "There is no round “-1”."),
        ("side_by_side", {"other_as_of": "2013-07-31", "other_known_on": "2013-01-01"}, "Nobody could know"),
        ("answer_changes", {"other_as_of": "2999-01-01"}, "is in the future"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(client, name, query, sentence):
    answers = [client.get(reverse(name), query), client.get(reverse(f"{name}_export", args=["csv"]), query)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert all(sentence in unescape(answer.content.decode()) for answer in answers)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("comparisons", {"line": "3"}),
        ("comparisons", {"line": "3", "day": "²"}),
        ("comparisons", {"line": "5000", "day": "1"}),
        ("comparisons", {"line": "3", "day": "1", "of": "XXX"}),
        ("compared_reporters", {"pattern": "often"}),
        ("side_by_side", {"figure": "reported", "side": "above"}),
        ("side_by_side", {"figure": "nothing", "side": "asked"}),
        ("answer_changes", {"indicator": "recruiter_record", "answer": "yes", "side": "above"}),
        ("answer_changes", {"indicator": "nothing", "answer": "yes", "side": "asked"}),
    ],
)
def test_a_number_that_does_not_exist_is_not_found(client, name, query):
    assert client.get(reverse(f"{name}_countries"), {"round": "3", **query}).status_code == 404


def test_a_form_leads_to_the_plain_address(client):
    sent = {"shown_round": "6", "round": "3", "as_of": "", "region": "", "with": ["1", "2"], "order": ""}
    assert client.get(reverse("comparisons"), sent).url == "/comparisons/?round=3&with=1%2C2"

    sides = {"shown_round": "3", "round": "3", "shown_other_round": "1", "other_round": "6"}
    days = {"shown_other_as_of": "2013-07-31", "other_as_of": "2013-07-31"}
    assert (
        client.get(reverse("side_by_side"), sides | days).url
        == "/comparisons/side-by-side/?round=3&other_round=6"
    )


def test_the_swap_turns_the_difference_round():
    page = sides_of(round="3", other_round="1")
    swapped = sides_of(**{k: str(v) for k, v in page.question.swapped.parameters.items()})

    for one, two in zip(page.sides.world.figures, swapped.sides.world.figures, strict=True):
        assert (one.asked_number, one.other_number, one.numbers["came"]) == (
            two.other_number,
            two.asked_number,
            two.numbers["left"],
        )
