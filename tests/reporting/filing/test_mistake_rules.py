"""The browser tells the mistakes that the server finds: on whole values, and on the cells of rows."""

import itertools
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from reporting.checks.own_warnings import breaks_warning
from reporting.filing.mistake_rules import describe_mistakes
from reporting.filing.settled_answers import describe_question
from reporting.submissions.mistakes import cell_problems, impossible_answers
from reporting.submissions.relevance import settle_row
from tests import factories

RULES = Path(settings.BASE_DIR) / "config/static/js/rules"
RUN = """
import { readFileSync } from "node:fs";
import { settleRow } from "./rules/form.js";
import { mistakesOf, mistakesOfRow } from "./rules/mistakes.js";
const { whole, rows, today } = JSON.parse(readFileSync(0, "utf8"));
const told = whole.map(([checks, value]) => mistakesOf(checks, value, new Map(), today));
const cells = rows.map(([checks, question, row, number]) => {
  const settled = settleRow(question, row, new Map(), today, number);
  return mistakesOfRow(checks, new Set(), settled, today, number).map(([code]) => code);
});
process.stdout.write(JSON.stringify({ told, cells }));
"""
TODAY = date(2026, 11, 30)
OPTIONS = [factories.option("a"), factories.option("b"), factories.option("none", exclusive=True)]
YEAR = factories.question("q1", "integer", constraint=[">=", ["this"], 1990], constraint_message="Too early.")
SHARE = factories.question("q2", "decimal", range=["0", "100", "0.5"])
STEPS = factories.question("q3", "multiple", options=OPTIONS)
END = [">=", ["this"], ["answer", "start"]]
COLUMNS = [
    factories.column("title", "text", required=True),
    factories.column("start", "integer", constraint=["<", ["position"], 3]),
    factories.column("end", "integer", constraint=END, required_if=[">", ["answer", "start"], 2000]),
    factories.column("why", "text", required=True, relevant=["=", ["answer", "title"], "A"]),
]
EVEN = ["=", ["mod", ["this"], 2], 0]
WARNED = [
    factories.question("q5", "integer", warning=EVEN, warning_message="Even?"),
    factories.question("q6", "group", columns=[factories.column("n", "integer", warning=EVEN)], max_rows=9),
]
GROUP = factories.question("q4", "group", columns=COLUMNS, min_rows=0, max_rows=9)
WHOLE = [
    *((YEAR, value) for value in (None, 0, 1989, 1990)),
    *((SHARE, value) for value in (None, "0.25", "99.5", "100.5", "-1")),
    *((STEPS, value) for value in (None, ["a", "b"], ["none"], ["a", "none"])),
]
ROWS = [
    (dict(zip(("title", "start", "end", "why"), cells, strict=True)), number)
    for number, cells in enumerate(
        itertools.product((None, "A"), (None, 1999, 2001), (None, 2000), (None, "Why")), start=1
    )
]


def ask_browser(tmp_path, asked):
    shutil.copytree(RULES, tmp_path / "rules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "run.js").write_text(RUN)
    ran = subprocess.run(
        ["node", "run.js"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    return json.loads(ran.stdout)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed, so the twin cannot be asked")
def test_the_browser_tells_what_the_server_finds(tmp_path):
    checks, plain = describe_mistakes(GROUP), describe_question(GROUP)
    asked = {
        "whole": [[describe_mistakes(question), value] for question, value in WHOLE],
        "rows": [[checks, plain, row, number % 4] for row, number in ROWS],
        "today": TODAY.isoformat(),
    }
    told = ask_browser(tmp_path, asked)

    assert told["told"] == [
        [] if value is None else list(impossible_answers(question, value, {}, TODAY))
        for question, value in WHOLE
    ]
    found = [columns_with_problems(row, number % 4) for row, number in ROWS]
    assert told["cells"] == found
    assert sum(map(len, found)) > 20


def columns_with_problems(row, number):
    settled = settle_row(COLUMNS, row, {}, TODAY, number)
    sentences = list(cell_problems(GROUP, settled, "", {}, TODAY, number))
    return [
        column["code"]
        for column in COLUMNS
        if any(f"“{column['label']}”" in sentence for sentence in sentences)
    ]


def test_what_nobody_types_and_what_has_no_rule_is_not_described():
    assert describe_mistakes(factories.question("q", "longtext")) == {}
    assert describe_mistakes(factories.question("q", "integer", read_only=True, required=True)) == {}
    told = describe_mistakes(factories.question("q", "group", columns=COLUMNS, min_rows=0, max_rows=1))
    assert told["columns"]["title"] == {"needed": True, "sentences": {"needed": "This is missing."}}


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed, so the twin cannot be asked")
def test_the_browser_tells_the_warnings_of_an_instrument_as_the_server_does(tmp_path):
    whole, group = WARNED
    asked = {
        "whole": [[describe_mistakes(whole), value] for value in (None, 2, 3)],
        "rows": [[describe_mistakes(group), describe_question(group), {"n": n}, 1] for n in (None, 2, 3)],
        "today": TODAY.isoformat(),
    }

    assert ask_browser(tmp_path, asked) == {"told": [[], [], ["Even?"]], "cells": [[], [], ["n"]]}
    assert [is_warned(whole, value) for value in (None, 2, 3)] == [False, False, True]


def is_warned(question, value):
    return breaks_warning(question, value, {}, TODAY)
