"""Rounds, states and reports as they are on record, for tests that need no database."""

from datetime import date

from reporting.comparisons.compared_rounds import ComparedRound
from reporting.compliance.reports_on_record import ReportOnRecord
from reporting.compliance.states_on_record import StateOnRecord
from reporting.models import Round


def day(text):
    return date.fromisoformat(text)


def state(iso3, region="EUR"):
    return StateOnRecord(iso3, f"Land {iso3}", region)


def report(iso3, sent_on=None, number=1, **fields):
    return ReportOnRecord(number, iso3, sent_on=day(sent_on) if sent_on else None, **fields)


def compared(*reports, number=1, as_of="2020-01-01", answers_held=True, overtaken_on=None, **dates):
    """A round that opened on 1 January 2018 and closed with that year, unless other dates are given."""
    dates = {"opens": "2018-01-01", "due": "2018-06-30", "closes": "2018-12-31", **dates}
    by_state = {each.iso3: each for each in reports}
    return ComparedRound(
        Round(number=number, title="", **dates), day(as_of), by_state, answers_held, overtaken_on
    )
