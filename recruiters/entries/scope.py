"""What a licence covers, in words: sector, direction, professions and countries."""

from dataclasses import dataclass

from django.core.cache import caches
from django.utils.translation import gettext as _

from authorities.languages import active_un_language
from authorities.languages.cldr import join_items, join_with_and
from authorities.models import MemberState
from authorities.reference_data.country_names import territory_names
from recruiters.models import Profession

# Seconds for which a process caches the names of states: as long as a public page may be cached.
STATE_NAMES_SECONDS = 60


@dataclass(frozen=True)
class LicenceScope:
    """What a licence covers, in words; empty where the register does not state it."""

    sector: str
    direction: str
    profession_names: list
    source_names: list
    destination_names: list

    @property
    def professions(self):
        return join_items(self.profession_names)

    @property
    def source_countries(self):
        return join_items(self.source_names)

    @property
    def destination_countries(self):
        return join_items(self.destination_names)

    @property
    def sentence(self):
        """Professions and countries in one sentence; blank if none of them is stated."""
        if not (self.profession_names or self.source_names or self.destination_names):
            return ""
        return _("For %(professions)s, from %(source)s to %(destination)s.") % {
            "professions": join_with_and(map(uncapitalise, self.profession_names))
            or _("professions that are not stated"),
            "source": join_with_and(self.source_names) or _("countries that are not stated"),
            "destination": join_with_and(self.destination_names) or _("countries that are not stated"),
        }

    @property
    def unstated(self):
        """What the register does not state, joined with “and”; blank if it states everything."""
        parts = {
            _("the professions"): self.profession_names,
            _("the countries it recruits from"): self.source_names,
            _("the countries of work"): self.destination_names,
        }
        return join_with_and(part for part, stated in parts.items() if not stated)


def licence_scope(recruiter):
    states = state_names() if recruiter.source_states or recruiter.destination_states else {}
    return LicenceScope(
        sector=recruiter.get_sector_display(),
        direction=recruiter.get_direction_display(),
        profession_names=code_names(recruiter.professions, dict(Profession.choices)),
        source_names=code_names(recruiter.source_states, states),
        destination_names=code_names(recruiter.destination_states, states),
    )


def state_names():
    """Return {code: name} of every state and territory, in the language of the page."""
    name = f"name_{active_un_language()}"
    near = caches["near"]
    return near.get_or_set(
        f"states:{name}",
        lambda: territory_names() | dict(MemberState.objects.values_list("pk", name)),
        STATE_NAMES_SECONDS,
    )


def code_names(codes, names):
    """Return the names of the codes; a code without a name stands for itself."""
    return [str(names.get(code, code)) for code in codes]


def join_code_names(codes, names):
    return join_items(code_names(codes, names))


def uncapitalise(name):
    return name[:1].lower() + name[1:]
