"""Verification of a certificate: is it ours, and what does the register say now?"""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qs

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import format_day
from recruiters.certificates import jws
from recruiters.certificates.certificate import (
    DIGEST_PREFIX,
    SEPARATOR,
    Certificate,
    FirstCertificate,
    SecondCertificate,
    build_certificate,
    condense_conditions,
    entry_statement,
    parse_certificate,
)
from recruiters.certificates.jws import Verdict
from recruiters.entries.announcements import decode_announcement
from recruiters.entries.scope import join_code_names, state_names
from recruiters.entries.status import PUBLIC_STATUS_LABELS
from recruiters.models import Direction, Move, Profession, Recruiter, Sector, entry_at

ONE_DAY = timedelta(days=1)


def extract_token(text):
    """Return the token out of what a visitor pastes: with the line breaks of a print, or within a URL."""
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))
    _address, asked, query = text.partition("?")
    return parse_qs(query).get("c", [""])[0] if asked else text


# Which entry a certificate is about


def entry_with_claimed_number(claims):
    """Return the entry that has the claimed licence number now, or None. The claims may be forged."""
    licence, place = claims.get("licence"), claims.get("register")
    if not isinstance(licence, str) or not isinstance(place, str) or not (licence + place).isprintable():
        return None
    state, _slash, code = place.partition("/")
    return entry_at(state, code, licence)


def certified_entry(certificate, number_holder):
    """Return the entry that was certified, whatever its number is now, or None if it is gone.

    The first kind of certificate has no id but the number alone, which `number_holder` has now.
    """
    if isinstance(certificate, SecondCertificate):
        return Recruiter.objects.by_name().filter(pk=certificate.entry).first()
    first = number_holder and number_holder.events.order_by("version").first()
    # An entry that came onto the register later is another one, with the number of an entry that is gone.
    return None if first and first.version > certificate.version else number_holder


# Certified and current, side by side


@dataclass(frozen=True)
class VerificationLine:
    """One field in words as it was certified, None if it was not, and as the register has it now."""

    label: str | Promise
    certified: str | None
    current: str
    differs: bool


@dataclass
class CertificateWording:
    """Fields of certificates in words, in the visitor's language: a method for each that needs one.

    `states` are names by code; `conditions_by_signed` the full text of conditions by what is signed of them.
    """

    states: dict
    conditions_by_signed: dict

    def status(self, value):
        return str(PUBLIC_STATUS_LABELS.get(value, value))

    def conditions(self, value):
        if value.startswith(DIGEST_PREFIX) and value not in self.conditions_by_signed:
            return _("As printed on the certificate")
        return self.conditions_by_signed.get(value, value) or _("No conditions")

    def valid_from(self, value):
        return format_day(date.fromisoformat(value)) if value else ""

    def valid_until(self, value):
        """Return the last day, as answers give it; what is signed is the day after."""
        return format_day(date.fromisoformat(value) - ONE_DAY) if value else ""

    def suspended_until(self, value):
        return self.valid_until(value) or "–"

    def decided(self, value):
        sentences = [decode_announcement(text).sentence for text in value.split(SEPARATOR) if text]
        return " ".join(sentences) or _("No suspension and no end")

    def professions(self, value):
        return join_code_names(value.split(), dict(Profession.choices))

    def source(self, value):
        return join_code_names(value.split(), self.states)

    destination = source

    def sector(self, value):
        return join_code_names(value.split(), dict(Sector.choices))

    def direction(self, value):
        return join_code_names(value.split(), dict(Direction.choices))

    def describe(self, certificate, name):
        """Return a field in words; None if this kind of certificate does not have it."""
        value = getattr(certificate, name, None)
        if value is None:
            return None
        return getattr(self, name, str)(value) or _("Not stated on the register")


LABELS = {
    "name": gettext_lazy("Legal name"),
    "licence": gettext_lazy("Licence"),
    "status": gettext_lazy("Status"),
    "conditions": gettext_lazy("Conditions"),
    "valid_from": gettext_lazy("First day of the licence"),
    "valid_until": gettext_lazy("Last day of the licence"),
    "suspended_until": gettext_lazy("Last day of the suspension"),
    "decided": gettext_lazy("Decided for later"),
    "professions": gettext_lazy("Professions"),
    "source": gettext_lazy("Recruits from"),
    "destination": gettext_lazy("For work in"),
    "sector": gettext_lazy("Sector"),
    "direction": gettext_lazy("Direction"),
    "register_name": gettext_lazy("Register"),
    "keeper": gettext_lazy("Kept by"),
}


def compare_with_register(certificate, current, conditions):
    """Yield a line for each field of two certificates.

    `conditions` are all that were ever set, so that a digest can be shown as the text it stands for.
    """
    wording = CertificateWording(state_names(), {condense_conditions(text): text for text in conditions})
    for name, label in LABELS.items():
        signed, present = getattr(certificate, name, None), getattr(current, name)
        words = wording.describe(certificate, name), wording.describe(current, name)
        yield VerificationLine(label, *words, differs=signed is not None and signed != present)


# The verification


@dataclass(frozen=True)
class Verification:
    """What is found out about a token.

    `certificate` is None unless it is genuine: words of a forger are not repeated.
    `current` is the certificate that the entry would get now.
    `number_holder` is the entry that has the number now, if the certified one is gone.
    """

    verdict: str
    certificate: FirstCertificate | None = None
    entry: Recruiter | None = None
    current: Certificate | None = None
    lines: tuple = ()
    number_holder: Recruiter | None = None

    @property
    def has_changed(self):
        return self.certificate is not None and (
            self.entry is None or any(line.differs for line in self.lines)
        )

    @property
    def register_name(self):
        """Return the certified name; the first kind of certificate has the code of the register alone."""
        if isinstance(self.certificate, SecondCertificate):
            return self.certificate.register_name
        return self.entry.register.name if self.entry else self.certificate.register

    @property
    def uncertified_labels(self):
        """Return the labels of fields that a certificate of an earlier kind does not have."""
        return [line.label for line in self.lines if line.certified is None]


def verify_certificate(token, moment, site):
    """Return the Verification of a token at a moment; `site` is the address of this site, without a slash."""
    claims, verdict = jws.read_claims(token), jws.verify_token(token)
    number_holder = entry_with_claimed_number(claims)
    try:
        certificate = parse_certificate(claims) if verdict == Verdict.GENUINE else None
    except ValueError:
        verdict, certificate = Verdict.ALTERED, None
    entry = certified_entry(certificate, number_holder) if certificate else number_holder
    if entry is None:
        return Verification(verdict, certificate, number_holder=number_holder)
    current = build_certificate(entry_statement(entry, entry.local_day(moment)), moment, site)
    if certificate is None:
        return Verification(verdict, entry=entry, current=current)
    notes = entry.events.filter(move=Move.SET_CONDITIONS).values_list("public_note", flat=True)
    lines = tuple(compare_with_register(certificate, current, notes))
    return Verification(verdict, certificate, entry, current, lines)
