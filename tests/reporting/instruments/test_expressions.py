import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.instruments.rules.expressions import compile_value
from reporting.instruments.rules.logic import LogicError, compile_expression, evaluate, names_in
from reporting.instruments.rules.scope import Scope

NAMES = ["q1", "q2", "q13_2", "from"]
KINDS = {"n": "number", "d": "day", "t": "text", "m": "options"}
SCOPE = Scope(
    KINDS | dict.fromkeys(NAMES, "any"), {"rows": ("g", "number")}, frozenset({"g"}), frozenset({"region"})
)
ANSWERS = {"n": 7, "d": "2020-02-28", "t": "Hello wörld", "m": ["x", "y"]}
ANSWERS |= {"g": [{"rows": 1}, {"rows": "2.5"}]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${n} div 2", "3.5"),
        ("${n} mod 4 * 2 - -3", 9),
        ("1 div 0", None),
        ("date(${d} + 2)", "2020-03-01"),
        ("today() - ${d}", 2),
        ("int((today() - ${d}) div 365.25)", 0),
        ("${d} + 1 < today()", True),
        ("sum(${rows})", "3.5"),
        ("count(${g})", 2),
        ("max(${rows}, 4)", 4),
        ("min(${rows})", 1),
        ("join(', ', ${rows})", "1, 2.5"),
        ("indexed-repeat(${rows}, ${g}, 2)", "2.5"),
        ("if(${n} > 3, 'many', 'few')", "many"),
        ("coalesce(${q1}, 'none')", "none"),
        ("concat(${t}, ' ', ${n})", "Hello wörld 7"),
        ("regex(${t}, '^[A-Z][a-z]+ .{5}$')", True),
        ("regex(${t}, 'Hello')", False),
        ("substr(${t}, 6, 8)", "wö"),
        ("contains(${t}, 'wör') and starts-with(${t}, 'He') and ends-with(${t}, 'ld')", True),
        ("${q1} = ${q2}", True),
        ("${q1} = ''", True),
        ("${t} = ''", False),
        ("${m} = ''", False),
        ("${q1} + 1 = ${q2} + 1", False),
        ("selected-at(${m}, 1)", "y"),
        ("true() = selected(${m}, 'x')", True),
        ("round(2.345, 2)", "2.35"),
        ("100 div 3 * 3 = 100", True),
        ("pow(2, 10)", 1024),
        ("format-date(${d}, '%e/%n/%Y')", "28/2/2020"),
        ("region = 'AFR'", True),
        ("number('12') + abs(-1) + floor(1.5) + ceiling(1.5)", 16),
        ("normalize-space('  a  b ')", "a b"),
        ("string-length(concat('a', 'bc'))", 3),
    ],
)
def test_an_expression_has_a_value(text, value):
    tree = compile_value(text, SCOPE)
    assert evaluate(tree, ANSWERS, today="2020-03-01", choice={"region": "AFR"}) == value


@pytest.mark.parametrize(
    "pattern", ["(a*)*b", "(a|a)*b", "a*a*a*a*a*a*b", "(.*)(.*)(.*)(.*)x", "([a-z]+)+1", "(a?){50}a{50}"]
)
def test_no_pattern_takes_long(pattern):
    tree = compile_expression(f"regex(${{q1}}, '{pattern}')", NAMES)
    assert evaluate(tree, {"q1": "a" * 20_000}) is False


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
        ("${q1} = yes", 9, "quotes"),
        ("${q1} = 'yes", 9, "not part"),
        ("${q1 = 'yes'", 1, "not part"),
        ("today = 1", 1, "brackets"),
        ("not(${q1})", 1, "conditions"),
        ("${q1} and true()", 7, "conditions"),
        ("${q1} = 1 = 2", 11, "join comparisons"),
        ("selected(1, 'a')", 1, "asks a question"),
        ("selected(${q1})", 1, "wrong number"),
        ("selected(${q1}, 7)", 1, "option"),
        ("${rows} > 1", 1, "asked once for each row"),
        ("sum(${rows}) > 1 and string-length(${rows}) > 1", 22, "takes one value"),
        ("pulldata('f', 'a', 'b', ${q1}) = 1", 1, "looks values up in a file"),
        ("random() > 1", 1, "not a function"),
        ("if(${q1}, 1, 2) = 1", 1, "begins with a condition"),
        ("concat(true(), 'a') = 'a'", 1, "takes values"),
        ("regex(${q1}, '(a+')", 1, "A bracket is not closed"),
        ("regex(${q1}, '(?=a)')", 1, "begin with “(?”"),
        ("regex(${q1}, '(a{200}){200}')", 1, "too long"),
        ("regex(${q1}, 'a{300}')", 1, "up to 200"),
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
        compile_expression(text, SCOPE)
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


def test_a_name_that_nothing_has_is_told_alike_wherever_it_stands():
    sentences = set()
    for text in ("${q9} = 'yes'", "true() and ${q9} = 'yes'"):
        with pytest.raises(LogicError) as refusal:
            compile_expression(text, SCOPE)
        sentences.add(str(refusal.value))

    assert sentences == {"There is no question “q9” that can be asked here."}
