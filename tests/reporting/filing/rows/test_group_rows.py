"""Rows of a group: how many wait, where they stand, and what becomes of rows that others add and move."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from reporting.filing.rows.question_forms import question_forms
from reporting.filing.rows.row_order import merge_order, read_order
from reporting.submissions.plain_answers import NOTHING
from tests import factories
from tests.reporting.filing.page_fields import read_fields

COLUMNS = [factories.column("title", "text", required=True), factories.column("total", "integer")]


def form_of(*titles, sent=None, **limits):
    group = factories.question("g", "group", columns=COLUMNS, **({"min_rows": 0, "max_rows": 9} | limits))
    data = None
    if sent is not None:
        data = QueryDict(mutable=True)
        data.update(sent)
    answer = NOTHING | {"value": [{"title": title, "total": None} for title in titles] or None}
    [form] = question_forms({"questions": [group]}, {"g": answer}, [], data=data)
    return form


@pytest.mark.parametrize(
    ("sent", "move", "count", "order"),
    [
        ("", "", 3, [0, 1, 2]),
        ("2 0 1", "", 3, [2, 0, 1]),
        ("2", "", 3, [2, 0, 1]),
        ("2 2 9 x 0", "", 3, [2, 0, 1]),
        ("", "2 up", 3, [0, 2, 1]),
        ("1 0 2", "0 down", 3, [1, 2, 0]),
        ("", "0 up", 3, [0, 1, 2]),
        ("", "2 down", 3, [0, 1, 2]),
        ("", "7 up", 3, [0, 1, 2]),
        ("", "1 sideways", 3, [0, 1, 2]),
        ("", "", 0, []),
    ],
)
def test_the_order_of_a_page_is_read_and_never_loses_a_row(sent, move, count, order):
    assert read_order(sent, move, count) == order


@pytest.mark.parametrize(
    ("base", "mine", "current", "order"),
    [
        ("abc", "abc", "abc", "abc"),
        ("abc", "cab", "abc", "cab"),
        ("abc", "abc", "cab", "cab"),  # somebody else has moved them
        ("abc", "cab", "abcx", "cxab"),  # x was added by somebody else, behind c
        ("abc", "cab", "xabc", "xcab"),
        ("abc", "cab", "ab", "ab"),  # c was removed by somebody else
        ("ab", "abn", "abn", "abn"),
        ("ab", "anb", "abn", "anb"),  # a new row that was moved up
        ("abc", "ba", "abc", "bca"),  # c was added while this page was open
        ("", "", "abc", "abc"),
        ("ab", "bbaa", "ab", "ba"),
    ],
)
def test_only_what_a_page_has_moved_is_moved(base, mine, current, order):
    assert "".join(merge_order(list(base), list(mine), list(current))) == order


@pytest.mark.parametrize(
    ("titles", "limits", "shown"),
    [
        ((), {}, 1),
        ((), {"max_rows": 3}, 3),
        ((), {"min_rows": 5}, 5),
        (("a", "b"), {}, 2),
        (("a",), {"max_rows": 3}, 3),
        (("a", "b", "c", "d"), {"max_rows": 3}, 4),
    ],
)
def test_as_many_rows_wait_as_are_asked_for(titles, limits, shown):
    form = form_of(*titles, **limits)

    assert [row.is_open for row in form.rows] == [False] * len(titles) + [True] * (shown - len(titles))


def test_a_row_is_asked_for_and_an_empty_one_is_not_doubled():
    form = form_of("a")
    form.open_empty_row()
    form.open_empty_row()

    assert [row.number for row in form.rows] == [0, 1]
    assert "autofocus" in str(form.rows[1].form["title"])
    assert form.basis["g~order"] == " ".join(form.base_names)


def test_a_removed_row_makes_room_and_a_row_too_many_is_said():
    full = {"g-rows": "3", "g-0-title": "a", "g-1-title": "b", "g-2-title": "c"}

    assert not form_of(max_rows=2, sent=full).is_valid()
    form = form_of(max_rows=2, sent=full | {"g-drop-0": "on"})
    assert form.is_valid()
    assert [row["title"] for row in form.typed_value()] == ["b", "c"]


def test_a_row_that_was_typed_counts_though_the_page_did_not_count_it():
    form = form_of("a", sent={"g-rows": "1", "g-0-title": "a", "g-4-title": "e", "g-drop-7": "on"})

    assert [row["title"] for row in form.typed_value()] == ["a", "e"]


@pytest.fixture
def group(client, complete, focal_point, contributor):
    """The rows a, b and c as two people see them; returns (open a page, save it, read the titles)."""
    question = complete.round.instrument.questions["q4"]
    question["columns"], question["max_rows"] = COLUMNS, 9
    definition = complete.round.instrument.definition
    for one in definition["sections"][1]["questions"]:
        if one["code"] == "q4":
            one |= {"columns": COLUMNS, "max_rows": 9}
    complete.round.instrument.save()
    address = reverse("section", args=[complete.round_id, complete.member_state_id, "sA"])
    complete.answers.create(
        question="q4", value=[{"title": one, "total": None} for one in "abc"], at=complete.started_at
    )

    def open_as(person):
        client.force_login(person)
        return read_fields(client.get(address).content.decode())

    def save_as(person, fields, **typed):
        client.force_login(person)
        return client.post(address, fields | {name.replace("_", "-"): text for name, text in typed.items()})

    titles = lambda: "".join(row["title"] for row in complete.answers.get(question="q4").value)  # noqa: E731
    return open_as, save_as, titles


def test_rows_are_moved_by_buttons_and_by_the_order_of_the_page(group, focal_point):
    open_as, save_as, titles = group

    answer = save_as(focal_point, open_as(focal_point), move="q4 2 up")
    assert titles() == "acb"
    assert answer.url.endswith("#q4")
    save_as(focal_point, open_as(focal_point), q4_order="2 0 1")
    assert titles() == "bac"


def test_moving_rows_keeps_what_others_have_added_changed_removed_and_moved(group, focal_point, contributor):
    open_as, save_as, titles = group
    mine, again = open_as(focal_point), open_as(focal_point)
    theirs = open_as(contributor)
    save_as(contributor, theirs, q4_rows="4", q4_3_title="d", q4_1_title="B")
    assert titles() == "aBcd"

    save_as(focal_point, mine, q4_order="2 0 1")
    assert titles() == "cdaB"
    save_as(focal_point, again, q4_0_total="5")
    assert titles() == "cdaB"
    assert open_as(focal_point)["q4-2-total"] == ["5"]


def test_what_a_row_says_wrong_stays_where_it_was_moved_to(group, focal_point):
    open_as, save_as, titles = group

    page = save_as(focal_point, open_as(focal_point), q4_order="1 0 2", q4_0_total="many")

    [shown] = page.context["page"].unsaved_questions
    assert [row.number for row in shown.form.rows] == [1, 0, 2]
    assert [bool(row.form.errors) for row in shown.form.rows] == [False, True, False]
    assert titles() == "bac"
