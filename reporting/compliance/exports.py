"""The compliance summary as JSON, CSV and plain table: English codes, the same bytes every time."""

import csv
import io
import json

from reporting.compliance.figures import DEFINITIONS, FIGURES, WORLD


def document(summary):
    """Everything the summary says, as plain data."""
    return {
        "as_of": summary.as_of.isoformat(),
        "round": summary.round.number,
        "scope": summary.scope.parameters or {"region": WORLD},
        "income_year": summary.income_year,
        "definitions": DEFINITIONS,
        "demo": summary.demo,
        "interim": not summary.closed,
        **of_group(summary.world),
        "by_region": [{"region": group.code, **of_group(group)} for group in summary.regions],
        "countries": [of_state(standing) for standing in summary.standings],
    }


def of_group(group):
    return {
        **group.numbers,
        "reporting_rate": group.reporting_rate,
        "reporting_rate_of_designated": group.reporting_rate_of_designated,
        "recruiter_record_rate": group.recruiter_record_rate,
    }


def of_state(standing):
    return {
        "iso3": standing.iso3,
        "region": standing.region,
        "stage": str(standing.stage),
        "institution_type": standing.institution_type,
        "reported_on": standing.reported_on.isoformat() if standing.reported_on else None,
        "figures": [key for key, figure in FIGURES.items() if figure.counts(standing)],
    }


def as_json(summary):
    return json.dumps(document(summary), indent=2, ensure_ascii=False) + "\n"


def as_csv(summary):
    """A row for each region and one for all of them. Numbers and codes only: no cell can be a formula."""
    question = {
        "as_of": summary.as_of.isoformat(),
        "round": summary.round.number,
        "scope": "=".join(*summary.scope.parameters.items()) if summary.scope.kind else WORLD,
        "demo": "yes" if summary.demo else "no",
    }
    rows = [
        {**question, "region": group.code, **of_group(group)} for group in (*summary.regions, summary.world)
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=rows[0].keys(), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


TABLE = {
    "member_states": "Member States",
    "designated": "Authority",
    "designated_in_health_ministry": "In health ministry",
    "reported": "Reported",
    "in_progress": "Begun",
    "keeps_recruiter_record": "Recruiter record",
    "register_held": "Register here",
}


def as_table(summary):
    """For reading in a terminal."""
    question = f"Round {summary.round.number}, as of {summary.as_of.isoformat()}, {summary.scope_label}"
    lines = [question + (" (demonstration data)" if summary.demo else ""), ""]
    lines.append("".join([f"{'Region':<10}", *(f"{title:>20}" for title in TABLE.values())]))
    for group in (*summary.regions, summary.world):
        lines.append("".join([f"{group.code:<10}", *(f"{group.numbers[key]:>20}" for key in TABLE)]))
    return "\n".join(lines) + "\n"


FORMATS = {
    "json": ("application/json", as_json),
    "csv": ("text/csv; charset=utf-8", as_csv),
}
