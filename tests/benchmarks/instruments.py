"""An instrument of 300 questions in six languages, with 50 rules and 20 tables: it loads, a section opens."""

from django.db import connections
from django.test import Client

from authorities.models import Role
from reporting.instruments.workbooks.workbook_writer import write_sheets
from reporting.instruments.xlsform.reader import read_instrument
from reporting.models.instruments import load_instrument
from tests.benchmarks.importing import measure_in_subprocess, verdict
from tests.benchmarks.timing import queries, seconds
from tests.factories import MembershipFactory, RoundFactory, SubmissionFactory, UserFactory

SECTIONS, QUESTIONS, TABLE_ROWS, CELLS, RULES = 20, 14, 10, 4, 50
LANGUAGES = {"English (en)", "Français (fr)", "Español (es)", "العربية (ar)", "Русский (ru)", "中文 (zh)"}
LOADS_IN, MEMORY, OPENS_IN = 5, 300, 150


def run(database):
    count = SECTIONS * (QUESTIONS + 1)
    print(f"{database}. {count} questions, {SECTIONS} tables, {RULES} rules, six languages.\n")
    workbook = build_workbook()
    measured, peak = measure_in_subprocess(read, workbook)
    verdict("load an instrument", measured, LOADS_IN, " s")
    verdict("its peak memory", peak, MEMORY, " MB")
    report, respondent = open_report(workbook)
    client = Client()
    client.force_login(respondent)
    sections = [f"{report.get_absolute_url()}sections/{code}/" for code in ("s0", f"s{SECTIONS - 1}")]
    ways = [lambda address=address: read_page(client, address) for address in sections]
    for way in ways:
        way()  # once unmeasured: templates are read and compiled
    verdict("open a section", seconds(ways[0]) * 1000, OPENS_IN, " ms")
    verdict("queries of the first / the last section", queries(ways[0]) / queries(ways[1]), 1, "x")


def read(workbook):
    read_instrument(workbook, file_name="large.xlsx")


def read_page(client, address):
    response = client.get(address)
    if response.status_code != 200:
        raise AssertionError(f"{address}: {response.status_code}")


def open_report(workbook):
    """Return a report that asks the questions of the workbook, and somebody who fills it in."""
    instrument = load_instrument(read_instrument(workbook, file_name="large.xlsx"))
    report = SubmissionFactory(round=RoundFactory(instrument=instrument))
    respondent = UserFactory()
    MembershipFactory(user=respondent, role=Role.FOCAL_POINT, member_state=report.member_state)
    connections.close_all()
    return report, respondent


def build_workbook():
    survey = [row for number in range(SECTIONS) for row in section_rows(number)]
    choices = [
        {"list_name": name, "name": f"{name}{number}", **labels(f"Choice {number}")}
        for name, size in (("few", 4), ("groups", TABLE_ROWS))
        for number in range(size)
    ]
    columns = ["type", "name", *labels(""), "appearance", "rows", "relevant", "public", "required"]
    settings = {"form_id": "large", "version": "1", "form_title": "A large form", "default_language": "en"}
    return write_sheets(
        {
            "settings": (tuple(settings), [settings]),
            "survey": (tuple(columns), survey),
            "choices": (("list_name", "name", *labels("")), choices),
        },
        all_columns=True,
    )


def section_rows(number):
    yield {"type": "begin_group", "name": f"s{number}", **labels(f"Section {number}")}
    for place in range(QUESTIONS):
        kind = ("select_one few", "integer", "text", "select_multiple few")[place % 4]
        rule = f"${{q{number}_{place - 1}}} != ''" if 0 < place <= RULES // SECTIONS + 1 else ""
        name = f"q{number}_{place}"
        yield {"type": kind, "name": name, **labels(f"Question {name}"), "relevant": rule, "public": "yes"}
    yield {
        "type": "begin_group",
        "name": f"t{number}",
        **labels("Stock"),
        "appearance": "table",
        "rows": "groups",
    }
    for cell in range(CELLS):
        yield {"type": "integer", "name": f"c{number}_{cell}", **labels(f"Column {cell}")}
    yield {"type": "end_group"}
    yield {"type": "end_group"}


def labels(words):
    return {f"label::{language}": words and f"{words} {language}" for language in sorted(LANGUAGES)}
