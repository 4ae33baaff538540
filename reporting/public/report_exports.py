"""A published report as a file: its public part only, in one language, always the same bytes.

Codes are the same in every language. What is asked stands in the language of the download, English unless
another is asked for; what was answered stands in the words and the language in which it was given.
"""

import json
from datetime import UTC, datetime
from typing import Any

import tablib
from django.urls import reverse

from authorities.languages import active_un_language
from authorities.spreadsheets.formats import CSV
from reporting.checks.frozen_findings import FrozenFinding
from reporting.public.reports import PublicReport
from reporting.submissions.read_back import files_in_answer

COLUMNS = (
    "round",
    "iso3",
    "version",
    "illustrative",
    "section",
    "number",
    "code",
    "question",
    "indicator",
    "status",
    "answer",
    "reason",
    "lang",
)


def report_data(report: PublicReport) -> dict[str, Any]:
    """Return the public part of the report as plain data."""
    version, instrument = report.version, report.instrument
    return {
        "lang": active_un_language(),
        "round": report.round.number,
        "member_state": report.member_state.pk,
        "name": report.member_state.name,
        "version": version.number,
        "address": version.get_public_url(),
        "submitted_at": utc_timestamp(version.submitted_at),
        "published_at": utc_timestamp(version.published_at),
        "sha256_of_the_whole_report": version.sha256,
        "instrument": {
            "id": instrument.form_id,
            "version": instrument.version,
            **instrument.texts,
        },
        "self_reported": True,
        "illustrative": report.illustrative,
        "answers": [
            exported_answer(section, question, answer) for section, question, answer in report.answers
        ],
        "explanations": [exported_finding(finding) for finding in report.findings],
    }


def utc_timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def exported_answer(section: dict, question: dict, answer: dict) -> dict[str, Any]:
    return {
        "section": section["code"],
        "number": question["number"],
        "code": question["code"],
        "question": question["text"],
        "articles": question["articles"],
        "indicator": question["indicator"],
        "value": replace_files(question, answer["value"]),
        "reason": answer["reason"],
        "reason_detail": answer["reason_detail"],
        "language": answer.get("language", ""),
    }


def exported_finding(finding: FrozenFinding) -> dict[str, Any]:
    """Return what a check said of public answers, and how the country explained it."""
    explanation = finding.explanation
    return {
        "check": finding.check_key,
        "questions": list(finding.questions),
        "warning": finding.sentence,
        "explanation": explanation,
        "language": explanation.language if explanation else "",
    }


def replace_files(question: dict, value: Any) -> Any:
    """Return the value with the public URL of each file in place of its key."""
    files = files_in_answer(question, value)

    def replace_in(part: Any) -> Any:
        if any(part is file for file in files):
            address = reverse("report_file", args=[part["id"]])
            return {"name": part["name"], "size": part["size"], "address": address}
        if isinstance(part, list):
            return [replace_in(item) for item in part]
        return {key: replace_in(item) for key, item in part.items()} if isinstance(part, dict) else part

    return replace_in(value)


def report_as_json(report: PublicReport) -> bytes:
    return (json.dumps(report_data(report), indent=2, ensure_ascii=False) + "\n").encode()


def report_as_csv(report: PublicReport) -> str | bytes:
    """Return one row for each public question, with the answer in words."""
    report_cells = [
        report.round.number,
        report.member_state.pk,
        report.version.number,
        "yes" if report.illustrative else "no",
    ]
    rows = [
        [*report_cells, section["title"], *answer_cells(reading), active_un_language()]
        for section, readings in report.sections
        for reading in readings
    ]
    return CSV().export_data(tablib.Dataset(*rows, headers=COLUMNS))


def answer_cells(reading: Any) -> list:
    question = [reading.number, reading.code, reading.question, reading.indicator]
    return [*question, answer_status(reading), answer_as_text(reading), reading.reason]


def answer_status(reading: Any) -> str:
    """Return which kind of answer it is: a blank is not a no, and neither is a reason."""
    if reading.blank:
        return "unanswered"
    return "reason" if reading.reason else "answered"


def answer_as_text(reading: Any) -> str:
    """Return an answer of any type as the text of one cell."""
    if reading.rows:
        return "\n".join(table_row_as_text(reading.headers, label, cells) for label, cells in reading.rows)
    names = [file["name"] for file in reading.files]
    return "; ".join([*reading.items, *names]) or reading.url or reading.text


def table_row_as_text(headers: list, label: str, cells: list) -> str:
    filled = [f"{header}: {cell}" for header, cell in zip(headers, cells, strict=True) if cell]
    return f"{label} – {'; '.join(filled)}" if filled else str(label)


FORMATS = {
    "json": ("application/json", report_as_json),
    "csv": ("text/csv; charset=utf-8", report_as_csv),
}
