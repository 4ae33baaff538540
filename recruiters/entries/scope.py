"""What a licence covers, in words: sector, direction, professions and countries."""

from dataclasses import dataclass

from django.core.cache import caches
from django.utils.translation import gettext as _

from authorities.languages import active_un_language
from authorities.models import MemberState
from recruiters.models import Profession

# Seconds for which a process keeps the names of states: as long as anybody may keep an answer.
FRESH = 60


@dataclass(frozen=True)
class Scope:
    """What a licence covers, by name; empty where the register does not say."""

    sector: str
    direction: str
    who: list
    source: list
    destination: list

    @property
    def professions(self):
        return _(", ").join(self.who)

    @property
    def source_countries(self):
        return _(", ").join(self.source)

    @property
    def destination_countries(self):
        return _(", ").join(self.destination)

    @property
    def sentence(self):
        """All of it in one; blank if nothing of it is stated."""
        if not (self.who or self.source or self.destination):
            return ""
        return _("For %(professions)s, from %(source)s to %(destination)s.") % {
            "professions": enumerated(map(uncapitalised, self.who)) or _("professions that are not stated"),
            "source": enumerated(self.source) or _("countries that are not stated"),
            "destination": enumerated(self.destination) or _("countries that are not stated"),
        }

    @property
    def unstated(self):
        """What the register does not say, enumerated."""
        parts = {
            _("the professions"): self.who,
            _("the countries it recruits from"): self.source,
            _("the countries of work"): self.destination,
        }
        return enumerated(part for part, stated in parts.items() if not stated)


def scope(recruiter):
    states = names_of_states() if recruiter.source_states or recruiter.destination_states else {}
    return Scope(
        sector=recruiter.get_sector_display(),
        direction=recruiter.get_direction_display(),
        who=named(recruiter.professions, dict(Profession.choices)),
        source=named(recruiter.source_states, states),
        destination=named(recruiter.destination_states, states),
    )


def names_of_states():
    """{code: name} of every state, in the language of the page."""
    name = f"name_{active_un_language()}"
    near = caches["near"]
    return near.get_or_set(f"states:{name}", lambda: dict(MemberState.objects.values_list("pk", name)), FRESH)


def named(codes, names):
    """The names of the codes; a code without a name stands for itself."""
    return [str(names.get(code, code)) for code in codes]


def in_words(codes, names):
    return _(", ").join(named(codes, names))


def enumerated(names):
    """Names in a sentence: “a, b and c”."""
    *some, last = [*names] or [""]
    return _("%(some)s and %(last)s") % {"some": _(", ").join(some), "last": last} if some else last


def uncapitalised(name):
    return name[:1].lower() + name[1:]
