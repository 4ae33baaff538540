"""The secretariat sees who has not reported and why, records what was said, writes and reminds."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from authorities.confirmations.asking import ask_authority
from authorities.models import RefusedAddress, Role
from reporting.models import Contact, Extension, NonResponse, Reminder, SentReminder, State, SubmissionEvent
from reporting.round_desk.letters import recipients_on, send_reminders_of
from reporting.round_desk.overview import read_round
from reporting.round_desk.records import store_reminder
from reporting.round_desk.reminders import plan_reminders
from reporting.round_desk.stages import RoundStage, StateInRound
from tests.authorities.jobs.worker_process import work_off
from tests.conftest import person
from tests.factories import AuthorityFactory, MemberStateFactory, RoundFactory, SubmissionFactory

DAY = date(2026, 9, 30)
ALL_REGIONS = ["AFR", "AMR", "SEAR", "EUR", "EMR", "WPR"]


def known(**facts):
    return StateInRound(day=DAY, member_state=None, region="WPR", opens=date(2026, 5, 1), due=DAY, **facts)


STAGES = [
    ({}, RoundStage.NO_AUTHORITY),
    ({"authority": "one"}, RoundStage.INVITED),
    ({"authority": "one", "last_sign_in": date(2026, 4, 30)}, RoundStage.INVITED),
    ({"authority": "one", "last_sign_in": date(2026, 5, 1)}, RoundStage.OPENED),
    ({"report_state": "draft", "changed_on": DAY - timedelta(days=29)}, RoundStage.STARTED),
    ({"report_state": "draft", "changed_on": DAY - timedelta(days=30)}, RoundStage.STALLED),
    ({"report_state": "returned"}, RoundStage.RETURNED),
    ({"report_state": "submitted"}, RoundStage.SUBMITTED),
    ({"report_state": "accepted"}, RoundStage.SUBMITTED),
    ({"report_state": "published"}, RoundStage.SUBMITTED),
]


@pytest.mark.parametrize(("facts", "stage"), STAGES)
def test_each_state_stands_at_one_stage(facts, stage):
    assert known(**facts).stage == stage


@pytest.mark.parametrize(
    ("facts", "overdue", "late"),
    [
        ({"day": DAY}, 0, False),
        ({"day": DAY + timedelta(days=1)}, 1, False),
        ({"day": DAY + timedelta(days=9), "due": None}, 0, False),
        ({"day": DAY + timedelta(days=9), "report_state": "submitted", "sent_on": DAY}, 0, False),
        ({"report_state": "submitted", "sent_on": DAY + timedelta(days=1)}, 0, True),
    ],
)
def test_overdue_counts_from_the_day_after_the_last(facts, overdue, late):
    state = StateInRound(**{"day": DAY, "member_state": None, "region": "WPR", "due": DAY, **facts})

    assert (state.days_overdue, state.is_late) == (overdue, late)


@pytest.fixture
def running(db):
    """A round that is due in ten days."""
    due = timezone.localdate() + timedelta(days=10)
    return RoundFactory(opens="2020-01", due=due.isoformat())


@pytest.fixture
def states(running, focal_point, philippines, indonesia, ireland):
    """The Philippines has begun, Indonesia has an authority alone, Ireland nothing."""
    AuthorityFactory(member_state=philippines)
    AuthorityFactory(member_state=indonesia, mailbox="")
    SubmissionFactory(round=running, member_state=philippines, started_at=timezone.now())
    return {state.member_state.pk: state for state in read_round(running, timezone.localdate(), ALL_REGIONS)}


def test_what_is_known_of_each_state(states):
    assert {iso3: state.stage for iso3, state in states.items()} == {
        "PHL": RoundStage.STARTED,
        "IDN": RoundStage.INVITED,
        "IRL": RoundStage.NO_AUTHORITY,
    }
    assert states["PHL"].mailboxes == ["dna.phl@health.example", states["PHL"].addresses[0]]
    assert states["IDN"].mailboxes == []


def test_a_past_day_is_answered_as_it_was(running, philippines, focal_point):
    started = datetime(2026, 6, 1, tzinfo=UTC)
    report = SubmissionFactory(round=running, member_state=philippines, started_at=started)
    for day, state in ((3, State.SUBMITTED), (5, State.RETURNED)):
        SubmissionEvent.objects.create(
            submission=report, move="x", from_state="draft", to_state=state, by=focal_point,
            at=started.replace(day=day),
        )  # fmt: skip
    stages = {day: read_round(running, date(2026, 6, day), ["WPR"])[0].stage for day in (2, 3, 5)} | {
        0: read_round(running, date(2026, 5, 31), ["WPR"])[0].stage
    }

    assert stages == {
        0: RoundStage.NO_AUTHORITY,
        2: RoundStage.STARTED,
        3: RoundStage.SUBMITTED,
        5: RoundStage.RETURNED,
    }


def sign_in(client, user):
    client.force_login(user)
    return client


def test_it_is_for_the_secretariat_alone(client, running, request):
    opened = {}
    names = ("focal_point", "contributor", "viewer", "registrar", "reviewer", "manager", "administrator")
    for name in names:
        room = sign_in(client, request.getfixturevalue(name))
        pages = [
            reverse(page, args=[running.pk])
            for page in ("round_overview", "write_letters", "round_reminders")
        ]
        opened[name] = [room.get(page).status_code for page in pages]

    own_state = dict.fromkeys(names[:4], [404, 404, 404])
    assert opened == own_state | {
        "reviewer": [200, 404, 404], "manager": [200, 200, 200], "administrator": [200, 404, 404],
    }  # fmt: skip


def test_a_reviewer_of_a_region_sees_that_region(client, states, running, reviewer_of_europe):
    room = sign_in(client, reviewer_of_europe)
    page = room.get(reverse("round_overview", args=[running.pk])).content.decode()

    assert "Ireland" in page
    assert "Philippines" not in page
    assert room.get(reverse("round_state", args=[running.pk, "PHL"])).status_code == 404


def test_the_list_is_chosen_counted_and_downloaded(client, states, running, manager):
    room = sign_in(client, manager)
    address = reverse("round_overview_export", args=[running.pk])
    rows = list(csv.DictReader(io.StringIO(room.get(f"{address}?show=missing").content.decode("utf-8-sig"))))
    page = room.get(reverse("round_overview", args=[running.pk]) + "?show=no_authority").content.decode()

    assert {row["iso3"]: row["stage"] for row in rows} == {
        "PHL": "started",
        "IDN": "invited",
        "IRL": "no_authority",
    }
    assert "Ireland" in page
    assert "Indonesia" not in page


@pytest.mark.parametrize("odd", ["on=never", "region=MARS", "show=drop", "on=0001-01-01", "on=9999-12-31"])
def test_odd_questions_are_answered_with_a_sentence(client, states, running, manager, odd):
    answer = sign_in(client, manager).get(reverse("round_overview", args=[running.pk]) + f"?{odd}")

    assert answer.status_code == 400


def test_as_many_queries_for_three_states_as_for_many(
    client, states, running, manager, django_assert_max_num_queries
):
    for iso3 in ("DEU", "KEN", "NAM"):
        AuthorityFactory(member_state=MemberStateFactory(iso3=iso3))
        person(f"Focal {iso3}", Role.FOCAL_POINT, member_state_id=iso3)
        SubmissionFactory(round=running, member_state_id=iso3)
    room = sign_in(client, manager)
    room.get(reverse("desk"))  # the session says now that somebody is here
    with django_assert_max_num_queries(15):
        page = room.get(reverse("round_overview", args=[running.pk])).content.decode()

    assert "Namibia" in page


def post(client, running, name, **fields):
    typed = {"form": name, **{f"{name}-{key}": value for key, value in fields.items()}}
    return client.post(reverse("round_state", args=[running.pk, "PHL"]), typed)


def test_what_was_said_is_recorded_and_stays(client, states, running, reviewer):
    room = sign_in(client, reviewer)
    today = timezone.localdate()
    said = {
        "on": today,
        "way": "telephone",
        "spoke_with": "The minister's office",
        "words": "They will send it.",
    }
    done = post(room, running, "contact", **said)
    early = post(room, running, "contact", **{**said, "on": today + timedelta(days=1)})
    why = post(room, running, "non-response", reason="no_staff", words="One officer for all")
    [state] = [s for s in read_round(running, today, ["WPR"]) if s.member_state.pk == "PHL"]

    assert (done.status_code, early.status_code, why.status_code) == (302, 422, 302)
    assert "has not come yet" in early.content.decode()
    assert (state.contact.words, state.non_response.reason) == ("They will send it.", "no_staff")
    assert Contact.objects.get().by == reviewer


def test_more_time_is_given_by_a_manager_within_the_round(
    client, states, running, manager, reviewer, focal_point
):
    later = running.due_day + timedelta(days=20)
    refused = post(sign_in(client, reviewer), running, "extension", due=later, reason="A flood")
    room = sign_in(client, manager)
    too_early = post(room, running, "extension", due=running.due_day, reason="A flood")
    done = post(room, running, "extension", due=later, reason="A flood")
    [state] = [s for s in read_round(running, timezone.localdate(), ["WPR"]) if s.member_state.pk == "PHL"]

    shown = sign_in(client, focal_point).get("/desk/").content.decode()
    of_report = client.get(f"/filing/{running.pk}/PHL/").content.decode()

    assert "more time was given" in shown
    assert "30 days left" in of_report
    assert (refused.status_code, too_early.status_code, done.status_code) == (422, 422, 302)
    assert "must be later than that of the round" in too_early.content.decode()
    assert Extension.objects.count() == 1
    assert state.due == later


def test_a_reason_that_is_no_longer_true_is_taken_back_and_kept(states, running, philippines, manager):
    for hour, reason in enumerate(("declined", "")):
        NonResponse.objects.create(
            round=running, member_state=philippines, reason=reason, by=manager,
            at=datetime(2026, 1, 1, hour, tzinfo=UTC),
        )  # fmt: skip
    [state] = [s for s in read_round(running, DAY, ["WPR"]) if s.member_state.pk == "PHL"]

    assert state.non_response is None
    assert NonResponse.objects.count() == 2


LETTER = {
    "subject_en": "Your report",
    "text_en": "Dear colleague",
    "subject_fr": "Votre rapport",
    "text_fr": "Chère",
}


def test_a_letter_is_shown_before_it_goes_in_the_language_of_each(
    client, states, running, manager, focal_point, stranger, mailoutbox
):
    focal_point.remember_language("fr")
    room, address = sign_in(client, manager), reverse("write_letters", args=[running.pk]) + "?show=missing"
    shown = room.post(address, {**LETTER, "state": ["PHL", "IDN", "IRL"]})
    sent_yet = len(mailoutbox)
    seal = shown.context["seal"]
    for _press in range(2):  # a button that is pressed twice writes to nobody twice
        room.post(address, {**LETTER, "state": ["PHL", "IDN", "IRL"], "send": "1", "seal": seal})
    work_off()
    assert len(mailoutbox) == 3
    RefusedAddress.objects.create(address="dna.phl@health.example", reason="550 5.1.1 Unknown")
    page = room.get(reverse("round_state", args=[running.pk, "PHL"])).content.decode()
    assert "2 notices were sent about this" in page
    assert "dna.phl@health.example does not accept mail since" in page
    listed = room.get(reverse("round_overview", args=[running.pk])).content.decode()
    assert listed.count("does not accept mail") == 1
    found = {(mail.to[0], mail.subject) for mail in mailoutbox}

    assert "This goes to 2 states" in shown.content.decode()
    assert "Ireland" in shown.content.decode()  # nobody there can be written to
    assert sent_yet == 0
    assert found == {
        ("dna.phl@health.example", "Votre rapport"),
        (focal_point.email, "Votre rapport"),
        (stranger.email, "Your report"),
    }
    assert Contact.objects.filter(way="mail").count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text_en": ""}, "required"),
        ({"subject_fr": ""}, "Write both the subject and the letter."),
        ({"state": []}, "Choose at least one state."),
    ],
)
def test_a_letter_that_cannot_go_is_explained(client, states, running, manager, typed, sentence):
    answer = sign_in(client, manager).post(
        reverse("write_letters", args=[running.pk]), {**LETTER, "state": ["PHL"], "send": "1", **typed}
    )

    assert answer.status_code in (200, 422)
    assert sentence in answer.content.decode()
    assert not Contact.objects.exists()


def test_reminders_go_once_to_who_has_not_reported(states, running, manager, philippines, mailoutbox):
    reminder = Reminder.objects.create(round=running, days=-10, words="Thank you.", by=manager)
    today = timezone.localdate()
    first = send_reminders_of(running, today)
    again = send_reminders_of(running, today)
    work_off()

    assert (first, again) == (1, 0)
    assert {mail.to[0] for mail in mailoutbox} == set(states["PHL"].mailboxes)
    assert "Thank you." in mailoutbox[0].body
    assert "is due on" in mailoutbox[0].body
    assert SentReminder.objects.get().reminder == reminder
    assert Contact.objects.get().way == "reminder"


@pytest.mark.parametrize(
    ("days", "more_time", "is_sent"),
    [(-10, 0, True), (-9, 0, False), (-12, 0, True), (-14, 0, False), (-10, 5, False), (-15, 5, True)],
)
def test_the_day_of_a_reminder_follows_the_last_day_of_the_state(
    states, running, manager, philippines, days, more_time, is_sent
):
    """What no worker sent on its day is sent up to three days later."""
    if more_time:
        due = running.due_day + timedelta(days=more_time)
        Extension.objects.create(
            round=running, member_state=philippines, due=due, reason="x", by=manager, at=timezone.now()
        )
    reminder = Reminder.objects.create(round=running, days=days, by=manager)
    today = timezone.localdate()
    found = recipients_on(reminder, today, read_round(running, today, ["WPR"]))

    assert [state.member_state.pk for state in found] == (["PHL"] if is_sent else [])


def test_a_manager_plans_sees_and_stops_a_reminder(client, states, running, manager):
    room, address = sign_in(client, manager), reverse("round_reminders", args=[running.pk])
    room.post(address, {"days": "-10", "words": ""})
    twice = room.post(address, {"days": "-10", "words": ""})
    page = room.get(address).content.decode()
    room.post(reverse("stop_reminder", args=[running.pk, Reminder.objects.get().pk]))

    assert twice.status_code == 422
    assert "10 days before the last day" in page
    assert "Today it goes to:" in page
    assert send_reminders_of(running, timezone.localdate()) == 0


def test_a_letter_cannot_change_between_preview_and_sending(client, states, running, manager, philippines):
    room, address = sign_in(client, manager), reverse("write_letters", args=[running.pk]) + "?show=missing"
    seal = room.post(address, {**LETTER, "state": ["PHL"]}).context["seal"]
    sealed = {**LETTER, "state": ["PHL"], "send": "1", "seal": seal}
    changed = [room.post(address, {**sealed, **more}) for more in ({"text_en": "Another"}, {"seal": ""})]
    AuthorityFactory._meta.model.objects.filter(member_state=philippines).update(mailbox="new@health.example")
    changed.append(room.post(address, sealed))

    assert {answer.status_code for answer in changed} == {422}
    assert all("Something has changed since this was shown." in page.content.decode() for page in changed)
    assert not Contact.objects.exists()


def test_two_managers_who_plan_the_same_reminder_at_once(running, manager):
    Reminder.objects.create(round=running, days=-7, by=manager)

    with pytest.raises(ValidationError, match="There is a reminder for that day already."):
        store_reminder(Reminder(round=running, days=-7, by=manager))
    store_reminder(Reminder(round=running, days=-7, by=manager, subject="confirmation"))


def test_a_past_day_knows_nothing_of_what_came_later(client, states, running, philippines, manager):
    today = timezone.localdate()
    facts = {"round": running, "member_state": philippines, "by": manager}
    later = today + timedelta(days=40)
    Contact.objects.create(**facts, on=today, way="mail", words="Now")
    Extension.objects.create(**facts, due=later, reason="A flood", at=timezone.now())
    AuthorityFactory._meta.model.objects.filter(member_state="IDN").update(valid_to=today)
    found = {
        day: {state.member_state.pk: state for state in read_round(running, day, ALL_REGIONS)}
        for day in (today - timedelta(days=1), today)
    }
    before, now = found.values()
    page = sign_in(client, manager).get(
        reverse("round_overview", args=[running.pk]) + f"?as_of={today - timedelta(days=1)}"
    )

    assert (before["PHL"].contact, before["PHL"].due) == (None, running.due_day)
    assert (now["PHL"].contact.words, now["PHL"].due) == ("Now", later)
    assert (before["IDN"].stage, now["IDN"].stage) == (RoundStage.INVITED, RoundStage.NO_AUTHORITY)
    assert now["IDN"].vacant_since == today
    assert page.status_code == 200
    assert "vacant since" not in page.content.decode()


def test_questions_that_are_not_answered_are_reminded_of_once(running, states, manager, philippines):
    question = ask_authority(AuthorityFactory._meta.model.objects.get(member_state=philippines), by=manager)
    today, ends = timezone.localdate(), timezone.localdate(question.expires_at)
    reminder = Reminder.objects.create(
        round=running, subject="confirmation", days=(today - ends).days, by=manager
    )
    [plan] = plan_reminders(running, [])
    told = [send_reminders_of(running, day) for day in (today - timedelta(days=1), today, today)]
    question.refresh_from_db()

    assert (plan.days, plan.today, plan.missing) == ([today], [philippines], 1)
    assert told == [0, 1, 0]
    assert question.number == 2
    assert reminder.sent.get().about == str(question.pk)
