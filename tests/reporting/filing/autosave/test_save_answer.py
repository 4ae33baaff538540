"""One answer is saved while it is typed: by its own fields, in few queries, never over somebody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from authorities.stashed_post import sign_typist
from reporting.models import Answer, AnswerChange, Instrument, State, UnsavedText
from reporting.models.answer_changes import Way
from reporting.models.answers import Origin
from reporting.submissions.instrument_cache import fetch_instrument
from tests import factories
from tests.reporting.filing.page_fields import find_value, read_fields

COLUMNS = [factories.column("title", "text"), factories.column("total", "integer")]
QUESTIONS = [
    factories.question("text", "text"),
    factories.question(
        "year",
        "integer",
        constraint=[">=", ["this"], 1990],
        constraint_message="Write a year from 1990.",
    ),
    factories.question("later", "integer", constraint=[">", ["this"], ["answer", "year"]]),
    factories.question("rows", "group", columns=COLUMNS, min_rows=0, max_rows=9),
    factories.question("asked", "group", columns=COLUMNS, min_rows=0, repeat_count=["answer", "year"]),
    factories.question("sum", "calculate", calculation=["answer", "year"]),
    factories.question("states", "countries"),
    factories.question(
        "cells", "table", columns=COLUMNS, rows=[{"value": key, "label": key.upper()} for key in "ab"]
    ),
]


@pytest.fixture
def report(draft):
    instrument = draft.round.instrument
    instrument.definition["sections"][1]["questions"] = QUESTIONS
    instrument.save()
    return draft


class Page:
    """One person at the section, whose script sends the fields of a question as they type."""

    def __init__(self, client, report, user):
        self.client, self.report, self.user = client, report, user
        self.client.force_login(user)
        address = reverse("section", args=[report.round_id, report.member_state_id, "sA"])
        self.fields = read_fields(client.get(address).content.decode())

    def send(self, question, more=None, **typed):
        """Send one question with what is typed, and take its new basis into the page."""
        self.client.force_login(self.user)
        self.fields |= {f"{question}-{name.replace('__', '-')}": [text] for name, text in typed.items()}
        sent = {
            name: text
            for name, text in self.fields.items()
            if name.startswith((f"{question}-", f"{question}~"))
        }
        address = reverse("save_answer", args=[self.report.round_id, self.report.member_state_id, question])
        self.answer = self.client.post(address, {**sent, **(more or {})})
        reply = self.answer.json() if "json" in self.answer["Content-Type"] else {}
        self.fields |= {name: [text] for name, text in reply.get("basis", {}).items()}
        return reply


@pytest.fixture
def fosca(client, report, focal_point):
    return Page(client, report, focal_point)


@pytest.fixture
def conrad(client, report, contributor):
    return Page(client, report, contributor)


def test_answers_of_every_kind_are_saved_and_build_on_each_other(report, fosca):
    for text in ("A", "Ab", "Abc"):
        assert fosca.send("text", value=text)["state"] == "saved"
    fosca.send("cells", a__total="1")
    fosca.send("cells", b__total="2,000")
    fosca.send("rows", **{"0__title": "First", "0__total": "1"})
    fosca.send("rows", rows="2", **{"0__title": "One", "1__title": "Second"})
    fosca.send("asked", rows="60", **{f"{number}__title": str(number) for number in range(60)})
    fosca.send("states", {"states-value": ["PHL"]})

    assert [find_value(report, code) for code in ("text", "states")] == ["Abc", ["PHL"]]
    assert {key: row["total"] for key, row in find_value(report, "cells").items()} == {"a": 1, "b": 2000}
    assert [row["title"] for row in find_value(report, "rows")] == ["One", "Second"]
    assert len(find_value(report, "asked")) == 60
    change = AnswerChange.objects.get(question="text")
    assert (change.way, change.after["value"]) == (Way.AUTOSAVED, "Abc")


def test_what_is_wrong_is_told_and_kept_and_the_good_cells_are_saved(report, fosca):
    wrong = fosca.send("cells", a__title="A", a__total="many", b__total="3")
    told = fosca.send("year", value="1900")

    assert wrong["state"] == "wrong"
    assert [error["field"] for error in wrong["errors"]] == ["cells-a-total"]
    assert "whole number" in wrong["errors"][0]["sentences"][0]
    assert find_value(report, "cells") == {
        "a": {"title": "A", "total": None},
        "b": {"title": None, "total": 3},
    }
    assert UnsavedText.objects.get().question == "cells"
    assert (told["state"], told["warnings"]) == ("saved", ["Write a year from 1990."])
    assert fosca.send("year", value="")["warnings"] == []
    # Its rule asks another answer, which is not read: the page knows it.
    assert fosca.send("later", value="1")["warnings"] is None
    assert fosca.send("cells", a__total="7")["state"] == "saved"
    assert not UnsavedText.objects.exists()


def test_the_page_saved_afterwards_is_no_conflict_and_no_change(report, fosca):
    fosca.send("text", value="Typed.")
    fosca.send("rows", **{"0__title": "First"})
    section = reverse("section", args=[report.round_id, report.member_state_id, "sA"])

    answer = fosca.client.post(section, fosca.fields, follow=True)

    assert "Nothing had changed." in answer.content.decode()
    assert AnswerChange.objects.count() == 2


def test_nobody_overwrites_anybody(report, fosca, conrad):
    conrad.send("text", value="Theirs")
    reply = fosca.send("text", value="Mine")

    assert (reply["state"], find_value(report, "text")) == ("conflict", "Theirs")
    assert "Conrad Contributor changed this answer" in reply["conflict"]
    assert "Theirs" in reply["conflict"]
    conrad.send("cells", a__total="1")
    assert fosca.send("cells", a__title="A")["state"] == "saved"
    assert find_value(report, "cells")["a"] == {"title": "A", "total": 1}


def test_what_is_saved_while_it_is_typed_is_saved_once(report, fosca, conrad):
    fosca.send("rows", **{"0__title": "Fir", "0__total": "x"})
    conrad.send("cells", a__total="2")
    conrad.send("text", value="Theirs.")

    rows = fosca.send("rows", **{"0__title": "First"})
    cells, text = fosca.send("cells", b__total="5"), fosca.send("text", value="Mine.")

    assert [reply["state"] for reply in (rows, cells, text)] == ["wrong", "saved", "conflict"]
    assert find_value(report, "rows") == [{"title": "First", "total": None}]
    assert [find_value(report, "cells")[row]["total"] for row in "ab"] == [2, 5]
    assert find_value(report, "text") == "Theirs."


def test_a_row_is_removed_and_comes_back(report, fosca):
    fosca.send("rows", **{"0__title": "First", "1__title": "Second", "rows": "2"})
    fosca.send("rows", {"rows-drop-0": "on"})
    assert [row["title"] for row in find_value(report, "rows")] == ["Second"]
    fosca.send("rows")

    assert [row["title"] for row in find_value(report, "rows")] == ["First", "Second"]


def test_a_report_that_was_submitted_meanwhile_keeps_the_typing_for_its_writer(report, fosca):
    type(report).objects.filter(pk=report.pk).update(state=State.SUBMITTED)

    reply = fosca.send("text", value="Too late")

    assert (fosca.answer.status_code, reply["state"]) == (409, "closed")
    assert "“Submitted” and can no longer be changed" in reply["errors"][0]["sentences"][0]
    assert UnsavedText.objects.get().fields["fields"]["text-value"] == ["Too late"]
    assert find_value(report, "text") is None


def test_what_one_person_typed_is_never_saved_as_that_of_another(report, fosca, contributor, focal_point):
    sent = {"typed_by": sign_typist(contributor)}

    assert fosca.send("text", sent, value="Conrad's")["state"] == "of_another"
    assert not Answer.objects.exists()
    fosca.send("text", {"typed_by": sign_typist(focal_point)}, value="Fosca's")
    assert find_value(report, "text") == "Fosca's"


def test_what_was_typed_without_a_connection_counts_in_its_own_language(report, fosca):
    fosca.send("text", {"language": "fr", "offline": "1"}, value="Écrit hors ligne")
    fosca.send("year", {"language": "xx"}, value="2000")

    assert report.answers.get(question="text").language == "fr"
    assert AnswerChange.objects.get(question="text").way == Way.OFFLINE


@pytest.mark.parametrize("who", ["viewer", "stranger", "reviewer"])
def test_others_are_strangers(client, report, request, who):
    client.force_login(request.getfixturevalue(who))

    answer = client.post(reverse("save_answer", args=[6, "PHL", "text"]), {"text-value": "x"})

    assert (answer.status_code, Answer.objects.exists()) == (404, False)


def test_what_nobody_asks_or_types_is_not_stored(report, fosca):
    assert fosca.send("nothing", value="x") == {}
    assert fosca.answer.status_code == 404
    fosca.send("sum", value="7")
    assert not Answer.objects.exists()
    assert fosca.client.get(reverse("save_answer", args=[6, "PHL", "text"])).status_code == 405


def fill(report, user, count):
    Answer.objects.bulk_create(
        Answer(submission=report, question=f"other{number}", value="x" * 200, by=user, at=timezone.now())
        for number in range(count)
    )


def test_a_save_takes_the_same_few_queries_whatever_the_report_holds(report, fosca, focal_point):
    fetch_instrument.cache_clear()
    fosca.send("text", value="Warm")
    address = reverse("save_answer", args=[6, "PHL", "text"])
    asked = []
    for size in (0, 300):
        fill(report, focal_point, size)
        sent = {"text-base": fosca.fields["text-base"], "text-value": f"Typed {size}"}
        with CaptureQueriesContext(connection) as queries:
            assert fosca.client.post(address, sent).json()["state"] == "saved"
        asked.append([query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]])

    # Session, person, roles, report, answer; then the answer and its change, which is looked for first.
    assert [len(one) for one in asked] == [8, 8]
    assert not [sql for sql in asked[1] if '"definition"' in sql or "other1" in sql]


def test_a_questionnaire_that_changes_is_read_again(report, fosca):
    fosca.send("text", value="Before")
    instrument = Instrument.objects.get(pk=report.round.instrument_id)
    instrument.definition["sections"][1]["questions"] = [factories.question("text", "integer")]
    instrument.save()

    assert fosca.send("text", value="Words")["state"] == "wrong"


def test_a_new_row_whose_reply_was_lost_stays_one_row(report, fosca, conrad):
    chosen = {"rows~0": "+k3j9x0q2ab", "rows-rows": "1"}
    fosca.send("rows", **{"0__title": "Tim", "0__total": "5"}, more=chosen)
    conrad.send("rows", **{"0__title": "Papua New Guinea"})
    fosca.send("rows", **{"0__title": "Timor-Leste", "0__total": ""}, more=chosen)
    fosca.send("rows", **{"0__title": "Timor"}, more={"rows~0": "+not a name!"})

    assert [(row["title"], row["total"]) for row in find_value(report, "rows")] == [
        ("Timor-Leste", None),
        ("Papua New Guinea", None),
        ("Timor", None),
    ]


def test_what_was_put_there_is_to_be_confirmed_until_it_is_changed(fosca, report, focal_point):
    put_there = {"value": "Then", "origin": Origin.RECORD, "by": focal_point, "at": timezone.now()}
    report.answers.create(question="text", **put_there)
    page = Page(fosca.client, report, focal_point)

    assert page.send("text", value="Then")["to_confirm"] is True
    assert page.send("text", value="Now")["to_confirm"] is False
    assert not report.answers.get(question="text").needs_confirmation
