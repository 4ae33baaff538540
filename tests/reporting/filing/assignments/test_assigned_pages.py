"""What somebody of another ministry finds: the questions that are theirs, and of the others no trace."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reporting.models import AnswerChange, Assignment, Presence
from reporting.models.answer_changes import Way
from tests import factories
from tests.reporting.filing.assignments.parts import ask_part, assign_to, move_part
from tests.reporting.filing.page_fields import read_fields
from tests.reporting.public.report_steps import FIRST_DAY, save_answers, store_file

SECRET = "SECRET-OF-HEALTH"
ROWS = [{"value": "doctors", "label": "Doctors"}]
QUESTIONS = [
    factories.question("hidden", "text"),
    factories.question("count", "integer"),
    factories.question(
        "own", "text", text="You say ${hidden}: why?", relevant=["=", ["answer", "count"], 41]
    ),
    factories.question("not_asked", "text", relevant=["=", ["answer", "count"], 1]),
    factories.question(
        "year",
        "integer",
        constraint=[">=", ["this"], ["answer", "count"]],
        constraint_message="Not before ${hidden}.",
    ),
    factories.question("sum", "calculate", calculation=["answer", "hidden"]),
    factories.question(
        "table",
        "table",
        rows=ROWS,
        columns=[
            factories.column("total", "integer"),
            factories.column("copy", "calculate", calculation=["answer", "hidden"]),
        ],
    ),
    factories.question("letter", "file"),
    factories.question("other_letter", "file"),
]
OWN = ["own", "not_asked", "year", "sum", "table", "letter"]
PLACE = [6, "PHL"]


@pytest.fixture
def report(draft):
    instrument = draft.round.instrument
    instrument.definition["sections"][1]["questions"] = QUESTIONS
    instrument.definition["sections"][1]["notes"] = [
        {"before": "own", "kind": "note", "text": "A note on ${hidden}", "hint": "", "relevant": None},
        {"before": "hidden", "kind": "note", "text": "A note of others", "hint": "", "relevant": None},
    ]
    instrument.definition["repeats_answers"] = True
    instrument.save()
    save_answers(draft, hidden=SECRET, count=41, q0=SECRET, table={"doctors": {"total": 7}})
    return draft


@pytest.fixture
def part(report, assignee, focal_point):
    return assign_to(assignee, report, OWN, by=focal_point)


def address(name, *more):
    return reverse(name, args=[*PLACE, *more])


def save_section(client, **typed):
    """Send the form of the section as a browser does, with what was typed into it."""
    fields = read_fields(client.get(address("section", "sA")).content.decode())
    return client.post(address("section", "sA"), {**fields, **typed})


def status_of_file(client, pk):
    response = client.get(reverse("attachment", args=[pk]))
    for close in response._resource_closers:  # response.close() would end the connection
        close()
    return response.status_code


def test_the_source_of_the_page_holds_no_answer_of_others(client, part, assignee):
    client.force_login(assignee)
    html = client.get(address("section", "sA")).content.decode()

    assert SECRET not in html
    assert "Question hidden?" not in html
    assert "A note of others" not in html
    assert 'id="own"' in html
    assert "You say" in html
    form = client.get(address("section", "sA")).context["page"]
    assert json.loads(form.answers_json) == {"table": {"doctors": {"total": 7}}}
    rules = {rule["code"]: rule for rule in json.loads(form.rules_json)}
    assert set(rules) == set(OWN)
    assert ("relevant" in rules["own"], rules["not_asked"]["relevant"]) == (
        False,
        False,
    )  # as the server found it
    assert "constraint" not in json.dumps(json.loads(form.mistakes_json))
    assert [step.code for _address, step in form.steps] == ["sA"]
    for word in ("last-report", "/draft/", "/warnings/"):
        assert word not in html


def test_other_sections_questions_and_pages_are_not_there(client, part, assignee):
    client.force_login(assignee)
    paths = [address("section", "s0"), address("answer_history", "hidden"), address("table_sheet", "hidden")]
    paths += [
        address(name) for name in ("submission", "report_history", "read_draft", "certify", "last_report")
    ]
    paths += [address("assignments"), address("explain_warnings"), address("changes_since_last_report")]

    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    assert client.post(address("save_answer", "hidden"), {"hidden-value": "x"}).status_code == 404
    assert client.post(address("presence"), {"section": "s0"}).status_code == 404


def test_what_is_typed_is_saved_by_the_page_and_by_the_script_and_nothing_else(
    client, part, report, assignee
):
    client.force_login(assignee)
    sent = {"own-value": "Because.", "hidden-value": "Stolen", "hidden-confirmed": "1", "go": "s0"}
    answer = save_section(client, **sent)
    base = read_fields(client.get(address("section", "sA")).content.decode())["year-base"]
    typed = {"year-value": "2020", "year-base": base, "offline": "1"}
    autosaved = client.post(address("save_answer", "year"), typed)

    assert answer.url == reverse("my_assignments")  # the next section is not theirs
    assert autosaved.json()["state"] == "saved"
    stored = {row.question: (row.value, row.by) for row in report.answers.all()}
    assert (stored["own"], stored["year"]) == (("Because.", assignee), (2020, assignee))
    assert stored["hidden"][0] == SECRET
    ways = AnswerChange.objects.filter(by=assignee).values_list("question", "way")
    assert sorted(ways) == [("own", Way.TYPED), ("year", Way.OFFLINE)]


def test_history_files_and_sheets_are_those_of_the_own_questions(client, part, report, assignee, focal_point):
    own, others = (store_file(report, code, "a.pdf")["id"] for code in ("letter", "other_letter"))
    facts = {"before": {"value": None}, "after": {"value": SECRET}, "way": Way.TYPED, "at": FIRST_DAY}
    for code in ("own", "hidden"):
        AnswerChange.objects.create(submission=report, question=code, by=focal_point, **facts)
    change = AnswerChange.objects.get(question="hidden")
    client.force_login(assignee)

    assert status_of_file(client, own) == 200
    assert status_of_file(client, others) == 404
    assert "Fosca Focal" in client.get(address("answer_history", "own")).content.decode()
    put_back = address("put_answer_back", "hidden", change.pk)
    assert client.post(put_back, {"seen": "2100-01-01T00:00:00Z"}).status_code == 404
    assert client.post(address("put_answer_back", "own", change.pk)).status_code == 404  # of another question
    sheet = client.post(address("table_sheet", "table"), {"pasted": "Row\tTotal\nDoctors\t9\n"})
    assert (sheet.status_code, SECRET in sheet.content.decode()) == (200, False)
    upload = SimpleUploadedFile("b.pdf", b"%PDF-1.7\n")
    save_section(client, **{"letter-value": upload, "leave": "1"})
    assert report.attachments.filter(question="letter", by=assignee).exists()


def test_who_else_is_there_is_not_told_to_a_guest_and_the_guest_is_shown(
    client, part, report, assignee, focal_point
):
    client.force_login(focal_point)
    client.post(address("presence"), {"section": "sA"})
    client.force_login(assignee)
    assert client.post(address("presence"), {"section": "sA"}).json() == {"sentence": ""}
    assert Presence.objects.filter(user=assignee).exists()
    client.force_login(focal_point)

    assert "Asha Assignee" in client.post(address("presence"), {"section": "sA"}).json()["sentence"]


def test_the_rest_is_read_only_where_that_was_allowed(client, part, report, assignee):
    Assignment.objects.update(may_read_rest=True)
    other = store_file(report, "other_letter", "a.pdf")["id"]
    client.force_login(assignee)

    assert SECRET in client.get(address("read_draft")).content.decode()
    assert status_of_file(client, other) == 200
    assert client.get(address("section", "s0")).status_code == 404  # nothing to answer there
    assert client.post(address("save_answer", "hidden"), {"hidden-value": "x"}).status_code == 404
    fields = read_fields(client.get(address("section", "sA")).content.decode())
    assert "own-value" in fields
    assert "hidden-value" not in fields


def test_ready_locks_the_part_until_it_is_sent_back(client, part, report, assignee, focal_point):
    client.force_login(assignee)
    client.post(address("move_assignment", part.pk, "ready"))
    page = save_section(client, **{"own-value": "Late."})
    base = read_fields(page.content.decode())["own-base"]
    late = client.post(address("save_answer", "own"), {"own-value": "Late.", "own-base": base})

    assert (page.status_code, late.status_code) == (409, 409)
    assert "You have said that your part is ready" in page.content.decode()
    assert report.unsaved_texts.get(question="own").by == assignee  # nothing typed is lost
    move_part(part, "send_back", by=focal_point, note="Which year?")
    assert "Which year?" in client.get(part.get_absolute_url()).content.decode()
    save_section(client, **{"own-value": "Now."})
    assert report.answers.get(question="own").value == "Now."


def test_the_country_sees_who_holds_what_and_what_nobody_holds(client, part, focal_point, viewer, assignee):
    save_answers(part.submission, own="Seen")
    for person, may_assign in ((focal_point, True), (viewer, False)):
        client.force_login(person)
        html = client.get(address("assignments")).content.decode()
        assert "0 of 1 parts ready" in html
        for words in ("Ministry of Labour", "Asha Assignee", "With nobody", "Contact", "A reminder goes on"):
            assert words in html
        assert ("Assign a part" in html, "Remind" in html) == (may_assign, True)
    assert "Seen" in client.get(part.get_absolute_url()).content.decode()
    assert "Assigned to" in client.get(address("submission")).content.decode()
    assert "0 of 1 parts ready" in client.get(reverse("desk")).content.decode()


def test_certifying_warns_of_open_parts_by_name_and_does_not_block(client, part, focal_point):
    client.force_login(focal_point)
    page = client.get(address("certify"))

    assert [str(one) for one in page.context["page"].open_assignments] == ["Ministry of Labour (Lena Labour)"]
    assert "1 part is still with somebody" in page.content.decode()


def test_the_focal_point_assigns_by_the_form(client, report, focal_point):
    client.force_login(focal_point)
    assert 'value="section:sA"' in client.get(f"{address('assign')}?part=section:sA").content.decode()
    first, second = (str(report.member_state.local_day() + timedelta(days=days)) for days in (30, 60))
    sent = {"institution": "Labour", "email": "LENA@labour.example", "language": "fr", "due": first}
    wrong = client.post(address("assign"), {**sent, "due": "2020-01-01", "parts": ["own"]})
    assert (wrong.status_code, "This day is over in your country" in wrong.content.decode()) == (422, True)
    late = client.post(address("assign"), {**sent, "due": "9999-12-31", "parts": ["own"]})
    assert (late.status_code, "Choose a day within a year" in late.content.decode()) == (422, True)
    client.post(address("assign"), {**sent, "parts": ["section:sA"]})
    again = client.post(address("assign"), {**sent, "parts": ["own"]})

    found = Assignment.objects.get()
    assert (found.email, found.codes) == ("lena@labour.example", {one["code"] for one in QUESTIONS})
    assert (again.status_code, "Some of these questions are assigned already" in again.content.decode()) == (
        422,
        True,
    )
    client.post(address("reschedule_assignment", found.pk), {"due": second})
    corrected = {"institution": "Labour", "name": "", "email": "right@labour.example"}
    client.post(address("readdress_assignment", found.pk), corrected)
    found.refresh_from_db()
    assert (str(found.due), found.email, found.number) == (second, "right@labour.example", 3)


def test_who_holds_what_takes_as_many_queries_for_many_parts_as_for_one(
    client, report, focal_point, django_assert_num_queries
):
    client.force_login(focal_point)
    ask_part(report, ["own"], by=focal_point)
    client.get(address("assignments"))
    with django_assert_num_queries(6):
        client.get(address("assignments"))
    for code in ("year", "letter", "hidden"):
        ask_part(report, [code], by=focal_point, email=f"{code}@labour.example")
    with django_assert_num_queries(6):
        client.get(address("assignments"))


def test_the_form_suggests_a_last_day_and_the_language_of_the_page(client, draft, focal_point):
    client.force_login(focal_point)
    page = client.get("/fr/filing/6/PHL/assignments/new/")

    in_a_fortnight = draft.member_state.local_day() + timedelta(days=14)
    assert page.context["form"]["due"].value() == in_a_fortnight
    assert f'value="{in_a_fortnight.isoformat()}"' in page.content.decode()
    assert page.context["form"]["language"].value() == "fr"
