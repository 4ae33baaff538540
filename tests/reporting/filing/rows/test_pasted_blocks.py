"""How a pasted block is read by the script of tables: cells, decimal marks, options, days."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / "config/static/js/tables/block.js"
RUN = """
import { readFileSync } from "node:fs";
import * as block from "./block.js";
const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(([name, ...values]) => block[name](...values))));
"""
OPTIONS = [["sch", "Schools"], ["ci", "Côte d’Ivoire"], ["1", "One"]]
CASES = [
    (["readBlock", "1\t2\r\n3\t4\r\n"], [["1", "2"], ["3", "4"]]),
    (["readBlock", "a\t\t b "], [["a", "", "b"]]),
    (["readBlock", 'x\t"two\nlines ""said"""\ty'], [["x", 'two\nlines "said"', "y"]]),
    (["readBlock", '"Nurses" abroad\t5" pipe'], [['"Nurses" abroad', '5" pipe']]),
    (["readBlock", '"never closed\t2'], [['"never closed', "2"]]),
    (["readBlock", "one"], [["one"]]),
    (["findDecimalMark", ["12.000", "1.234.567"]], ","),
    (["findDecimalMark", ["12,000", "1,234.5"]], "."),
    (["findDecimalMark", ["12.000", "1,5"]], ","),
    (["findDecimalMark", ["12.000", "0.125"]], "."),
    (["findDecimalMark", ["12.000", "3400.125"]], "."),
    (["findDecimalMark", ["12.000", "13.500"]], None),
    (["findDecimalMark", ["1.5", "1,5"]], None),
    (["findDecimalMark", ["12 000", "2024", "Nurses", ""]], None),
    (["findDecimalMark", ["1 234,567"]], ","),
    (["writePlainly", "12.000", ","], "12000"),
    (["writePlainly", "1.234,5", ","], "1234,5"),
    (["writePlainly", "1,234", ","], "1,2340"),
    (["writePlainly", "12.000", None], "12.000"),
    (["writePlainly", "-1'234.5", "."], "-1234.5"),
    (["writePlainly", "about 12.000", ","], "about 12.000"),
    (["findOption", OPTIONS, "SCH"], "sch"),
    (["findOption", OPTIONS, " schools "], "sch"),
    (["findOption", OPTIONS, "cote d’ivoire"], "ci"),
    (["findOption", OPTIONS, "1"], "1"),
    (["findOption", OPTIONS, "school"], None),
    (["readDay", "2024-12-31"], "2024-12-31"),
    (["readDay", "31.12.2024"], "2024-12-31"),
    (["readDay", "01.02.2024"], "2024-02-01"),
    (["readDay", "31/12/2024"], "2024-12-31"),
    (["readDay", "12/31/2024"], "2024-12-31"),
    (["readDay", "01/02/2024"], None),
    (["readDay", "30.02.2024"], None),
    (["readDay", "2024"], None),
]


@pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not installed, so the script cannot be asked"
)
def test_a_block_is_read_as_spreadsheets_write_it(tmp_path):
    shutil.copy(SCRIPT, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "run.js").write_text(RUN)
    asked = json.dumps([question for question, _answer in CASES])
    ran = subprocess.run(
        ["node", "run.js"], input=asked, capture_output=True, text=True, check=True, cwd=tmp_path
    )

    answers = json.loads(ran.stdout)
    wrong = [(case, got) for case, got in zip(CASES, answers, strict=True) if case[1] != got]
    assert wrong == []
