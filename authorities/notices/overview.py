"""What was sent about a record, for the people who may open its page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _

from authorities.models import Membership, Notice, User
from authorities.notices.facts import RECORD, read_notice_facts
from authorities.notices.kinds import find_notice_kind


@dataclass(frozen=True)
class SentRow:
    """One notice to one person, in words."""

    notice: Notice
    recipient: str

    @property
    def label(self) -> str:
        return str(find_notice_kind(self.notice.kind).label)

    @property
    def record(self) -> str:
        return str(read_notice_facts(self.notice.facts).get(RECORD, ""))

    @property
    def outcome(self) -> str:
        """What became of it, in words."""
        if self.notice.mail:
            return str(self.notice.mail.get_state_display())
        return _("In the mail of the next morning") if self.notice.due_at else _("Not by mail, as chosen")

    @property
    def has_failed(self) -> bool:
        return bool(self.notice.mail and self.notice.mail.has_failed)

    @property
    def sent_at(self):
        return self.notice.mail.sent_at if self.notice.mail else None


def sent_to(record: Model, reader: User | None = None) -> list[SentRow]:
    """Return what was sent about a record, newest first, with one query or two.

    Never the address of somebody with an account. A `reader` outside the secretariat reads names of their own
    state's people only, and without a `reader` no names: all others are "somebody with an account".
    """
    return sent_about([record], reader)


def sent_about(records: Sequence[Model], reader: User | None = None) -> list[SentRow]:
    """Return what was sent about several records of one model, as `sent_to` does, with as many queries."""
    notices = Notice.objects.about_any(records).select_related("recipient", "mail").newest_first()
    return describe_sent(notices, reader)


def describe_sent(notices: Iterable[Notice], reader: User | None) -> list[SentRow]:
    notices = list(notices)
    named = find_named(notices, reader)
    return [SentRow(notice, name_recipient(notice, named)) for notice in notices]


def find_named(notices: Iterable[Notice], reader: User | None) -> set[int | None]:
    """Return the keys of the recipients whose names a reader may see."""
    recipients = {notice.recipient_id for notice in notices} - {None}
    if reader is None or not recipients:
        return set()
    if reader.sees_every_state or reader.regions:
        return recipients
    colleagues = Membership.objects.filter(member_state__in=reader.states, user__in=recipients)
    return {reader.pk, *colleagues.values_list("user", flat=True)}


def name_recipient(notice: Notice, named: set[int | None]) -> str:
    if notice.recipient is None:
        return notice.address
    return notice.recipient.name if notice.recipient_id in named else _("Somebody with an account")
