"""Who else is on the same page of a report just now. Nobody outside its country is told."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import ngettext

from authorities.languages.cldr import join_with_and
from authorities.languages.direction import isolate
from authorities.models import User
from reporting.models import Presence, Submission
from reporting.models.presence import LASTS


def note_presence(submission: Submission, section: str, user: User, now: datetime) -> None:
    """Note that a person has the page of a section open."""
    Presence.objects.bulk_create(
        [Presence(submission=submission, section=section, user=user, seen_at=now)],
        update_conflicts=True,
        unique_fields=["submission", "section", "user"],
        update_fields=["seen_at"],
    )


def forget_ended(submission: Submission, now: datetime) -> None:
    """Delete what nobody is shown any more, so that nothing is kept of where people were."""
    Presence.objects.of_report(submission).ended_at(now).delete()


def find_others(submission: Submission, section: str, user: User) -> list[str]:
    """Return the names of the other people who have this page open."""
    since = timezone.now() - LASTS
    here = Presence.objects.of_report(submission).filter(section=section, seen_at__gt=since)
    return [str(presence.user) for presence in here.exclude(user=user)]


def find_others_by_section(submission: Submission, user: User) -> dict[str, list[str]]:
    """Return {section: names of the other people who have its page open}."""
    here = Presence.objects.of_report(submission).filter(seen_at__gt=timezone.now() - LASTS)
    found: dict[str, list[str]] = {}
    for presence in here.exclude(user=user):
        found.setdefault(presence.section, []).append(str(presence.user))
    return found


def describe_others(names: list[str]) -> str:
    """Return one sentence; an empty text if there is nobody."""
    if not names:
        return ""
    sentence = ngettext("%(who)s is on this page too.", "%(who)s are on this page too.", len(names))
    return sentence % {"who": join_with_and([str(isolate(name)) for name in names])}
