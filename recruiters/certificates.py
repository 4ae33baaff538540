"""Check certificates: what a register said of a licence in one second, signed so that its forgery shows."""

import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from authorities.models import MemberState

from . import signing
from .answers import TONES, WORDS, answers, in_words
from .models import Profession, Recruiter
from .signing import Verdict

KIND = "who-code-register-check"


@dataclass(frozen=True)
class Certificate:
    """What is signed. Dates as 2026-01-31, the moment in UTC; lists of codes separated by spaces."""

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
    kind: str = KIND

    @classmethod
    def read(cls, content):
        """From what was signed. ValueError unless it has exactly these fields, each of its type."""
        if set(content) != {field.name for field in fields(cls)}:
            raise ValueError("not the fields of a certificate")
        if any(type(content[field.name]) is not field.type for field in fields(cls)):
            raise ValueError("not the types of a certificate")
        certificate = cls(**content)
        if certificate.kind != KIND:
            raise ValueError("signed for something else")
        return certificate

    @property
    def moment(self):
        return datetime.fromisoformat(self.at)

    @property
    def last_day(self):
        """The last day of the licence, as answers give it; the register keeps the day after."""
        return date.fromisoformat(self.valid_until) - timedelta(days=1) if self.valid_until else None

    @property
    def word(self):
        return WORDS.get(self.status, self.status)

    @property
    def tone(self):
        return TONES.get(self.status, "none")


def certificate_of(recruiter, moment, site):
    """What the register says at this moment. `recruiter` must have come together with its register."""
    register, moment = recruiter.register, moment.astimezone(UTC).replace(microsecond=0)
    (now,) = answers([recruiter], moment.date())
    return Certificate(
        site=site,
        register=register.scope,
        version=register.version,
        licence=recruiter.licence_number,
        name=recruiter.legal_name,
        status=str(now.status),
        valid_until=now.terms.valid_until.isoformat() if now.terms.valid_until else "",
        professions=" ".join(recruiter.professions),
        source=" ".join(recruiter.source_states),
        destination=" ".join(recruiter.destination_states),
        at=moment.isoformat(),
        illustrative=register.illustrative,
    )


def issue(certificate):
    """The certificate as one string that can be checked: see `recruiters.signing`."""
    return signing.sign(asdict(certificate))


def pasted(text):
    """The string out of what a visitor pastes: with the line breaks of a print, or within an address."""
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))
    _address, asked, query = text.partition("?")
    return parse_qs(query).get("c", [""])[0] if asked else text


def entry_named(content):
    """The entry that a certificate names, genuine or not; None if it names none that is there."""
    licence, place = content.get("licence"), content.get("register")
    if not isinstance(licence, str) or not isinstance(place, str) or not (licence + place).isprintable():
        return None
    state, _slash, code = place.partition("/")
    return entry_at(state, code, licence)


def entry_at(state, code, licence):
    """The entry of a number, present or former, together with its register.

    Read at once, so that it is as its version says.
    """
    return Recruiter.objects.listed().of(state).filter(register__code=code).with_licence(licence)


@dataclass(frozen=True)
class Line:
    """One thing as it was certified, and as the register has it now."""

    label: str
    then: str
    now: str

    @property
    def differs(self):
        return self.then != self.now


def side_by_side(then, now):
    codes = " ".join([then.source, then.destination, now.source, now.destination]).split()
    states = {state.pk: state.name for state in MemberState.objects.filter(pk__in=codes)}
    columns = [in_full(certificate, states) for certificate in (then, now)]
    return [Line(label, columns[0][label], columns[1][label]) for label in columns[0]]


def in_full(certificate, states):
    """What a certificate says, in the visitor's language, by label."""
    last, unstated = certificate.last_day, _("Not stated on the register")
    return {
        _("Legal name"): certificate.name,
        _("Licence"): certificate.licence,
        _("Standing"): str(certificate.word),
        _("Last day of the licence"): date_format(last, "DATE_FORMAT") if last else unstated,
        _("Professions"): in_words(certificate.professions.split(), dict(Profession.choices)) or unstated,
        _("Recruits from"): in_words(certificate.source.split(), states) or unstated,
        _("For work in"): in_words(certificate.destination.split(), states) or unstated,
    }


@dataclass(frozen=True)
class Check:
    """What is found out about a string. `then` only if it is genuine: nobody else's words are repeated."""

    verdict: str
    then: Certificate | None = None
    entry: Recruiter | None = None
    now: Certificate | None = None
    lines: tuple = ()

    @property
    def has_changed(self):
        return self.then is not None and (self.entry is None or any(line.differs for line in self.lines))


def check(text, moment, site):
    content, verdict = signing.claimed(text), signing.verdict_on(text)
    entry = entry_named(content)
    now = certificate_of(entry, moment, site) if entry else None
    if verdict != Verdict.GENUINE:
        return Check(verdict, entry=entry, now=now)
    try:
        then = Certificate.read(content)
    except ValueError:
        return Check(Verdict.ALTERED, entry=entry, now=now)
    return Check(verdict, then, entry, now, tuple(side_by_side(then, now)) if now else ())
