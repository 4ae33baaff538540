"""Rows as the instrument describes them: how many, which hints, which rules, whatever their names."""

import json

import pytest
from django.http import QueryDict
from django.urls import reverse

from reporting.filing.rows.question_forms import question_forms
from reporting.models import Instrument
from reporting.submissions.plain_answers import NOTHING
from reporting.submissions.read_back import render_answer
from tests import factories
from tests.reporting.instruments.small_form import read_survey

GROUP = {"type": "begin_repeat", "name": "g", "label": "Agreements", "number": "2"}
END = {"type": "end_repeat"}


def form_of(*rows, **fields):
    definition = read_survey(*rows)
    [form, *_others] = question_forms(definition["sections"][0], {}, [], data=posted(fields))
    return form


def posted(fields):
    if not fields:
        return None
    data = QueryDict(mutable=True)
    data.update({name.replace("__", "-"): value for name, value in fields.items()})
    return data


@pytest.mark.parametrize("name", ["drop", "origin", "rows", "base", "value", "reason"])
def test_a_cell_of_any_name_is_saved(name):
    form = form_of(
        GROUP, {"type": "text", "name": name, "label": "A"}, END, g__rows="1", **{f"g__0__{name}": "Ten"}
    )

    assert form.is_valid()
    assert form.typed_value() == [{name: "Ten"}]


def test_a_row_is_removed_by_its_box():
    cell = {"type": "text", "name": "drop", "label": "A"}
    form = form_of(GROUP, cell, END, g__rows="1", g__0__drop="Ten", g__drop__0="on")

    assert form.typed_value() is None


@pytest.mark.parametrize(
    ("limit", "sent", "valid"), [("200", 200, True), ("200", 201, False), ("", 60, False)]
)
def test_more_rows_than_allowed_are_refused_and_not_dropped(limit, sent, valid):
    rows = {f"g__{number}__a": "Chile" for number in range(sent)}
    cell = {"type": "text", "name": "a", "label": "Country"}
    form = form_of(GROUP | {"max_rows": limit}, cell, END, g__rows=str(sent), **rows)

    assert form.is_valid() is valid
    assert ("at most" in str(form.errors)) is not valid
    assert len(form.typed_value()) == min(sent, int(limit or 50))


def test_labels_of_yes_and_no_are_shown_and_read_back():
    definition = read_survey({"type": "select_one yes_no", "name": "q1", "label": "Steps?"})
    [question] = definition["sections"][0]["questions"]
    own = question | {"options": [{"value": "yes", "label": "Yes, in force"}, {"value": "no", "label": "No"}]}
    [form] = question_forms({"questions": [own]}, {}, [])

    assert form.fields["value"].choices[0] == ("yes", "Yes, in force")
    assert render_answer(own, NOTHING | {"value": "yes"}, {}).text == "Yes, in force"
    assert render_answer(question, NOTHING | {"value": "yes"}, {}).text == "Yes"


def test_a_list_of_436_options_is_one_to_search_in_and_many_countries_are_ticked():
    options = [{"value": f"o{number}", "label": f"Unit {number}"} for number in range(436)]
    one = factories.question("q1", "single", options=options)
    many = factories.question("q2", "countries")
    countries = [("DEU", "Germany"), ("PHL", "Philippines")]
    answers = {"q1": NOTHING | {"value": "o435"}, "q2": NOTHING | {"value": ["PHL"]}}
    forms = question_forms({"questions": [one, many]}, answers, countries)
    select, ticks = (str(form["value"]) for form in forms)

    assert (select.count("<option"), select.count("selected"), "<long-list" in select) == (437, 1, True)
    assert 'aria-labelledby="q1-text"' in select
    assert '<input type="checkbox" name="q2-value" value="PHL" checked>' in ticks
    assert '<input type="checkbox" name="q2-value" value="DEU">' in ticks
    assert '<span class="picked">Philippines</span>' in ticks
    assert not any(form.shows_each_choice for form in forms)


def test_boxes_in_a_cell_keep_their_own_names_and_the_cell_names_them_as_a_group():
    options = [{"value": "n", "label": "Nurses"}, {"value": "m", "label": "Midwives"}]
    columns = [factories.column("who", "multiple", options=options), factories.column("total", "integer")]
    rows = [{"value": "direct", "label": "Direct"}]
    table = factories.question("q1", "table", columns=columns, rows=rows)
    [form] = question_forms({"questions": [table]}, {}, [])
    [(_key, _label, row)] = form.rows
    who, total = row

    assert "aria-label" not in str(who)
    assert who.field.group_label == f"Direct: {columns[0]['label']}"
    assert f'aria-label="Direct: {columns[1]["label"]}"' in str(total)


def test_a_row_is_titled_by_its_first_two_answers():
    columns = [
        factories.column("title", "text"),
        factories.column("kind", "single", options=[{"value": "n", "label": "Nurses"}]),
        factories.column("partners", "countries"),
        factories.column("total", "integer"),
    ]
    rows = [
        {"kind": "n", "partners": ["DEU", "PHL"], "total": 120},
        {"total": 1200},
        {"title": "First", "kind": "n"},
    ]
    group = factories.question("q1", "group", columns=columns, min_rows=0, max_rows=9)
    countries = [("DEU", "Germany"), ("PHL", "Philippines")]
    [form] = question_forms({"questions": [group]}, {"q1": NOTHING | {"value": rows}}, countries)

    assert [row.summary for row in form.row_forms] == [
        "Nurses · Germany, Philippines",
        "1,200",
        "First · Nurses",
    ]
    form.open_empty_row()
    assert [row.summary for row in form.row_forms][3:] == [""]


@pytest.fixture
def section_page(client, philippines, focal_point):
    """The page of the first section of a survey of these rows, with these answers."""

    def get(*rows, **values):
        instrument = Instrument(form_id="case", version="1", definition=read_survey(*rows))
        instrument.save()
        report = factories.SubmissionFactory(
            round=factories.RoundFactory(instrument=instrument), member_state=philippines
        )
        for code, value in values.items():
            report.answers.create(question=code, value=value, at=report.started_at)
        client.force_login(focal_point)
        return client.get(reverse("section", args=[report.round_id, report.member_state_id, "A"]))

    return get


@pytest.mark.parametrize(
    "group", [GROUP, GROUP | {"type": "begin_group", "appearance": "table", "rows": "k"}]
)
def test_the_page_shows_hints_of_cells_and_has_their_rules(section_page, group):
    rule = {"type": "date", "name": "b", "label": "Signed on", "relevant": "${a} = 'yes'"}
    hint = {"type": "select_one yes_no", "name": "a", "label": "Signed?", "hint": "Count heads & posts"}
    page = section_page(group, hint, rule, {"type": group["type"].replace("begin", "end")}).content.decode()

    assert "Count heads &amp; posts" in page
    assert "&quot;answer&quot;,&quot;a&quot;" in page


def test_the_script_gets_all_answers_with_the_rules_that_say_which_count_and_the_day(section_page):
    page = section_page(
        {"type": "select_one yes_no", "name": "q1", "label": "Steps?"},
        {"type": "text", "name": "a", "label": "A", "relevant": "${q1} = 'yes'"},
        {"type": "text", "name": "b", "label": "B", "relevant": "${a} = 'x'"},
        q1="no",
        a="x",
    )

    shown = page.context["page"]
    assert json.loads(shown.answers_json) == {"q1": "no", "a": "x"}
    assert json.loads(shown.rules_json)[1] == {
        "code": "a",
        "relevant": ["=", ["answer", "q1"], "yes"],
    }
    assert f'data-today="{page.context["page"].form_state.today.isoformat()}"' in page.content.decode()


def test_the_text_of_a_question_says_its_language_and_keeps_its_lines(section_page):
    page = section_page({"type": "text", "name": "a", "label": "Name of the institution"}).content.decode()

    assert '<span class="as-typed" lang="en" id="a-text">Name of the institution</span>' in page
