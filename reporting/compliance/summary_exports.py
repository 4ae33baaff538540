"""The compliance summary as JSON, CSV and as a table for the terminal.

Codes are English in every language, so the same question always gives the same bytes.
"""

import json
from collections.abc import Iterable
from typing import Any

from reporting.compliance.exports import Cell, describe_query, plain, write_csv
from reporting.compliance.figures import DEFINITIONS, FIGURES, WORLD, ComplianceStatus, GroupFigures
from reporting.compliance.summary import RECRUITER_RECORD, Summary


def summary_data(summary: Summary) -> dict[str, Any]:
    """Return everything the summary holds as plain data, with the figures of each region and each country."""
    return {
        **{name: plain(value) for name, value in describe_query(summary.query, demo=summary.demo).items()},
        "scope": summary.filters.parameters or {"region": WORLD},
        "income_year": summary.income_year,
        "interim": summary.interim,
        "cut_off": summary.round.cut_off and summary.round.cut_off.isoformat(),
        "held": summary.held,
        "lineage": {RECRUITER_RECORD: summary.record_lineage},
        **group_data(summary.world),
        "by_region": [{"region": group.code, **group_data(group)} for group in summary.regions],
        "by_group": [
            {"kind": group.kind, "group": group.value, **group_data(group)} for group in summary.groups
        ],
        "countries": [
            country_data(status, summary.answers_held or bool(status.receipt_date))
            for status in summary.statuses
        ],
    }


def group_data(group: GroupFigures) -> dict[str, Any]:
    return {
        **group.known_numbers,
        "health_ministry_rate": group.health_ministry_rate,
        "reporting_rate": group.reporting_rate,
        "reporting_rate_of_designated": group.reporting_rate_of_designated,
        "recruiter_record_rate": group.recruiter_record_rate,
        "recruiter_record_rate_of_answered": group.recruiter_record_rate_of_answered,
    }


def country_data(status: ComplianceStatus, held: bool) -> dict[str, Any]:
    """Return what is known of a country; without reports held, how far it has come is not known."""
    return {
        "iso3": status.iso3,
        "region": status.region,
        "stage": str(status.stage) if held else None,
        "institution_type": status.institution_type,
        "reported_on": status.reported_on.isoformat() if status.reported_on else None,
        "receipt": status.receipt_date or None,
        "figures": [key for key in status.figure_keys if held or not FIGURES[key].of_reports],
    }


def summary_as_json(summary: Summary) -> str:
    return json.dumps(summary_data(summary), indent=2, ensure_ascii=False) + "\n"


def summary_rows(summary: Summary) -> list[dict[str, Cell]]:
    """Return a row for each region and one for the whole, with numbers and codes only.

    None is a number that is not known: no report of the round is held, or the group is too small.
    """
    more: dict[str, Cell] = {
        "income_year": summary.income_year,
        "cut_off": summary.round.cut_off,
        "interim": summary.interim,
        "held": summary.held,
        "recruiter_record_lineage": summary.record_lineage and str(summary.record_lineage),
    }
    groups = (*summary.regions, *summary.groups, summary.world)
    return [{**more, **name_group(group), **group_data(group)} for group in groups]


def name_group(group: GroupFigures) -> dict[str, Cell]:
    """Return which group a row is about. Countries in no known group have a blank; the whole has its name."""
    is_world = group.code == WORLD
    return {
        "kind": "world" if is_world else group.kind,
        "group": WORLD if is_world else group.value or None,
        "region": group.code if is_world or group.kind == "region" else None,
    }


COUNTRY_COLUMNS = (
    *("iso3", "name", "region", "income", "safeguards", "role", "stage"),
    *("institution", "institution_type", "reported_on", "late", "after_closure", "in_progress", "published"),
    *("receipt", "recruiter_record", "register_held"),
)


def rows_of_countries(summary: Summary, statuses: Iterable[ComplianceStatus]) -> list[dict[str, Cell]]:
    """Return a row for each country, in English. None is not known, or does not apply."""
    return [country_row(status, summary.answers_held or bool(status.receipt_date)) for status in statuses]


def country_row(status: ComplianceStatus, held: bool) -> dict[str, Cell]:
    return {
        "iso3": status.iso3,
        "name": status.name,
        "region": status.region or None,
        "income": status.income or None,
        "safeguards": " ".join(map(str, status.safeguards)) or None,
        "role": status.role or None,
        "stage": str(status.stage) if held else None,
        "institution": status.institution or None,
        "institution_type": status.institution_type or None,
        "reported_on": status.reported_on,
        "late": status.late if status.reported_on else None,
        "after_closure": status.after_closure if held else None,
        "in_progress": status.in_progress if held else None,
        "published": status.published if held else None,
        "receipt": status.receipt_date or None,
        "recruiter_record": (status.recruiter_record or "not_asked") if status.answers_counted else None,
        "register_held": status.register_held,
    }


def summary_as_csv(summary: Summary) -> str:
    """Return the rows of the summary as CSV, each with the question."""
    question = describe_query(summary.query, demo=summary.demo)
    rows = [{**question, **row} for row in summary_rows(summary)]
    return write_csv(list(rows[0]), rows)


TABLE_HEADINGS = {
    "member_states": "Member States",
    "designated": "Authority",
    "designated_in_health_ministry": "In health ministry",
    "health_ministry_rate": "% of authorities",
    "reported": "Reported",
    "in_progress": "Begun",
    "keeps_recruiter_record": "Recruiter record",
    "register_held": "Register here",
}


NOT_PUBLIC = "Accepted, not yet public: for the secretariat only."


def summary_as_table(summary: Summary) -> str:
    """Return a table of the most important figures, to be read in a terminal."""
    query = f"Round {summary.round.number}, as of {summary.as_of.isoformat()}, {summary.group_label}"
    lines = [query + (" (demonstration data)" if summary.demo else ""), provenance(summary)]
    if not summary.query.is_public:
        lines.append(NOT_PUBLIC)
    if not summary.states_known:
        lines.append("Which countries have reported for the first time is not known here.")
    elif not summary.held:
        lines.append(f"No report of round {summary.round.number} is held here: who reported is not known.")
    lines.append("")
    lines.append("".join([f"{'Group':<18}", *(f"{heading:>20}" for heading in TABLE_HEADINGS.values())]))
    for group in (*summary.regions, *summary.groups, summary.world):
        found = group_data(group)
        cells = ["–" if found[key] is None else found[key] for key in TABLE_HEADINGS]
        lines.append("".join([f"{group.code:<18}", *(f"{cell:>20}" for cell in cells)]))
    return "\n".join(lines) + "\n"


def provenance(summary: Summary) -> str:
    """Return by which definitions the table was made, of which income year, and whether it can change."""
    parts = [f"Definitions {DEFINITIONS}", "interim" if summary.interim else "final"]
    if summary.income_year:
        parts.insert(1, f"income groups of fiscal year {summary.income_year}")
    if summary.record_lineage:
        parts.append(f"question about recruiter records: {summary.record_lineage}")
    return ", ".join(parts)
