"""What the standard knows beyond single questions, as an instrument's definition holds it."""

from copy import deepcopy

import pytest

from reporting.instruments.texts import Text, localise, pick_text
from reporting.instruments.xlsform.problems import InstrumentError, summarise_problems
from reporting.instruments.xlsform.reader import inspect_instrument
from reporting.models import Instrument
from tests.reporting.instruments.small_form import (
    as_markdown,
    problems_in,
    questions_of,
    read,
    read_survey,
    survey_form,
)
from tests.reporting.instruments.xlsform.test_cases import inspect_case

NOTE = {"type": "note", "name": "n", "label": "Health personnel means …"}
YES_NO = {"type": "select_one yes_no", "name": "q1", "label": "Steps?"}


def inspect_survey(*rows, **settings):
    form = survey_form(*rows)
    form["settings"][0] |= settings
    return inspect_instrument(as_markdown(form), file_name="case.md")


def first_section(*rows):
    return read_survey(*rows)["sections"][0]


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("translations.md", {"en": "Name?", "fr": "Nom ?"}),
        ("translations-cascade.xlsx", {"en": "A?", "fr": "A ?"}),
        ("language-of-text.md", "Name of the institution"),
    ],
)
def test_a_text_is_kept_in_each_language(name, texts):
    reading = inspect_case(name)
    [question, *_others] = reading.definition["sections"][0]["questions"]

    assert (reading.problems, question["text"]) == ([], texts)
    assert reading.definition.get("languages", ["en"]) == reading.languages


@pytest.mark.parametrize(
    ("headings", "main", "languages"),
    [
        (["label::Français (fr)", "label::Arabic (ar)"], "fr", ["fr", "ar"]),
        (["label", "label::ru"], "en", ["en", "ru"]),
        (["label::English", "label::中文"], "en", ["en", "zh-hans"]),
        (["label::Klingon"], "x-klingon", ["x-klingon"]),
        (["label:English (en)", "label:French (fr)"], "en", ["en", "fr"]),
    ],
)
def test_a_heading_names_a_language_in_many_ways(headings, main, languages):
    rows = [["type", "name", *headings], ["text", "a", *("Words" for _ in headings)]]
    text = "\n".join(["| survey |", *("| | " + " | ".join(row) + " |" for row in rows)])
    reading = inspect_instrument(text, file_name="my form.md")

    assert (reading.problems, reading.languages) == ([], languages)
    assert reading.definition["language"] == main
    assert (reading.definition["id"], reading.definition["version"]) == ("my-form", "1")


def test_each_text_falls_back_for_itself_and_knows_its_language():
    form = survey_form(
        YES_NO | {"label::Français (fr)": "Mesures ?", "hint": "Any", "hint::Arabic (ar)": "أي"}
    )
    instrument = Instrument(definition=inspect_instrument(as_markdown(form), file_name="a.md").definition)
    shown = {
        language: instrument._in_language(language)[1]["q1"] for language in ("en", "fr", "ar", "zh-hans")
    }

    assert [shown[code]["text"] for code in shown] == ["Steps?", "Mesures ?", "Steps?", "Steps?"]
    assert [shown[code]["text"].language for code in shown] == ["en", "fr", "en", "en"]
    assert (shown["ar"]["hint"], shown["ar"]["hint"].language) == ("أي", "ar")


@pytest.mark.parametrize(
    ("source", "html", "plain"),
    [
        ("**Stock**\nHow *many*?", "<strong>Stock</strong><br>How <em>many</em>?", "Stock\nHow many?"),
        ("see [the Code](https://who.int/a?b=1&c)", None, "see the Code"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("<script>alert(1)</script> <b onclick='x'>a</b>", "&lt;script&gt;alert(1)&lt;/script&gt; a", None),
        ("a_b_c 2*3*4 ** x", "a_b_c 2*3*4 ** x", "a_b_c 2*3*4 ** x"),
        (r"\*plain\*", "*plain*", "*plain*"),
        (
            "# Title\nand __words__",
            "<strong>Title</strong><br>and <strong>words</strong>",
            "Title\nand words",
        ),
        ("what in ${year}?", "what in …?", "what in ${year}?"),
        ("*" * 3000 + "[" * 3000 + "_" * 3000, None, None),
    ],
)
def test_formatting_is_safe(source, html, plain):
    text = Text(source, "en")

    assert html is None or text.html == html
    assert plain is None or str(text) == plain
    assert "<script" not in text.html
    filled = text.filled(lambda name: "<2024>")
    assert "<2024>" not in filled.html


def test_a_text_repeats_an_answer():
    text = pick_text("What was done in ${year}?", "fr", "en").filled({"year": "2024"}.get)

    assert str(text) == "What was done in 2024?"
    assert text.html == 'What was done in <span data-output="year" dir="auto">2024</span>?'
    assert localise([{"label": {"fr": "a"}}], "es", "en")[0]["label"].language == "fr"


def test_notes_and_headings_stand_before_a_question():
    section = first_section(
        NOTE,
        YES_NO,
        {"type": "begin_group", "name": "more", "label": "More", "relevant": "${q1} = 'yes'"},
        {"type": "note", "name": "m", "label": "If so"},
        {"type": "text", "name": "a", "label": "A", "relevant": "string-length(${q1}) > 0"},
        {"type": "end_group"},
        {"type": "note", "name": "last", "label": "Thanks", "relevant": "${q1} = 'no'"},
    )
    rule = ["=", ["answer", "q1"], "yes"]

    assert [(note["text"], note["kind"], note["before"], note["relevant"]) for note in section["notes"]] == [
        ("Health personnel means …", "note", "q1", None),
        ("More", "heading", "a", rule),
        ("If so", "note", "a", rule),
        ("Thanks", "note", "", ["=", ["answer", "q1"], "no"]),
    ]
    assert section["questions"][1]["relevant"] == ["and", rule, [">", ["length", ["answer", "q1"]], 0]]


def test_a_group_in_a_repeat_and_another_option():
    section = first_section(
        {"type": "begin_repeat", "name": "g", "label": "Agreements"},
        {"type": "select_one k or_other", "name": "kind", "label": "Kind"},
        {"type": "begin_group", "name": "d", "label": "Dates", "relevant": "${kind} = '1'"},
        {"type": "date", "name": "from", "label": "From"},
        {"type": "calculate", "name": "year", "calculation": "format-date(${from}, '%Y')"},
        {"type": "end_group"},
        {"type": "end_repeat"},
    )
    [group] = section["questions"]

    assert [column["code"] for column in group["columns"]] == ["kind", "kind_other", "from", "year"]
    assert group["columns"][1]["relevant"] == ["selected", ["answer", "kind"], "other"]
    assert group["columns"][2]["relevant"] == ["=", ["answer", "kind"], "1"]
    assert [(note["text"], note["before"]) for note in group["notes"]] == [("Dates", "from")]


def test_questions_outside_groups_are_a_section_of_their_own():
    form = survey_form(YES_NO)
    form["survey"] = [
        YES_NO,
        *form["survey"][0:1],
        {"type": "text", "name": "b", "label": "B"},
        {"type": "end_group"},
    ]
    definition = inspect_instrument(as_markdown(form), file_name="a.md").definition

    assert [(section["code"], section["title"]) for section in definition["sections"]] == [
        ("s1", "A small form"),
        ("A", "Section"),
    ]
    assert questions_of(definition)["q1"]["public"] is False


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ({"type": "integer", "default": "5", "read_only": "yes"}, {"default": 5, "read_only": True}),
        ({"type": "date", "default": "today()"}, {"default_rule": ["today"]}),
        ({"type": "select_multiple k", "default": "1 3"}, {"default": ["1", "3"]}),
        (
            {"type": "text", "required": "${q1} = 'yes'", "required_message": "Say."},
            {"required_message": "Say."},
        ),
        ({"type": "text", "required": "true()"}, {"required": True}),
        (
            {"type": "range", "parameters": "start=0 end=1 step=0.5"},
            {"type": "decimal", "range": [0, 1, 0.5]},
        ),
        ({"type": "percentage"}, {"type": "integer", "range": [0, 100, 1]}),
        ({"type": "acknowledge"}, {"type": "acknowledge"}),
        ({"type": "Rank k"}, {"type": "rank"}),
        ({"type": "select one from k"}, {"type": "single"}),
        ({"type": "add text prompt", "guidance_hint": "Long"}, {"type": "text", "guidance_hint": "Long"}),
        ({"type": "select_one_from_file countries.csv"}, {"type": "country"}),
        ({"type": "Select_One K2", "name": "Capital-Name"}, {"code": "Capital-Name"}),
        (
            {"type": "calculate", "calculation": "${n} > 1"},
            {"calculation": ["string", [">", ["answer", "n"], 1]]},
        ),
        ({"type": "text", "calculation": "concat(${n}, '%')"}, {"type": "calculate"}),
        ({"type": "text", "appearance": "w1 multiline"}, {"type": "longtext"}),
        ({"type": "select_one k", "appearance": "minimal"}, {"type": "single"}),
        (
            {"type": "integer", "constraint": ". <= sum(${c})"},
            {"constraint": ["<=", ["this"], ["sum", ["cells", "g", "c"]]]},
        ),
    ],
)
def test_a_row_of_the_standard_is_read(row, fields):
    before = [
        YES_NO,
        {"type": "integer", "name": "n", "label": "N"},
        {"type": "begin_repeat", "name": "g", "label": "G"},
        {"type": "integer", "name": "c", "label": "C"},
        {"type": "end_repeat"},
    ]
    definition = read_survey(
        *before,
        {"name": "x", "label": "X"} | row,
        choices=[{"list_name": "K2", "name": "Élan", "label": "É"}],
    )
    question = definition["sections"][0]["questions"][3]

    assert {key: question[key] for key in fields} == fields


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"default": "9", "type": "select_one k"}, "cannot be the answer"),
        ({"default": "soon", "type": "date"}, "cannot be the answer"),
        ({"label": "In ${nowhere}?"}, "no question “nowhere”"),
        ({"label": "In ${c}?"}, "no question “c”"),
        ({"relevant": "${c} = 1"}, "asked once for each row"),
        ({"type": "calculate"}, "calculation is missing"),
        ({"type": "calculate", "calculation": "${x} + 1"}, "would depend on itself"),
        ({"type": "select_one k", "choice_filter": "nowhere = ${q1}"}, "“nowhere” is not known"),
        ({"type": "range", "parameters": "start=5 end=1"}, "A range goes upwards"),
        ({"name": "g-0-a"}, "would be mixed up with “g”"),
    ],
)
def test_a_row_that_cannot_work_is_refused(row, words):
    form = survey_form(
        YES_NO,
        {"type": "begin_repeat", "name": "g", "label": "G"},
        {"type": "integer", "name": "c", "label": "C"},
        {"type": "end_repeat"},
        {"type": "text", "name": "x", "label": "X"} | row,
    )
    where, sentences = problems_in(form)

    assert len(where) == 1
    assert words in sentences


def test_a_group_that_hangs_on_a_question_inside_it_is_told_once():
    form = survey_form(
        {"type": "begin_group", "name": "n", "label": "N", "relevant": "${a} = 'x' and ${b} = 'y'"},
        {"type": "text", "name": "a", "label": "A"},
        {"type": "text", "name": "b", "label": "B"},
        {"type": "end_group"},
    )
    where, sentences = problems_in(form)

    assert where == [("survey", 3, "relevant")]
    assert "a question inside it: a, b" in sentences


def test_what_devices_note_is_blank():
    section = first_section(
        {"type": "deviceid", "name": "device"},
        {"type": "text", "name": "a", "label": "On ${device}", "relevant": "${device} = ''"},
    )

    assert [(q["code"], q.get("calculation")) for q in section["questions"]] == [("a", None), ("device", "")]


def test_a_loop_and_an_unknown_type_are_refused_once():
    form = survey_form(
        YES_NO,
        {"type": "begin loop over k", "name": "l"},
        {"type": "text", "name": "a", "label": "A"},
        {"type": "end loop"},
        {"type": "include"},
    )

    assert problems_in(form)[0] == [("survey", 4, "type"), ("survey", 7, "type")]


def test_what_asks_a_question_that_is_not_there_is_told_once():
    """However many rules ask it, and wherever in them; a row without a type is told for itself alone."""
    form = survey_form(
        {"type": "text", "name": "a", "label": "A", "relevant": "${gone} = 'x'"},
        {"type": "text", "name": "b", "label": "B", "relevant": "true() and ${gone} = 'y'"},
        {"type": "", "name": "bare", "label": "Bare"},
        {"type": "text", "name": "c", "label": "As in ${bare}", "relevant": "${bare} = 1 or ${gone} = 2"},
        {"type": "calculate", "name": "d", "calculation": "${bare} + 1"},
    )
    with pytest.raises(InstrumentError) as refusal:
        read(form)

    assert summarise_problems(refusal.value.problems) == [
        "survey, rows 3, 4, relevant: There is no question “gone” that can be asked here. (2 times)",
        "survey, row 5, type: The row has no type.",
    ]


def test_what_changes_nothing_is_noted_and_loads():
    reading = inspect_survey(
        NOTE | {"required": "yes", "media::image": "a.png"},
        YES_NO | {"appearance": "quick compact", "bind::odk:length": "5", "rows": "3"},
        {"type": "start", "name": "start"},
        style="pages",
    )

    assert reading.problems == []
    assert [note.split(",")[0].split(":")[0] for note in reading.notes] == [
        "Columns that change nothing here were left out",
        "Columns that change nothing here were left out",
        "survey",
        "survey",
        "survey",
        "survey",
        "survey",
    ]


def test_the_columns_of_our_own_have_safe_defaults():
    rows = ({"type": "text", "name": name, "label": name.upper()} for name in "ab")
    form = deepcopy(survey_form(*rows))
    for row in form["survey"]:
        for column in ("public", "counted", "number"):
            row.pop(column, None)
    form["settings"] = [{"form_title": "Bare"}]
    reading = inspect_instrument(as_markdown(form), file_name="bare.md")
    questions = questions_of(reading.definition)

    assert reading.problems == []
    assert [(q["number"], q["public"], q["counted"]) for q in questions.values()] == [
        ("1", False, True),
        ("2", False, True),
    ]
    assert [reading.definition[key] for key in ("id", "audience", "code_version")] == [
        "bare",
        "national",
        "2010",
    ]
    assert any("2 questions do not say whether they are public" in note for note in reading.notes)
