"""What a certificate says: the answer of a register about one licence in one second, signed."""

import hashlib
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from recruiters.certificates import jws
from recruiters.entries import list_export
from recruiters.entries.announcements import announced_decisions, decode_announcement
from recruiters.entries.status import (
    PUBLIC_STATUS_LABELS,
    TONES,
    LicenceStatus,
    current_conditions,
    licence_statuses,
    state_since,
)
from recruiters.models import LicenceState

# Bytes. Of longer conditions a digest is signed, or no QR code would hold the certificate.
LONGEST_CONDITIONS = 300
DIGEST_PREFIX = "sha256:"
SEPARATOR = "; "


@dataclass(frozen=True, kw_only=True)
class FirstCertificate:
    """The first kind of certificate, without conditions and without the id of the entry.

    Dates are written as 2026-01-31, the moment is in UTC, lists of codes are separated by spaces.
    """

    site: str
    register: str
    version: int
    licence: str
    name: str
    status: str
    valid_until: str
    professions: str
    source: str
    destination: str
    at: str
    illustrative: bool
    kind: str = "who-code-register-check"

    @property
    def moment(self):
        return datetime.fromisoformat(self.at)

    @property
    def word(self):
        return PUBLIC_STATUS_LABELS.get(self.status, self.status)

    @property
    def tone(self):
        return TONES.get(self.status, "none")


@dataclass(frozen=True, kw_only=True)
class SecondCertificate(FirstCertificate):
    """The second kind: all that the page of an entry answers with, but for decisions that are to come.

    `conditions` are as `condense_conditions` returns them.
    """

    entry: int
    conditions: str
    valid_from: str
    suspended_until: str
    sector: str
    direction: str
    register_name: str
    keeper: str
    kind: str = "who-code-register-check/2"


@dataclass(frozen=True, kw_only=True)
class Certificate(SecondCertificate):
    """The kind that is signed now: also suspensions and ends that are decided and take effect later.

    `decided` holds each as “suspended 2026-12-15 2027-03-15”: the state, the first day, and the day after the
    last if one is decided; several are separated by “; ”.
    """

    decided: str
    kind: str = "who-code-register-check/3"

    @property
    def announcements(self):
        return [decode_announcement(text) for text in self.decided.split(SEPARATOR) if text]

    @property
    def tone(self):
        return "warn" if self.decided and super().tone == "ok" else super().tone


CERTIFICATE_KINDS = {kind.kind: kind for kind in (FirstCertificate, SecondCertificate, Certificate)}


def parse_certificate(claims):
    """Return the certificate of a dict of claims.

    Raises ValueError unless the claims are the fields of their kind, each of its type.
    """
    kind = CERTIFICATE_KINDS.get(claims.get("kind")) if isinstance(claims.get("kind"), str) else None
    if kind is None:
        raise ValueError("signed for something else")
    if set(claims) != {field.name for field in fields(kind)}:
        raise ValueError("not the fields of a certificate")
    if any(type(claims[field.name]) is not field.type for field in fields(kind)):
        raise ValueError("not the types of a certificate")
    return kind(**claims)


@dataclass(frozen=True)
class EntryStatement:
    """What the page of an entry says on a day. `since` is the first day of its present state."""

    answer: LicenceStatus
    conditions: str
    since: date

    @property
    def dates(self):
        return self.answer.dates(self.since)


def entry_statement(recruiter, day):
    """Return what is said of an entry on a day, at the version of its register.

    `recruiter` must have been read together with its register: no event after that version counts.
    """
    (answer,) = licence_statuses([recruiter], day)
    version = recruiter.register.version
    standing = [event for event in recruiter.events.public() if event.counts_on(date.max, version)]
    events = [event for event in standing if event.effective_on <= day]
    if answer.announcements:
        answer = replace(answer, announcements=announced_decisions(standing, day))
    return EntryStatement(answer, current_conditions(events), state_since(events) or recruiter.state_from)


def condense_conditions(conditions):
    """Return conditions as they are signed: the text, or the SHA-256 of its UTF-8 bytes if it is long."""
    raw = conditions.encode()
    return conditions if len(raw) <= LONGEST_CONDITIONS else DIGEST_PREFIX + hashlib.sha256(raw).hexdigest()


def build_certificate(statement, moment, site):
    """Return the certificate of a statement that was made for the day of `moment`."""
    answer = statement.answer
    recruiter, status, terms = answer.recruiter, answer.status, answer.terms
    register = recruiter.register
    return Certificate(
        site=site,
        register=register.scope,
        version=register.version,
        entry=recruiter.pk,
        licence=recruiter.licence_number,
        name=recruiter.legal_name,
        status=str(status),
        conditions=condense_conditions(statement.conditions),
        valid_from=iso_date(terms.valid_from),
        valid_until=iso_date(terms.valid_until),
        suspended_until=iso_date(terms.suspended_until) if status == LicenceState.SUSPENDED else "",
        professions=" ".join(recruiter.professions),
        source=" ".join(recruiter.source_states),
        destination=" ".join(recruiter.destination_states),
        sector=recruiter.sector,
        direction=recruiter.direction,
        register_name=register.name,
        keeper=register.keeper,
        decided=SEPARATOR.join(announcement.encode() for announcement in answer.announcements),
        at=list_export.iso_timestamp(moment),
        illustrative=register.illustrative,
    )


def iso_date(day):
    return day.isoformat() if day else ""


def sign_certificate(certificate):
    """Return the certificate as one string that can be verified: see `recruiters.certificates.jws`."""
    return jws.sign(asdict(certificate))
