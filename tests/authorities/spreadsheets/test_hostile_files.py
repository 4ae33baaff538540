"""Hostile files and cells take little memory and time, and are refused or read: in processes with limits."""

import io
import os
import resource
from contextlib import suppress
from itertools import product

import pytest
from django.core.exceptions import ValidationError

from authorities.imports.coded_widgets import ChoiceCell, ListCell
from authorities.imports.day_widgets import DateCell, EndCell
from authorities.imports.widgets import NumberCell, TextCell, WebCell
from authorities.models import InstitutionType
from authorities.spreadsheets.formats import unescape_formula
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

# A request takes no more of the processor, and grows by no more.
MOST_SECONDS, MOST_GROWTH = 10, 300 * 1024
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
    "a line without end": ("l.csv", lambda: repeated(b",")),
    "a record without end": ("l.csv", lambda: repeated(b'a",x"y,"c\n', b'name,x\n,"c\n')),
    "records that break late": ("l.csv", lambda: repeated(b',"c\n' + b'a",x"y,"c\n' * 90_000 + b'a"x\n')),
    "blank lines": ("l.csv", lambda: repeated(b"\n")),
    "rows of blanks": ("l.csv", lambda: repeated(b"," * 16_000 + b"\n")),
    "rows that do not fit": ("l.csv", lambda: repeated(b"a,b,c\n")),
    "as many columns as are read": (
        "l.csv",
        lambda: repeated(b",".join([b"ab"] * 200) + b"\n", b",".join(b"c%d" % i for i in range(200)) + b"\n"),
    ),
    "long cells of wide letters": ("l.csv", lambda: repeated("😀".encode() + b"y" * 30_000 + b",1\n")),
    "no code page at the end": (
        "l.csv",
        lambda: repeated("Север,Юг\n".encode("cp1251")) + b"\x98\xff\n",
    ),
    "letters of no code page": ("l.csv", lambda: repeated(bytes(range(128, 256)) + b",\n")),
    "damage at the end of UTF-8": ("l.csv", lambda: repeated("Société,un\n".encode()) + b"\xe9\n"),
}
CELLS = [
    "a" + " " * 32_000 + "b", "a\u00a0" * 16_000, " \n" * 16_000, "(" * 32_000, '"' * 32_000, "<b " * 10_000,
    "&amp" * 8_000, "?" * 32_000, "a?" * 16_000, "a." * 16_000, "1," * 16_000, "1 " * 16_000, "-" * 32_000,
    "а " * 16_000, "و " * 16_000, "mars " * 6_400, "a and " * 5_300, ";" * 32_000, "Ã©" * 16_000,
    '="' + '""' * 15_000 + '"', "_x000" * 6_400, "http://" * 4_500, "a@" * 16_000, "e+" * 16_000,
]  # fmt: skip


def repeated(part, beginning=b"name,x\n", size=4 * 1024 * 1024):
    return beginning + part * (size // len(part))


def end_in_limits(work):
    """Do the work and end the process: 0 done, 3 refused with a sentence, 4 grown too large, 1 else."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(usage.ru_utime + usage.ru_stime) + MOST_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    code = 1
    try:
        work()
        code = 0
    except ValidationError as refusal:
        code = 3 if all(refusal.messages) else 1
    finally:
        growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - usage.ru_maxrss
        os._exit(4 if growth > MOST_GROWTH else code)


def end_of_child(work):
    child = os.fork()
    if not child:
        end_in_limits(work)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize(("name", "build"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_read_or_refused_within_limits(name, build):
    content = build()

    def read():
        for _numbers, _rows in open_sheet(io.BytesIO(content), name).chunks():
            pass

    assert end_of_child(read) in (0, 3)


def test_no_cell_takes_long_whatever_it_holds():
    widgets = [TextCell(), TextCell(lines=True), NumberCell(), WebCell(), DateCell(), EndCell()]
    widgets += [ChoiceCell(InstitutionType), ListCell(ChoiceCell(InstitutionType))]

    def clean():
        for cell, widget in product(CELLS, widgets):
            for length in (32_000, widget.longest):
                with suppress(ValueError, ValidationError):
                    widget.clean(unescape_formula(cell[:length]))

    assert end_of_child(clean) == 0
