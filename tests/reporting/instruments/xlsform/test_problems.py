from copy import deepcopy

import pytest
from pyxform.errors import PyXFormError

from reporting.instruments.xlsform import standard
from tests.reporting.instruments.small_form import FORM, changed, problems_in


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "words"),
    [
        ("survey", 2, "number", "A section", "number or name of a section"),
        ("survey", 3, "type", "", "no type"),
        ("survey", 3, "type", "geopoint", "cannot be asked in a form in the browser"),
        ("survey", 3, "type", "select_one nowhere", "no list “nowhere”"),
        (
            "survey",
            3,
            "type",
            "select_one_from_file other.csv",
            "is not held here; the files are member_states.csv",
        ),
        ("survey", 3, "type", "matrix", "not a type of question"),
        ("survey", 3, "type", "barcode", "cannot be asked in a form in the browser"),
        ("survey", 3, "label", "", "no text"),
        ("survey", 3, "name", "", "not a name"),
        ("survey", 3, "name", "Q 1", "not a name"),
        ("survey", 3, "article", "8.1, 8.5", "not the number of an article"),
        ("survey", 3, "article", "eight", "not the number of an article"),
        ("survey", 3, "indicator", "Steps taken", "small letters"),
        ("survey", 3, "lineage", "renamed", "write one of: same, reworded, split, new"),
        ("survey", 4, "lineage", "reworded", "Only what asks an indicator"),
        ("survey", 3, "public", "perhaps", "neither yes nor no"),
        ("survey", 3, "counted", "1", "neither yes nor no"),
        ("survey", 3, "required", "${q2} = 1", "may have several answers"),
        ("survey", 3, "required", "perhaps", "put options in quotes"),
        ("survey", 12, "relevent", "true()", "Do you mean “relevant”?"),
        ("survey", 3, "relevant", "${q2} = 'law'", "may have several answers"),
        ("survey", 3, "min_rows", "1", "means nothing on a row of this kind"),
        ("survey", 3, "relevant", "selected(${q2}, 'law')", "depend on itself: q1 → q2 → q1"),
        ("survey", 3, "relevant", "${q1} = 'no'", "depend on itself: q1 → q1"),
        ("survey", 4, "relevant", "${q9} = 'yes'", "no question “q9”"),
        ("survey", 4, "relevant", "${q1} = 'maybe'", "not an option of “q1”; the options are yes, no"),
        ("survey", 4, "relevant", "'law' = ${q1}", "not an option of “q1”"),
        ("survey", 4, "relevant", "${q1} > 3", "cannot be asked of “q1”"),
        ("survey", 4, "relevant", "pulldata(${q1}, 'y')", "choices sheet and use choice_filter"),
        ("survey", 4, "relevant", "${q1} =", "was expected, not “the end”"),
        ("survey", 4, "relevant", "${q1} = yes", "put options in quotes"),
        ("survey", 4, "relevant", "${from} = 'x'", "“from” is asked once for each row"),
        ("survey", 4, "relevant", "${q4} = 'x'", "“q4” is asked once for each row"),
        ("survey", 4, "relevant", ". = 'x'", "A dot means the answer itself"),
        (
            "survey",
            4,
            "constraint",
            "selected(., 'policy')",
            "not an option of “q2”; the options are law, none",
        ),
        ("survey", 4, "constraint", "count-selected(.)", "not a condition"),
        ("survey", 4, "name", "q1", "already the name of row 3"),
        ("survey", 4, "indicator", "law_policy", "given twice"),
        ("survey", 5, "min_rows", "4", "larger than the maximum"),
        ("survey", 5, "max_rows", "many", "not a whole number"),
        ("survey", 6, "counted", "yes", "means nothing on a row of this kind"),
        (
            "survey",
            6,
            "type",
            "begin_repeat",
            "stands inside “q3”: a table or repeated group cannot contain another",
        ),
        ("survey", 6, "name", "to", "already the name of row 6"),
        ("survey", 6, "name", "q1", "the name of a question"),
        ("survey", 7, "constraint", "not(. < ${until})", "no question “until”"),
        ("survey", 8, "type", "end_group", "does not end anything"),
        ("survey", 9, "rows", "", "names the list of its rows"),
        ("survey", 9, "rows", "nowhere", "no list “nowhere”"),
        ("survey", 9, "type", "begin_repeat", "means nothing on a row of this kind"),
        ("choices", 4, "list_name", "", "belongs to no list"),
        ("choices", 4, "name", "", "no name"),
        ("choices", 4, "name", "la loi", "may have no blanks"),
        ("choices", 5, "name", "law", "twice"),
        ("choices", 4, "label", "", "no label"),
        ("choices", 4, "exclusive", "si", "neither yes nor no"),
        ("choices", 4, "indicator", "Law!", "small letters"),
        ("settings", 2, "code_version", "first", "not the year"),
        ("settings", 2, "audience", "everybody", "the audiences are national and stakeholder"),
    ],
)
def test_a_problem_is_named_by_sheet_row_and_column(sheet, row, column, value, words):
    form = changed(sheet, row, **{column: value})
    at = {"to": 7, "relevent": 1}.get(value if column == "name" else column, row)
    where, sentences = problems_in(form)
    column = column.lower().replace(" ", "_")
    assert ((sheet, at, column) in where, words in sentences) == (True, True), sentences


def test_all_problems_are_told_at_once_in_the_order_of_the_workbook():
    form = changed("settings", 2, audience="everybody")
    form["survey"][2] |= {"relevant": "${q9} = 'yes'", "article": "x"}
    form["survey"][10] |= {"public": "perhaps"}
    form["choices"][2] |= {"label": ""}
    where, _sentences = problems_in(form)
    assert where == [
        ("settings", 2, "audience"),
        ("survey", 4, "article"),
        ("survey", 4, "relevant"),
        ("survey", 12, "public"),
        ("choices", 4, "label"),
    ]


def test_a_problem_reads_as_a_line_with_its_place():
    _where, sentences = problems_in(changed("survey", 3, public="perhaps"))
    assert sentences == "survey, row 3, public: “perhaps” is neither yes nor no."


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("survey", "no sheet named “survey”"),
        ("choices", "no list “yes_no”"),
    ],
)
def test_a_missing_sheet_is_missed(sheet, words):
    _where, sentences = problems_in({name: rows for name, rows in FORM.items() if name != sheet})
    assert words in sentences


def test_a_missing_column_is_told_on_the_header():
    form = deepcopy(FORM)
    for row in form["survey"]:
        row.pop("name", None)
    where, _sentences = problems_in(form)
    assert where == [("survey", 1, "name")]


@pytest.mark.parametrize(
    ("removed", "row", "words"),
    [
        (13, 2, "“begin_group” is never ended"),
        (11, 2, "“begin_group” is never ended"),
        (10, 9, "no questions in it"),
        (8, 8, "cannot contain another"),
        (5, 7, "“end_repeat” does not end anything"),
    ],
)
def test_an_outline_that_does_not_close_is_refused(removed, row, words):
    form = deepcopy(FORM)
    del form["survey"][removed - 2]
    where, sentences = problems_in(form)
    assert (("survey", row, "type") in where, words in sentences) == (True, True), sentences


def test_a_section_does_not_stand_empty():
    form = deepcopy(FORM)
    form["survey"] = [FORM["survey"][0], {"type": "end_group"}, *form["survey"]]
    form["survey"][2] |= {"number": "B", "name": "sB"}
    where, sentences = problems_in(form)
    assert (where, "has no questions" in sentences) == ([("survey", 2, "type")], True)


def test_what_pyxform_alone_objects_to_is_a_problem_too(monkeypatch):
    def refuse(**_kwargs):
        raise PyXFormError("[row : 12] There is something odd")

    monkeypatch.setattr(standard, "convert", refuse)
    where, sentences = problems_in(FORM)
    assert where == [("survey", 12, "")]
    assert sentences == "survey, row 12: XLSForm: There is something odd"
