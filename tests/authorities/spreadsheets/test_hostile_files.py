"""Hostile files take little memory and get a sentence, or are read: each in a process with limits."""

import io
import os
import resource
import signal

import pytest
from django.core.exceptions import ValidationError

from authorities.spreadsheets.reader import open_sheet
from tests.authorities.spreadsheets.sample_files import (
    HEAD,
    cells,
    ods,
    ods_row,
    replaced,
    text,
    with_sheet,
    workbook,
)

MOST_MEMORY, MOST_SECONDS = 1200 * 1024 * 1024, 60
TEXT = "x" * 20_000
REPEATED = ' table:number-columns-repeated="{}"'


def sheet_of(data, **more):
    return with_sheet(cells(1, HEAD) + data, **more)


HOSTILE = {
    "spaces between attributes": ("l.xlsx", lambda: sheet_of(f"<row><c{' ' * 400_000}r='A2'/></row>")),
    "attributes without end": ("l.xlsx", lambda: sheet_of("<row><c " + "a='' " * 1_000_000)),
    "elements within elements": ("l.xlsx", lambda: sheet_of("<c>" * 2_000_000)),
    "formulas that never end": ("l.xlsx", lambda: sheet_of("<row r='2'>" + "<c r='A2'><f>" * 200_000)),
    "entities": (
        "l.xlsx",
        lambda: replaced(
            workbook(), {"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'}
        ),
    ),
    "one text in many cells, without references": (
        "l.xlsx",
        lambda: sheet_of("<row><c t='s'><v>0</v></c></row>" * 50_000, strings=f"<si><t>{TEXT}</t></si>"),
    ),
    "a text that is not there": ("l.xlsx", lambda: sheet_of("<row><c t='s'><v>9</v></c></row>")),
    "a row meant a million times": (
        "l.ods",
        lambda: ods(
            ods_row(HEAD) + ods_row(["x"], " table:number-rows-repeated='1048574'", REPEATED.format(16384))
        ),
    ),
    "a cell meant a billion times": (
        "l.ods",
        lambda: ods(ods_row(HEAD) + ods_row(["x"], "", REPEATED.format(10**9))),
    ),
    "many rows of far cells": (
        "l.ods",
        lambda: ods(
            (f"<table:table-row><table:table-cell{REPEATED.format(16000)}/>" + ods_row(["x"])[17:]) * 3000
        ),
    ),
    "spaces meant by number": (
        "l.ods",
        lambda: ods(ods_row(HEAD) + ods_row(["<text:s text:c='9999'/>" * 1000] * 7)),
    ),
    "quotation marks": ("l.csv", lambda: text(["name", "x"], *['"a,1', 'b"",2'] * 50_000)),
    "brackets in a name": ("l.csv", lambda: text(["(" * 32_000, "x"], ["a", "b"])),
    "blanks": ("l.csv", lambda: text(["name", "x"], *[["a" + " " * 30_000 + "b", "c"]] * 200)),
}


def read_in_limits(name, build):
    """Read a file and end the process: 0 read, 3 refused with a sentence, 1 neither."""
    content = build()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.alarm(MOST_SECONDS)
    try:
        list(open_sheet(io.BytesIO(content), name).chunks())
        os._exit(0)
    except ValidationError as refusal:
        os._exit(3 if all(refusal.messages) else 1)
    finally:
        os._exit(1)


@pytest.mark.parametrize(("name", "build"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_read_or_refused_within_limits(name, build):
    child = os.fork()
    if not child:
        read_in_limits(name, build)
    _pid, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) in (0, 3)
