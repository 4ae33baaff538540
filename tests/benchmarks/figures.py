"""The compliance summary, its page and the home page: time and queries, against one query for each state."""

from datetime import date
from statistics import median
from time import perf_counter

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from authorities.models import Authority
from reporting.compliance.clocks import end_of_day
from reporting.compliance.query import SummaryQuery
from reporting.compliance.states_on_record import states_on
from reporting.compliance.summary import summarise
from reporting.models import IndicatorValue, Round, Submission, Version
from tests.benchmarks.growth import analyse_tables, multiply_records

DAY, ROUND, TIMES, RUNS = date(2013, 7, 31), 1, 20, 9


def run(database):
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    analyse_tables()
    small, small_size = measure(), size()
    multiply_records(TIMES)
    analyse_tables()
    large, large_size = measure(), size()
    print(f"{database}. 1x: {small_size}. {TIMES}x: {large_size}. Median of {RUNS} runs.\n")
    print(f"{'':<28}{'1x':>20}{f'{TIMES}x':>20}{f'{TIMES}x / 1x':>12}{'baseline / this':>18}")
    baseline = large["baseline: query by state"][0]
    for name, (seconds, queries) in small.items():
        later, later_queries = large[name]
        print(
            f"{name:<28}{seconds * 1000:>9.1f} ms{queries:>6} q.{later * 1000:>9.1f} ms{later_queries:>6} q."
            f"{later / seconds:>12.2f}{baseline / later:>18.1f}"
        )


def size():
    return f"{Submission.objects.count():,} reports, {IndicatorValue.objects.count():,} answers to indicators"


def measure():
    """Seconds and queries of each way, by name."""
    visitor, one = Client(), Round.objects.get(number=ROUND)
    page = f"/compliance/?as_of={DAY}&round={ROUND}"
    ways = {
        "baseline: query by state": lambda: query_by_state(DAY, one),
        "summary": lambda: figures(summarise(SummaryQuery(DAY, one))),
        "compliance page": lambda: visitor.get(page),
        "home page": lambda: visitor.get("/"),
    }
    if ways["baseline: query by state"]() != ways["summary"]():
        raise AssertionError("The baseline and the summary disagree.")
    for way in ways.values():
        way()  # once unmeasured: templates are read and compiled
    return {name: (seconds(way), queries(way)) for name, way in ways.items()}


def seconds(way):
    def once():
        start = perf_counter()
        way()
        return perf_counter() - start

    return median(once() for _run in range(RUNS))


def queries(way):
    with CaptureQueriesContext(connection) as captured:
        way()
    return len(captured)


def figures(found):
    numbers = found.world.numbers
    return numbers["designated"], numbers["reported"], numbers["keeps_recruiter_record"]


def query_by_state(day, asked):
    """The plain way: for each state ask what there is."""
    designated = reported = keeping = 0
    for state in states_on(day):
        designated += Authority.objects.in_force_on(day).filter(member_state=state).exists()
        versions = Version.objects.filter(submission__round=asked, submission__member_state=state)
        reported += versions.sent_before(end_of_day(day)).exists()
        public = versions.published_before(end_of_day(day)).order_by("-number").only("pk").first()
        said = public and IndicatorValue.objects.filter(version=public, indicator="recruiter_record").first()
        keeping += bool(said and said.value == "yes")
    return designated, reported, keeping
