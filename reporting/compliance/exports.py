"""The compliance summary as JSON, CSV and as a table for the terminal.

Codes are English in every language, so the same question always gives the same bytes.
"""

import csv
import io
import json
from typing import Any

from reporting.compliance.figures import DEFINITIONS, FIGURES, WORLD, ComplianceStatus, GroupFigures
from reporting.compliance.summary import RECRUITER_RECORD, Summary

YES_NO = {True: "yes", False: "no"}


def summary_data(summary: Summary) -> dict[str, Any]:
    """Return everything the summary holds as plain data, with the figures of each region and each country."""
    return {
        "as_of": summary.as_of.isoformat(),
        "round": summary.round.number,
        "scope": summary.state_group.parameters or {"region": WORLD},
        "income_year": summary.income_year,
        "definitions": DEFINITIONS,
        "demo": summary.demo,
        "interim": not summary.closed,
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


def summary_as_csv(summary: Summary) -> str:
    """Return a row for each region and one for the whole, with numbers and codes only, no formulas.

    A blank is a number that is not known: no report of the round is held, or the group is too small.
    """
    query = {
        "as_of": summary.as_of.isoformat(),
        "round": summary.round.number,
        "scope": "=".join(*summary.state_group.parameters.items()) if summary.state_group.kind else WORLD,
        "income_year": summary.income_year,
        "definitions": DEFINITIONS,
        "demo": YES_NO[summary.demo],
        "interim": YES_NO[not summary.closed],
        "held": YES_NO[summary.held],
        "recruiter_record_lineage": summary.record_lineage,
    }
    rows = [
        {**query, "region": group.code, **group_data(group)} for group in (*summary.regions, summary.world)
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=rows[0].keys(), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


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
    parts = [f"Definitions {DEFINITIONS}", "final" if summary.closed else "interim"]
    if summary.income_year:
        parts.insert(1, f"income groups of fiscal year {summary.income_year}")
    if summary.record_lineage:
        parts.append(f"question about recruiter records: {summary.record_lineage}")
    return ", ".join(parts)


FORMATS = {
    "json": ("application/json", summary_as_json),
    "csv": ("text/csv; charset=utf-8", summary_as_csv),
}
