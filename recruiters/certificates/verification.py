"""What is found out about a certificate: whether it is ours, and what the register says now."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qs

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruiters.certificates import jws as signing
from recruiters.certificates.certificate import (
    DIGEST,
    Certificate,
    FirstCertificate,
    certificate_of,
    condensed,
    read,
    said_of,
)
from recruiters.certificates.jws import Verdict
from recruiters.entries.scope import in_words, names_of_states
from recruiters.entries.status import WORDS
from recruiters.models import Direction, Move, Profession, Recruiter, Sector, entry_at

ONE_DAY = timedelta(days=1)


def pasted(text):
    """The string out of what a visitor pastes: with the line breaks of a print, or within an address."""
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))
    _address, asked, query = text.partition("?")
    return parse_qs(query).get("c", [""])[0] if asked else text


# Which entry a certificate is about


def entry_named(content):
    """The entry whose number is written in what somebody sent, genuine or not; None if there is none."""
    licence, place = content.get("licence"), content.get("register")
    if not isinstance(licence, str) or not isinstance(place, str) or not (licence + place).isprintable():
        return None
    state, _slash, code = place.partition("/")
    return entry_at(state, code, licence)


def entry_certified(certificate, named):
    """The entry itself, whatever its number is now. The first kind has the number alone, `named` now."""
    if isinstance(certificate, Certificate):
        return Recruiter.objects.listed().filter(pk=certificate.entry).first()
    first = named and named.events.order_by("version").first()
    # Who came onto the register later is somebody else, with the number of an entry that is gone.
    return None if first and first.version > certificate.version else named


# Side by side


@dataclass(frozen=True)
class Line:
    """One thing as it was certified, None if it was not, and as the register has it now."""

    label: str | Promise
    then: str | None
    now: str
    differs: bool


@dataclass
class Wording:
    """Fields of certificates in the visitor's language. `known`: conditions by what is signed of them."""

    states: dict
    known: dict

    def status(self, value):
        return str(WORDS.get(value, value))

    def conditions(self, value):
        if value.startswith(DIGEST) and value not in self.known:
            return _("As printed on the certificate")
        return self.known.get(value, value) or _("No conditions")

    def valid_from(self, value):
        return date_format(date.fromisoformat(value), "DATE_FORMAT") if value else ""

    def valid_until(self, value):
        """The last day, as answers give it; what is signed is the day after."""
        return date_format(date.fromisoformat(value) - ONE_DAY, "DATE_FORMAT") if value else ""

    def suspended_until(self, value):
        return self.valid_until(value) or "–"

    def professions(self, value):
        return in_words(value.split(), dict(Profession.choices))

    def source(self, value):
        return in_words(value.split(), self.states)

    destination = source

    def sector(self, value):
        return in_words(value.split(), dict(Sector.choices))

    def direction(self, value):
        return in_words(value.split(), dict(Direction.choices))

    def of(self, certificate, name):
        """A field in words; None if its kind does not have it."""
        value = getattr(certificate, name, None)
        if value is None:
            return None
        return getattr(self, name, str)(value) or _("Not stated on the register")


LABELS = {
    "name": gettext_lazy("Legal name"),
    "licence": gettext_lazy("Licence"),
    "status": gettext_lazy("Standing"),
    "conditions": gettext_lazy("Conditions"),
    "valid_from": gettext_lazy("First day of the licence"),
    "valid_until": gettext_lazy("Last day of the licence"),
    "suspended_until": gettext_lazy("Last day of the suspension"),
    "professions": gettext_lazy("Professions"),
    "source": gettext_lazy("Recruits from"),
    "destination": gettext_lazy("For work in"),
    "sector": gettext_lazy("Sector"),
    "direction": gettext_lazy("Direction"),
    "register_name": gettext_lazy("Register"),
    "keeper": gettext_lazy("Kept by"),
}


def side_by_side(then, now, conditions):
    """A line for each thing. `conditions` are all that were ever set, for a digest to be told in words."""
    wording = Wording(names_of_states(), {condensed(text): text for text in conditions})
    for name, label in LABELS.items():
        certified, present = getattr(then, name, None), getattr(now, name)
        words = wording.of(then, name), wording.of(now, name)
        yield Line(label, *words, differs=certified is not None and certified != present)


# The check


@dataclass(frozen=True)
class Check:
    """What is found out about a string. `then` only if it is genuine: nobody else's words are repeated.

    `instead` is the entry that has the number now, where the one that was certified is gone.
    """

    verdict: str
    then: FirstCertificate | None = None
    entry: Recruiter | None = None
    now: Certificate | None = None
    lines: tuple = ()
    instead: Recruiter | None = None

    @property
    def has_changed(self):
        return self.then is not None and (self.entry is None or any(line.differs for line in self.lines))

    @property
    def register_name(self):
        """As it was certified; the first kind names the register by its code alone."""
        if isinstance(self.then, Certificate):
            return self.then.register_name
        return self.entry.register.name if self.entry else self.then.register

    @property
    def not_certified(self):
        """What a certificate of the first kind does not say."""
        return [line.label for line in self.lines if line.then is None]


def check(text, moment, site):
    content, verdict = signing.claimed(text), signing.verdict_on(text)
    named = entry_named(content)
    try:
        then = read(content) if verdict == Verdict.GENUINE else None
    except ValueError:
        verdict, then = Verdict.ALTERED, None
    entry = entry_certified(then, named) if then else named
    if entry is None:
        return Check(verdict, then, instead=named)
    now = certificate_of(said_of(entry, moment.date()), moment, site)
    if then is None:
        return Check(verdict, entry=entry, now=now)
    notes = entry.events.filter(move=Move.SET_CONDITIONS).values_list("public_note", flat=True)
    return Check(verdict, then, entry, now, tuple(side_by_side(then, now, notes)))
