"""The browser settles a form as the server does: which questions are asked, what is computed and offered."""

import json
import random
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from reporting.filing.settled_answers import describe_questions
from reporting.models import Instrument
from reporting.submissions.questionnaire import evaluate_form
from tests.reporting.instruments.small_form import read_survey

RULES = Path(settings.BASE_DIR) / "config/static/js/rules"
RUN = """
import { readFileSync } from "node:fs";
import { settleForm } from "./rules/form.js";
const cases = JSON.parse(readFileSync(0, "utf8"));
const settle = ([questions, given, today]) => {
  const { relevant, values } = settleForm(questions, new Map(Object.entries(given)), today);
  return { relevant: [...relevant].sort(), values: Object.fromEntries([...values].filter(([, value]) => value
  !== null)) };
};
process.stdout.write(JSON.stringify(cases.map(settle)));
"""
TODAY = date(2024, 3, 1)
CONDITIONS = [
    "${%s} > 2",
    "${%s} = ''",
    "not(${%s} = 3)",
    "${%s} + 1 < 5",
    "count(${g}) > 1",
    "sum(${x}) > 3",
]


def random_form(chance):
    """An instrument of numbers, each asked or computed by those before it, with a group."""
    rows, names = [], ["q0"]
    rows.append({"type": "integer", "name": "q0", "label": "Q0"})
    rows += [
        {
            "type": "begin_repeat",
            "name": "g",
            "label": "G",
            **({"repeat_count": "${q0}"} if chance.random() < 0.3 else {}),
        },
        {"type": "integer", "name": "x", "label": "X"},
        {
            "type": "integer",
            "name": "y",
            "label": "Y",
            "relevant": chance.choice(["${x} > 1", "${q0} = ${x}"]),
        },
        {"type": "calculate", "name": "z", "label": "Z", "calculation": "${x} * ${y} - position(..)"},
        {"type": "end_repeat"},
    ]
    for number in range(1, 8):
        name, asked = f"q{number}", chance.choice(names)
        condition = chance.choice(CONDITIONS)
        condition = condition % asked if "%s" in condition else condition
        row = {"type": "integer", "name": name, "label": name.upper()}
        if chance.random() < 0.5:
            row["relevant"] = condition
        if chance.random() < 0.3:
            value = chance.choice(
                [f"${{{asked}}} * 2", "max(${z})", f"if({condition}, 1, 5)", f"coalesce(${{{asked}}}, 9)"]
            )
            row = {**row, "type": "calculate", "calculation": value}
        rows.append(row)
        names.append(name)
    rows.append(
        {
            "type": "select_multiple sub",
            "name": "m",
            "label": "M",
            "choice_filter": "of = ${q1} or of = ${q2}",
        }
    )
    options = [{"list_name": "sub", "name": f"o{of}", "label": "O", "of": str(of)} for of in range(6)]
    return Instrument(definition=read_survey(*rows, choices=options))


def random_answers(chance, instrument):
    numbers = [None, 0, 1, 2, 3, 4, 5]
    cells = [*numbers, {"reason": "not_collected"}]
    row = lambda: {code: chance.choice(cells) for code in ("x", "y")}  # noqa: E731
    given = {
        f"q{n}": chance.choice(numbers)
        for n in range(8)
        if instrument.questions[f"q{n}"]["type"] != "calculate"
    }
    return {**given, "g": [row() for _row in range(chance.randrange(4))], "m": [f"o{n}" for n in range(6)]}


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed, so the twin cannot be asked")
def test_the_browser_settles_a_form_as_the_server_does(tmp_path):
    chance, cases, expected = random.Random(20100521), [], []
    for _form in range(40):
        instrument = random_form(chance)
        for _answers in range(10):
            given = random_answers(chance, instrument)
            cases.append([describe_questions(instrument), given, TODAY.isoformat()])
            plain = {
                code: {"value": value, "reason": "", "reason_detail": ""} for code, value in given.items()
            }
            state = evaluate_form(instrument, plain, TODAY)
            values = {code: value for code, value in state.settled.items() if value is not None}
            expected.append({"relevant": sorted(state.relevant), "values": values})
    shutil.copytree(RULES, tmp_path / "rules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "run.js").write_text(RUN)
    ran = subprocess.run(
        ["node", "run.js"], input=json.dumps(cases), capture_output=True, text=True, check=True, cwd=tmp_path
    )

    assert json.loads(ran.stdout) == expected
