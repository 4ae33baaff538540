"""Reports of which only the fact is known count as reported, and nothing is known of their answers."""

import json
from datetime import date

import pytest
from django.urls import reverse

from authorities.models import Change
from reporting.compliance.query import SummaryQuery
from reporting.compliance.summary import summarise
from reporting.models import ReportReceipt, Round
from reporting.round_desk.overview import read_round
from reporting.round_desk.stages import RoundStage
from tests.authorities.imports.import_steps import applied, checked
from tests.factories import IndicatorFactory, RoundFactory
from tests.reporting.compliance.records import make_report

CLOSING = date(2016, 3, 31)


@pytest.fixture
def second(philippines, indonesia, ireland):
    RoundFactory(number=6)
    return RoundFactory(number=2, opens="2015-03", due="2015-07-31", closes="2016-03", instrument=None)


def receive(round_, state, day, source="Document A69/37"):
    return ReportReceipt.objects.create(round=round_, member_state=state, received_on=day, source=source)


DAYS = [
    ("2015-05-20", date(2015, 5, 20), False, None),
    ("2015-05", date(2015, 5, 31), False, None),
    ("2015-08", date(2015, 8, 31), True, None),
    ("2015", date(2015, 12, 31), False, None),  # in time or late: not known
    ("2016", CLOSING, True, None),  # it may have come by the closing day, and counts from then on
    ("2016-04", date(2016, 4, 30), False, True),
]


def test_it_counts_from_the_last_day_on_which_it_may_have_come(second, philippines):
    for written, counts_from, late, closed in DAYS:
        receipt = ReportReceipt(round=second, member_state=philippines, received_on=written)
        assert (receipt.counts_from, receipt.is_late) == (counts_from, late), written
        assert (receipt.timing == "after_closure") == bool(closed), written


def test_figures_count_it_as_reported_without_answers(second, philippines, indonesia):
    receive(second, philippines, "2015-05")
    receive(second, indonesia, "2016-04")
    figures = {
        day: summarise(SummaryQuery(day, second)).world
        for day in (date(2015, 5, 30), date(2015, 5, 31), date(2016, 5, 1))
    }
    before, after, closed = (figures[day].known_numbers for day in figures)

    assert before["reported"] is None
    assert (after["reported"], after["receipt_only"]) == (1, 1)
    assert (after["published"], after["keeps_recruiter_record"], after["in_progress"]) == (None, None, None)
    assert (closed["reported"], closed["received_after_closure"]) == (1, 1)
    assert after["reported_late"] is None  # others may have come, late or not
    assert figures[date(2015, 5, 31)].reporting_rate is None
    assert figures[date(2015, 5, 31)].recruiter_record_rate is None


def test_a_report_that_is_held_says_more_than_its_receipt(second, philippines, ireland):
    second.instrument = RoundFactory(number=6).instrument
    second.save()
    IndicatorFactory(key="recruiter_record")
    receive(second, philippines, "2015-05")
    receive(second, ireland, "2015-05")
    make_report(
        philippines,
        second,
        started_on="2015-04-01",
        sent_on=["2015-06-10"],
        published_on=["2015-07-01"],
        answers=["yes"],
    )
    numbers = summarise(SummaryQuery(CLOSING, second)).world.known_numbers

    assert [numbers[key] for key in ("reported", "receipt_only", "published", "keeps_recruiter_record")] == [
        2,
        1,
        1,
        1,
    ]


def test_pages_and_files_show_it_as_received_and_not_held(client, second, philippines, ireland):
    receive(second, philippines, "2015-05")
    pages = {
        "country": reverse("country", args=["PHL"]), "round": reverse("round", args=[2]),
        "rounds": reverse("rounds"), "compliance": reverse("compliance") + "?round=2",
        "countries": reverse("compliance_countries") + "?round=2&figure=receipt_only",
    }  # fmt: skip
    found = {name: " ".join(client.get(address).content.decode().split()) for name, address in pages.items()}
    data = json.loads(client.get("/compliance.json?round=2").content)

    assert "Received: May 2015. Its answers are not known here." in found["country"]
    assert "1 report received, and not held here" in found["round"]
    assert "<strong>1</strong> report is known by its receipt alone." in found["rounds"]
    assert "What the reports answer is not held here." in found["compliance"]
    assert "At least 1 of" in found["compliance"]
    assert [
        mark
        for mark in ("Final.", "Interim.", 'data-size="wide"', "chart-card")
        if mark in found["compliance"]
    ] == []
    assert {state["stage"] for state in data["countries"]} == {None, "reported"}
    assert "Philippines" in found["countries"]
    assert "Document A69/37" in found["country"]
    assert (data["reported"], data["published"], data["held"]) == (1, None, True)


def test_the_round_desk_counts_it_as_submitted(second, philippines):
    receive(second, philippines, "2015-08")
    receive(RoundFactory(number=1, opens="2012", due=""), philippines, "2013")
    [state] = [one for one in read_round(second, CLOSING, ["WPR"]) if one.member_state == philippines]

    assert (state.stage, state.sent_on, state.is_late) == (RoundStage.SUBMITTED, date(2015, 8, 31), True)
    assert state.last_round == 1


MISTAKES = [
    ({"received_on": ""}, "This field is required."),
    ({"received_on": "spring"}, "“spring” is not a date"),
    ({"received_on": "2999"}, "This day is in the future."),
    ({"received_on": "2014"}, "The round had not opened by then."),
    ({"source": ""}, "This field is required."),
    ({"member_state": "IRL"}, "The receipt of this report is recorded already."),
]


def test_a_manager_records_and_annuls_one(client, manager, second, philippines, ireland):
    client.force_login(manager)
    receive(second, ireland, "2015-06")
    address = reverse("round_receipts", args=[2])
    typed = {"member_state": "PHL", "received_on": "2015-05", "source": "Letter of 2015"}
    wrong = {
        sentence: client.post(address, {**typed, **changed}).content.decode()
        for changed, sentence in MISTAKES
    }
    running = client.post(reverse("round_receipts", args=[6]), typed).content.decode()
    stored = client.post(address, typed)
    receipt = ReportReceipt.objects.get(member_state=philippines)
    annulment = reverse("annul_receipt", args=[2, receipt.pk])
    without_reason = client.post(annulment, {"reason": " "}).status_code
    client.post(annulment, {"reason": "It came from elsewhere."})

    assert [sentence for sentence, page in wrong.items() if sentence not in page] == []
    assert "This round accepts reports now" in running
    assert (stored.status_code, without_reason) == (302, 422)
    assert [change.kind for change in Change.objects.of(receipt)] == ["new", "annulled"]
    assert "It came from elsewhere." in client.get(address).content.decode()
    assert summarise(SummaryQuery(CLOSING, Round.objects.get(pk=2))).world.numbers["reported"] == 0 + 1


def test_a_manager_imports_them_and_a_wrong_row_stops_all(manager, second, philippines, indonesia, ireland):
    def cells(state, day, source="Document A69/37", number="2"):
        return {"round": number, "iso3": state, "received_on": day, "source": source}

    kind = {"kind": "receipts", "scope": ""}
    bad = [cells("IDN", "2014-12"), cells("IRL", "2015", number="6")]
    wrong = checked(manager, cells("PHL", "2015"), *bad, **kind)
    rows = [cells("PHL", "2015"), cells("Indonesia", "2015-07"), cells("IRL", "2015-07-31")]
    applied(manager, *rows, **kind)

    assert wrong.counts["wrong"] == 2
    assert dict(ReportReceipt.objects.values_list("member_state", "received_on")) == {
        "PHL": "2015", "IDN": "2015-07", "IRL": "2015-07-31",
    }  # fmt: skip
