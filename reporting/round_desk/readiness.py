"""What makes a round ready: a list in words of what is there and what is still missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.designations import authorities_in_force
from authorities.languages import LANGUAGE_CODES
from authorities.languages.cldr import format_number, join_items
from authorities.models import MemberState
from authorities.models.translations import TRANSLATION_LANGUAGES
from reporting.instrument_desk.pages import InstrumentPage
from reporting.models import GuidanceLetter, InstrumentProposal, Round
from reporting.models.rounds import first_day


@dataclass(frozen=True)
class ReadinessItem:
    """One line of the list: what it is about, whether all is there, and what to do where it is not."""

    label: str
    words: str
    is_met: bool
    is_needed: bool = True  # False for what is better there, and does not hold the round up
    address: str = ""

    @property
    def tone(self) -> str:
        if self.is_met:
            return "ok"
        return "stop" if self.is_needed else "warn"

    @property
    def state(self) -> str:
        if self.is_met:
            return _("There")
        return _("Missing") if self.is_needed else _("Not complete")


@dataclass(frozen=True)
class Readiness:
    """How far a round is prepared on a day."""

    round: Round
    day: date
    letters: list[GuidanceLetter]

    @property
    def has_opened(self) -> bool:
        opens = first_day(self.round.opens)
        return opens is not None and opens <= self.day

    @cached_property
    def items(self) -> list[ReadinessItem]:
        return [self.dates, *self.instrument, self.letter, self.title, *self.authorities]

    @property
    def is_ready(self) -> bool:
        return all(item.is_met for item in self.items if item.is_needed)

    @property
    def missing(self) -> int:
        return sum(not item.is_met for item in self.items if item.is_needed)

    @property
    def opens_on(self) -> date | None:
        return first_day(self.round.opens)

    @property
    def dates(self) -> ReadinessItem:
        names = {"opens": _("when it opens"), "due": _("when reports are due"), "closes": _("when it closes")}
        missing = [words for name, words in names.items() if not getattr(self.round, name)]
        return ReadinessItem(
            _("Dates"),
            _("Say %(what)s.") % {"what": join_items(missing)} if missing else _("All three are set."),
            not missing,
            is_needed=not (self.round.opens and self.round.due),
            address=reverse("round_dates", args=[self.round.pk]),
        )

    @property
    def instrument(self) -> Iterator[ReadinessItem]:
        instrument = self.round.instrument
        if instrument is None:
            words = _("Take in a questionnaire and let this round ask it.")
            yield ReadinessItem(_("Questionnaire"), words, False, address=reverse("instruments"))
            return
        yield ReadinessItem(_("Questionnaire"), str(instrument), True, address=instrument.get_absolute_url())
        if InstrumentProposal.objects.filter(instrument=instrument).exists():
            words = _("A change of it waits. Let it take effect, or throw it away.")
            address = reverse("instrument_change", args=instrument.key)
            yield ReadinessItem(_("Change of the questionnaire"), words, False, address=address)
        yield self.languages

    @property
    def languages(self) -> ReadinessItem:
        known = [row for row in InstrumentPage(self.round.instrument).languages if row.missing]
        rows = [f"{row.name} ({format_number(row.missing)})" for row in known]
        words = _("Texts are missing in: %(languages)s.") % {"languages": join_items(rows)}
        return ReadinessItem(
            _("Questionnaire in each language"),
            words if rows else _("Every text is translated."),
            not rows,
            is_needed=False,
            address=reverse("instrument_translations", args=self.round.instrument.key),
        )

    @property
    def letter(self) -> ReadinessItem:
        have = {letter.language for letter in self.letters}
        missing = [str(name) for code, name in settings.LANGUAGES if code not in have]
        words = _("Missing in: %(languages)s.") % {"languages": join_items(missing)}
        return ReadinessItem(
            _("Guidance letter"),
            words if missing else _("It is there in every language."),
            not missing,
            is_needed="en" not in have,
        )

    @property
    def title(self) -> ReadinessItem:
        have = {code for code, texts in self.round.translations.items() if texts.get("title")}
        names = dict(settings.LANGUAGES)
        missing = [str(names[LANGUAGE_CODES[code]]) for code in TRANSLATION_LANGUAGES if code not in have]
        words = _("Missing in: %(languages)s.") % {"languages": join_items(missing)}
        complete = _("It is there in every language.")
        return ReadinessItem(_("Title"), words if missing else complete, not missing, is_needed=False)

    @property
    def authorities(self) -> Iterator[ReadinessItem]:
        in_force = authorities_in_force(self.day)
        states = MemberState.objects.members_on(self.day).count()
        vacant, silent = states - len(in_force), sum(not authority.mailbox for authority in in_force)
        overview = reverse("round_overview", args=[self.round.pk])
        words = ngettext(
            "%(count)d Member State has no authority.", "%(count)d Member States have no authority.", vacant
        )
        yield ReadinessItem(
            _("Authorities"),
            words % {"count": vacant} if vacant else _("Every Member State has one."),
            not vacant,
            False,
            f"{overview}?show=no_authority",
        )
        words = ngettext(
            "%(count)d authority has no mailbox, so nobody there is written to.",
            "%(count)d authorities have no mailbox, so nobody there is written to.",
            silent,
        )
        words = words % {"count": silent} if silent else _("Every authority has one.")
        yield ReadinessItem(_("Mailboxes"), words, not silent, False, overview)
