import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.instruments.logic import LogicError, compile_expression, evaluate, names_in

NAMES = ["q1", "q2", "q13_2", "from"]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("${q1} = 'yes'", ["=", ["answer", "q1"], "yes"]),
        ('${ q1 } != "no"', ["!=", ["answer", "q1"], "no"]),
        ("${q1} = ‘yes’", ["=", ["answer", "q1"], "yes"]),
        ("selected(${q2}, 'other')", ["selected", ["answer", "q2"], "other"]),
        ("not(selected(., 'none'))", ["not", ["selected", ["this"], "none"]]),
        (". >= 0 and . <= 1.5", ["and", [">=", ["this"], 0], ["<=", ["this"], 1.5]]),
        (". > -1", [">", ["this"], -1]),
        ("true() and true() and false()", ["and", True, True, False]),
        ("true() or true() and false()", ["or", True, ["and", True, False]]),
        ("(true() or true()) and false()", ["and", ["or", True, True], False]),
        ("${q1} - 1 - 2 = 3 + .", ["=", ["-", ["-", ["answer", "q1"], 1], 2], ["+", 3, ["this"]]]),
        ("-${q1} < 0", ["<", ["-", 0, ["answer", "q1"]], 0]),
        ("count-selected(.) <= 3", ["<=", ["count", ["this"]], 3]),
        ("string-length(${q1})>0", [">", ["length", ["answer", "q1"]], 0]),
        (". <= today()", ["<=", ["this"], ["today"]]),
    ],
)
def test_an_expression_becomes_a_tree(text, tree):
    assert compile_expression(text, NAMES) == tree


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("", 1, "the end"),
        ("${q1} = 'yes' and", 18, "the end"),
        ("${q9} = 'yes'", 1, "q9"),
        ("${q1} = yes", 9, "quotes"),
        ("${q1} = 'yes", 9, "not part"),
        ("${q1 = 'yes'", 1, "not part"),
        ("${q1} div 2 = 1", 7, "div"),
        ("${q1} * 2 = 1", 7, "*"),
        ("regex(., '[a-z]')", 1, "regex"),
        ("today = 1", 1, "brackets"),
        ("not(${q1})", 1, "conditions"),
        ("${q1} and true()", 7, "conditions"),
        ("${q1} = 1 = 2", 11, "join comparisons"),
        ("${q1} = ''", 7, "string-length"),
        ("selected(${q1}, ${q2})", 1, "option"),
        ("selected(1, 'a')", 1, "asks a question"),
        ("selected(${q1})", 1, "wrong number"),
        ("today() + 1 > .", 9, "only numbers"),
        ("'a' + 1 = 2", 5, "only numbers"),
        ("-'a' = 2", 1, "only a number"),
        ("${q1} = 1.00001", 9, "4 decimals"),
        ("${q1} = 1 ${q2}", 11, "not expected"),
        ("(${q1} = 1", 11, "“)” is missing"),
        ("not(true() false())", 12, "“,” is missing"),
        ("${q1} = 1; drop", 10, "not part"),
    ],
)
def test_whatever_is_outside_the_language_is_refused_with_its_place(text, place, word):
    with pytest.raises(LogicError) as refusal:
        compile_expression(text, NAMES)
    assert str(refusal.value).startswith(f"At character {place}: ")
    assert word in str(refusal.value)


@pytest.mark.parametrize("text", ["${q1}", "1 + 1", "today()", "'yes'"])
def test_a_value_alone_is_not_a_condition(text):
    with pytest.raises(LogicError, match="not a condition"):
        compile_expression(text, NAMES)


@pytest.mark.parametrize(
    "text",
    ["(" * 5000, "not(" * 5000 + "true()", "-" * 5000 + "1", "1+" * 5000 + "1 = 1", "1+" * 150 + "1 = 1"],
)
def test_a_hostile_expression_is_refused(text):
    with pytest.raises(LogicError):
        compile_expression(text, NAMES)


@given(st.text(alphabet="${}q1 ='\"().,+-<>!andortelcs‘\n\x00") | st.text())
def test_any_text_compiles_or_is_refused(text):
    try:
        tree = compile_expression(text, NAMES)
    except LogicError:
        return
    assert evaluate(tree, {"q1": "1"}, "1", "2024-01-01") in {True, False}
    assert names_in(tree) <= set(NAMES)


def test_the_questions_a_tree_asks_are_known():
    tree = compile_expression("${q1} = 'yes' or not(selected(${q2}, 'a') and . > 1)", NAMES)
    assert names_in(tree) == {"q1", "q2"}
