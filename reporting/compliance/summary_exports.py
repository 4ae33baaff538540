"""The compliance summary as JSON, CSV and as a table for the terminal.

Codes are English in every language, so the same question always gives the same bytes.
"""

import json
from typing import Any

from reporting.compliance.exports import Cell, describe_query, plain, write_csv
from reporting.compliance.figures import DEFINITIONS, FIGURES, WORLD, ComplianceStatus, GroupFigures
from reporting.compliance.summary import RECRUITER_RECORD, Summary


def summary_data(summary: Summary) -> dict[str, Any]:
    """Return everything the summary holds as plain data, with the figures of each region and each country."""
    return {
        **{name: plain(value) for name, value in describe_query(summary.query, demo=summary.demo).items()},
        "scope": summary.filters.parameters or {"region": WORLD},
        "income_year": summary.income_year if summary.filters.income else None,
        "interim": summary.interim,
        "cut_off": summary.round.cut_off and summary.round.cut_off.isoformat(),
        "held": summary.held,
        "lineage": {RECRUITER_RECORD: summary.record_lineage},
        **group_data(summary.world),
        "by_region": [{"region": group.code, **group_data(group)} for group in summary.regions],
        "countries": [
            country_data(status, summary.answers_held or bool(status.receipt_date))
            for status in summary.statuses
        ],
    }


def group_data(group: GroupFigures) -> dict[str, Any]:
    return {
        **group.known_numbers,
        "reporting_rate": group.reporting_rate,
        "reporting_rate_of_designated": group.reporting_rate_of_designated,
        "recruiter_record_rate": group.recruiter_record_rate,
    }


def country_data(status: ComplianceStatus, held: bool) -> dict[str, Any]:
    """Return what is known of a country; without reports held, how far it has come is not known."""
    counted = [key for key, figure in FIGURES.items() if figure.counts(status)]
    return {
        "iso3": status.iso3,
        "region": status.region,
        "stage": str(status.stage) if held else None,
        "institution_type": status.institution_type,
        "reported_on": status.reported_on.isoformat() if status.reported_on else None,
        "receipt": status.receipt_date or None,
        "figures": [key for key in counted if held or not FIGURES[key].of_reports],
    }


def summary_as_json(summary: Summary) -> str:
    return json.dumps(summary_data(summary), indent=2, ensure_ascii=False) + "\n"


def summary_rows(summary: Summary) -> list[dict[str, Cell]]:
    """Return a row for each region and one for the whole, with numbers and codes only.

    None is a number that is not known: no report of the round is held, or the group is too small.
    """
    question: dict[str, Cell] = {
        "income_year": summary.income_year if summary.filters.income else None,
        "interim": summary.interim,
        "held": summary.held,
        "recruiter_record_lineage": summary.record_lineage and str(summary.record_lineage),
    }
    groups = (*summary.regions, summary.world)
    return [{**question, "region": group.code, **group_data(group)} for group in groups]


def summary_as_csv(summary: Summary) -> str:
    """Return the rows of the summary as CSV, each with the question."""
    question = describe_query(summary.query, demo=summary.demo)
    rows = [{**question, **row} for row in summary_rows(summary)]
    return write_csv(list(rows[0]), rows)


TABLE_HEADINGS = {
    "member_states": "Member States",
    "designated": "Authority",
    "designated_in_health_ministry": "In health ministry",
    "reported": "Reported",
    "in_progress": "Begun",
    "keeps_recruiter_record": "Recruiter record",
    "register_held": "Register here",
}


def summary_as_table(summary: Summary) -> str:
    """Return a table of the most important figures, to be read in a terminal."""
    query = f"Round {summary.round.number}, as of {summary.as_of.isoformat()}, {summary.group_label}"
    lines = [query + (" (demonstration data)" if summary.demo else ""), provenance(summary)]
    if not summary.held:
        lines.append(f"No report of round {summary.round.number} is held here: who reported is not known.")
    lines.append("")
    lines.append("".join([f"{'Region':<10}", *(f"{heading:>20}" for heading in TABLE_HEADINGS.values())]))
    for group in (*summary.regions, summary.world):
        numbers = ["–" if group.known_numbers[key] is None else group.numbers[key] for key in TABLE_HEADINGS]
        lines.append("".join([f"{group.code:<10}", *(f"{number:>20}" for number in numbers)]))
    return "\n".join(lines) + "\n"


def provenance(summary: Summary) -> str:
    """Return by which definitions the table was made, of which income year, and whether it can change."""
    parts = [f"Definitions {DEFINITIONS}", "interim" if summary.interim else "final"]
    if summary.filters.income and summary.income_year:
        parts.insert(1, f"income groups of fiscal year {summary.income_year}")
    if summary.record_lineage:
        parts.append(f"question about recruiter records: {summary.record_lineage}")
    return ", ".join(parts)
