"""The filing room as each person meets it."""

import re

import pytest
from django.urls import reverse

from authorities.stashed_post import sign_typist
from reporting.models import Answer, State, Submission
from reporting.models.hashes import content_sha256
from tests import factories

SECTION = "sA"


def address(name, submission, *more):
    return reverse(name, args=[submission.round_id, submission.member_state_id, *more])


@pytest.fixture
def open_round(philippines, indicators):
    return factories.RoundFactory()


def test_the_desk_offers_what_can_be_started(client, focal_point, open_round):
    client.force_login(focal_point)

    page = client.get(reverse("desk"))

    assert [(task.member_state.pk, task.can_start) for task in page.context["tasks"]] == [("PHL", True)]


def test_starting_makes_one_working_copy_however_often_it_is_clicked(client, focal_point, open_round):
    client.force_login(focal_point)

    for _click in range(2):
        answer = client.post(reverse("start_report", args=[6, "PHL"]))

    assert answer.url == reverse("submission", args=[6, "PHL"])
    assert Submission.objects.count() == 1


def test_nobody_starts_the_report_of_another_country(client, stranger, open_round):
    client.force_login(stranger)

    assert client.post(reverse("start_report", args=[6, "PHL"])).status_code == 404
    assert Submission.objects.count() == 0


def test_a_round_that_is_closed_takes_no_report(client, focal_point, open_round):
    open_round.closes = "2020-12"
    open_round.save()
    client.force_login(focal_point)

    page = client.post(reverse("start_report", args=[6, "PHL"]), follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "This round does not accept reports now."
    ]


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("focal_point", {"submission": 200, "section": 200, "read_draft": 200, "certify": 200}),
        ("contributor", {"submission": 200, "section": 200, "read_draft": 200, "certify": 404}),
        ("viewer", {"submission": 200, "section": 404, "read_draft": 200, "certify": 404}),
        ("registrar", {"submission": 404, "section": 404, "read_draft": 404, "certify": 404}),
        ("stranger", {"submission": 404, "section": 404, "read_draft": 404, "certify": 404}),
        ("reviewer", {"submission": 404, "section": 404, "read_draft": 404, "certify": 404}),
        ("manager", {"submission": 404, "section": 404, "read_draft": 404, "certify": 404}),
        ("administrator", {"submission": 404, "section": 404, "read_draft": 404, "certify": 404}),
    ],
)
def test_who_opens_a_draft(request, client, draft, who, statuses):
    client.force_login(request.getfixturevalue(who))

    found = {
        name: client.get(address(name, draft, *([SECTION] if name == "section" else []))).status_code
        for name in statuses
    }

    assert found == statuses


@pytest.mark.parametrize("name", ["desk", "review"])
def test_a_passer_by_is_asked_to_sign_in(client, db, name):
    assert client.get(reverse(name)).url == f"{reverse('account_login')}?next={reverse(name)}"


def test_the_page_shows_what_was_saved(client, complete, focal_point):
    client.force_login(focal_point)

    html = client.get(address("section", complete, SECTION)).content.decode()

    base = content_sha256({"value": "yes", "reason": "", "reason_detail": ""})
    assert f'name="q1-base" value="{base}"' in html
    assert "Kept by the labour ministry." in html


def post_section(client, draft, **typed):
    page = client.get(address("section", draft, SECTION)).context["page"]
    bases = {form.add_prefix("base"): form.initial["base"] for form in page.forms}
    return client.post(address("section", draft, SECTION), {**bases, **typed})


def test_save_and_continue_goes_on_to_the_overview_after_the_last_section(client, draft, focal_point):
    client.force_login(focal_point)

    answer = post_section(client, draft, **{"q1-value": "no"})

    assert answer.url == draft.get_absolute_url()


def test_an_answer_that_opens_more_questions_stays_on_the_page(client, draft, focal_point):
    client.force_login(focal_point)

    answer = post_section(client, draft, **{"q1-value": "yes"})

    assert answer.url == f"{address('section', draft, SECTION)}#q2"
    shown = {q.question["code"]: q.is_relevant for q in client.get(answer.url).context["page"].questions}
    assert (shown["q2"], shown["q3"]) == (True, False)


@pytest.mark.parametrize(
    ("pressed", "goes_to"),
    [
        ({"leave": "1"}, "overview"),
        ({"followups": "shown"}, "overview"),
        ({"go": "s0"}, "s0"),
        ({"go": "."}, "overview"),
        ({"go": "//elsewhere.example"}, "overview"),
        ({"stay": "q2"}, "sA#q2"),
    ],
)
def test_each_button_leads_where_it_says(client, draft, focal_point, pressed, goes_to):
    client.force_login(focal_point)

    answer = post_section(client, draft, **{"q1-value": "yes"}, **pressed)

    sections = address("section", draft, "s0").removesuffix("s0/")
    ways = {"overview": draft.get_absolute_url(), "s0": f"{sections}s0/", "sA#q2": f"{sections}sA/#q2"}
    assert answer.url == ways[goes_to]


def test_a_wrong_value_comes_back_as_typed_and_says_why(client, draft, focal_point):
    client.force_login(focal_point)

    answer = post_section(client, draft, **{"q1-value": "yes", "q6-value": "in 2010"})

    assert answer.status_code == 422
    assert [shown.errors for shown in answer.context["page"].unsaved_questions] == [
        ["Enter a whole number, for example 12345."]
    ]
    assert 'value="in 2010"' in answer.content.decode()
    assert Answer.objects.get().value == "yes"


def test_a_bad_cell_is_shown_as_typed_and_its_section_is_not_ready(client, complete, focal_point):
    client.force_login(focal_point)
    typed = {"q1-value": "yes", "q2-value": ["record"], "q3-value": "Kept by the labour ministry."}

    page = post_section(client, complete, **typed, **{"q5-doctors-total": "many", "q5-nurses-total": "7"})

    shown = page.context["page"]
    assert [step.label for _address, step in shown.steps] == ["Ready", "4 of 7 answered"]
    assert 'value="many"' in page.content.decode()
    assert [answer.errors for answer in shown.unsaved_questions] == [[]]
    again = post_with_bases(
        client, complete, shown, **typed, **{"q5-doctors-total": "6", "q5-nurses-total": "7"}
    )
    assert again.status_code == 302
    assert complete.answers.get(question="q5").value["doctors"]["total"] == 6


def post_with_bases(client, submission, page, **typed):
    bases = {form.add_prefix("base"): form["base"].value() for form in page.forms}
    return client.post(address("section", submission, SECTION), {**bases, **typed})


def test_a_conflict_shows_both_texts_and_their_author(client, complete, focal_point, contributor):
    client.force_login(contributor)
    page = client.get(address("section", complete, SECTION)).context["page"]
    typed = {"q1-value": "yes", "q2-value": ["record"]}
    client.force_login(focal_point)
    post_with_bases(client, complete, page, **typed, **{"q3-value": "At the ministry."})
    client.force_login(contributor)

    html = post_with_bases(client, complete, page, **typed, **{"q3-value": "At the court."}).content.decode()

    assert "Fosca Focal changed this answer in the meantime. Yours is not saved yet." in html
    assert "<p>At the ministry.</p>" in html
    assert "<p>At the court.</p>" in html
    assert all(label in html for label in ("Keep theirs", "Use mine", "Join: put both texts one below"))
    seen = re.search(r'name="q3-seen" value="([0-9a-f]+)"', html)[1]
    joined = {"q3-value": "At the court.", "q3-settle": "join", "q3-seen": seen}
    answer = post_with_bases(client, complete, page, **typed, **joined)
    assert answer.url.endswith("#q3"), "the question itself, to edit both"
    assert Answer.objects.get(question="q3").value == "At the ministry.\n\nAt the court."


def test_a_stale_page_keeps_what_was_typed(client, complete, focal_point):
    client.force_login(focal_point)
    page = client.get(address("section", complete, SECTION)).context["page"]
    bases = {form.add_prefix("base"): form.initial["base"] for form in page.forms}
    Submission.objects.update(state=State.SUBMITTED)

    answer = client.post(address("section", complete, SECTION), {**bases, "q3-value": "A long text."})

    assert answer.status_code == 409
    assert "This report is “Submitted” and can no longer be changed." in answer.content.decode()
    assert "A long text." in answer.content.decode()


def test_certifying_needs_a_signatory(client, complete, focal_point):
    client.force_login(focal_point)

    answer = client.post(address("certify", complete), {"signatory_name": "Dr Sign"})

    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["agreed", "signatory_position"]


def test_certifying_submits_and_leads_to_the_receipt(client, complete, focal_point):
    client.force_login(focal_point)
    signed = {"signatory_name": "Dr Sign", "signatory_position": "Director", "agreed": "on"}

    answer = client.post(address("certify", complete), signed)
    receipt = client.get(answer.url)

    assert answer.url == address("receipt", complete, 1)
    assert receipt.context["version"].sha256 in receipt.content.decode()


def test_a_second_click_on_submit_says_that_it_is_done(client, complete, focal_point):
    client.force_login(focal_point)
    signed = {"signatory_name": "Dr Sign", "signatory_position": "Director", "agreed": "on"}
    client.post(address("certify", complete), signed)

    answer = client.post(address("certify", complete), signed)

    assert "is already “Submitted”" in answer.content.decode()
    assert complete.versions.count() == 1


def test_a_refused_certification_is_seen_at_once_and_keeps_what_was_typed(client, complete, focal_point):
    client.force_login(focal_point)

    html = client.post(address("certify", complete), {"signatory_name": "Dr Sign"}).content.decode()

    assert html.index('id="problems" tabindex="-1" autofocus') < html.index('id="section-s0"')
    assert "<title>Error: Check, certify and submit" in html
    assert 'value="Dr Sign"' in html


def test_nothing_is_signed_while_something_is_missing(client, draft, focal_point):
    client.force_login(focal_point)

    assert 'name="signatory_name"' not in client.get(address("certify", draft)).content.decode()


def test_a_certification_outlives_the_session_and_says_that_nothing_was_submitted(
    client, complete, focal_point
):
    signed = {"signatory_name": "Dr Sign", "signatory_position": "Director", "agreed": "on"}
    client.post(address("certify", complete), {**signed, "typed_by": sign_typist(focal_point)})
    client.force_login(focal_point)

    html = client.get(address("certify", complete)).content.decode()

    assert "The report was not submitted." in html
    assert 'value="Dr Sign"' in html
    assert complete.versions.count() == 0


def test_a_start_outlives_the_session(client, focal_point, open_round):
    client.post(reverse("start_report", args=[6, "PHL"]))
    client.force_login(focal_point)

    page = client.get(reverse("start_report", args=[6, "PHL"]))

    assert (page.status_code, Submission.objects.count()) == (200, 0)
    assert "Start the report</button>" in page.content.decode()


def test_the_pages_of_a_report_that_was_sent_are_read_only(client, complete, focal_point):
    Submission.objects.update(state=State.SUBMITTED)
    client.force_login(focal_point)

    section = client.get(address("section", complete, SECTION))
    certify = client.get(address("certify", complete)).content.decode()

    assert section.status_code == 200
    assert '<fieldset class="plain-group" disabled>' in section.content.decode()
    assert "What you typed" not in section.content.decode()
    assert "can be certified and submitted" not in certify
    assert 'name="signatory_name"' not in certify


def test_an_unknown_section_is_not_found(client, draft, focal_point):
    client.force_login(focal_point)

    assert client.get(address("section", draft, "zz")).status_code == 404


@pytest.mark.parametrize("rows", ["-1", "99999999999999", "abc", "12.5", "\x00"])
def test_a_hostile_number_of_rows_does_no_harm(client, draft, focal_point, rows):
    client.force_login(focal_point)

    answer = post_section(client, draft, **{"q4-rows": rows, "q1-value": "no"})

    assert answer.status_code == 302
    assert Answer.objects.get().value == "no"


def test_asking_for_another_row_opens_an_empty_one(client, complete, focal_point):
    client.force_login(focal_point)
    typed = {"q4-rows": "1", "q4-0-title": "First", "q4-0-partners": ["PHL"], "add_row": "q4"}

    answer = post_section(client, complete, **{"q1-value": "yes", "q2-value": ["record"], **typed})
    group = next(
        form for form in client.get(answer.url).context["page"].forms if form.question["code"] == "q4"
    )

    assert answer.url == f"{address('section', complete, SECTION)}?adding=q4#q4"
    assert [(shown.place, shown.form.summary, shown.is_open) for shown in group.rows] == [
        (1, "First · Philippines", False),
        (2, "", True),
        (3, "", True),
    ]
    assert "autofocus" in str(group.rows[1].form["title"])


def test_a_section_is_read_alone_and_required_questions_and_cells_are_marked(client, complete, focal_point):
    client.force_login(focal_point)
    whole = client.get(address("read_draft", complete)).content.decode()
    alone = client.get(f"{address('read_draft', complete)}?section=sA").content.decode()
    form = client.get(address("section", complete, SECTION)).content.decode()

    assert ('id="section-s0"' in whole, 'id="section-s0"' in alone) == (True, False)
    assert client.get(f"{address('read_draft', complete)}?section=zz").status_code == 404
    marks = {code: "needed-mark" in form.split(f'id="{code}-text"')[1][:400] for code in ("q1", "q2", "q3")}
    assert marks == {"q1": True, "q2": True, "q3": False}
    assert form.split(">Title")[1].lstrip().startswith('<span class="needed-mark">')
    assert "optional" not in form
