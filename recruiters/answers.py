"""What the public is told about a recruiter: in words, for one day, with what the licence covers."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.models import MemberState

from .models import EXPIRED, NOT_YET_VALID, STATUS_WORDS, Profession, Recruiter, Standing

NO_LONGER_KEPT = "no_longer_kept"
WORDS = {**STATUS_WORDS, NO_LONGER_KEPT: gettext_lazy("Register not kept today")}
HEADLINES = {
    Standing.AUTHORISED: gettext_lazy("Yes, authorised today"),
    Standing.SUSPENDED: gettext_lazy("No, the licence is suspended"),
    Standing.REVOKED: gettext_lazy("No, the licence was revoked"),
    Standing.WITHDRAWN: gettext_lazy("No, the licence was withdrawn"),
    EXPIRED: gettext_lazy("No, the licence has expired"),
    NOT_YET_VALID: gettext_lazy("Not yet, the licence begins on a later day"),
    NO_LONGER_KEPT: gettext_lazy("No answer for today: the register is not kept today"),
}
TONES = {
    Standing.AUTHORISED: "ok",
    Standing.SUSPENDED: "warn",
    Standing.REVOKED: "stop",
    Standing.WITHDRAWN: "stop",
    EXPIRED: "stop",
    NOT_YET_VALID: "warn",
    NO_LONGER_KEPT: "none",
}


@dataclass(frozen=True)
class Answer:
    recruiter: Recruiter
    status: str

    @property
    def word(self):
        return WORDS[self.status]

    @property
    def headline(self):
        return HEADLINES[self.status]

    @property
    def tone(self):
        return TONES[self.status]

    @property
    def allows(self):
        return self.status == Standing.AUTHORISED

    @property
    def last_day(self):
        """The last day on which the licence holds; the record keeps the first on which it does not."""
        until = self.recruiter.valid_until
        return until and until - timedelta(days=1)


def answer(recruiter, day):
    """An entry of a register that is not kept on that day says nothing about that day."""
    return Answer(recruiter, recruiter.status_on(day) if recruiter.register.holds_on(day) else NO_LONGER_KEPT)


@dataclass(frozen=True)
class Scope:
    """What a licence covers, in words; empty where the register does not say."""

    professions: str
    source_countries: str
    destination_countries: str

    @property
    def is_stated(self):
        return bool(self.professions and self.source_countries and self.destination_countries)


def scope(recruiter):
    states = MemberState.objects.in_bulk([*recruiter.source_states, *recruiter.destination_states])
    names = {code: state.name for code, state in states.items()}
    return Scope(
        professions=in_words(recruiter.professions, dict(Profession.choices)),
        source_countries=in_words(recruiter.source_states, names),
        destination_countries=in_words(recruiter.destination_states, names),
    )


def in_words(codes, names):
    """A list as it is read aloud; a code without a name stands for itself."""
    return get_text_list([str(names.get(code, code)) for code in codes], _("and"))
