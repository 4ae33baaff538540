"""Workbooks made to hurt: each is refused, or does no harm, and none takes long."""

import io
import re
import time
import zipfile

import pytest
from openpyxl import Workbook

from reporting.instruments.texts import Text
from reporting.instruments.xlsform.reader import InstrumentError, inspect_instrument
from tests.reporting.instruments.small_form import as_markdown, survey_form

PATIENCE = 10  # seconds; what is refused is refused in a fraction of one


ROW = b'<row><c t="inlineStr"><is><t>text</t></is></c></row>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook_of_rows(count):
    """A workbook whose one sheet has its first row that many times."""
    book, stored = Workbook(), io.BytesIO()
    book.active.title = "survey"
    book.active.append(["text"])
    book.save(stored)
    parts = zipfile.ZipFile(stored)
    content = {name: parts.read(name) for name in parts.namelist()}
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode() + ROW * count + b"</sheetData></worksheet>"
    return zip_of(**{**content, "xl/worksheets/sheet1.xml": sheet})


def zip_of(**parts):
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stored.getvalue()


HOSTILE = {
    "100000-rows.xlsx": lambda: workbook_of_rows(100_000),
    "100000-rows.md": lambda: b"| survey |\n| | type |\n" + b"| | text |\n" * 100_000,
    "bomb.xlsx": lambda: zip_of(**{"xl/workbook.xml": b" " * 30_000_000}),
    "bomb.ods": lambda: zip_of(**{"content.xml": b"<a>" + b" " * 30_000_000}),
    "nested.md": lambda: as_markdown(
        survey_form(*({"type": "begin_group", "name": f"g{n}", "label": "G"} for n in range(1_000)))
    ).encode(),
    "long-rule.md": lambda: rule("1 + " * 50_000 + "1 = 2"),
    "deep-rule.md": lambda: rule("not(" * 5_000 + "true()" + ")" * 5_000),
    "pattern.md": lambda: rule("regex(${a}, '(((a{200}){200}){200}){200}')"),
    "brackets.md": lambda: rule("(" * 20_000),
    "wide.md": lambda: b"| survey |\n" + b"|" * 300_000,
}


def rule(text):
    rows = (
        {"type": "text", "name": "a", "label": "A"},
        {"type": "text", "name": "b", "label": "B", "relevant": text},
    )
    return as_markdown(survey_form(*rows)).encode()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_instrument_is_refused_soon(name):
    content, began = HOSTILE[name](), time.monotonic()
    try:
        problems = inspect_instrument(content, file_name=name).problems
    except InstrumentError as refusal:
        problems = refusal.problems

    assert problems
    assert len(problems) < 2_100
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize(
    "label",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](https://a.example/\"onmouseover='alert(1)')",
        "**<svg/onload=alert(1)>**",
        "=HYPERLINK(1)",
    ],
)
def test_a_label_runs_nothing(label):
    tags = re.findall(r"<[^>]*>", Text(label, "en").html)

    assert [tag for tag in tags if tag not in ("<strong>", "</strong>", "<em>", "</em>", "<br>")] == []


def test_calculations_that_double_each_other_stay_small():
    rows = [{"type": "text", "name": "c0", "label": "A"}]
    rows += [
        {"type": "calculate", "name": f"c{n}", "calculation": f"concat(${{c{n - 1}}}, ${{c{n - 1}}})"}
        for n in range(1, 60)
    ]
    reading = inspect_instrument(as_markdown(survey_form(*rows)), file_name="a.md")

    assert reading.problems == []
