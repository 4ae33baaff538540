"""Small filled-in forms for the tests of checks; nothing of them is in the database."""

from datetime import date

from reporting.checks.catalogue import CHECKS, CheckedReport
from reporting.checks.facts import Facts, FilledLastReport, PartnerReport
from reporting.models import Instrument
from reporting.submissions.questionnaire import evaluate_form
from tests.factories import column, option, question

TODAY = date(2026, 11, 30)
NAMES = {"PHL": "Philippines", "IDN": "Indonesia", "IRL": "Ireland", "KEN": "Kenya"}
OCCUPATIONS = [{"value": code, "label": code.capitalize()} for code in ("doctors", "nurses", "midwives")]
NOT_BEFORE = ["not", ["<", ["this"], ["answer", "from"]]]


def part(code, kind, **details):
    """Return a column as a loaded instrument has it."""
    return column(code, kind, relevant=None, constraint=None, constraint_message="", options=[], **details)


def asked(code, kind, **details):
    return question(code, kind, **{"options": [], "columns": [], "rows": [], **details})


def stock(code="stock", **details):
    """A table of personnel by occupation, with a total and its parts."""
    numbers = [part("total", "integer", **{"sum_of": ["domestic", "foreign", "unknown"], **details})]
    numbers += [part(name, "integer") for name in ("domestic", "foreign", "unknown", "foreign_born")]
    return asked(
        code,
        "table",
        columns=[*numbers, part("year", "integer"), part("source", "text")],
        rows=OCCUPATIONS,
    )


def flow(code, asking):
    """A table of yearly numbers, asked if another question is answered with yes."""
    columns = [part("last_year", "integer"), *(part(f"y{number}", "integer") for number in (1, 2, 3))]
    relevant = ["=", ["answer", asking], "yes"]
    return asked(code, "table", columns=columns, rows=OCCUPATIONS, relevant=relevant)


def agreements(*more, to_constraint=None):
    kinds = [option("bilateral"), option("regional"), option("multilateral")]
    ends = [part("from", "date"), {**part("to", "date"), "constraint": to_constraint}]
    kind = {**part("type", "single"), "options": kinds}
    columns = [part("title", "text"), kind, part("countries", "countries"), *ends, *more]
    return asked("deals", "group", columns=columns, min_rows=0, max_rows=20)


def positions():
    roles = [option(role) for role in ("source", "destination", "both", "neither", "unknown")]
    return asked("role", "single", options=roles, indicator="country_position")


def record():
    steps = [option("stakeholders"), option("record", indicator="recruiter_record")]
    return asked("steps", "multiple", options=[*steps, option("none", exclusive=True)])


def instrument(*questions, form_id="form"):
    return Instrument(
        form_id=form_id,
        version="1",
        definition={
            "id": form_id,
            "version": "1",
            "sections": [{"code": "A", "title": "Section", "questions": list(questions)}],
        },
    )


def fill_in(questions, answers, *, form_id="form", today=TODAY):
    """Return the state of a form with these questions and {code: value}."""
    given = {code: {"value": value, "reason": "", "reason_detail": ""} for code, value in answers.items()}
    form = evaluate_form(instrument(*questions, form_id=form_id), given, today)
    form.__dict__["country_names"] = NAMES
    return form


def last_report(questions, answers, *, form_id="form", round_number=3):
    return FilledLastReport(round_number, date(2019, 3, 1), fill_in(questions, answers, form_id=form_id))


def partner(has_agreements, *partners, round_number=3, day=date(2019, 3, 1)):
    return PartnerReport(round_number, day, has_agreements, frozenset(partners))


def run_check(key, questions, answers, **facts):
    """Return what one check says of a form of the Philippines."""
    form = fill_in(questions, answers, form_id=facts.pop("form_id", "form"))
    found = CHECKS[key].find(CheckedReport(form, Facts(iso3="PHL", **facts)))
    return [remark.sentence for remark in found]
