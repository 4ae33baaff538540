"""A cell of a table takes a value or a reason; of both, the one given just now counts."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from reporting.filing.rows.question_forms import question_forms
from reporting.submissions.plain_answers import NOTHING
from tests import factories
from tests.reporting.filing.page_fields import read_fields

REASON = {"reason": "not_collected"}
TABLE = factories.question(
    "q5",
    "table",
    columns=[factories.column("total", "integer"), factories.column("kind", "yesno", options=[])],
    rows=[{"value": "doctors", "label": "Doctors"}],
)


def typed_cells(stored, **sent):
    data = QueryDict(mutable=True)
    data.update({f"q5-doctors-{name.replace('__', '~')}": value for name, value in sent.items()})
    answer = NOTHING | {"value": {"doctors": stored} if stored else None}
    [form] = question_forms({"questions": [TABLE]}, {"q5": answer}, [], data=data)
    return form.is_valid(), (form.typed_value() or {}).get("doctors", {})


@pytest.mark.parametrize(
    ("stored", "sent", "cell"),
    [
        ({}, {"total": "", "total__why": "not_collected"}, REASON),
        ({"total": 7}, {"total": "7", "total__why": "not_collected"}, REASON),
        ({"total": 7}, {"total": "lots", "total__why": "not_collected"}, REASON),
        ({"total": REASON}, {"total": "", "total__why": "confidential"}, {"reason": "confidential"}),
        ({"total": REASON}, {"total": "8", "total__why": "not_collected"}, 8),
        ({"total": REASON}, {"total": "8", "total__why": ""}, 8),
        ({"total": REASON}, {"total": "", "total__why": ""}, None),
        ({"total": REASON}, {"total": ""}, REASON),
        ({}, {"total": "", "total__why": "because"}, None),
    ],
)
def test_of_a_value_and_a_reason_the_newer_counts(stored, sent, cell):
    assert typed_cells(stored, **sent) == (True, {"total": cell, "kind": None} if cell is not None else {})


def test_a_wrong_figure_beside_no_reason_is_an_error_and_leaves_what_is_stored():
    assert typed_cells({"total": REASON}, total="lots", total__why="") == (
        False, {"total": REASON, "kind": None},
    )  # fmt: skip


def test_a_cell_is_one_line_whatever_it_asks():
    [form] = question_forms(
        {"questions": [TABLE]}, {"q5": NOTHING | {"value": {"doctors": {"kind": REASON}}}}, []
    )
    [(_key, _label, row)] = form.rows
    total, kind = row.cells

    assert (total.shape, kind.shape) == ("figure", "pick")
    assert str(kind.field).startswith("<select")
    assert 'aria-label="Doctors: Kind"' in str(kind.field)
    assert (total.reason, kind.reason) == ("", "not_collected")


@pytest.fixture
def address(complete):
    return reverse("section", args=[complete.round_id, complete.member_state_id, "sA"])


def test_two_people_give_a_reason_and_a_figure_for_one_cell(
    client, complete, address, focal_point, contributor
):
    pages = {}
    for person in (focal_point, contributor):
        client.force_login(person)
        pages[person] = read_fields(client.get(address).content.decode())
    client.force_login(contributor)
    client.post(address, pages[contributor] | {"q5-doctors-total~why": "not_collected"})
    assert complete.answers.get(question="q5").value["doctors"]["total"] == REASON
    client.force_login(focal_point)
    mine = pages[focal_point] | {"q5-doctors-total": "12", "q5-nurses-total~why": "confidential"}
    shown = client.post(address, mine)

    assert "The information is not collected" in shown.content.decode()
    value = complete.answers.get(question="q5").value
    assert (value["doctors"]["total"], value["nurses"]["total"]) == (REASON, {"reason": "confidential"})
    [form] = [form for form in shown.context["page"].forms if form.conflict]
    client.post(address, mine | {"q5-settle": "mine", "q5-seen": form.conflict.seen})
    assert complete.answers.get(question="q5").value["doctors"]["total"] == 12


def test_a_reason_that_could_not_be_stored_is_shown_again(
    client, complete, address, focal_point, contributor
):
    client.force_login(focal_point)
    mine = read_fields(client.get(address).content.decode())
    stored = complete.answers.get_or_create(question="q5", defaults={"at": complete.started_at})[0]
    stored.value, stored.by = {"doctors": {"total": 3}}, contributor
    stored.save()
    client.post(address, mine | {"q5-doctors-total~why": "not_collected"})

    shown = read_fields(client.get(address).content.decode())
    assert shown["q5-doctors-total~why"] == ["not_collected"]
