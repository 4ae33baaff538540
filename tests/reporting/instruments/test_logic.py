import json
import random
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from reporting.instruments.rules.expressions import MAX_DEPTH
from reporting.instruments.rules.functions import ARITY, MEANING
from reporting.instruments.rules.logic import compile_expression, evaluate
from reporting.instruments.rules.patterns import compile_pattern

TWIN = Path(settings.BASE_DIR) / "config/static/js/rules"


ANSWERS = {"n": 5, "d": "12.50", "s": "yes", "m": ["a", "b"], "day": "2024-03-01", "blank": "", "none": []}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("${s} = 'yes'", True),
        ("${s} != 'yes'", False),
        ("${unanswered} = 'yes'", False),
        ("${unanswered} != 'yes'", True),
        ("${blank} != 'yes'", True),
        ("not(${unanswered} < 3)", True),
        ("${unanswered} + 1 = 1", False),
        ("${n} = 5 and ${n} < 6 and ${n} >= 5", True),
        ("${n} = '5'", True),
        ("${d} = 12.5", True),
        ("${d} = '12.5'", False),
        ("${d} > ${n}", True),
        ("${d} + 0.1 + 0.2 = 12.8", True),
        ("${s} < 'zzz'", False),
        ("${s} + 1 != 2", True),
        ("${day} < today()", True),
        ("${day} < ${n}", False),
        ("selected(${m}, 'b')", True),
        ("selected(${m}, 'c')", False),
        ("selected(${s}, 'yes')", True),
        ("selected(${none}, 'a')", False),
        ("count-selected(${m}) = 2", True),
        ("count-selected(${unanswered}) = 0", True),
        ("string-length(${s}) = 3", True),
        ("string-length(${unanswered}) = 0", True),
        (". - ${n} = -2", True),
    ],
)
def test_a_tree_tells_the_same_for_the_same_answers(text, told):
    tree = compile_expression(text, [*ANSWERS, "unanswered"])
    assert evaluate(tree, ANSWERS, this=3, today=date(2024, 3, 2)) is told


@pytest.mark.parametrize(
    ("tree", "value"),
    [
        (["+", 1, 2], 3),
        (["+", "0.1", "0.2"], "0.3"),
        (["-", "0.25", 1], "-0.75"),
        (["-", "1.5", "1.5"], 0),
        (["+", 10**15, 1], None),
        (["+", 999_999_999_999_999, 1], None),
        (["+", None, 1], None),
        (["today"], None),
        (["unknown", 1], None),
        (["not"], None),
        ([], None),
        ({"and": []}, None),
    ],
)
def test_a_sum_is_exact_and_nonsense_is_null(tree, value):
    assert evaluate(tree, {}) == value


NAME = st.sampled_from(["q1", "q2", "toString", "constructor", "__proto__", ""])
LEAF = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["2024-01-31", "1.50"])
)
ANSWER = LEAF | st.lists(LEAF, max_size=3) | st.dictionaries(NAME, LEAF, max_size=2)
OPERATORS = [
    "and",
    "or",
    "not",
    "=",
    "!=",
    "<",
    ">=",
    "+",
    "-",
    "answer",
    "selected",
    "count",
    "length",
    "today",
    "cells",
    "choice",
    "position",
    "?",
    *MEANING,
]
TREE = st.recursive(
    LEAF | NAME.map(lambda name: ["answer", name]),
    lambda inner: st.builds(
        lambda head, parts: [head, *parts], st.sampled_from(OPERATORS) | inner, st.lists(inner, max_size=3)
    ),
)


@given(TREE, st.dictionaries(NAME, ANSWER), ANSWER, ANSWER)
def test_any_tree_has_a_value_for_any_answers(tree, answers, this, today):
    told = evaluate(tree, answers, this, today)
    assert told is None or isinstance(told, str | int | float | bool | list | dict)


@pytest.mark.parametrize(("levels", "told"), [(MAX_DEPTH, True), (MAX_DEPTH + 2, False), (10_000, False)])
def test_beyond_the_depth_of_any_rule_a_tree_is_null_and_not_followed(levels, told):
    tree = True
    for _level in range(levels):
        tree = ["not", tree]
    assert evaluate(tree, {}) is told


class Chance:
    """Trees and answers as a hostile or confused author would write them."""

    VALUES = [
        None,
        True,
        False,
        0,
        1,
        -1,
        2,
        1.5,
        0.1,
        0.0001,
        0.00001,
        -2.75,
        10**15,
        999_999_999_999_999,
        "",
        "a",
    ]
    VALUES += [
        "b",
        "yes",
        "é",
        "😀",
        "1",
        "01",
        "1.50",
        "0.2",
        "-3",
        "+3",
        "1e3",
        " 1",
        "1\n",
        "²",
        "null",
        "2024-01-31",
        "2024-01-31T14:30",
        "2024",
        "2024-03",
        "2024-02-31T09:05:30",
        "14:30",
        "23:59:59",
        "24:00",
    ]
    VALUES += [
        "2024-02-01",
        "2024-1-1",
        "2024-99-99",
        "123456789012345.123456789012345",
        "1234567890123456",
        [],
        ["a"],
    ]
    VALUES += [
        ["a", "b"],
        [1],
        [None],
        {},
        {"a": 1},
        [{"id": "1"}, {"id": "2"}],
        "%d/%m/%Y %H:%M:%S",
        "0.005",
        "-2.5",
        18000,
        "a\tb  c\n",
    ]
    VALUES += [[{"n": 1, "s": "a"}, {"n": "2.50"}, 7], {"x": {"n": 3}, "y": None}]
    PATTERNS = ["^[a-z]+$", "a?b|yes", "[^0-9]{2,3}", r"\d{4}-\d\d-\d\d", "(a|b)*", "(?:é|😀)+"]
    NAMES = ["q1", "q2", "q3", "toString", "__proto__", "null", 1, None]
    ARITIES = dict.fromkeys(["and", "or"], 3) | dict.fromkeys(["this", "today"], 0)
    ARITIES |= dict.fromkeys(["not", "count", "length", "answer", "nonsense", "toString"], 1)
    ARITIES |= dict.fromkeys(["=", "!=", "<", "<=", ">", ">=", "+", "-", "selected"], 2)
    ARITIES |= {name: least for name, (least, _most) in ARITY.items()} | {
        "cells": 2,
        "choice": 1,
        "position": 0,
    }

    def __init__(self, seed):
        self.random = random.Random(seed)

    def tree(self, depth=4):
        if depth == 0 or self.random.random() < 0.2:
            leaves = [
                self.random.choice(self.VALUES),
                ["answer", self.random.choice(self.NAMES)],
                ["this"],
                ["today"],
                ["cells", self.random.choice(self.NAMES), self.random.choice(["n", "s", "constructor"])],
                self.pattern(),
            ]
            return self.random.choice(leaves)
        operator, arity = self.random.choice(list(self.ARITIES.items()))
        arity = self.random.choice([arity] * 20 + [0, 1, 2, 3])
        return [operator, *(self.tree(depth - 1) for _part in range(arity))]

    def pattern(self):
        machine = compile_pattern(self.random.choice(self.PATTERNS))
        if self.random.random() < 0.1:
            machine = self.random.choice([[], [["fork", 9, -1]], {"a": 1}, [["one", False, "x", 0]]])
        return ["matches", self.random.choice(self.VALUES), "", machine]

    def answers(self):
        return {name: self.random.choice(self.VALUES) for name in ["q1", "q2", "q3", "__proto__", "null"]}

    def case(self):
        return [
            self.tree(),
            self.answers(),
            self.random.choice(self.VALUES),
            self.random.choice(["2024-02-01", None]),
            self.random.choice([None, {"q1": "a", "n": "5"}]),
            self.random.choice([None, 1, 7]),
        ]


RUN_TWIN = """
import { readFileSync } from "node:fs";
import { evaluate } from "./rules/logic.js";
const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map((asked) => evaluate(...asked))));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed, so the twin cannot be asked")
def test_the_browser_and_the_server_tell_the_same(tmp_path):
    shutil.copytree(TWIN, tmp_path / "rules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "run.mjs").write_text(RUN_TWIN)
    chance = Chance(seed=20100521)
    cases = [chance.case() for _case in range(8000)]
    ran = subprocess.run(
        ["node", "run.mjs"], input=json.dumps(cases), capture_output=True, text=True, check=True, cwd=tmp_path
    )
    here = json.loads(json.dumps([evaluate(*case) for case in cases]))
    differing = [
        (case, python, browser)
        for case, python, browser in zip(cases, here, json.loads(ran.stdout), strict=True)
        if (python, type(python) is bool) != (browser, type(browser) is bool)
    ]
    assert differing == []
