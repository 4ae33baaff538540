"""Fosca brings the last report of the Philippines forward, and confirms, changes or withdraws each answer."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from authorities.models import ContactPerson
from reporting.models import AnswerChange, Attachment
from reporting.models.answers import Origin
from reporting.submissions.workflow import report_workflow
from tests import factories
from tests.reporting.public.report_steps import make_round, publish_report, start_report, store_file

ROUND = {"opens": "2020-01", "due": "2100-12-31", "closes": ""}
SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}


@pytest.fixture
def earlier(db):
    first = start_report(make_round())
    table = {"doctors": {"total": 5, "source": "Council"}, "nurses": {"total": None, "source": None}}
    publish_report(first, q5=table, q6=("not_collected", ""), q7=store_file(first, "q7", "law.pdf"))
    return first


@pytest.fixture
def later(earlier):
    return start_report(make_round(4, **ROUND))


def address(name, report, *more):
    return reverse(name, args=[report.round_id, report.member_state_id, *more])


def press(client, report, **sent):
    return client.post(address("last_report", report), sent, follow=True)


def stored(report):
    return {row.question: row for row in report.answers.all()}


def test_all_answers_are_brought_forward_and_wait_for_confirmation(client, focal_point, later):
    client.force_login(focal_point)

    page = press(client, later, bring_all="1")

    rows = stored(later)
    assert sorted(rows) == ["q0", "q1", "q2", "q3", "q5", "q6", "q7"]
    assert {row.origin for row in rows.values()} == {Origin.CARRIED}
    assert {row.carried_from.submission.round_id for row in rows.values()} == {1}
    assert (rows["q6"].reason, rows["q5"].value["doctors"]["total"]) == ("not_collected", 5)
    assert page.context["page"].form_state.to_confirm == sorted(rows)
    assert "7 answers were brought forward." in page.content.decode()
    assert {change.way for change in AnswerChange.objects.all()} == {"forward"}


def test_unconfirmed_answers_block_certification_and_are_counted(client, focal_point, later):
    client.force_login(focal_point)
    press(client, later, bring_all="1")

    with pytest.raises(ValidationError) as refusal:
        report_workflow.move(later, "submit", by=focal_point, **SIGNED)
    page = client.get(address("submission", later))
    html = page.content.decode()

    labels = [task.progress.label for task in page.context["page"].section_tasks]
    assert labels == ["1 to confirm", "6 to confirm"]
    assert "7 answers were brought forward" in client.get(address("certify", later)).content.decode()
    assert len(refusal.value.messages) == 7
    assert "7 answers were brought forward and are not confirmed yet." in html
    press(client, later, confirm=list(stored(later)))
    assert report_workflow.move(later, "submit", by=focal_point, **SIGNED).version.number == 1


def test_one_by_one_brought_confirmed_withdrawn(client, focal_point, contributor, later):
    client.force_login(contributor)
    press(client, later, bring=["q1", "q3"])
    client.force_login(focal_point)

    press(client, later, confirm="q1")
    press(client, later, withdraw="q3")

    rows = stored(later)
    assert (rows["q1"].value, rows["q1"].by, rows["q1"].needs_confirmation) == ("yes", focal_point, False)
    assert (rows["q3"].value, rows["q3"].origin, rows["q3"].carried_from) == (None, Origin.TYPED, None)
    ways = AnswerChange.objects.order_by("pk").values_list("question", "way")
    assert list(ways) == [*(("q1", "forward"), ("q3", "forward")), ("q1", "confirmed"), ("q3", "typed")]
    offered = {one.code for one in client.get(address("last_report", later)).context["page"].earlier_answers}
    assert "q3" in offered


def test_what_somebody_has_answered_is_left_alone(client, focal_point, later):
    client.force_login(focal_point)
    later.answers.create(question="q1", value="no", by=focal_point, at=later.started_at)

    press(client, later, bring_all="1")
    press(client, later, bring="q1")

    assert (stored(later)["q1"].value, stored(later)["q1"].origin) == ("no", Origin.TYPED)


def test_a_file_is_handed_on_and_belongs_to_the_new_report(client, focal_point, later, earlier):
    client.force_login(focal_point)

    press(client, later, bring="q7")

    file = stored(later)["q7"].value
    copy, first = Attachment.objects.get(pk=file["id"]), Attachment.objects.get(submission=earlier)
    assert (copy.submission, copy.file.name, file["name"]) == (later, first.file.name, "law.pdf")
    answer = client.get(reverse("attachment", args=[copy.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7\n"


def section_fields(client, report):
    forms = client.get(address("section", report, "sA")).context["page"].forms
    return {
        name: text for form in forms for name, texts in form.posted_fields().items() for text in texts[:1]
    }


def test_the_page_of_a_section_confirms_changes_and_withdraws(client, focal_point, later):
    client.force_login(focal_point)
    press(client, later, bring_all="1")
    fields = section_fields(client, later) | {"q2-value": ["record"]}
    ticked = {"q1-confirmed": "1", "q5-withdrawn": "1", "q3-value": "Kept by another ministry."}

    client.post(address("section", later, "sA"), {**fields, **ticked, "stay": "q1"})

    rows = stored(later)
    assert rows["q1"].confirmed_at
    assert rows["q5"].value is None
    assert (rows["q3"].origin, rows["q3"].needs_confirmation) == (Origin.TYPED, False)
    assert rows["q2"].needs_confirmation
    html = client.get(address("section", later, "sA")).content.decode()
    assert "From Round 1, 1 March 2024." in " ".join(html.split())


def test_a_tick_is_saved_with_its_answer_alone(client, focal_point, later):
    client.force_login(focal_point)
    press(client, later, bring_all="1")
    fields = {name: text for name, text in section_fields(client, later).items() if name.startswith("q1-")}

    client.post(address("save_answer", later, "q1"), {**fields, "q1-confirmed": "1"})

    assert [code for code, row in stored(later).items() if not row.needs_confirmation] == ["q1"]


def test_an_untouched_page_confirms_nothing(client, focal_point, later):
    client.force_login(focal_point)
    press(client, later, bring_all="1")

    client.post(address("section", later, "sA"), section_fields(client, later) | {"q2-value": ["record"]})

    assert all(row.needs_confirmation for row in stored(later).values())


def test_a_page_takes_as_many_queries_for_many_answers_as_for_none(
    client, focal_point, later, django_assert_num_queries
):
    client.force_login(focal_point)
    with django_assert_num_queries(7):
        client.get(address("last_report", later))
    press(client, later, bring_all="1")

    with django_assert_num_queries(7):
        client.get(address("last_report", later))


@pytest.mark.parametrize(
    ("who", "offers", "changes"),
    [
        ("contributor", 200, 200),
        ("viewer", 404, 200),
        ("stranger", 404, 404),
        ("reviewer", 404, 404),
        ("administrator", 404, 404),
    ],
)
def test_who_opens_the_pages_of_a_draft(request, client, later, who, offers, changes):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address("last_report", later)).status_code == offers
    assert client.get(address("changes_since_last_report", later)).status_code == changes


def test_a_report_that_was_sent_takes_nothing(client, focal_point, later):
    later.state = "submitted"
    later.save()
    client.force_login(focal_point)

    page = press(client, later, bring_all="1")

    assert not stored(later)
    assert "can no longer be changed" in page.content.decode()


def test_a_reviewer_sees_what_changed_in_what_was_sent(client, focal_point, reviewer, later):
    client.force_login(focal_point)
    press(client, later, bring_all="1")
    press(client, later, confirm=list(stored(later)))
    later.answers.filter(question="q3").update(value="Kept elsewhere.")
    report_workflow.move(later, "submit", by=focal_point, **SIGNED)
    later.answers.filter(question="q3").update(value="Not sent.")
    client.force_login(reviewer)

    page = client.get(address("changes_since_last_report", later))

    [(version, note)] = page.context["page"].changes
    [(_section, [difference])] = note.sections
    assert (version.submission.round_id, difference.lines[0].now) == (1, "Kept elsewhere.")
    read = client.get(address("submission", later), follow=True).content.decode()
    assert address("review_changes", later) in read


@pytest.fixture
def asking_for_the_record(philippines, indicators):
    definition = factories.small_instrument("asking")
    definition["sections"][0]["questions"] += [
        factories.question("r1", "text", prefill="institution"),
        factories.question("r2", "email", prefill="mailbox"),
        factories.question("r3", "url", prefill="website"),
        factories.question("r4", "text", prefill="contact_name", public=False),
    ]
    instrument = factories.InstrumentFactory(form_id="asking", definition=definition)
    authority = factories.AuthorityFactory(member_state=philippines, website="https://doh.example/code")
    ContactPerson.objects.create(authority=authority, name="Ms Contact")
    return factories.RoundFactory(instrument=instrument)


@pytest.mark.parametrize(("who", "contact"), [("focal_point", {"r4": "Ms Contact"}), ("contributor", {})])
def test_a_new_report_begins_with_the_record_of_the_authority(
    request, client, asking_for_the_record, who, contact
):
    client.force_login(request.getfixturevalue(who))

    page = client.post(reverse("start_report", args=[6, "PHL"]), follow=True)

    rows = stored(page.context["submission"])
    assert {code: row.value for code, row in rows.items()} == {
        "r1": "Ministry of Health",
        "r2": "dna.phl@health.example",
        "r3": "https://doh.example/code",
        **contact,
    }
    assert all(row.origin == Origin.RECORD and row.needs_confirmation for row in rows.values())
    html = client.get(reverse("section", args=[6, "PHL", "s0"])).content.decode()
    assert html.count("From the authority's record.") == len(rows)
    assert page.context["page"].is_untouched
