"""An authority is asked by mail who it is, answers by its link, and a manager decides on a change."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from authorities.confirmations.asking import ask_authority
from authorities.confirmations.confirmation_links import sign_confirmation
from authorities.confirmations.workflow import confirmation_workflow, may_answer_or_decide
from authorities.designations import vacancies_on
from authorities.models import Authority, AuthorityConfirmation, Change, ConfirmationState, ContactPerson
from authorities.transitions import NotAllowed
from tests.authorities.jobs.worker_process import work_off
from tests.conftest import rolled_back
from tests.factories import AuthorityFactory

STATES = ("", *ConfirmationState.values)
MOVES = {
    "ask": ({""}, "asked"),
    "ask_again": ({"asked"}, "asked"),
    "confirm": ({"asked"}, "confirmed"),
    "change": ({"asked"}, "changed"),
    "leave": ({"asked"}, "left"),
    "take_over": ({"changed"}, "taken"),
    "vacate": ({"left"}, "vacant"),
    "decline": ({"changed", "left"}, "declined"),
}
BY_LINK = {"confirm", "change", "leave"}


@pytest.fixture
def authority(philippines):
    found = AuthorityFactory(
        member_state=philippines, valid_from=date(2015, 1, 1), mailbox="old@health.example"
    )
    ContactPerson.objects.create(authority=found, name="Ofelia Officer", email="ofelia@health.example")
    return found


@pytest.fixture
def asked(authority, manager):
    return ask_authority(authority, by=manager)


def try_move(confirmation, state, move, user):
    """Return the state after a move, and None if it is not open to the person or in this state."""
    details = {"number": 1, "answer": {}} if move in BY_LINK else {}
    with rolled_back():
        stored = "confirmed" if move == "ask" else state or "asked"
        AuthorityConfirmation.objects.update(state=stored, since=date(2026, 1, 1))
        confirmation.refresh_from_db()
        confirmation.state = state
        try:
            move = confirmation_workflow.prepare(confirmation, move, by=user, note="Why", **details)
        except NotAllowed:
            return None
        return move.to_state


def test_each_state_role_and_move_has_its_answer(asked, request):
    people = {
        name: request.getfixturevalue(name)
        for name in ("manager", "administrator", "reviewer", "focal_point")
    }
    people["authority"] = None
    wrong = {}
    for state in STATES:
        for move, (sources, target) in MOVES.items():
            for who, user in people.items():
                allowed = who == "authority" if move in BY_LINK else who in ("manager", "administrator")
                expected = target if allowed and state in sources else None
                found = try_move(asked, state, move, user)
                if found != expected:
                    wrong[state, who, move] = found

    assert wrong == {}


def test_the_mail_says_what_is_recorded_and_its_link_shows_no_more(client, asked, authority):
    authority.institution = "Renamed meanwhile"
    authority.save()
    work_off()
    message = mail.outbox[-1]
    page = client.get(re.search(r"/authorities/confirm/\S+", message.body)[0]).content.decode()

    assert message.to == ["old@health.example"]
    for words in ("Ofelia Officer", "old@health.example", asked.shown["institution"]):
        assert words in message.body
        assert words in page
    assert "ofelia@health.example" not in page
    assert "Renamed meanwhile" not in page


def answer(client, question, **typed):
    return client.post(reverse("answer_confirmation", args=[sign_confirmation(question)]), typed)


def test_all_right_is_recorded_and_the_link_is_used_up(client, asked):
    first, second = answer(client, asked, answer="confirm"), answer(client, asked, answer="confirm")

    asked.refresh_from_db()
    assert (first.status_code, asked.state) == (200, "confirmed")
    assert [event.by for event in asked.events.filter(move="confirm")] == [None]
    assert second.status_code == 410
    assert "This question was answered already." in second.content.decode()


def test_links_that_do_not_work_say_why(client, asked, manager):
    token = sign_confirmation(asked)
    confirmation_workflow.move(asked, "ask_again", by=manager)
    newer = sign_confirmation(asked)
    pages = {}
    for name, used in (("older", token), ("broken", token[:-4]), ("made up", "abc")):
        pages[name] = client.get(reverse("answer_confirmation", args=[used]))
    AuthorityConfirmation.objects.update(expires_at=timezone.now())
    pages["too old"] = client.get(reverse("answer_confirmation", args=[newer]))
    words = {name: page.content.decode() for name, page in pages.items()}

    assert {page.status_code for page in pages.values()} == {410}
    assert "A newer e-mail was sent to you." in words["older"]
    assert "The link was not copied completely." in words["broken"]
    assert "The link was not copied completely." in words["made up"]
    assert "This link is too old." in words["too old"]


NEW = {"answer": "change", "institution": "Ministry of Labour", "institution_type": "labour",
       "mailbox": "new@labour.example", "officer": "Nora New", "officer_email": "nora@labour.example",
       "since": "2026-02-01"}  # fmt: skip


def test_another_institution_becomes_a_designation_after_a_yes(client, asked, authority, manager):
    answer(client, asked, **NEW)
    asked.refresh_from_db()
    before = Authority.objects.count()
    client.force_login(manager)
    done = client.post(reverse("confirmation", args=[asked.pk]), {"move": "take_over"})
    authority.refresh_from_db()
    new = Authority.objects.get(member_state="PHL", valid_to=None)

    assert (asked.state, before, done.status_code) == ("changed", 1, 302)
    assert authority.valid_to == new.valid_from == date(2026, 2, 1)
    assert (new.institution, new.mailbox) == ("Ministry of Labour", "new@labour.example")
    assert new.contact_persons.get().email == "nora@labour.example"
    assert Change.objects.of(authority).get().before["valid_to"] is None
    assert [change.by for change in Change.objects.of(new)] == [manager]
    work_off()
    assert "Change taken over" in mail.outbox[-1].body


def test_a_new_mailbox_or_officer_is_put_right_in_place(client, asked, authority, manager):
    answer(client, asked, answer="change", mailbox="new@health.example", officer="Nora New")
    confirmation_workflow.move(asked, "take_over", by=manager)
    authority.refresh_from_db()

    assert (authority.mailbox, authority.valid_to) == ("new@health.example", None)
    assert list(authority.contact_persons.values_list("name", flat=True).order_by("pk")) == [
        "Ofelia Officer",
        "Nora New",
    ]
    assert Change.objects.of(authority).get().before["mailbox"] == "old@health.example"


def test_who_is_it_no_longer_leaves_a_dated_vacancy(client, asked, authority, manager):
    answer(client, asked, answer="leave", since="2026-03-01", words="Ask the labour ministry.")
    asked.refresh_from_db()
    with pytest.raises(ValidationError, match="Say why"):
        confirmation_workflow.move(asked, "decline", by=manager)
    confirmation_workflow.move(asked, "vacate", by=manager)
    page = client.get(reverse("authorities") + "?on=2026-03-01").content.decode()

    assert [state.pk for state, _since in vacancies_on(date(2026, 2, 28))] == []
    assert [(state.pk, since) for state, since in vacancies_on(date(2026, 3, 1))] == [
        ("PHL", date(2026, 3, 1))
    ]
    assert "vacant since 1 March 2026" in page


MISTAKES = [
    ({}, "This field is required."),
    ({"answer": "change"}, "Say what has changed."),
    ({"answer": "change", "institution": "Other"}, "Say since when."),
    ({"answer": "leave"}, "Say since when."),
    ({"answer": "change", "mailbox": "nobody"}, "Enter a valid email address."),
    ({"answer": "leave", "since": "2999-01-01"}, "Choose a day within a year from now."),
    ({"answer": "leave", "since": "soon"}, "“soon” is not a date."),
]


def test_mistakes_in_an_answer_have_their_sentences(client, asked):
    found = {words: answer(client, asked, **typed) for typed, words in MISTAKES}

    assert {page.status_code for page in found.values()} == {422}
    assert [words for words, page in found.items() if words not in page.content.decode()] == []


def test_an_authority_that_cannot_be_saved_says_why(client, asked, authority, manager):
    answer(client, asked, answer="change", mailbox="new@health.example")
    type(authority).objects.update(website="no address")
    client.force_login(manager)
    page = client.post(reverse("confirmation", args=[asked.pk]), {"move": "take_over"})

    assert (page.status_code, "Enter a valid URL." in page.content.decode()) == (422, True)


def test_an_end_before_the_beginning_is_refused(client, asked, manager):
    answer(client, asked, answer="leave", since="2014-01-01")

    with pytest.raises(ValidationError, match="The designation began on 2015-01-01. It ends later."):
        confirmation_workflow.move(asked, "vacate", by=manager)


def test_an_authority_is_asked_once_at_a_time(client, asked, authority, manager, indonesia):
    silent = AuthorityFactory(member_state=indonesia, mailbox="")
    client.force_login(manager)
    pages = [
        client.post(reverse("ask_for_confirmation"), {"authority": key}, follow=True).content.decode()
        for key in ([], authority.pk, silent.pk)
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorityConfirmation.objects.create(
            authority=authority, state="asked", address="a@b.example", asked_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=1), language="en",
        )  # fmt: skip

    for words, page in zip(
        ("Choose at least one", "is asked already", "No address is known"), pages, strict=True
    ):
        assert words in page


def test_many_are_asked_by_a_worker(client, authority, manager, indonesia):
    other = AuthorityFactory(member_state=indonesia, mailbox="dna@idn.example")
    client.force_login(manager)
    client.post(reverse("ask_for_confirmation"), {"authority": [authority.pk, other.pk]})
    before = AuthorityConfirmation.objects.count()
    work_off()

    assert (before, AuthorityConfirmation.objects.count()) == (0, 2)
    assert may_answer_or_decide(None, ("manager",), None) is False


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    client, asked, manager, indonesia, ireland, django_assert_max_num_queries
):
    for state in (indonesia, ireland):
        AuthorityFactory(member_state=state)
    client.force_login(manager)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("confirmations")).content.decode()

    assert "Asked, not answered" in page
