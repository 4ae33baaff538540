"""Check certificates: what a register said of a licence in one second, signed so that its forgery shows."""

import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from recruiters.certificates import jws as signing
from recruiters.entries import list_export as public_list
from recruiters.entries.status import TONES, WORDS, Answer, answers, conditions_in, since
from recruiters.models import Standing

# So many bytes of conditions are signed as they are; of longer ones a digest, or no QR code would hold it.
LONGEST_CONDITIONS = 300
DIGEST = "sha256:"


@dataclass(frozen=True, kw_only=True)
class FirstCertificate:
    """What was signed at first, without conditions and without what tells entries apart for ever.

    Dates as 2026-01-31, the moment in UTC; lists of codes separated by spaces.
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
        return WORDS.get(self.status, self.status)

    @property
    def tone(self):
        return TONES.get(self.status, "none")


@dataclass(frozen=True, kw_only=True)
class Certificate(FirstCertificate):
    """What is signed now: all that the page of an entry answers with. `conditions`: see `condensed`."""

    entry: int
    conditions: str
    valid_from: str
    suspended_until: str
    sector: str
    direction: str
    register_name: str
    keeper: str
    kind: str = "who-code-register-check/2"


KINDS = {kind.kind: kind for kind in (FirstCertificate, Certificate)}


def read(content):
    """The certificate that was signed. ValueError unless it has the fields of its kind, each of its type."""
    kind = KINDS.get(content.get("kind")) if isinstance(content.get("kind"), str) else None
    if kind is None:
        raise ValueError("signed for something else")
    if set(content) != {field.name for field in fields(kind)}:
        raise ValueError("not the fields of a certificate")
    if any(type(content[field.name]) is not field.type for field in fields(kind)):
        raise ValueError("not the types of a certificate")
    return kind(**content)


@dataclass(frozen=True)
class Said:
    """What the page of an entry says on a day. `since`: from when the last word holds."""

    answer: Answer
    conditions: str
    since: date

    @property
    def dates(self):
        return self.answer.dates(self.since)


def said_of(recruiter, day):
    """`recruiter` must have come together with its register: no event after that version counts."""
    (answer,) = answers([recruiter], day)
    version = recruiter.register.version
    events = [event for event in recruiter.events.public() if event.counted_on(day, version)]
    return Said(answer, conditions_in(events), since(events) or recruiter.state_from)


def condensed(conditions):
    """As they are signed: in words, or where they are long as the SHA-256 of the words in UTF-8."""
    raw = conditions.encode()
    return conditions if len(raw) <= LONGEST_CONDITIONS else DIGEST + hashlib.sha256(raw).hexdigest()


def certificate_of(said, moment, site):
    """What the register says at this moment, of which `said` is the day."""
    recruiter, status, terms = said.answer.recruiter, said.answer.status, said.answer.terms
    register = recruiter.register
    return Certificate(
        site=site,
        register=register.scope,
        version=register.version,
        entry=recruiter.pk,
        licence=recruiter.licence_number,
        name=recruiter.legal_name,
        status=str(status),
        conditions=condensed(said.conditions),
        valid_from=as_text(terms.valid_from),
        valid_until=as_text(terms.valid_until),
        suspended_until=as_text(terms.suspended_until) if status == Standing.SUSPENDED else "",
        professions=" ".join(recruiter.professions),
        source=" ".join(recruiter.source_states),
        destination=" ".join(recruiter.destination_states),
        sector=recruiter.sector,
        direction=recruiter.direction,
        register_name=register.name,
        keeper=register.keeper,
        at=public_list.moment(moment),
        illustrative=register.illustrative,
    )


def as_text(day):
    return day.isoformat() if day else ""


def issue(certificate):
    """The certificate as one string that can be checked: see `recruiters.certificates.jws`."""
    return signing.sign(asdict(certificate))
