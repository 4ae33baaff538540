"""What is told about an assignment: to the person who was asked, and to those who asked."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.models import Notice
from authorities.models.roles import CERTIFIES
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import mail_address, notify
from authorities.site_address import site_address
from reporting.filing.assignments.entry_links import entry_link, find_account, signs_in_as_usual
from reporting.models import Assignment, AssignmentEvent
from reporting.models.assignments import LINK_LIFETIME
from reporting.submissions.duties import find_people_of_state


def address_of_notice(notice: Notice) -> str:
    """Return where a mail leads: for an account the page, else a link; empty if that has ended by now."""
    found = Assignment.objects.for_pages().filter(pk=notice.about_key).first()
    if found is None or not found.is_held:
        return ""
    if notice.recipient_id:
        return site_address() + found.get_absolute_url()
    return entry_link(found) if notice.facts.get("number") == found.number else ""


ENDING = _(
    "The link works once, within seven days, and is for you alone: do not forward this e-mail. What is "
    "written through the link stands under your name."
)


def register_with_link(key: str, label: Any, sentence: Any, *, urgent: bool = True) -> NoticeKind:
    """Register a kind whose mail lets the person in."""
    kind = NoticeKind(key, label, sentence, urgent=urgent, link=address_of_notice, ending=ENDING)
    return register_notice(kind)


ASKED_TO_ANSWER = register_with_link(
    "assignment_asked",
    _("Questions for you"),
    _(
        "%(asker)s asks %(institution)s to answer a part of the report of %(state)s to “%(round)s”. "
        "Last day: %(due)s."
    ),
)
FRESH_LINK = register_with_link(
    "assignment_link", _("Your new link"), _("You asked for a new link to the questions for %(institution)s.")
)
ASSIGNMENT_REMINDER = register_with_link(
    "assignment_reminder",
    _("Reminder: questions for you"),
    _("The part of %(institution)s in the report of %(state)s is not ready yet. Its last day: %(due)s."),
)
SENT_BACK = register_with_link(
    "assignment_sent_back",
    _("Your part was sent back"),
    _("%(asker)s has sent back the part of %(institution)s. Read the note, correct, and say again “ready”."),
)
RESCHEDULED = register_with_link(
    "assignment_rescheduled",
    _("Another last day"),
    _("The last day for the part of %(institution)s is now %(due)s."),
)
PART_ACCEPTED = register_notice(
    NoticeKind(
        "assignment_accepted",
        _("Your part was accepted"),
        _("The part of %(institution)s was accepted. You need do nothing more. Thank you."),
    )
)
PART_TAKEN_BACK = register_notice(
    NoticeKind(
        "assignment_taken_back",
        _("Taken back"),
        _("The questions for %(institution)s were taken back. You need do nothing more."),
    )
)
PART_READY = register_notice(
    NoticeKind(
        "assignment_ready",
        _("A part is ready"),
        _(
            "%(person)s says that the part of %(institution)s is ready. Read it, then accept it or send it "
            "back."
        ),
    )
)
PART_DECLINED = register_notice(
    NoticeKind(
        "assignment_declined",
        _("A part was declined"),
        _("%(person)s of %(institution)s declines to answer. Read why, and ask somebody else."),
        urgent=True,
    )
)
KINDS_FOR_ASSIGNEE = {
    "assign": ASKED_TO_ANSWER,
    "readdress": ASKED_TO_ANSWER,
    "remind": ASSIGNMENT_REMINDER,
    "send_back": SENT_BACK,
    "reschedule": RESCHEDULED,
    "accept": PART_ACCEPTED,
    "take_back": PART_TAKEN_BACK,
}
KINDS_FOR_COUNTRY = {"ready": PART_READY, "decline": PART_DECLINED}


def announce_assignment(event: AssignmentEvent) -> None:
    """Tell whom a move concerns, within its transaction."""
    assignment = event.assignment
    if kind := KINDS_FOR_ASSIGNEE.get(event.move):
        tell_assignee(assignment, kind, asker=str(event.by))
    if kind := KINDS_FOR_COUNTRY.get(event.move):
        people = find_people_of_state(assignment.submission, CERTIFIES).exclude(pk=event.by_id)
        facts = describe_assignment(assignment)
        notify(people, kind, about=assignment, facts=facts, path=assignment.get_absolute_url())


def tell_assignee(assignment: Assignment, kind: NoticeKind, **more: Any) -> None:
    """Tell the person who was asked: as usual where they sign in as usual, else by a mail with a new link."""
    account = find_account(assignment)
    if account and signs_in_as_usual(account):
        facts, path = describe_assignment(assignment) | more, assignment.get_absolute_url()
        notify([account], kind, about=assignment, facts=facts, path=path)
        return
    if kind.link and kind is not ASKED_TO_ANSWER:
        renew_link(assignment)
    facts = describe_assignment(assignment) | more
    message = assignment.message if kind is ASKED_TO_ANSWER else ""
    mail_address(assignment.email, assignment.language, kind, about=assignment, facts=facts, message=message)


def describe_assignment(assignment: Assignment) -> dict[str, Any]:
    """Return the facts of the sentences; the number of the link ends those of earlier mails."""
    submission = assignment.submission
    return {
        "record": submission,
        "institution": assignment.institution,
        "person": assignment.person,
        "state": submission.member_state,
        "round": submission.round,
        "due": assignment.due,
        "number": assignment.number,
    }


def renew_link(assignment: Assignment) -> None:
    """Raise the number of the link, within the transaction of the caller: the one before enters no longer."""
    assignment.number += 1
    assignment.expires_at = timezone.now() + LINK_LIFETIME
    assignment.save(update_fields=["number", "expires_at"])
