"""The invented registers of the demonstration, their recruiters, and the history of the licences."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from operator import attrgetter

from authorities.known_facts.writing import save_facts
from recruiters.licence_workflow import licence_workflow
from recruiters.models import Branch, LicenceEvent, LicenceState, Move, Recruiter, Register, Relation
from reporting.demo.tables import parse_day, read_rows

# Decisions that take effect later than this were made on this day.
LAST_DECISION_ON = date(2026, 11, 20)
ENDING_MOVES = {
    LicenceState.SUSPENDED: (Move.SUSPEND, "Reports were not filed."),
    LicenceState.REVOKED: (Move.REVOKE, "Workers were asked to pay fees."),
    LicenceState.WITHDRAWN: (Move.WITHDRAW, "Given back by the firm itself."),
}
RECRUITER_DATES = ("committed_to_code_on", "last_inspected_on", "last_verified_on", "next_check_on")
RECRUITER_LISTS = ("professions", "source_states", "destination_states")
RECRUITER_TEXTS = ("licence_number", "legal_name", "trading_names", "former_names", "address", "website")
RECRUITER_CODES = ("sector", "direction", "fee_policy")
DECISION_DATES = ("effective_on", "valid_from", "valid_until", "suspended_until")
DECISION_TEXTS = ("decision", "legal_ground", "public_note", "note")


def load_registers(registrars):
    """Create the registers with their recruiters; return the number of each.

    `registrars` holds {(state, code of the register): user}, the authors of the decisions.
    """
    registers = {(row["iso3"], row["code"]): build_register(row) for row in read_rows("registers.csv")}
    save_facts([*registers.values()], by=None, is_first_load=True)
    recruiters = {
        licence_key_of(row): build_recruiter(row, registers[licence_key_of(row)[:2]])
        for row in read_rows("recruiters.csv")
    }
    events = [
        event
        for row in read_rows("recruiters.csv")
        for event in invent_events(recruiters[licence_key_of(row)], row, registrars)
    ]
    number_versions(events)
    Recruiter.objects.bulk_create(recruiters.values())
    LicenceEvent.objects.bulk_create(sorted(events, key=attrgetter("at")))
    Register.objects.bulk_update(registers.values(), ["version"])
    load_branches_and_relations(recruiters)
    return len(registers), len(recruiters)


def licence_key_of(row, prefix=""):
    """Return (state, register, number) of the licence of a row."""
    return tuple(row[prefix + name] for name in ("iso3", "register", "licence_number"))


def build_register(row):
    return Register(
        member_state_id=row["iso3"],
        code=row["code"],
        name=row["name"],
        keeper=row["keeper"],
        legal_basis=row["legal_basis"],
        public_address=row["public_address"],
        valid_from=parse_day(row["valid_from"]),
        valid_to=parse_day(row["valid_to"]),
        illustrative=True,
    )


def build_recruiter(row, register):
    """Return the entry of a row, before any decision."""
    return Recruiter(
        register=register,
        **{name: row[name] for name in (*RECRUITER_TEXTS, *RECRUITER_CODES)},
        **{name: row[name].split() for name in RECRUITER_LISTS},
        **{name: parse_day(row[name]) for name in RECRUITER_DATES},
    )


# Decisions on licences


def invent_events(recruiter, row, registrars):
    """Yield the unsaved events of a licence as the workflow makes them; the recruiter gets the terms."""
    by = registrars[licence_key_of(row)[:2]]
    for decision in decisions_by_licence().get(licence_key_of(row)) or default_decisions(row):
        at = datetime.combine(min(decision["effective_on"], LAST_DECISION_ON), time(9), UTC)
        yield licence_workflow.prepare(recruiter, by=by, at=at, version=0, **decision)


@cache
def decisions_by_licence():
    """Return {licence: decisions} of licences.csv."""
    decisions = defaultdict(list)
    for row in read_rows("licences.csv"):
        dates = {name: parse_day(row[name]) for name in DECISION_DATES}
        decisions[licence_key_of(row)].append(
            {"name": row["move"], **dates, **{name: row[name] for name in DECISION_TEXTS}}
        )
    return decisions


def default_decisions(row):
    """Yield the grant, and half-way to its end the decision that ended it, if the licence is not in force."""
    begin, end = parse_day(row["valid_from"]), parse_day(row["valid_until"])
    yield {"name": Move.GRANT, "effective_on": begin, "valid_until": end}
    if row["standing"] in ENDING_MOVES:
        name, reason = ENDING_MOVES[row["standing"]]
        yield {
            "name": name,
            "effective_on": begin + (min(end, LAST_DECISION_ON - timedelta(days=7)) - begin) / 2,
            "decision": f"DEMO-{row['licence_number'][-7:]}",
            "public_note": f"{reason} (Illustrative.)",
        }


def number_versions(events):
    """Number the versions of each register: every decision makes one, in order of time."""
    versions = Counter()
    for event in sorted(events, key=attrgetter("at")):
        register = event.recruiter.register
        versions[register] += 1
        register.version = event.version = versions[register]


def load_branches_and_relations(recruiters):
    Branch.objects.bulk_create(
        Branch(
            recruiter=recruiters[licence_key_of(row)],
            name=row["name"],
            address=row["address"],
            member_state_id=row["branch_state"],
        )
        for row in read_rows("branches.csv")
    )
    Relation.objects.bulk_create(
        Relation(
            recruiter=recruiters[licence_key_of(row)],
            other=recruiters[licence_key_of(row, prefix="other_")],
            kind=row["kind"],
            note=row["note"],
        )
        for row in read_rows("relations.csv")
    )
