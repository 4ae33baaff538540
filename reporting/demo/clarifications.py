"""Two questions of the secretariat about single answers: one that waits, one that is closed."""

from datetime import timedelta

from django.utils import timezone

from reporting.clarifications.workflow import clarification_workflow
from reporting.demo.tables import parse_moment
from reporting.models import Clarification, ClarificationEvent, Version
from reporting.models.clarifications import ClarificationOutcome, ClarificationState

WAIT = timedelta(days=14)
# (country, question, [(move, moment, words)]): the country replies, the reviewer does the rest.
THREADS = (
    (
        "KEN",
        "q3_1",
        [
            (
                "ask",
                "2026-11-06T09:35Z",
                "Is this policy in force already? Please name the year, or add a link.",
            ),
        ],
    ),
    (
        "LKA",
        "q3_1",
        [
            (
                "ask",
                "2026-09-18T08:20Z",
                "Does the act also cover agencies that recruit by way of the internet?",
            ),
            ("reply", "2026-09-21T05:10Z", "Yes. They need the same licence and are on the same record."),
            ("close", "2026-09-22T09:00Z", "Thank you."),
        ],
    ),
)


def load_clarifications(people, round_number):
    """Store the questions about reports to a round with their threads."""
    for iso3, question, thread in THREADS:
        version = Version.objects.select_related("submission").get(
            submission__round=round_number, submission__member_state=iso3, number=1
        )
        store_thread(version, question, thread, people)


def store_thread(version, question, thread, people):
    state, events = "", []
    clarification = Clarification(
        submission=version.submission,
        version=version,
        question=question,
        owner=people.reviewer,
        due=timezone.localdate() + WAIT,
    )
    for name, moment, words in thread:
        row, at = clarification_workflow.by_name[name], parse_moment(moment)
        target = row.target or state
        author = people.focal_points[version.submission.member_state_id]
        events.append(
            ClarificationEvent(
                clarification=clarification,
                move=name,
                from_state=state,
                to_state=target,
                at=at,
                by=author if name == "reply" else people.reviewer,
                note=words,
                outcome=ClarificationOutcome.EXPLAINED if name == "close" else "",
                due=clarification.due if name == "ask" else None,
            )
        )
        state = target
    clarification.state = state
    if state == ClarificationState.CLOSED:
        clarification.outcome = ClarificationOutcome.EXPLAINED
    clarification.save()
    ClarificationEvent.objects.bulk_create(events)
