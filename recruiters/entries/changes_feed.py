"""The events of a register, in order, for those who keep a copy of it.

A cursor says how far a follower has read. `12` means all of version 12 of the register, as the whole list
gives it; `12-345` means up to event 345, read when the register was at version 12. Events are numbered in the
order in which they were committed, for a register is locked while it is written to.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from authorities.languages.cldr import format_day
from recruiters.entries.list_export import iso_timestamp, public_rows
from recruiters.models import FormerNumber, Move, Recruiter

CURSOR = re.compile(r"(\d{1,9})(?:-(\d{1,18}))?", re.ASCII)
PAGE_SIZE = 1000
# As many events as a news reader shows.
MOST_LATEST = 100


class InvalidCursor(ValueError):
    """The cursor is none of this register; the message is a sentence for the follower."""


@dataclass(frozen=True)
class Cursor:
    version: int
    event: int

    def __str__(self):
        return f"{self.version}-{self.event}"


@dataclass(frozen=True)
class FeedPage:
    """A page of events, and the cursor of the next one.

    `reread`: entries were removed since the cursor, so a follower must read the whole list again first.
    """

    events: list
    next: str
    more: bool = False
    reread: bool = False


def parse_cursor(text, register):
    """Return the cursor of a follower; that of the beginning for an empty text. Raises InvalidCursor."""
    if not text:
        return Cursor(register.version, 0)
    match = CURSOR.fullmatch(text)
    if match is None or int(match[1]) > register.version:
        raise InvalidCursor(
            _("“after” must be a cursor of this register, as “next” gave it, or a version of its whole list.")
        )
    version = int(match[1])
    return Cursor(version, last_event_id(register, version) if match[2] is None else int(match[2]))


def last_event_id(register, version):
    events = register.events.filter(version__lte=version).order_by("-pk")
    return events.values_list("pk", flat=True).first() or 0


def feed_page_after(text, register):
    """Return a page of events after a cursor, up to the version of `register`. Raises InvalidCursor."""
    cursor = parse_cursor(text, register)
    if 0 < cursor.version < register.reread_from:
        return FeedPage([], text, reread=True)
    here = register.events.filter(pk__gt=cursor.event, version__lte=register.version).order_by("pk")
    events = list(here[: PAGE_SIZE + 1])
    events, more = events[:PAGE_SIZE], len(events) > PAGE_SIZE
    last = events[-1].pk if events else cursor.event
    return FeedPage(events, str(Cursor(register.version, last)), more)


def latest_news(register):
    """Return the latest events without verifications, which would push out decisions."""
    return register.events.news().select_related("recruiter").order_by("-pk")[:MOST_LATEST]


def describe_event(event):
    """Return an event in one phrase: “Suspended with effect from 1 March 2026, until and including …”."""
    said = {
        "what": Move(event.move).label if event.move in Move.values else event.move,
        "day": format_day(event.effective_on),
    }
    if not event.decides:
        return _("%(what)s on %(day)s") % said
    if event.move == Move.SUSPEND and event.suspended_until:
        said["until"] = format_day(event.terms.last_day_suspended)
        return _("%(what)s with effect from %(day)s, until and including %(until)s") % said
    return _("%(what)s with effect from %(day)s") % said


def event_headline(event):
    return f"{event.recruiter.licence_number}, {event.recruiter.legal_name}: {describe_event(event)}"


def events_as_json(events, site, register, now):
    """Yield the public fields of events, each with its entry as of `now`, or None if the entry is gone.

    The internal note, and who made an event, are left out.
    """
    entries = Recruiter.objects.in_bulk({event.recruiter_id for event in events})
    former = FormerNumber.objects.filter(recruiter__in=entries).by_entry()
    columns = public_rows(entries.values(), register, now, former)
    rows = dict(zip(entries, columns, strict=True))
    for event in events:
        entry, numbers = entries.get(event.recruiter_id), former.get(event.recruiter_id, [])
        yield {
            **public_event_fields(event),
            "licence_number": entry and entry.licence_number,
            "legal_name": entry and entry.legal_name,
            "address": entry and site + entry.get_absolute_url(),
            "former_number": next((f.number for f in numbers if f.version == event.version), None),
            "entry": rows.get(event.recruiter_id),
        }


def public_event_fields(event):
    return {
        "id": event.pk,
        "version": event.version,
        "at": iso_timestamp(event.at),
        "entry_id": event.recruiter_id,
        "move": event.move,
        "words": describe_event(event),
        "effective_on": event.effective_on,
        "standing": event.to_state,
        "valid_from": event.valid_from,
        "last_day": event.terms.last_day,
        "valid_until": event.valid_until,
        "last_day_suspended": event.terms.last_day_suspended,
        "suspended_until": event.suspended_until,
        "public_note": event.public_note,
        "annuls": event.annuls_id,
    }


def strip_unprintable(text):
    """Return a text without control characters, which XML cannot hold."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
