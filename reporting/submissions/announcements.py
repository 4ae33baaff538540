"""Mails about what became of a report: to the people of its state, and to reviewers who have to decide.

Each person gets one in the language in which they last signed in, except whoever made the move. Notes are not
public, so a mail says where to read them.
"""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.mail import post
from authorities.models import Membership, User
from authorities.models.roles import READS_OWN_STATE, REVIEWS
from authorities.site_address import site_address
from reporting.models import SubmissionEvent
from reporting.models.submissions import TAKE_BACK

# {move: what the mail says of the report}
SENTENCES: dict[str, str | Promise] = {
    "submit": gettext_lazy("The report was submitted."),
    "withdraw": gettext_lazy("The report was withdrawn. It is a draft of the country again."),
    "return": gettext_lazy(
        "The report was returned for correction. Read the note, then correct and submit it."
    ),
    "accept": gettext_lazy("The report was accepted."),
    "publish": gettext_lazy("The report is published: everybody can read it."),
    TAKE_BACK: gettext_lazy("The published report was taken back. Read the note."),
    "correct": gettext_lazy("The published report is being corrected by its country."),
}
ALSO_TO_REVIEWERS = ("submit", "withdraw", "correct")
# What is entered about the past is no news.
NEWS_FOR = timedelta(days=1)


def enqueue_announcement(event: SubmissionEvent) -> None:
    """Have the move announced by a worker, once it is committed."""
    if event.move in SENTENCES and timezone.now() - event.at < NEWS_FOR:
        announce_move.enqueue(event.pk)


def find_recipients(event: SubmissionEvent) -> QuerySet[User]:
    """Return who is told: active people of the state, and reviewers of its region where they have to know."""
    state = event.submission.member_state
    told = Q(role__in=READS_OWN_STATE, member_state=state)
    if event.move in ALSO_TO_REVIEWERS:
        told |= Q(role__in=REVIEWS, region__in=["", state.current_region or ""])
    held = Membership.objects.in_force_on(timezone.localdate()).filter(told)
    people = User.objects.filter(pk__in=held.values("user"), deactivated_on=None)
    return people.exclude(pk=event.by_id).order_by("pk")


@task(queue_name="mail")
def announce_move(pk: int) -> None:
    """Queue a mail to each person whom a move concerns."""
    related = ("submission__member_state", "submission__round", "by")
    event = SubmissionEvent.objects.select_related(*related).get(pk=pk)
    for person in find_recipients(event):
        if person.is_active:
            post(*write_announcement(event, person), [person.email])


def write_announcement(event: SubmissionEvent, person: User) -> tuple[str, str]:
    """Return subject and text for one person, in their language."""
    submission = event.submission
    with override(person.language):
        context = {
            "state": submission.member_state.name,
            "round": submission.round,
            "sentence": SENTENCES[event.move],
            "address": site_address()
            + reverse("submission", args=[submission.round_id, submission.member_state_id]),
        }
        subject = f"{context['state']} · {context['round']}: {event.get_to_state_display()}"
        return subject, render_to_string("reporting/submissions/move.txt", context).strip() + "\n"


label_task(announce_move, gettext_lazy("Mails about what became of a report"))
