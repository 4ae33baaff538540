"""What is typed and cannot be saved is kept for its writer; two who change different cells both win."""

import pytest
from django.urls import reverse

from reporting.models import State, UnsavedText
from tests import factories
from tests.reporting.filing.page_fields import find_value, read_fields

COLUMNS = [factories.column("title", "text"), factories.column("total", "integer")]
QUESTIONS = [
    factories.question("text", "text"),
    factories.question(
        "year",
        "integer",
        required=True,
        constraint=[">=", ["this"], 1990],
        constraint_message="Write a year from 1990.",
    ),
    factories.question("rows", "group", columns=COLUMNS, min_rows=0, max_rows=9),
    factories.question(
        "cells", "table", columns=COLUMNS, rows=[{"value": key, "label": key.upper()} for key in "ab"]
    ),
]
NUMBER_ASKED_FOR = "Enter a whole number, for example 12345."


@pytest.fixture
def report(draft):
    instrument = draft.round.instrument
    instrument.definition["sections"][1]["questions"] = QUESTIONS
    instrument.save()
    return draft


class Browser:
    """One person at the section, who sends what the page holds with what they type."""

    def __init__(self, client, report, user):
        self.client, self.user, self.fields = client, user, {}
        self.address = reverse("section", args=[report.round_id, report.member_state_id, "sA"])

    def open(self):
        self.client.force_login(self.user)
        self.answer = self.client.get(self.address)
        self.html = self.answer.content.decode()
        self.fields = read_fields(self.html)
        return self

    def save(self, **typed):
        self.client.force_login(self.user)
        typed = {name.replace("__", "-"): [text] for name, text in typed.items()}
        self.answer = self.client.post(self.address, {**self.fields, **typed})
        self.html = self.answer.content.decode()
        return self

    def shown(self, name):
        return self.fields.get(name.replace("__", "-"))


@pytest.fixture
def fosca(client, report, focal_point):
    return Browser(client, report, focal_point)


@pytest.fixture
def conrad(client, report, contributor):
    return Browser(client, report, contributor)


def test_what_cannot_be_saved_is_shown_again_to_its_writer_alone(report, fosca, conrad):
    fosca.open().save(
        text__value="Good.", year__value="about 2010", cells__a__title="A", cells__a__total="many",
        rows__0__title="First", rows__0__total="ten thousand", rows__rows="2", rows__1__total="x",
    )  # fmt: skip
    assert (find_value(report, "text"), find_value(report, "cells")["a"]["title"]) == ("Good.", "A")
    assert find_value(report, "rows") == [{"title": "First", "total": None}]

    fosca.open()
    assert fosca.shown("year__value") == ["about 2010"]
    assert fosca.shown("cells__a__total") == ["many"]
    assert (fosca.shown("rows__0__total"), fosca.shown("rows__1__total")) == (["ten thousand"], ["x"])
    assert fosca.html.count(NUMBER_ASKED_FOR) == 5  # one of them in the summary too
    assert "no-store" in fosca.answer["Cache-Control"]
    conrad.open()
    assert not any(text in conrad.html for text in ("many", "ten thousand", "about 2010"))

    fosca.save(year__value="2010", cells__a__total="3", rows__0__total="10", rows__1__total="")
    assert (find_value(report, "year"), find_value(report, "cells")["a"]["total"]) == (2010, 3)
    assert find_value(report, "rows") == [{"title": "First", "total": 10}]
    assert not UnsavedText.objects.exists()


def test_a_bad_cell_finds_its_row_again_wherever_it_stands(report, fosca, conrad):
    fosca.open().save(rows__0__title="First")
    fosca.open().save(rows__1__title="Second")
    fosca.open().save(rows__1__total="ten")
    conrad.open().save(rows__drop__0="on")

    fosca.open()

    assert (fosca.shown("rows__0__title"), fosca.shown("rows__0__total")) == (["Second"], ["ten"])


def test_two_people_who_change_different_cells_both_win(report, fosca, conrad):
    fosca.open().save(cells__a__total="1", rows__0__title="First", rows__0__total="1")
    fosca.open()
    conrad.open().save(cells__a__total="2", cells__b__title="B", rows__0__total="2")

    fosca.save(cells__a__title="A", rows__0__title="One")

    assert fosca.answer.status_code == 302
    assert find_value(report, "cells") == {
        "a": {"title": "A", "total": 2},
        "b": {"title": "B", "total": None},
    }
    assert find_value(report, "rows") == [{"title": "One", "total": 2}]


@pytest.mark.parametrize(("choice", "stored"), [("", 2), ("theirs", 2), ("mine", 3), ("edit", 3)])
def test_one_cell_that_two_people_change_is_a_conflict(report, fosca, conrad, choice, stored):
    fosca.open()
    conrad.open().save(cells__a__total="2")

    fosca.save(cells__a__total="3", cells__b__total="4")

    form = fosca.answer.context["page"].unsaved_questions[0].form
    assert find_value(report, "cells")["b"]["total"] == 4
    assert [side.rows for side in (form.conflict.theirs, form.conflict.mine)] == [
        [("A", ["2"])],
        [("A", ["3"])],
    ]
    fosca.open()
    assert "Conrad Contributor changed this answer in the meantime" in fosca.html
    assert fosca.shown("cells__a__total") == ["3"]
    fosca.save(cells__settle=choice)
    assert find_value(report, "cells") == {
        "a": {"title": None, "total": stored},
        "b": {"title": None, "total": 4},
    }
    assert UnsavedText.objects.exists() is (choice == "")


def test_a_conflict_is_still_one_when_the_page_is_opened_again(report, fosca, conrad):
    fosca.open()
    conrad.open().save(text__value="Theirs.")
    fosca.save(text__value="Mine.")

    fosca.open()

    assert fosca.shown("text__value") == ["Mine."]
    assert fosca.save().answer.status_code == 422
    assert find_value(report, "text") == "Theirs."
    fosca.open().save(text__settle="mine")
    assert find_value(report, "text") == "Mine."


def test_what_is_typed_into_a_report_that_was_sent_meanwhile_waits_for_its_return(report, fosca, conrad):
    fosca.open()
    type(report).objects.update(state=State.SUBMITTED)
    fosca.save(text__value="Too late.", cells__a__total="2")
    type(report).objects.update(state=State.RETURNED)

    assert fosca.open().shown("text__value") == ["Too late."]
    fosca.save()

    assert (find_value(report, "text"), find_value(report, "cells")["a"]["total"]) == ("Too late.", 2)
