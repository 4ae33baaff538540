"""The lists of the secretariat at full size: 194 states, 5 rounds, 5,000 people, 20,000 events.

Queries of each page and the 95th percentile of its time, without any cache of pages; the limits are 15
queries and 200 ms. Each page is asked by a manager, and by a focal point, who have just signed in. Beside
it the time of the processor, which other work on the machine does not change.
"""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter, process_time

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from authorities.models import (
    AuditAction,
    AuditEvent,
    Change,
    ChangeKind,
    Membership,
    MemberState,
    Role,
    User,
)
from reporting.models import Round, Submission, SubmissionEvent, Version
from reporting.models.submissions import State
from tests.benchmarks.growth import analyse_tables
from tests.factories import InstrumentFactory, version_of

STATES, ROUNDS, PEOPLE, EVENTS, RUNS = 194, 5, 5000, 20_000, 40
MOST_QUERIES, MOST_SECONDS = 15, 0.2
MOVES = {"submitted": "submit", "returned": "return", "accepted": "accept", "published": "publish"}
START = datetime(2024, 1, 1, tzinfo=UTC)
PAGES = {
    "desk": "/desk/",
    "review queue": "/review/",
    "who has not reported": "/round-desk/105/",
    "people": "/people/",
    "people of a state": "/people/PHL/",
    "audit trail": "/audit/",
    "audit trail, filtered": "/audit/?state=PHL&kind=move",
    "audit trail, by person": "/audit/?who=person+17",
}


def run(database):
    call_command("load_reference", verbosity=0)
    states = list(MemberState.objects.members_on(date(2024, 1, 1)).order_by("pk"))[:STATES]
    people = make_people(states)
    reports = make_reports(states, people)
    make_events(reports, people, states)
    analyse_tables()
    print(f"{database}. {len(states)} states, {ROUNDS} rounds, {User.objects.count():,} people, {size()}.\n")
    print(f"{'':<26}{'queries':>9}{'median':>10}{'p95':>10}{'processor':>12}")
    for who, pages in (("a manager", PAGES), ("a focal point", {"audit trail": "/audit/", "desk": "/desk/"})):
        print(f"{who}:")
        measure(people["manager" if who == "a manager" else "focal"], pages)


def size():
    rows = SubmissionEvent.objects.count() + AuditEvent.objects.count() + Change.objects.count()
    return f"{rows:,} events and changes"


def make_people(states):
    """Return {"manager": …, "focal": …, "all": …}: 5,000 people, each with a role of a state."""
    users = [User(name=f"Person {n}", email=f"p{n}@bench.example", password="!") for n in range(PEOPLE)]
    User.objects.bulk_create(users, batch_size=500)
    roles = [Role.FOCAL_POINT, Role.DEPUTY, Role.CONTRIBUTOR, Role.VIEWER]  # one, one, one, many
    held = [
        Membership(
            user=user, role=roles[min(n // len(states), 3)], member_state=states[n % len(states)],
            valid_from=date(2020, 1, 1),
        )
        for n, user in enumerate(users[1:])
    ]  # fmt: skip
    manager = Membership(user=users[0], role=Role.MANAGER, valid_from=date(2020, 1, 1))
    Membership.objects.bulk_create([manager, *held], batch_size=500)
    return {"manager": users[0], "focal": users[1], "all": users}


def make_reports(states, people):
    """Return five rounds' reports, in every state, the sent ones with a version."""
    instrument = InstrumentFactory()
    reports = []
    for number in range(ROUNDS):
        one = Round.objects.create(
            number=101 + number,
            title=f"Round {number}",
            opens="2024-01",
            due="2025-06-30",
            instrument=instrument,
        )
        for place, state in enumerate(states):
            if place % 5 == 4 and number == ROUNDS - 1:
                continue  # has not begun
            kind = State.values[(place + number) % len(State.values)]
            reports.append(Submission(round=one, member_state=state, state=kind, started_at=START))
    Submission.objects.bulk_create(reports)
    sent = [version_of(report, by=people["focal"]) for report in reports if report.state != State.DRAFT]
    if not all(version.pk for version in sent):
        Version.objects.bulk_create(sent)
    return reports


def make_events(reports, people, states):
    """Write 20,000 events and as many other entries of the audit trail."""
    users, versions = people["all"], dict(Version.objects.values_list("submission", "pk"))
    events, deeds, changes = [], [], []
    for n in range(EVENTS):
        report, by = reports[n % len(reports)], users[n % PEOPLE]
        at = START + timedelta(minutes=n * 31)
        is_last = n >= EVENTS - len(reports) and report.state != State.DRAFT
        state = report.state if is_last else State.SUBMITTED
        events.append(
            SubmissionEvent(
                submission=report, move=MOVES[state], from_state=State.DRAFT, to_state=state, at=at, by=by,
                version_id=versions.get(report.pk),
            )
        )  # fmt: skip
        deeds.append(AuditEvent(action=AuditAction.SIGNED_IN, by=by, at=at))
        if n % 4 == 0:
            facts = {"model": "authorities.membership", "record": n % PEOPLE + 1, "kind": ChangeKind.CHANGED}
            changes.append(Change(before={"member_state_id": states[0].pk}, by=by, at=at, **facts))
    for rows in (events, deeds, changes):
        type(rows[0]).objects.bulk_create(rows, batch_size=1000)


def measure(user, pages):
    room = Client()
    room.force_login(user)
    for name, address in pages.items():
        first = room.get(address)  # once unmeasured: templates are read and compiled
        if first.status_code != 200:
            print(f"{name:<26}{first.status_code:>9}")
            continue
        with CaptureQueriesContext(connection) as captured:
            room.get(address)
        queries = len(captured)
        began = process_time()
        times = sorted(ask(room, address) for _run in range(RUNS))
        own = (process_time() - began) / RUNS * 1000
        p95, median = times[int(RUNS * 0.95) - 1], times[RUNS // 2]
        over = "  OVER" if p95 > MOST_SECONDS or queries > MOST_QUERIES else ""
        print(f"{name:<26}{queries:>9}{median * 1000:>7.0f} ms{p95 * 1000:>7.0f} ms{own:>9.0f} ms{over}")


def ask(room, address):
    start = perf_counter()
    room.get(address)
    return perf_counter() - start
