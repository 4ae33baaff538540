"""Figures from what is accepted and not yet public: for the secretariat alone, and marked on every output."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from reporting.compliance.query import Basis, SummaryQuery
from reporting.compliance.summary import summarise
from reporting.models import Round, State
from tests.reporting.compliance.records import make_move, make_report, make_round, make_state

pytestmark = pytest.mark.django_db

ASKED = {"as_of": "2013-07-31", "round": "1", "basis": "accepted"}
MARK = "Accepted, not yet public"
OUTPUTS = ("compliance", "compliance_countries")
FILES = ("compliance_export", "compliance_countries_export")


@pytest.fixture
def accepted(db):
    """One report is published, one accepted, one accepted and then returned, one only sent. All say yes."""
    make_round()
    make_report(make_state("AAA"), sent_on=["2013-01-10"], published_on=["2013-02-01"], answers=["yes"])
    reports = [
        make_report(make_state(iso3), sent_on=["2013-01-10"], answers=["yes"])
        for iso3 in ("BBB", "CCC", "DDD")
    ]
    for report in reports[:2]:
        make_move(report, "accept", "2013-03-01", State.ACCEPTED)
    make_move(reports[1], "return", "2013-04-01", State.RETURNED)


@pytest.mark.parametrize(
    ("day", "basis", "counted"),
    [
        ("2013-02-28", Basis.ACCEPTED, 1),
        ("2013-03-31", Basis.ACCEPTED, 3),
        ("2013-04-01", Basis.ACCEPTED, 2),
        ("2013-04-01", Basis.PUBLISHED, 1),
    ],
)
def test_what_is_accepted_counts_until_it_is_returned(accepted, day, basis, counted):
    query = SummaryQuery(date.fromisoformat(day), Round.objects.get(), basis=basis)
    numbers = summarise(query).world.numbers
    assert (numbers["answers_counted"], numbers["keeps_recruiter_record"]) == (counted, counted)
    assert numbers["published"] == 1


@pytest.mark.parametrize("reader", [None, "focal_point"])
def test_nobody_else_may_ask(client, accepted, reader, request):
    if reader:
        client.force_login(request.getfixturevalue(reader))
    addresses = [reverse(name) for name in OUTPUTS]
    addresses += [reverse(name, args=[form]) for name in FILES for form in ("csv", "xlsx", "json")]
    assert {client.get(address, ASKED).status_code for address in addresses} == {404}


def test_every_output_for_the_secretariat_is_marked_and_never_kept(client, accepted, reviewer):
    client.force_login(reviewer)
    answers = [client.get(reverse(name), ASKED) for name in OUTPUTS]
    files = {form: client.get(reverse(FILES[0], args=[form]), ASKED) for form in ("csv", "xlsx", "json")}
    countries = client.get(reverse(FILES[1], args=["csv"]), ASKED)

    assert all(MARK in answer.content.decode() for answer in answers)
    assert "of 2 that have reported and whose reports are accepted or published" in " ".join(
        answers[0].content.decode().split()
    )
    for answer in (*answers, *files.values(), countries):
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    for one in (files["csv"], countries):
        assert {row["basis"] for row in csv.DictReader(io.StringIO(one.content.decode()))} == {"accepted"}
    assert json.loads(files["json"].content)["basis"] == "accepted"
    head, first, *_rest = (
        CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"].content)).get_sheet_by_index(0).to_python()
    )
    assert dict(zip(head, first, strict=True))["basis"] == "accepted"


def test_the_terminal_is_marked(accepted):
    output = io.StringIO()
    call_command("compliance", "--as-of=2013-07-31", "--basis=accepted", stdout=output)
    assert MARK in output.getvalue().splitlines()[2]


def test_an_answer_that_is_only_accepted_does_not_open_a_public_report(client, accepted, reviewer):
    client.force_login(reviewer)
    page = client.get(reverse("compliance_countries"), {**ASKED, "figure": "keeps_recruiter_record"})
    assert [status.iso3 for status in page.context["statuses"]] == ["AAA", "BBB"]
    assert reverse("report", args=[1, "AAA"]) in page.content.decode()
    assert reverse("report", args=[1, "BBB"]) not in page.content.decode()
