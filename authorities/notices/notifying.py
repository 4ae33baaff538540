"""Telling people: notices are written in the transaction of what they tell, and sent by workers after it.

notify(people, RETURNED, about=submission, facts={"who": user.name}, path=submission.get_absolute_url())
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from authorities.languages.addresses import path_without_language
from authorities.models import Membership, MemberState, Notice, SentMail, StoppedNotice, User
from authorities.notices.composing import MailText, write_mail
from authorities.notices.delivery import deliver_mail
from authorities.notices.facts import RECORD, freeze_facts, read_notice_facts
from authorities.notices.kinds import NOTICE_KINDS, NoticeKind

# In the time zone of who reads it.
MORNING = time(7)


@transaction.atomic
def notify(
    people: Iterable[User], kind: NoticeKind, *, about: Model, facts: Mapping[str, Any], path: str = ""
) -> list[Notice]:
    """Tell people of something, once each: at once if it is urgent, else in the mail of their next morning.

    `about` is the record beside which the mail is shown. `facts` fill the places of the kind's sentence:
    texts, numbers, dates, records and lazy texts, each read in the language of the reader; `facts["record"]`
    names what it is about, by default `str(about)`; `facts["subject"]` is another subject line. `path` is the
    page on our site where they act.
    """
    recipients = list({person.pk: person for person in people if person.is_active}.values())
    if not recipients:
        return []
    now, content = timezone.now(), build_content(kind, about, facts, path)
    stopped = find_stopped(recipients, kind)
    zones = {} if kind.urgent else find_time_zones(recipients)
    notices = [
        Notice(
            recipient=person,
            created_at=now,
            due_at=now if kind.urgent else next_morning(now, zones.get(person.pk)),
            **content,
        )
        for person in recipients
    ]
    for notice in notices:
        if notice.recipient_id in stopped:
            notice.due_at = None
    Notice.objects.bulk_create(notices)
    if kind.urgent:
        for notice in notices:
            if notice.due_at:
                queue_mail([notice])
    return notices


@transaction.atomic
def mail_address(
    address: str,
    language: str,
    kind: NoticeKind,
    *,
    about: Model,
    facts: Mapping[str, Any],
    path: str = "",
    message: str = "",
) -> Notice:
    """Tell somebody who has no account, at once. `message` is what a person wrote to them."""
    content = build_content(kind, about, facts, path)
    notice = Notice(address=address, message=message, due_at=timezone.now(), **content)
    notice.save(force_insert=True)
    queue_mail([notice], language=language)
    return notice


def preview_mail(
    language: str,
    kind: NoticeKind,
    *,
    about: Model,
    facts: Mapping[str, Any],
    path: str = "",
    message: str = "",
) -> MailText:
    """Return what `mail_address` would send, for a look before it goes."""
    notice = Notice(message=message, **build_content(kind, about, facts, path))
    return write_mail([notice], language)


def build_content(kind: NoticeKind, about: Model, facts: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return the columns of a notice. Raises KeyError if the sentence has a place without a fact."""
    if NOTICE_KINDS.get(kind.key) is not kind:
        raise ValueError(f"The kind {kind.key} is not registered.")
    frozen = freeze_facts({RECORD: about, **facts})
    str(kind.sentence) % read_notice_facts(frozen)
    return {
        "kind": kind.key,
        "about_label": about._meta.label_lower,
        "about_key": str(about.pk),
        "member_state_id": find_state_of(about),
        "facts": frozen,
        "path": path_without_language(path),
    }


def find_state_of(record: Model) -> str | None:
    """Return the code of the state that a record belongs to, itself or by its report; None without one."""
    if isinstance(record, MemberState):
        return record.pk
    owner = record if hasattr(record, "member_state_id") else getattr(record, "submission", None)
    return getattr(owner, "member_state_id", None)


def find_stopped(people: Iterable[User], kind: NoticeKind) -> set[int]:
    """Return the keys of those who do not want this kind by mail; nobody stops a duty."""
    if kind.is_duty:
        return set()
    return set(StoppedNotice.objects.filter(user__in=people, kind=kind.key).values_list("user", flat=True))


def find_time_zones(people: Iterable[User]) -> dict[int, ZoneInfo]:
    """Return {key of a person: the time zone of their state}, for those who have a state."""
    held = Membership.objects.in_force_on(timezone.localdate()).filter(user__in=people)
    rows = held.exclude(member_state=None).order_by("-pk").values_list("user", "member_state__time_zone")
    return {user: ZoneInfo(name) for user, name in rows}


def next_morning(moment: datetime, zone: ZoneInfo | None) -> datetime:
    """Return the next morning after a moment in a time zone; in UTC for those who have none."""
    local = moment.astimezone(zone or UTC)
    day = local.date() + timedelta(days=local.time() >= MORNING)
    return datetime.combine(day, MORNING, tzinfo=local.tzinfo)


def queue_mail(notices: Sequence[Notice], *, language: str = "", digest_day: date | None = None) -> SentMail:
    """Write a mail about notices to one person or address, and have a worker send it."""
    person = notices[0].recipient
    language = language or (person.language if person else "en")
    written = write_mail(notices, language)
    mail = SentMail.objects.create(
        recipient=person,
        address=person.email if person else notices[0].address,
        language=language,
        subject=written.subject,
        text=written.text,
        digest_day=digest_day,
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail=mail)
    for notice in notices:
        notice.mail = mail
    deliver_mail.enqueue(mail.pk)
    return mail
