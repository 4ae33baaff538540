"""Looking into concerns: answered, moved, counted, told."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from authorities.jobs.mail import deliver
from authorities.models import Job
from authorities.transitions import NotAllowed
from recruiters.concerns.actions import add_message, concern_count_band, move_concern, notify_keepers
from recruiters.models import Concern, Register
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.concerns.sample_reports import CONTACT, DESK, FOLLOW, send_report, words


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def concern(philippines, register):
    return send_report(philippines, register)[0]


def test_a_reply_reaches_the_person(client, philippines, register, registrar):
    concern, reference = send_report(philippines, register)
    client.force_login(registrar)
    client.post(reverse("reply_concern", args=[concern.pk]), {"text": "Which day was it?"})
    client.logout()

    assert "Which day was it?" in words(client.post(FOLLOW, {"reference": reference}))


def test_a_refused_move_keeps_the_note_and_says_why(client, concern, registrar):
    move_concern(concern, "look_into", by=registrar)
    client.force_login(registrar)
    page = client.post(reverse("move_concern", args=[concern.pk, "close"]), {"note": "long thoughts"})

    assert (page.status_code, page.context["decision"]["note"].value()) == (422, "long thoughts")
    assert "Say how it ended" in words(page)


@pytest.mark.parametrize("move", ["nonsense", "pass_on"])
def test_a_move_that_is_not_theirs_is_refused(client, concern, registrar, move):
    client.force_login(registrar)
    page = client.post(reverse("move_concern", args=[concern.pk, move]))

    assert "You do not have access to this." in words(page)


def test_the_secretariat_passes_a_concern_on_to_a_register(
    client, philippines, register, reviewer, registrar
):
    RegisterFactory(member_state=philippines, code="sea")
    concern, _reference = send_report(philippines)
    client.force_login(reviewer)
    client.post(reverse("move_concern", args=[concern.pk, "pass_on"]), {"register": register.pk})

    assert Concern.objects.visible_to(registrar).get() == concern


@pytest.fixture
def entry(register):
    return RecruiterFactory(register=register, licence_number="DMW-0417", legal_name="Care Inc.")


def test_its_page_links_a_concern_to_the_entry_and_says_so(client, concern, entry, registrar):
    client.force_login(registrar)
    page = words(client.get(concern.get_absolute_url()))
    linked = client.post(
        reverse("move_concern", args=[concern.pk, "link"]), {"licence": "dmw-0417", "note": ""}, follow=True
    )

    assert "Not linked to an entry" in page
    assert f'<a href="{entry.get_absolute_url()}"><bdi>Care Inc.</bdi></a>' in words(linked)
    assert "Link to an entry: <bdi>DMW-0417</bdi>" in words(linked)
    assert linked.context["decision"]["licence"].value() == "DMW-0417"
    assert "None about this recruiter" not in words(
        client.get(reverse("entry", args=["PHL", "dmw", entry.pk]))
    )


def test_an_unknown_number_is_said_and_kept(client, concern, registrar):
    client.force_login(registrar)
    page = client.post(reverse("move_concern", args=[concern.pk, "link"]), {"licence": "no such"})

    assert (page.status_code, page.context["decision"]["licence"].value()) == (422, "no such")
    assert "has no licence “no such”" in words(page)


def test_a_number_that_was_given_is_offered_to_link(client, philippines, register, registrar, reviewer):
    concern, _reference = send_report(philippines, register, licence="DMW 417")
    abroad, _reference = send_report(philippines, None, licence="DMW 417", text="elsewhere")
    client.force_login(reviewer)

    assert client.get(concern.get_absolute_url()).context["decision"]["licence"].value() == "DMW 417"
    assert "licence" not in client.get(abroad.get_absolute_url()).context["decision"].fields


def test_a_concern_is_not_passed_to_a_register_of_another_country(philippines, indonesia, reviewer):
    concern, _reference = send_report(philippines)
    foreign = RegisterFactory(member_state=indonesia)

    with pytest.raises(ValidationError, match="of the country"):
        move_concern(concern, "pass_on", by=reviewer, register=foreign)


def test_contact_details_go_when_a_concern_is_closed(concern, registrar):
    with pytest.raises(NotAllowed):
        move_concern(concern, "remove_contact", by=registrar)
    move_concern(concern, "look_into", by=registrar)
    move_concern(concern, "close", by=registrar, outcome="acted")
    move_concern(concern, "remove_contact", by=registrar)

    assert CONTACT not in str(Concern.objects.values().get())


EXPECTED_BANDS = {
    0: None,
    4: None,
    5: (5, 9),
    9: (5, 9),
    10: (10, 19),
    19: (10, 19),
    20: (20, 49),
    50: (50, None),
}


@pytest.mark.parametrize("number", EXPECTED_BANDS)
def test_the_public_is_told_from_five_on_and_then_about_how_many(philippines, register, number):
    RegisterFactory(member_state=philippines, code="sea")
    Concern.objects.bulk_create(
        Concern(register=register, member_state=philippines, reference_hash=str(turn))
        for turn in range(number)
    )

    assert concern_count_band(Register.objects.with_concerns().get(code="dmw")) == EXPECTED_BANDS[number]


WORDS = {
    4: "",
    5: "Between 5 and 9 concerns about recruiters of this register",
    51: "50 or more concerns about recruiters of this register",
}


@pytest.mark.parametrize("number", WORDS)
def test_the_page_of_a_register_tells_about_how_many_there_are(client, register, number):
    Concern.objects.bulk_create(
        Concern(register=register, member_state=register.member_state, reference_hash=str(turn))
        for turn in range(number)
    )
    page = words(client.get(register.get_absolute_url()))

    assert WORDS[number] in page
    assert ("concerns about recruiters" in page) == bool(WORDS[number])


def test_kinds_are_counted_for_those_who_may_see_them(concern, indonesia, registrar, manager):
    send_report(indonesia)

    assert Concern.objects.visible_to(registrar).counts_by_kind() == [
        ("I was asked to pay, or had to pay", 1)
    ]
    assert Concern.objects.visible_to(manager).counts_by_kind() == [("I was asked to pay, or had to pay", 2)]


def test_the_registrar_is_told_that_there_is_something_and_not_what(concern, registrar, manager):
    work_off()

    (message,) = mail.outbox
    assert message.to == [registrar.email]
    assert DESK in message.body
    assert "zzSecret" not in message.subject + message.body


def test_where_nobody_keeps_the_register_the_secretariat_is_told(concern, manager, reviewer):
    work_off()

    assert [message.to for message in mail.outbox] == [[manager.email]]


def test_a_mail_server_that_is_down_is_tried_again(concern, registrar, settings):
    settings.EMAIL_BACKEND = "tests.recruiters.concerns.sample_reports.Broken"

    work_off()

    job = Job.objects.waiting().get()
    assert (job.task_path, job.problem) == (deliver.module_path, "TryAgain")
    assert job.starts_after > timezone.now()


def test_the_queue_holds_the_number_of_the_concern_and_nothing_else(concern):
    (job,) = DBTaskResult.objects.all()

    assert job.args_kwargs == {"args": [concern.pk], "kwargs": {}}


def test_a_concern_that_is_gone_tells_nobody(db, manager):
    notify_keepers.call(12345)

    assert mail.outbox == []


def test_what_was_added_to_a_closed_concern_waits_again(concern, registrar):
    move_concern(concern, "look_into", by=registrar)
    move_concern(concern, "close", by=registrar, outcome="unknown")
    assert not Concern.objects.open().exists()

    add_message(concern, "I found the contract.")
    assert Concern.objects.open().get() == concern
