"""The invented registers of the demonstration, the recruiters on them, and the lives of their licences."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from operator import attrgetter

from recruiters.licence_workflow import licence_workflow
from recruiters.models import Branch, LicenceEvent, LicenceState, Move, Recruiter, Register, Relation
from reporting.demo.tables import day, rows

# Decisions that take effect later were made before the demonstration was.
MADE_ON = date(2026, 11, 20)
ENDS = {
    LicenceState.SUSPENDED: (Move.SUSPEND, "Reports were not filed."),
    LicenceState.REVOKED: (Move.REVOKE, "Workers were asked to pay fees."),
    LicenceState.WITHDRAWN: (Move.WITHDRAW, "Given back by the firm itself."),
}
DATES = ("committed_to_code_on", "last_inspected_on", "last_verified_on", "next_check_on")
LISTS = ("professions", "source_states", "destination_states")
WORDS = ("licence_number", "legal_name", "trading_names", "former_names", "address", "website")
CODES = ("sector", "direction", "fee_policy")
STEP_DATES = ("effective_on", "valid_from", "valid_until", "suspended_until")
STEP_WORDS = ("decision", "legal_ground", "public_note", "note")


def load_registers(registrars):
    """Makes the registers with their recruiters; returns how many of each.

    `registrars` are those in whose names the licences were decided on, by state and code of the register.
    """
    registers = {(row["iso3"], row["code"]): register(row) for row in rows("registers.csv")}
    Register.objects.bulk_create(registers.values())
    found = {key(row): recruiter(row, registers[key(row)[:2]]) for row in rows("recruiters.csv")}
    events = [event for row in rows("recruiters.csv") for event in life(found[key(row)], row, registrars)]
    number_versions(events)
    Recruiter.objects.bulk_create(found.values())
    LicenceEvent.objects.bulk_create(sorted(events, key=attrgetter("at")))
    Register.objects.bulk_update(registers.values(), ["version"])
    load_what_belongs_to(found)
    return len(registers), len(found)


def key(row, prefix=""):
    """State, register and number of a licence."""
    return tuple(row[prefix + name] for name in ("iso3", "register", "licence_number"))


def register(row):
    return Register(
        member_state_id=row["iso3"],
        code=row["code"],
        name=row["name"],
        keeper=row["keeper"],
        legal_basis=row["legal_basis"],
        public_address=row["public_address"],
        valid_from=day(row["valid_from"]),
        valid_to=day(row["valid_to"]),
        illustrative=True,
    )


def recruiter(row, register):
    """The entry, of which nothing was decided yet."""
    return Recruiter(
        register=register,
        **{name: row[name] for name in (*WORDS, *CODES)},
        **{name: row[name].split() for name in LISTS},
        **{name: day(row[name]) for name in DATES},
    )


# Lives of licences


def life(recruiter, row, registrars):
    """The events of a licence, unsaved, as the workflow makes them; the recruiter keeps the terms."""
    by = registrars[key(row)[:2]]
    for step in told().get(key(row)) or usual(row):
        at = datetime.combine(min(step["effective_on"], MADE_ON), time(9), UTC)
        yield licence_workflow.prepare(recruiter, by=by, at=at, version=0, **step)


@cache
def told():
    """The lives that licences.csv tells, by licence."""
    lives = defaultdict(list)
    for row in rows("licences.csv"):
        dates = {name: day(row[name]) for name in STEP_DATES}
        lives[key(row)].append({"name": row["move"], **dates, **{name: row[name] for name in STEP_WORDS}})
    return lives


def usual(row):
    """Granted once; where it did not stay so, that was decided half-way."""
    begin, end = day(row["valid_from"]), day(row["valid_until"])
    yield {"name": Move.GRANT, "effective_on": begin, "valid_until": end}
    if row["standing"] in ENDS:
        name, reason = ENDS[row["standing"]]
        yield {
            "name": name,
            "effective_on": begin + (min(end, MADE_ON - timedelta(days=7)) - begin) / 2,
            "decision": f"DEMO-{row['licence_number'][-7:]}",
            "public_note": f"{reason} (Illustrative.)",
        }


def number_versions(events):
    """Each decision is a version of its register, in the order in which they were made."""
    versions = Counter()
    for event in sorted(events, key=attrgetter("at")):
        register = event.recruiter.register
        versions[register] += 1
        register.version = event.version = versions[register]


def load_what_belongs_to(found):
    Branch.objects.bulk_create(
        Branch(
            recruiter=found[key(row)],
            name=row["name"],
            address=row["address"],
            member_state_id=row["branch_state"],
        )
        for row in rows("branches.csv")
    )
    Relation.objects.bulk_create(
        Relation(
            recruiter=found[key(row)],
            other=found[key(row, prefix="other_")],
            kind=row["kind"],
            note=row["note"],
        )
        for row in rows("relations.csv")
    )
