"""Pages of figures over 1, 20 and 100 times five full rounds: queries, and time in the database.

Beside them the compliance summary by hand-written SQL over the same rows, and one query for each state.
"""

from contextlib import contextmanager
from datetime import date
from statistics import median
from time import perf_counter

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from authorities.known_facts import stored_facts
from authorities.known_facts.stored_facts import StoredFacts
from authorities.models import Authority
from reporting.compliance.clocks import end_of_day
from reporting.compliance.query import SummaryQuery
from reporting.compliance.states_on_record import states_on
from reporting.compliance.summary import summarise
from reporting.models import IndicatorValue, Round, Submission, Version
from tests.benchmarks.full_rounds import FIRST, add_full_rounds
from tests.benchmarks.growth import analyse_tables

RUNS = 5
MOST_QUERIES, MOST_SECONDS, MOST_OF_HAND = 15, 0.05, 3
QUESTION = f"round={FIRST}"
PAGES = {
    "home": "/",
    "compliance": f"/compliance/?{QUESTION}",
    "compliance, filters": f"/compliance/?{QUESTION}&region=EUR&income=H",
    "countries of a number": f"/compliance/countries/?{QUESTION}&figure=reported",
    "compliance.csv": f"/compliance.csv?{QUESTION}",
    "indicators": f"/indicators/?{QUESTION}",
    "indicator": f"/rounds/{FIRST}/indicators/recruiter_record/",
    "comparisons": f"/comparisons/?{QUESTION}",
    "reporters": f"/comparisons/reporters/?{QUESTION}",
    "answers": f"/answers/?{QUESTION}",
    "agreements": f"/answers/agreements/?{QUESTION}",
    "mirror of workforce": f"/answers/workforce/mirror/?{QUESTION}",
    "country": "/countries/IDN/",
    "countries": "/countries/",
    "round": f"/rounds/{FIRST}/",
    "rounds": "/rounds/",
}
# What the summary of a round counts, as one would write it by hand.
BY_HAND = (
    """SELECT r.region, count(*), count(a.id) FROM authorities_whomembership m
    LEFT JOIN authorities_regionmembership r ON r.member_state_id = m.member_state_id
        AND r.valid_from <= %(day)s AND (r.valid_to IS NULL OR r.valid_to > %(day)s)
    LEFT JOIN authorities_authority a ON a.member_state_id = m.member_state_id
        AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s)
    WHERE m.valid_from <= %(day)s AND (m.valid_to IS NULL OR m.valid_to > %(day)s) GROUP BY r.region""",
    """SELECT s.member_state_id, min(v.submitted_at), max(e.at), max(i.value)
    FROM reporting_submission s JOIN reporting_version v ON v.submission_id = s.id
    LEFT JOIN reporting_submissionevent e ON e.version_id = v.id AND e.to_state = 'published'
    LEFT JOIN reporting_indicatorvalue i ON i.version_id = v.id AND i.indicator_id = 'recruiter_record'
    WHERE s.round_id = %(round)s GROUP BY s.member_state_id""",
)


def run(database, large=False):
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    sizes = (1, 20, 100) if large else (1, 20)
    found, before = {}, 0
    print(
        f"{database}. Rounds made by set-based SQL, each of 194 reports and 100 indicators. Median of {RUNS}."
    )
    for times in sizes:
        start = perf_counter()
        add_full_rounds(before, times)
        analyse_tables()
        print(f"{times}x: {size()}; added in {perf_counter() - start:.0f} s", flush=True)
        found[times], before = measure(), times
        for name, (count, inside, whole) in found[times].items():
            print(
                f"  {name:<26}{count:>4.0f} q.{inside * 1000:>9.1f} ms in the database{whole * 1000:>9.1f} ms"
            )
    print_pages(found, sizes)


def size():
    return f"{Submission.objects.count():,} reports, {IndicatorValue.objects.count():,} values of indicators"


def measure():
    """Return {page: (queries, seconds in the database, seconds)}."""
    visitor, day, round_ = Client(), date.today(), Round.objects.get(number=FIRST)
    ways = {
        "SQL by hand": lambda: count_by_hand(day, round_),
        "a query for each state": lambda: query_by_state(day, round_),
        "summary": lambda: summarise(SummaryQuery(day, round_)),
    }
    ways |= {name: lambda path=path: open_page(visitor, path) for name, path in PAGES.items() if exists(path)}
    return {name: measure_way(way) for name, way in ways.items()}


def exists(path):
    try:
        return resolve(path.partition("?")[0])
    except Resolver404:
        return None


def open_page(visitor, path):
    response = visitor.get(path)
    if response.status_code != 200:
        raise AssertionError(f"{path}: {response.status_code}")


def measure_way(way):
    """Measure it as after a write of public data: with nothing in memory of what was read before."""
    way()  # once unmeasured: templates are read and compiled
    runs = []
    for _run in range(RUNS):
        stored_facts.newest = StoredFacts()
        start = perf_counter()
        with timed_queries() as times:
            way()
        runs.append((len(times), sum(times), perf_counter() - start))
    return tuple(median(column) for column in zip(*runs, strict=True))


@contextmanager
def timed_queries():
    """Yield the list of the seconds of each query. On SQLite rows are found while they are fetched, and so
    the time of fetching is not in it."""
    times = []

    def note(execute, *arguments):
        start = perf_counter()
        try:
            return execute(*arguments)
        finally:
            times.append(perf_counter() - start)

    with connection.execute_wrapper(note):
        yield times


def print_pages(found, sizes):
    largest, smallest = sizes[-1], sizes[0]
    by_hand = found[largest]["SQL by hand"][1]
    print(f"\n{'':<26}" + "".join(f"{f'{times}x: queries, in the database, all':>40}" for times in sizes))
    for name in found[smallest]:
        cells = [found[times][name] for times in sizes]
        line = "".join(f"{q:>15.0f} q. {d * 1000:>9.1f} ms {s * 1000:>8.1f} ms" for q, d, s in cells)
        print(f"{name:<26}{line}  {judge(name, cells, by_hand)}")
    print(
        f"\nGoals: at most {MOST_QUERIES} queries, the same at each size; at {largest}x at most "
        f"{MOST_SECONDS * 1000:.0f} ms in the database, the summary at most {MOST_OF_HAND} times SQL by hand."
    )


def judge(name, cells, by_hand):
    """Return "pass", or what falls short of the goals."""
    if name in ("SQL by hand", "a query for each state"):
        return ""
    queries, seconds = {q for q, _d, _s in cells}, cells[-1][1]
    short = [
        sentence
        for sentence, is_short in (
            ("too many queries", max(queries) > MOST_QUERIES),
            ("more queries with more rows", len(queries) > 1),
            ("too long in the database", seconds > MOST_SECONDS),
            (
                f"{seconds / by_hand:.1f} times SQL by hand",
                name == "summary" and seconds > MOST_OF_HAND * by_hand,
            ),
        )
        if is_short
    ]
    return f"FAIL: {', '.join(short)}" if short else "pass"


def count_by_hand(day, round_):
    with connection.cursor() as cursor:
        for statement in BY_HAND:
            cursor.execute(statement, {"day": day.isoformat(), "round": round_.number})
            cursor.fetchall()


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
