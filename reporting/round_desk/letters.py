"""Letters and reminders to states: who gets which, in which language; sent by workers, and put on record."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.queue import run_daily
from authorities.models import Region, User
from authorities.notices.facts import say_in_each_language
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import mail_address, preview_mail
from reporting.models import Contact, Reminder, Round, SentReminder
from reporting.models.outreach import ContactWay, ReminderSubject
from reporting.round_desk.overview import read_round
from reporting.round_desk.reminder_subjects import WAITING_THINGS, WaitingThing, remind_of_things
from reporting.round_desk.stages import StateInRound

# A reminder that no worker has sent on its day is still sent so much later.
MADE_UP_WITHIN = timedelta(days=3)
Texts = dict[str, tuple[str, str]]  # {language: (subject, text)}, English always among them
TO_AUTHORITY = gettext_lazy("They are letters to your authority.")
LETTER = register_notice(
    NoticeKind(
        "round_letter", gettext_lazy("Letter of the secretariat"), "", urgent=True, reason=TO_AUTHORITY
    )
)
# What a reminder says about the last day: still to come, past, or not known.
REMINDERS = {
    key: register_notice(
        NoticeKind(
            f"reminder_{key}",
            gettext_lazy("Reminder of a report"),
            sentence,
            urgent=True,
            reason=TO_AUTHORITY,
            lead=gettext_lazy("You find it here, with what is already filled in:"),
            ending=gettext_lazy(
                "If another office is responsible by now, please tell us: answer this message."
            ),
        )
    )
    for key, sentence in (
        (
            "before",
            gettext_lazy("The report of %(state)s is due on %(day)s, and has not been sent yet."),
        ),
        (
            "after",
            gettext_lazy(
                "The report of %(state)s was due on %(day)s, and has not been sent yet. A report that comes "
                "later counts too."
            ),
        ),
        ("undated", ""),
    )
}


@dataclass(frozen=True)
class Letter:
    """What one state gets."""

    to: StateInRound
    language: str
    subject: str
    text: str

    @property
    def content(self) -> tuple:
        """Everything that leaves the house, for the seal of a preview."""
        return self.to.member_state.pk, self.language, self.subject, self.text, *self.to.mailboxes

    @property
    def on_record(self) -> str:
        return f"{self.subject}\n\n{self.text}"[:5000]


def seal_letters(letters: list[Letter]) -> str:
    """Return what a preview is known by: another text, state or address makes another seal."""
    content = json.dumps([letter.content for letter in letters])
    return salted_hmac("reporting.round_desk.letters", content, algorithm="sha256").hexdigest()


def address_letters(texts: Texts, states: Iterable[StateInRound]) -> list[Letter]:
    """Return a letter for each state that can be written to, in its language or in English."""
    return [
        Letter(state, language, *texts[language])
        for state in states
        if state.mailboxes
        for language in [state.language if state.language in texts else "en"]
    ]


@transaction.atomic
def send_letters(round_: Round, letters: list[Letter], *, by: User) -> None:
    """Queue the letters, one mail an address, and put each on record as a contact.

    The same letter goes to a state once a day: a button that is pressed twice writes to nobody twice.
    """
    today = timezone.localdate()
    Round.objects.select_for_update().get(pk=round_.pk)
    sent = round_.contacts.filter(on=today, way=ContactWay.MAIL)
    known = set(sent.values_list("member_state", "words"))
    letters = [one for one in letters if (one.to.member_state.pk, one.on_record) not in known]
    contacts = Contact.objects.bulk_create(
        Contact(
            round=round_,
            member_state=letter.to.member_state,
            on=today,
            way=ContactWay.MAIL,
            words=letter.on_record,
            by=by,
        )
        for letter in letters
    )
    for letter, contact in zip(letters, contacts, strict=True):
        for address in letter.to.mailboxes:
            mail_address(
                address,
                letter.language,
                LETTER,
                about=contact,
                facts={"record": "", "subject": letter.subject},
                message=letter.text,
            )


def build_reminder(reminder: Reminder, state: StateInRound) -> dict[str, Any]:
    """Return what a reminder says to a state, as `mail_address` takes it."""
    subject = say_in_each_language(lambda: _("Your report to “%(round)s”") % {"round": reminder.round})
    return {
        "kind": kind_of_reminder(state),
        "facts": {"record": "", "subject": subject, "state": state.member_state, "day": state.due},
        "path": reverse("desk"),
        "message": reminder.words,
    }


def write_reminder(reminder: Reminder, state: StateInRound) -> tuple[str, str]:
    """Return subject and text of a reminder in the language of a state, for a look before it goes."""
    written = preview_mail(state.language, about=reminder, **build_reminder(reminder, state))
    return written.subject, written.text


def kind_of_reminder(state: StateInRound) -> NoticeKind:
    if not state.due:
        return REMINDERS["undated"]
    return REMINDERS["after" if state.days_overdue else "before"]


def reminder_day(reminder: Reminder, state: StateInRound) -> date | None:
    """Return the day on which a state gets a reminder; None while its last day is unknown."""
    return state.due and state.due + timedelta(days=reminder.days)


def is_due(planned: date | None, day: date) -> bool:
    """Return True on the planned day, and on the days after it if no worker ran then."""
    return planned is not None and planned <= day <= planned + MADE_UP_WITHIN


def recipients_on(reminder: Reminder, day: date, states: Iterable[StateInRound]) -> list[StateInRound]:
    """Return the states that get a reminder on a day, unless it was sent to them before."""
    sent = {row.member_state_id for row in reminder.sent.all()}
    return [
        state
        for state in states
        if state.is_missing
        and state.mailboxes
        and state.member_state.pk not in sent
        and is_due(reminder_day(reminder, state), day)
    ]


def send_reminders_of(round_: Round, day: date) -> int:
    """Send the reminders of a round that are due on a day. Return how many states were written to."""
    reminders = list(round_.reminders.filter(is_stopped=False).select_related("by").prefetch_related("sent"))
    of_reports = [one for one in reminders if one.subject == ReminderSubject.REPORT]
    states = read_round(round_, day, list(Region.values)) if of_reports else []
    found = [(reminder, state) for reminder in of_reports for state in recipients_on(reminder, day, states)]
    for reminder, state in found:
        send_reminder(reminder, state)
    others = [one for one in reminders if one.subject in WAITING_THINGS]
    told = [remind_of_things(one, things_on(one, day, WAITING_THINGS[one.subject](round_))) for one in others]
    return len(found) + sum(told)


def things_on(reminder: Reminder, day: date, things: Iterable[WaitingThing]) -> list[WaitingThing]:
    """Return what a reminder tells of on a day, unless it did before."""
    sent = {row.about for row in reminder.sent.all()}
    return [
        thing
        for thing in things
        if thing.key not in sent and is_due(thing.due + timedelta(days=reminder.days), day)
    ]


@transaction.atomic
def send_reminder(reminder: Reminder, state: StateInRound) -> None:
    """Queue the mails of one state with the record that it got them: never one without the other."""
    _sent, is_new = SentReminder.objects.get_or_create(
        reminder=reminder, member_state=state.member_state, defaults={"at": timezone.now()}
    )
    if not is_new:
        return
    contact = Contact.objects.create(
        round=reminder.round,
        member_state=state.member_state,
        on=state.day,
        way=ContactWay.REMINDER,
        words=reminder.words,
        by=reminder.by,
    )
    content = build_reminder(reminder, state)
    for address in state.mailboxes:
        notice = mail_address(address, state.language, about=contact, **content)
        contact.words = notice.mail.text[:5000]
    contact.save(update_fields=["words"])


@task()
def send_due_reminders():
    """Send today's reminders of the rounds that take reports."""
    today = timezone.localdate()
    for round_ in Round.objects.opened_by(today):
        if round_.takes_reports_on(today):
            send_reminders_of(round_, today)


label_task(send_due_reminders, gettext_lazy("Reminders to states that have not reported"))
run_daily(send_due_reminders)
