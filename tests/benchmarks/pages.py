"""Public pages over two gunicorn workers, beside a bare Django page on the same gunicorn in the same run.

The bare page is that of a new project with Django's default middleware: no query, no template. The goals are
shares of its requests a second. An uncached page is rendered for each request, from facts that stay in memory
until public data change; the first one after that reads them of the database, and is measured apart.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from gzip import decompress
from statistics import median
from threading import Event
from time import perf_counter, sleep

from django.core.management import call_command

from authorities.models import MemberState
from tests.benchmarks.growth import analyse_tables
from tests.benchmarks.visitors import Visitor, measure_load
from tests.benchmarks.web_server import serve

WORKERS, CONNECTIONS, SECONDS, RUNS = 2, 4, 2, 3
PAGES = {"home": "/", "compliance": "/compliance/", "country": "/countries/IDN/"}
GZIP = ("Accept-Encoding: gzip",)
CACHED, NOT_MODIFIED, UNCACHED, MOST_P95 = 0.5, 0.8, 0.10, 0.1
READERS, WRITES, PAUSE = 50, 8, 0.5
FIRST_PAGES = 30
# Limits count each request for another visitor.
BEHIND_A_PROXY = {"TRUSTED_PROXIES": "1", "LOG_LEVEL": "INFO"}


def run(database):
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    analyse_tables()
    print(
        f"{database}. {WORKERS} gunicorn workers with 4 threads, {CONNECTIONS} connections kept open, best "
        f"of {RUNS} runs of {SECONDS} s. The bare page: a new Django project with the default middleware, no "
        "query and no template, on the same gunicorn, measured in turn with each page.\n"
    )
    with (
        serve("tests.benchmarks.bare_site:make_application()", WORKERS) as (bare, _log),
        serve("config.wsgi", WORKERS, **BEHIND_A_PROXY) as (shared, _shared_log),
        serve("config.wsgi", WORKERS, **BEHIND_A_PROXY, SHARED_PAGES="0") as (plain, _plain_log),
    ):
        print(f"{'':<26}{'bare a second':>14}{'this':>8}{'p95':>12}{'share':>9}{'goal':>7}")
        print_loads(bare, shared, plain)
        print_first_pages(plain)
    print_writes()


def print_loads(bare, shared, plain):
    for name, path in PAGES.items():
        _status, headers, _body = Visitor(shared).get(path, GZIP)
        has_it = (*GZIP, f"If-None-Match: {headers['etag']}")
        print_pair(f"{name}, cached", bare, (shared, path, GZIP), CACHED)
        print_pair(f"{name}, not modified", bare, (shared, path, has_it), NOT_MODIFIED)
        print_pair(f"{name}, uncached", bare, (plain, path, GZIP), UNCACHED)


def print_pair(name, bare, page, goal):
    """Measure the bare page and another one in turn, for the machine may be busy with other things."""
    pairs = [(ask_for_page(bare, "/"), ask_for_page(*page)) for _run in range(RUNS + 1)][1:]
    base, load = (max(loads, key=lambda load: load.rate) for loads in zip(*pairs, strict=True))
    print_load(name, load, base, goal)


def ask_for_page(port, path, headers=()):
    return measure_load(port, path, seconds=SECONDS, connections=CONNECTIONS, headers=headers)


def print_load(name, load, base, goal):
    share = load.rate / base.rate
    good = "pass" if share >= goal and (goal != UNCACHED or load.p95 <= MOST_P95) else "FAIL"
    if load.statuses.keys() - {200, 304}:
        good = f"FAIL: {dict(load.statuses)}"
    print(
        f"{name:<26}{load.rate:>18.0f}{load.p95 * 1000:>9.1f} ms{share:>16.3f}{goal:>8.2f}  {good}",
        flush=True,
    )


def print_first_pages(port):
    """Print how long a page takes after a write: then nothing of what it rests on is in memory."""
    print()
    for name, path in PAGES.items():
        visitor, times = Visitor(port), []
        for number in range(FIRST_PAGES):
            write(number)
            start = perf_counter()
            visitor.get(path, GZIP)
            times.append(perf_counter() - start)
        print(f"{name + ', first after a write':<34}{median(times) * 1000:>19.1f} ms", flush=True)


def print_writes():
    """Let many read a page while its data change: nobody gets an error or a stale page."""
    with serve("config.wsgi", WORKERS, **BEHIND_A_PROXY) as (port, log):
        committed, finished = [(0, 0.0)], Event()
        write(0)
        Visitor(port).get("/countries/IDN/", GZIP)
        log.seek(0, 2)
        begin = log.tell()
        with ThreadPoolExecutor(READERS) as readers:
            visits = [readers.submit(read_until, port, finished) for _number in range(READERS)]
            for number in range(1, WRITES + 1):
                sleep(PAUSE)
                write(number)
                committed.append((number, perf_counter()))
            sleep(PAUSE)
            finished.set()
            seen = [page for visit in visits for page in visit.result()]
        log.seek(begin)
        rendered = len(re.findall(rb"request_started", log.read()))
    errors = sum(status != 200 for _start, status, _number in seen)
    stale = sum(number < newest_before(committed, start) for start, _status, number in seen)
    good = "pass" if not errors and not stale and rendered == WRITES else "FAIL"
    print(
        f"\n{WRITES} writes while {READERS} visitors read {len(seen):,} pages: {errors} errors, {stale} "
        f"stale pages, {rendered} renderings (goal: 0, 0, {WRITES})  {good}"
    )


def write(number):
    MemberState.objects.filter(pk="IDN").update(name_en=f"Indonesia no. {number}.")


def newest_before(committed, moment):
    return max(number for number, at in committed if at < moment)


def read_until(port, finished):
    """Return (start, status, number of the write that shows) of every page that was read."""
    visitor, seen = Visitor(port), []
    while not finished.is_set():
        start = perf_counter()
        status, _headers, body = visitor.get("/countries/IDN/", GZIP)
        found = re.search(rb"Indonesia no\. (\d+)\.", decompress(body)) if status == 200 else None
        seen.append((start, status, int(found[1]) if found else -1))
        sleep(0.02)
    return seen
