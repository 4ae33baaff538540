"""Reading a report back: answers in words, for its authors, its reviewers and the public."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from authorities.models import MemberState
from reporting.models import Reason
from reporting.submissions.questionnaire import NOTHING, applies, in_play, is_answered

REASONS = dict(Reason.choices)


@dataclass
class Reading:
    """One question with its answer as a person reads it. Exactly one of the fields below `blank` is filled;
    rows bring the `files` they name."""

    code: str
    number: str
    question: str
    articles: list
    public: bool
    indicator: str = ""
    blank: bool = False
    reason: str = ""
    text: str = ""
    items: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    files: list = field(default_factory=list)
    file: dict = field(default_factory=dict)
    url: str = ""


def country_names():
    """UN names by ISO code, in the active language."""
    return {state.iso3: state.name for state in MemberState.objects.all()}


def read_back(instrument, said, *, public_only=False):
    """[(section, [Reading])] of every question the form's logic asks; for the public, only what is public."""
    names, counted, pages = country_names(), in_play(instrument, said), []
    for section in instrument.sections:
        questions = [
            question
            for question in section["questions"]
            if applies(question, counted) and (question["public"] or not public_only)
        ]
        if questions:
            pages.append(
                (
                    section,
                    [
                        read(q, counted.get(q["code"], NOTHING), names, public_only=public_only)
                        for q in questions
                    ],
                )
            )
    return pages


def read(question, answer, names, *, public_only=False):
    reading = Reading(
        code=question["code"],
        number=question["number"],
        question=question["text"],
        articles=question["articles"],
        public=question["public"],
        indicator=question["indicator"],
    )
    if answer["reason"]:
        reading.reason = " – ".join(filter(None, [str(REASONS[answer["reason"]]), answer["reason_detail"]]))
    elif not is_answered(answer["value"]):
        reading.blank = True
    else:
        fill(reading, question, answer["value"], names, public_only)
    return reading


def fill(reading, question, value, names, public_only):
    kind = question["type"]
    if kind in ("table", "group"):
        columns = [c for c in question["columns"] if c.get("public", True) or not public_only]
        reading.headers = [column["label"] for column in columns]
        reading.rows = [
            (label, [cell_text(column, row.get(column["code"]), names) for column in columns])
            for label, row in labelled_rows(question, value)
        ]
        reading.files = files_in(question, value, public_only=public_only)
    elif kind in ("multiple", "countries"):
        reading.items = [one_text(question, item, names) for item in value]
    elif kind == "file":
        reading.file = value
    elif kind == "url":
        reading.url = value
    else:
        reading.text = one_text(question, value, names)


def labelled_rows(question, value):
    if question["type"] == "group":
        return [(str(number), row) for number, row in enumerate(value, start=1)]
    return [(row["label"], value.get(row["value"]) or {}) for row in question["rows"]]


def files_in(question, value, *, public_only=False):
    """The files an answer names, in its cells too."""
    if question["type"] == "file":
        return [value] if value else []
    if question["type"] not in ("table", "group") or not value:
        return []
    shown = [c for c in question["columns"] if c.get("public", True) or not public_only]
    columns = [column for column in shown if column["type"] == "file"]
    cells = [row.get(column["code"]) for _label, row in labelled_rows(question, value) for column in columns]
    return [cell for cell in cells if cell]


def cell_text(column, value, names):
    if not is_answered(value):
        return ""
    if isinstance(value, list):
        return _(", ").join(one_text(column, item, names) for item in value)
    return value["name"] if isinstance(value, dict) else one_text(column, value, names)


def one_text(question, value, names):
    """A single value in words."""
    kind = question["type"]
    if kind == "yesno":
        return _("Yes") if value == "yes" else _("No")
    if kind in ("single", "multiple"):
        return next((o["label"] for o in question["options"] if o["value"] == value), value)
    if kind in ("country", "countries"):
        return names.get(value, value)
    if kind == "date":
        return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
    if kind == "integer":
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    if kind == "decimal":
        return formats.number_format(Decimal(value), use_l10n=True)
    return value
