"""Coming in by the link of a mail, and every way in which that goes wrong: each has its sentence."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from authorities.models import Job, Notice, Role, User
from authorities.notices.composing import NotWanted
from authorities.notices.delivery import build_message
from reporting.filing.assignments.entering import send_fresh_link
from reporting.filing.assignments.entry_links import entry_link
from reporting.filing.assignments.link_sessions import is_open_to_links
from reporting.models import Assignment, Round, State, Submission
from tests import factories
from tests.reporting.filing.assignments.parts import LABOUR, ask_part, assign_to, move_part

NAME = {"name": "Lena Labour"}


@pytest.fixture(autouse=True)
def _no_limits():
    cache.clear()


@pytest.fixture
def part(draft, focal_point):
    return ask_part(draft, ["q1", "q5"], by=focal_point)


def link_of(part):
    """Return the path of the link of the newest mail."""
    part.refresh_from_db()
    return "/" + entry_link(part).split("/", 3)[3]


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def send_waiting_links():
    """Do what a worker does with the links that were asked for."""
    for job in Job.objects.filter(task_path=send_fresh_link.module_path):
        send_fresh_link.func(*job.args_kwargs["args"])
        job.delete()


def enter(part, **sent):
    """Return a browser that came in by the link, and the answer."""
    browser = Client()
    return browser, browser.post(link_of(part), sent or NAME)


def test_the_link_opens_an_account_without_a_password_and_a_session_of_this_part_alone(part, focal_point):
    browser = Client()
    page = text_of(browser.get(link_of(part)))
    assert LABOUR in page
    assert "If this e-mail was forwarded to you, do not go on" in page
    assert not User.objects.filter(email=LABOUR).exists()  # programs that open links bring nobody in
    assert browser.post(link_of(part), {"name": ""}).status_code == 422
    answer = browser.post(link_of(part), NAME)

    person, found = User.objects.get(email=LABOUR), Assignment.objects.get()
    assert answer.url == found.get_absolute_url()
    assert (person.has_usable_password(), found.user, found.state, found.entered) == (
        False,
        person,
        "begun",
        1,
    )
    assert browser.get(answer.url).status_code == 200
    assert browser.get("/desk/").url == reverse("my_assignments")
    assert browser.get(link_of(part)).url == found.get_absolute_url()  # in the same browser nothing is lost


# The pages behind the sign-in that a link opens; every other one is tried below.
OPENED = {
    *("desk", "my_assignments", "assignment", "move_assignment", "section", "save_answer"),
    *("second_language", "presence", "renew_token", "read_draft", "answer_history", "put_answer_back"),
    *("attachment", "table_sheet", "table_template", "account_logout"),
    *("answer_comments", "edit_comment", "take_back_comment", "move_comment_thread"),
}


def find_patterns(resolver, namespaces=()):
    """Yield (pattern, namespaces) of every address."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern, list(namespaces)
        else:
            yield from find_patterns(pattern, [*namespaces, *filter(None, [pattern.namespace])])


def test_of_the_pages_behind_the_sign_in_a_link_opens_those_of_the_list_alone():
    opened, accounts = set(), set()
    for pattern, namespaces in find_patterns(get_resolver()):
        match = SimpleNamespace(url_name=pattern.name, namespaces=namespaces)
        if is_open_to_links(SimpleNamespace(resolver_match=match), pattern.callback):
            is_account = pattern.callback.__module__.startswith(("allauth.", "authorities.accounts."))
            is_private = getattr(pattern.callback, "login_required", True)
            opened |= {pattern.name} if is_private else set()
            accounts |= {pattern.name} if is_account else set()

    assert opened | accounts == OPENED
    assert accounts <= {"account_logout"}


def test_a_session_of_a_link_finds_no_other_page(part):
    browser, _answer = enter(part)
    closed = ["submission", "certify", "report_history", "last_report", "assignments", "assign"]
    paths = [reverse(name, args=[6, "PHL"]) for name in closed]
    paths += [reverse("section", args=[6, "PHL", "s0"]), reverse("answer_history", args=[6, "PHL", "q2"])]
    paths += [reverse("read_draft", args=[6, "PHL"]), reverse("table_sheet", args=[6, "PHL", "q4"])]
    paths += [reverse(name) for name in ("people", "account_email", "mfa_index", "account_set_password")]
    paths += [reverse("account_reset_password"), "/admin/", reverse("review")]

    assert {path: browser.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    assert browser.get("/compliance/").status_code == 200  # what is public stays so


def test_a_link_used_twice_says_so_and_offers_a_new_one(part):
    enter(part)
    stolen = Client().get(link_of(part))

    assert stolen.status_code == 410
    assert "This link was used already. A link works once." in text_of(stolen)
    assert "tell the focal point who asked you" in text_of(stolen)
    assert LABOUR not in text_of(stolen)
    assert Client().post(link_of(part), NAME).status_code == 410


def test_a_newer_link_ends_the_one_before_and_the_session_that_came_by_it(part):
    thief, _answer = enter(part)
    old = link_of(part)
    assert "new link is on its way" in text_of(thief.post(f"{old}again/"))
    send_waiting_links()
    assert Assignment.objects.get().number == 2
    assert thief.get(reverse("my_assignments")).status_code == 200  # the new link was not used yet
    assert "A newer e-mail was sent to you." in text_of(Client().get(old))
    owner, _answer = enter(part)

    ended = thief.get(reverse("my_assignments"))
    assert (ended.status_code, "This session has ended" in text_of(ended)) == (410, True)
    assert thief.get(reverse("my_assignments")).status_code == 302
    assert owner.get(reverse("my_assignments")).status_code == 200


def test_a_link_enters_for_seven_days(part):
    Assignment.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert "This link is too old: it could be used for seven days." in text_of(Client().get(link_of(part)))
    assert Client().post(link_of(part), NAME).status_code == 410


def test_a_new_link_goes_to_the_address_alone_and_the_answer_is_always_the_same(part):
    real, invented = link_of(part), "/filing/link/invented:token/"
    answers = {
        text_of(Client().post(f"{path}again/")).count("a new link is on its way") for path in (real, invented)
    }
    assert answers == {1}
    send_waiting_links()
    assert Notice.objects.filter(kind="assignment_link").values_list("address", flat=True).get() == LABOUR
    assert "not copied completely" in text_of(Client().get(invented))

    for _again in range(5):
        send_fresh_link.func(part.pk)
    assert Notice.objects.filter(kind="assignment_link").count() == 3  # an hour
    move_part(part, "take_back", by=part.events.get(move="assign").by)
    assert "a new link is on its way" in text_of(Client().post(f"{real}again/"))
    send_waiting_links()
    assert Notice.objects.filter(kind="assignment_link").count() == 3


def test_one_visitor_asks_for_few_links(part):
    for _again in range(12):
        Client().post("/filing/link/invented:token/again/")
    assert "a new link is on its way" in text_of(Client().post(f"{link_of(part)}again/"))
    send_waiting_links()

    assert not Notice.objects.filter(kind="assignment_link").exists()


def test_an_account_signs_in_as_usual_and_then_sees_the_part(draft, focal_point, contributor, assignee):
    for person in (assignee, contributor):
        part = assign_to(person, draft, ["q1"], by=focal_point, is_shared=True)
        page = Client().get(link_of(part))
        assert "Sign in as usual, and you will see the questions." in text_of(page)
        assert Client().post(link_of(part), NAME).status_code == 200  # nobody is let in
        assert Assignment.objects.get(pk=part.pk).state == "assigned"
        browser = Client()
        browser.force_login(person)
        assert browser.get(link_of(part)).url == part.get_absolute_url()
    browser = Client()
    browser.force_login(assignee)
    assert browser.get("/desk/").url == reverse("my_assignments")  # without a role it is all there is


def test_somebody_else_who_is_signed_in_is_told_to_sign_out(part, viewer):
    browser = Client()
    browser.force_login(viewer)

    assert "You are signed in with another address." in text_of(browser.get(link_of(part)))
    assert "You are signed in with another address." in text_of(browser.post(link_of(part), NAME))
    assert not User.objects.filter(email=LABOUR).exists()


def test_a_closed_account_is_not_let_in(part):
    enter(part)
    User.objects.filter(email=LABOUR).update(deactivated_on="2020-01-01")
    Assignment.objects.update(number=2)

    assert "The account with this address is closed." in text_of(Client().get(link_of(part)))
    assert "The account with this address is closed." in text_of(Client().post(link_of(part), NAME))


def test_a_session_ends_when_the_address_is_corrected(part, focal_point):
    wrong, _answer = enter(part)
    old = link_of(part)
    address = {"email": "right@labour.example", "name": "", "institution": "Ministry of Labour"}
    move_part(part, "readdress", by=focal_point, to=address)

    assert wrong.get(reverse("my_assignments")).status_code == 410
    assert "A newer e-mail was sent to you." in text_of(Client().get(old))
    right, _answer = enter(part, name="Rita Right")
    assert right.get(reverse("my_assignments")).status_code == 200
    assert str(Assignment.objects.get().user) == "Rita Right"


def test_a_part_that_was_taken_back_or_declined_shows_a_sentence_and_no_question(part, focal_point):
    browser, _answer = enter(part)
    section = reverse("section", args=[6, "PHL", "sA"])
    assert "Question q1?" in text_of(browser.get(section))
    move_part(part, "take_back", by=focal_point)

    ended = browser.post(section, {"q1-value": "yes"})
    assert ended.status_code == 410
    assert "These questions were assigned to you, and are no longer." in text_of(ended)
    assert "Question q1?" not in text_of(ended) + text_of(browser.get(part.get_absolute_url()))
    assert "These questions were taken back." in text_of(browser.get(part.get_absolute_url()))
    assert "This assignment was taken back." in text_of(Client().get(link_of(part)))
    saved = browser.post(reverse("save_answer", args=[6, "PHL", "q1"]), {"q1-value": "yes"})
    assert (saved.status_code, part.submission.answers.count()) == (404, 0)


def test_a_role_or_a_password_ends_the_session_of_a_link(part, philippines):
    browser, _answer = enter(part)
    person = User.objects.get(email=LABOUR)
    factories.MembershipFactory(user=person, role=Role.CONTRIBUTOR, member_state=philippines)

    assert browser.get(reverse("section", args=[6, "PHL", "s0"])).status_code == 410
    assert "Sign in as usual" in text_of(Client().get(link_of(part)))


def test_the_mail_carries_the_link_and_the_record_of_it_does_not(part):
    [notice] = Notice.objects.about(part)
    message = build_message(notice.mail)

    assert "/filing/link/" not in notice.mail.text + notice.path + str(notice.facts)
    assert link_of(part) in message.body
    assert "do not forward this e-mail" in message.body
    Assignment.objects.update(number=2)
    with pytest.raises(NotWanted):  # a newer link has been made: the old one is not sent any more
        build_message(notice.mail)


def test_what_was_sent_cannot_be_changed_by_a_link(part):
    browser, _answer = enter(part)
    Submission.objects.update(state=State.SUBMITTED)
    section = reverse("section", args=[6, "PHL", "sA"])

    page = text_of(browser.get(section))
    assert "The report was sent: it is “Submitted”. You can read what you wrote" in page
    assert browser.post(section, {"q1-value": "yes"}).status_code == 409
    saved = browser.post(reverse("save_answer", args=[6, "PHL", "q1"]), {"q1-value": "yes"})
    assert (saved.status_code, "The report was sent" in saved.content.decode()) == (409, True)
    assert "The report was sent" in text_of(browser.get(part.get_absolute_url()))


def test_somebody_with_two_parts_goes_from_one_to_the_other_by_its_link(part, draft, focal_point):
    browser, _answer = enter(part)
    other = ask_part(draft, ["q3"], by=focal_point)
    assert browser.get(link_of(other)).status_code == 200
    browser.post(link_of(other))

    assert browser.get(other.get_absolute_url()).status_code == 200
    assert browser.get(part.get_absolute_url()).status_code == 404  # a session is of one part alone


def test_a_closed_round_and_a_note_with_a_nul_have_their_sentence(part, draft):
    browser, _answer = enter(part)
    sent = browser.post(
        reverse("move_assignment", args=[6, "PHL", part.pk, "decline"]), {"note": "a\0b"}, follow=True
    )
    assert "Null characters are not allowed" in text_of(sent)
    Round.objects.filter(pk=draft.round_id).update(closes="2021-01")

    page = text_of(browser.get(reverse("section", args=[6, "PHL", "sA"])))
    assert "This round has closed. You can read what you wrote" in page
