"""A published report as a file: what is public and nothing else, in English, the same bytes every time."""

import json
from datetime import UTC

import tablib
from django.urls import reverse
from django.utils import translation

from authorities.spreadsheets.formats import CSV
from reporting.submissions.read_back import files_in

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
)


def document(report):
    """The public report as plain data."""
    version, instrument = report.version, report.instrument
    return {
        "round": report.round.number,
        "member_state": report.member_state.pk,
        "name": report.member_state.name_en,
        "version": version.number,
        "address": version.get_public_url(),
        "submitted_at": moment(version.submitted_at),
        "published_at": moment(version.published_at),
        "sha256_of_the_whole_report": version.sha256,
        "instrument": {
            "id": instrument.form_id,
            "version": instrument.version,
            "title": instrument.title,
            "note": instrument.note,
        },
        "self_reported": True,
        "illustrative": report.illustrative,
        "answers": [entry(section, question, answer) for section, question, answer in report.answers],
    }


def moment(at):
    return at.astimezone(UTC).isoformat(timespec="seconds")


def entry(section, question, answer):
    return {
        "section": section["code"],
        "number": question["number"],
        "code": question["code"],
        "question": question["text"],
        "articles": question["articles"],
        "indicator": question["indicator"],
        "value": with_addresses(question, answer["value"]),
        "reason": answer["reason"],
        "reason_detail": answer["reason_detail"],
    }


def with_addresses(question, value):
    """The value in which every file says where it is, in place of its key."""
    files = files_in(question, value)

    def told(part):
        if any(part is file for file in files):
            address = reverse("report_file", args=[part["id"]])
            return {"name": part["name"], "size": part["size"], "address": address}
        if isinstance(part, list):
            return [told(item) for item in part]
        return {key: told(item) for key, item in part.items()} if isinstance(part, dict) else part

    return told(value)


def as_json(report):
    return (json.dumps(document(report), indent=2, ensure_ascii=False) + "\n").encode()


def as_csv(report):
    """One row for each public question, the answer in words."""
    same = [
        report.round.number,
        report.member_state.pk,
        report.version.number,
        "yes" if report.illustrative else "no",
    ]
    with translation.override("en"):
        rows = [
            [*same, section["title"], *cells(reading)]
            for section, readings in report.sections
            for reading in readings
        ]
    return CSV().export_data(tablib.Dataset(*rows, headers=COLUMNS))


def cells(reading):
    asked = [reading.number, reading.code, reading.question, reading.indicator]
    return [*asked, status(reading), words(reading), reading.reason]


def status(reading):
    """A blank is not a no, and neither is a reason."""
    if reading.blank:
        return "unanswered"
    return "reason" if reading.reason else "answered"


def words(reading):
    """An answer in one cell."""
    if reading.rows:
        return "\n".join(row_words(reading.headers, label, cells) for label, cells in reading.rows)
    if reading.file:
        return reading.file["name"]
    return "; ".join(reading.items) or reading.url or reading.text


def row_words(headers, label, cells):
    filled = [f"{header}: {cell}" for header, cell in zip(headers, cells, strict=True) if cell]
    return f"{label} – {'; '.join(filled)}" if filled else str(label)


FORMATS = {
    "json": ("application/json", as_json),
    "csv": ("text/csv; charset=utf-8", as_csv),
}
