"""Kinds of notices: each subject registers its own, with the sentence that people read.

A kind stands in the module of its subject, as a constant:

    RETURNED = register_notice(
        NoticeKind("report_returned", _("Report returned"), _("%(who)s returned the report. Read the note."))
    )
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.models import Notice

Words = str | Promise


@dataclass(frozen=True)
class NoticeKind:
    """What is told, in words.

    `label` is short: it is a subject line, and stands in the list of mails that can be stopped. `sentence` is
    a whole one with places like `%(name)s` for the facts. What is `urgent` goes out at once, the rest in one
    mail a person and day. What is no duty (`is_duty`) can be stopped.

    `link(notice)` returns the address of a link that lets somebody in, or "" if it is no longer to be sent.
    It is called while the mail is sent, so that no such link waits in the database or the queue; the mail
    shows it instead of the address of `path`. `lead` stands above the address, `ending` below it.
    `enclose(notice)` returns [(name for the reader, name of the stored file)] of files that go with it.
    `reason` says why a duty cannot be stopped.
    """

    key: str
    label: Words
    sentence: Words
    urgent: bool = False
    is_duty: bool = True
    link: Callable[[Notice], str] | None = None
    enclose: Callable[[Notice], Sequence[tuple[str, str]]] | None = None
    lead: Words = ""
    ending: Words = ""
    reason: Words = _("Somebody waits for you to act, or your country has to know.")

    @property
    def description(self) -> Words:
        """What it tells, for a list of kinds: the sentence if it needs no facts and no link."""
        return self.label if self.link or "%(" in str(self.sentence) else self.sentence or self.label


NOTICE_KINDS: dict[str, NoticeKind] = {}


def register_notice(kind: NoticeKind) -> NoticeKind:
    """Make a kind known and return it. Call this at import time, in the module of the subject."""
    if NOTICE_KINDS.setdefault(kind.key, kind) != kind:
        raise ValueError(f"Two kinds of notices are called {kind.key}.")
    return kind


def find_notice_kind(key: str) -> NoticeKind:
    """Return a kind; for one of another release, a kind that says no more than its key."""
    return NOTICE_KINDS.get(key) or NoticeKind(key, key, "")
