"""Small workbooks, each with one thing that was once read, asked or refused wrongly."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reporting.instruments.rules.logic import evaluate
from reporting.instruments.xlsform.problems import summarise_problems
from reporting.instruments.xlsform.reader import InstrumentError, inspect_instrument
from reporting.instruments.xlsform.references import KnownReferences
from tests.reporting.instruments.small_form import as_markdown, questions_of, survey_form

CASES = Path(__file__).parent / "cases"
KNOWN = KnownReferences(frozenset({"8.1"}), frozenset({"stock_doctors"}))


def inspect_case(name):
    return inspect_instrument((CASES / name).read_bytes(), file_name=name, known=KNOWN)


def places(name):
    return [(problem.sheet, problem.row, problem.column) for problem in inspect_case(name).problems]


@pytest.mark.parametrize(
    ("name", "place", "words"),
    [
        ("no-heading.xlsx", ("survey", 4, "K"), "no heading above it"),
        ("formula-relevant.xlsx", ("survey", 4, "relevant"), "does not contain the value of this formula"),
        ("excel-error.xlsx", ("survey", 3, "label"), "an error of the spreadsheet, “#REF!”"),
        ("number-twice.xlsx", ("survey", 4, "number"), "“8.1” is already the number of row 3"),
        ("table-row-indicator.md", ("choices", 4, "indicator"), "rows of a table and cells have none"),
        ("table-5250-cells.md", ("survey", 3, "rows"), "5250 cells; a page takes 4000"),
        ("article-unknown.md", ("survey", 3, "article"), "The Code has no article “99.9(z)”"),
        ("vacuous-date-slashes.md", ("survey", 4, "relevant"), "write a day that exists"),
        ("vacuous-date-impossible.md", ("survey", 4, "relevant"), "write a day that exists"),
        ("vacuous-country-name.md", ("survey", 4, "relevant"), "its code of three letters"),
        ("vacuous-integer-text.md", ("survey", 4, "relevant"), "“many”, which is not a number"),
        ("vacuous-option-number.md", ("survey", 4, "relevant"), "“7” is not an option of “s”"),
    ],
)
def test_a_case_is_refused_by_its_place(name, place, words):
    found = [problem for problem in inspect_case(name).problems if words in problem.sentence]

    assert place in [(problem.sheet, problem.row, problem.column) for problem in found]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nested-hides-faults.xlsx", [("survey", 5), ("survey", 6)]),
        ("table-row-indicator.md", [("choices", 4), ("choices", 5)]),
    ],
)
def test_all_problems_are_told_and_none_follows_from_another(name, expected):
    assert [place[:2] for place in places(name)] == expected


def test_nothing_is_lost_behind_blank_rows():
    definition = inspect_case("blank-rows-survey.xlsx").definition

    assert [section["code"] for section in definition["sections"]] == ["A", "B"]


def test_nothing_is_lost_behind_blank_columns():
    reading = inspect_case("blank-columns.xlsx")

    assert reading.problems == []
    assert reading.definition["sections"][0]["questions"][1]["relevant"] == ["=", ["answer", "q1"], "yes"]


@pytest.mark.parametrize(
    "name",
    [
        *("begin-group-capitals.xlsx", "blank-equals-blank.md", "calculate.md", "choice-filter.md"),
        *("default-readonly.md", "markdown.xlsx", "nested-group.md", "note.md", "radio-436.md"),
        *("reference-in-label.md", "regex.md", "section-relevant.md", "settings-tolerated.md"),
        *("file-list.md", "sum-of-repeat.md", "translations.md", "translations-cascade.xlsx"),
    ],
)
def test_what_others_write_is_read(name):
    reading = inspect_case(name)

    assert reading.problems == []
    assert reading.definition["sections"]


def test_a_list_that_comes_with_the_product_is_copied_into_the_instrument():
    [occupations, *_others] = inspect_case("file-list.md").definition["sections"][0]["questions"]

    assert (len(occupations["options"]), occupations["options"][3]["label"]) == (
        41,
        "Generalist medical practitioners",
    )


def test_a_password_is_named():
    with pytest.raises(InstrumentError, match="protected by a password") as refusal:
        inspect_case("password.xlsx")
    assert refusal.value.refuses_file


def test_the_rows_of_a_group_may_be_two_hundred():
    assert inspect_case("max-rows-200.md").problems == []


def test_labels_of_yes_and_no_are_read():
    [question] = inspect_case("yes-no-labels.md").definition["sections"][0]["questions"]

    assert [option["label"] for option in question["options"]] == ["Yes, in force", "No, or only planned"]


def test_the_advice_on_what_is_unanswered_works_for_numbers_and_files():
    for advice in ("${n} = ''", "string-length(${n}) = 0"):
        text = (CASES / "blank-number.md").read_text().replace("${n} = ''", advice)
        [_n, asked] = questions_of(inspect_instrument(text, file_name="n.md").definition).values()
        answers = [{"n": number} for number in (None, 0, -5, 12)]
        assert [evaluate(asked["relevant"], given) for given in answers] == [True, False, False, False]
    reading = inspect_case("blank-file.md")
    assert reading.problems == []
    rule = reading.definition["sections"][0]["questions"][1]["relevant"]
    assert [evaluate(rule, {"f": file}) for file in (None, {"id": "1"})] == [True, False]


@pytest.mark.parametrize(
    ("rule", "loads"),
    [
        ("${d} > today()", True),
        ("${d} <= '2020-02-29'", True),
        ("${d} <= '2021-02-29'", False),
        ("${d} > 2020", False),
        ("${d} > ${n}", False),
        ("${n} = today()", False),
        ("today() > '01/02/2020'", False),
        ("${n} = '5'", True),
        ("${n} + 1 > 'x'", False),
        ("string-length(${d}) = 'x'", False),
        ("${s} = 2", True),
        ("${c} = 'PHL'", True),
        ("selected(${c}, 'Philippines')", False),
        ("1 = 1", False),
    ],
)
def test_a_rule_that_says_the_same_whatever_the_answers_is_refused(rule, loads):
    form = survey_form(
        {"type": "date", "name": "d", "label": "D"},
        {"type": "integer", "name": "n", "label": "N"},
        {"type": "select_one k", "name": "s", "label": "S"},
        {"type": "select_one_from_file member_states.csv", "name": "c", "label": "C"},
        {"type": "text", "name": "z", "label": "Z", "relevant": rule},
    )
    problems = inspect_instrument(as_markdown(form), file_name="rules.md").problems

    assert (problems == []) is loads
    assert {problem.column for problem in problems} <= {"relevant"}


def test_alike_problems_are_summed_up():
    assert summarise_problems(inspect_case("table-row-indicator.md").problems) == [
        "choices, rows 4, 5, indicator: Only an option that a question offers has an indicator; "
        "rows of a table and cells have none. (2 times)"
    ]


def run_command(name, *options):
    """The exit status and the output of the command."""
    written = StringIO()
    try:
        call_command("check_instrument", str(CASES / name), *options, stdout=written)
    except SystemExit as ended:
        return ended.code, written.getvalue()
    return 0, written.getvalue()


@pytest.mark.django_db
def test_the_command_names_the_languages():
    told = json.loads(run_command("translations.md", "--format", "json")[1])

    assert (told["loads"], told["languages"]) == (True, ["en", "fr"])
    assert told["notes"][0] == "Not translated into “fr”: texts in these rows: choices 2, 3."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "status"), [("max-rows-200.md", 0), ("number-twice.xlsx", 1), ("password.xlsx", 2)]
)
def test_the_command_tells_by_its_exit_status(name, status):
    ended, written = run_command(name, "--format", "json")
    told = json.loads(written)

    assert (ended, told["loads"]) == (status, status == 0)
    assert list(told) == ["loads", "problems", "notes", "languages", "definition"]
    assert bool(told["problems"]) == bool(status)
    assert (told["definition"] is None) == bool(status)


@pytest.mark.django_db
def test_the_command_names_each_problem_by_its_place():
    _status, written = run_command("nested-hides-faults.xlsx", "--format", "json")

    assert json.loads(written)["problems"][0] == {
        "sheet": "survey",
        "row": 5,
        "column": "type",
        "message": "There is no list “l” on the choices sheet.",
    }


@pytest.mark.django_db
def test_the_command_says_in_words_what_is_wrong_and_what_was_not_checked():
    status, written = run_command("number-twice.xlsx")

    assert status == 1
    assert written.startswith("survey, row 4, number: “8.1” is already the number of row 3.")
    assert "No articles of the Code are loaded" in written


@pytest.mark.django_db
def test_a_missing_file_is_refused():
    with pytest.raises(CommandError, match="No such file") as refusal:
        call_command("check_instrument", str(CASES / "nowhere.md"))
    assert refusal.value.returncode == 2


@pytest.mark.parametrize(
    ("rule", "unknown"),
    [
        ("${c} = 'PHL'", None),
        ("${c} = 'XYZ'", "XYZ"),
        ("${s} = '1' or not(${c} != 'HKG')", "HKG"),
        ("selected(${m}, 'PHL') and selected(${m}, 'ZZZ')", "ZZZ"),
    ],
)
def test_a_rule_that_asks_for_an_unknown_country_is_refused(rule, unknown):
    text = (CASES / "vacuous-country-name.md").read_text().replace("${c} = 'Philippines'", rule)
    first = "| | select_one_from_file"
    more = "| | select_multiple_from_file member_states.csv | m | M | | yes | no | |\n"
    text = text.replace(first, f"{more}| | select_one k | s | S | | yes | no | |\n{first}")
    known = KnownReferences(None, None, frozenset({"PHL", "DEU"}))
    problems = inspect_instrument(text, file_name="n.md", known=known).problems

    expected = [("relevant", f"No Member State has the code “{unknown}”.")] if unknown else []
    assert [(problem.column, problem.sentence) for problem in problems] == expected
