"""The text of a mail: subject, plain text and HTML, made from notices in the language of who gets it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, ngettext, override
from django.utils.translation import gettext as _

from authorities.languages.addresses import path_in_language
from authorities.languages.cldr import colon
from authorities.models import Notice
from authorities.notices.facts import RECORD, SUBJECT, read_notice_facts
from authorities.notices.kinds import NoticeKind, Words, find_notice_kind
from authorities.site_address import site_address

LONGEST_SUBJECT = 150


@dataclass(frozen=True)
class NoticeText:
    """A notice in words."""

    kind: NoticeKind
    record: str
    subject: str
    sentence: str
    message: str
    lead: str
    ending: str
    # "" where there is none, and for a link that stands in the mail alone.
    address: str
    hides_link: bool


@dataclass(frozen=True)
class MailText:
    subject: str
    text: str
    html: str


class NotWanted(Exception):  # noqa: N818
    """The link of a mail is not to be sent any more: the invitation was withdrawn, for example."""


def say_words(words: Words, facts: Mapping[str, Any]) -> str:
    """Return a sentence with its facts; what an older release did not tell is an ellipsis."""
    return str(words) % defaultdict(lambda: "…", facts)


def say_subject(kind: NoticeKind, facts: dict[str, Any]) -> str:
    """Return what a mail about this notice alone is called."""
    if subject := facts.get(SUBJECT):
        return str(subject)
    return f"{facts[RECORD]}{colon()}{kind.label}" if facts.get(RECORD) else str(kind.label)


def describe_notice(notice: Notice, *, with_link: bool = False) -> NoticeText:
    """Return a notice in the active language. Raises NotWanted if its link is asked for and has ended."""
    kind, facts = find_notice_kind(notice.kind), read_notice_facts(notice.facts)
    path = notice.path and path_in_language(notice.path, get_language() or settings.LANGUAGE_CODE)
    address = f"{site_address()}{path}" if path else ""
    if kind.link:
        address = kind.link(notice) if with_link else ""
        if with_link and not address:
            raise NotWanted
    return NoticeText(
        kind=kind,
        record=str(facts.get(RECORD, "")),
        subject=say_subject(kind, facts),
        sentence=say_words(kind.sentence, facts),
        message=notice.message,
        lead=str(kind.lead) if address or kind.link else "",
        ending=say_words(kind.ending, facts),
        address=address,
        hides_link=bool(kind.link) and not with_link,
    )


def shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SUBJECT else f"{text[: LONGEST_SUBJECT - 1]}…"


def write_subject(entries: Sequence[NoticeText]) -> str:
    """Return the shortest subject of the entries, and how many more there are."""
    first = shorten(min((entry.subject for entry in entries), key=len))
    if len(entries) == 1:
        return first
    more = ngettext("%(first)s, and %(count)d more", "%(first)s, and %(count)d more", len(entries) - 1)
    return more % {"first": first, "count": len(entries) - 1}


def group_by_record(entries: Iterable[NoticeText]) -> list[tuple[str, list[NoticeText]]]:
    """Return (record in words, its entries), in the order of the first of each."""
    entries = list(entries)
    order = {entry.record: number for number, entry in reversed(list(enumerate(entries)))}
    ordered = sorted(entries, key=lambda entry: order[entry.record])
    groups = groupby(ordered, key=lambda entry: entry.record)
    return [(record, merge_addresses(list(group))) for record, group in groups]


def merge_addresses(entries: list[NoticeText]) -> list[NoticeText]:
    """Return the entries with an address that several in a row share after the last of them alone."""
    followed = [
        entry.address == after.address and not (entry.lead or entry.ending)
        for entry, after in pairwise(entries)
    ]
    return [
        replace(entry, address="") if is_repeated else entry
        for entry, is_repeated in zip(entries, [*followed, False], strict=True)
    ]


def has_account(notices: Iterable[Notice]) -> bool:
    """Return True for a mail to somebody who can say on our site which mails they get."""
    return any(notice.recipient_id for notice in notices)


def write_mail(notices: Sequence[Notice], language: str, *, with_link: bool = False) -> MailText:
    """Return the mail about some notices in a language."""
    with override(language):
        entries = [describe_notice(notice, with_link=with_link) for notice in notices]
        context = {
            "subject": write_subject(entries),
            "groups": group_by_record(entries),
            "site": site_address(),
            "choice": f"{site_address()}{reverse('mail_choice')}" if has_account(notices) else "",
            "language": language,
            "direction": "rtl" if get_language_bidi() else "ltr",
            "product": _("WHO Code reporting tracker"),
        }
        text = render_to_string("notices/mail.txt", context).strip() + "\n"
        return MailText(context["subject"], text, render_to_string("notices/mail.html", context))
