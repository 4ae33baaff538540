"""Thirty people type into thirty reports at once, through a web server; a section of a large report opens."""

import random
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from time import monotonic, process_time, sleep

from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from authorities.models import MemberState, Role
from reporting.models import Answer, Instrument
from tests.benchmarks.growth import analyse_tables
from tests.benchmarks.importing import verdict
from tests.benchmarks.instruments import read_page
from tests.benchmarks.timing import queries, seconds
from tests.benchmarks.typists import ClientLine, Line, Typist, sign_in
from tests.benchmarks.web_server import running_server
from tests.factories import MembershipFactory, RoundFactory, SubmissionFactory, column, question

PEOPLE, SECONDS, PAUSE, AT_ONCE = 30, 60, (1.5, 2.5), 10
SECTIONS, QUESTIONS, ROWS = 20, 14, 25
# Milliseconds of 95 in 100 saves, and of a page; how much cheaper an answer is than its page.
SAVE_LIMIT, OPEN_LIMIT, CHEAPER, COUNTED = 150, 150, 10, 60
WORKERS = {"postgresql": 2, "sqlite": 1}
KINDS = {
    "text": "Kept by the ministry.",
    "integer": 2020,
    "longtext": "A sentence of several words. " * 20,
    "yesno": "yes",
}
ROW = {"name": "Nurses", **{f"c{number}": number * 1000 for number in range(4)}}


def run(database):
    workers = WORKERS[connection.vendor]
    questions = SECTIONS * (QUESTIONS + 1)
    print(f"{database}. {PEOPLE} reports of {questions} questions and {SECTIONS * ROWS} rows.\n")
    *reports, small = create_reports()
    measure_opening(reports[0], small)
    compare_costs(reports[0])
    measure_typing(reports, workers)


def create_reports():
    """Return the large reports of PEOPLE states, and one of a single section; all of them filled in."""
    call_command("load_reference", verbosity=0)
    states = list(MemberState.objects.order_by("pk")[:PEOPLE])
    large, small = (create_round(number, sections) for number, sections in ((60, SECTIONS), (70, 1)))
    reports = [SubmissionFactory(round=large, member_state=state) for state in states]
    reports.append(SubmissionFactory(round=small, member_state=states[0]))
    for report in reports:
        fill_in(report)
    analyse_tables()
    return reports


def create_round(number, sections):
    details = {"form_id": f"filing-{sections}", "version": "1", "title": "A form"}
    definition = {
        **details, "id": details["form_id"], "note": "", "code_version": "2010", "audience": "national",
        "sections": [build_section(place) for place in range(sections)],
    }  # fmt: skip
    instrument = Instrument.objects.create(**details, definition=definition)
    return RoundFactory(number=number, instrument=instrument)


def build_section(place):
    columns = [column("name", "text"), *(column(f"c{number}", "integer") for number in range(4))]
    table = question(f"g{place}", "group", columns=columns, min_rows=0, max_rows=200)
    kinds = list(KINDS)
    others = [question(f"q{place}_{number}", kinds[number % len(kinds)]) for number in range(QUESTIONS)]
    return {"code": f"s{place}", "title": f"Section {place}", "questions": [table, *others]}


def fill_in(report):
    Answer.objects.bulk_create(
        Answer(
            submission=report,
            question=code,
            value=[ROW] * ROWS if asked["type"] == "group" else KINDS[asked["type"]],
            at=timezone.now(),
        )
        for code, asked in report.round.instrument.questions.items()
    )


def respondent_of(report):
    return MembershipFactory(role=Role.FOCAL_POINT, member_state=report.member_state).user


def measure_opening(large, small):
    """Open the first section of both reports."""
    client = Client()
    client.force_login(respondent_of(large))
    addresses = [f"{report.get_absolute_url()}sections/s0/" for report in (large, small)]
    ways = [lambda address=address: read_page(client, address) for address in addresses]
    for way in ways:
        way()  # once unmeasured: templates are read and compiled
    verdict("open a section", seconds(ways[0]) * 1000, OPEN_LIMIT, " ms")
    verdict("its queries, beside those of a small report", queries(ways[0]) - queries(ways[1]), 0, "")


def compare_costs(report):
    """CPU of this process for an answer and for its whole page; the database works for both in its own."""
    typist = Typist(ClientLine(respondent_of(report)), report, "s0", random.Random(1))
    typist.open_page()
    page = cost_of(typist.save_page)
    answer, table = cost_of(typist.save_answer), cost_of(lambda: typist.save_answer("g0"))
    print(
        f"CPU of a page save (baseline) {page * 1000:.1f} ms, of an answer {answer * 1000:.1f} ms, "
        f"of a table of {ROWS} rows {table * 1000:.1f} ms"
    )
    verdict("an answer is cheaper than its page", page / answer, CHEAPER, "x", at_least=True)


def cost_of(way):
    def once():
        start = process_time()
        way()
        return process_time() - start

    once()
    return median(once() for _run in range(COUNTED))


def measure_typing(reports, workers):
    """Everybody types for a minute with pauses, then for a while without."""
    people = [respondent_of(report) for report in reports]
    sessions = [sign_in(user) for user in people]
    connections.close_all()
    with running_server(workers) as port:
        typists = [
            Typist(Line(port, cookies), report, f"s{number % SECTIONS}", random.Random(number))
            for number, (report, cookies) in enumerate(zip(reports, sessions, strict=True))
        ]
        type_at_once(typists, Typist.open_page)
        waits = type_for(typists, SECONDS, PAUSE)
        fast = type_for(typists, AT_ONCE, (0, 0))
    cuts = quantiles(waits, n=20)
    rate = len(waits) / SECONDS
    print(f"{PEOPLE} people typed for {SECONDS} s: {rate:.0f} saves a second; web workers: {workers}")
    verdict("a save, median", cuts[9] * 1000, SAVE_LIMIT, " ms")
    verdict("a save, 95 in 100", cuts[18] * 1000, SAVE_LIMIT, " ms")
    print(f"without a pause: {len(fast) / AT_ONCE:.0f} saves a second")


def type_at_once(typists, action):
    with ThreadPoolExecutor(len(typists)) as people:
        list(people.map(action, typists))


def type_for(typists, duration, pause):
    """Return the seconds of all saves."""
    until = monotonic() + duration

    def keep_typing(typist):
        typist.waits.clear()
        sleep(typist.chance.uniform(0, pause[1]))
        while monotonic() < until:
            typist.save_answer()
            sleep(typist.chance.uniform(*pause))

    type_at_once(typists, keep_typing)
    return [wait for typist in typists for wait in typist.waits]
