"""What is missing of a country, in sentences: an authority, a report that is due, a register, answers."""

from collections.abc import Iterator
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.languages.cldr import format_day
from reporting.compliance.summary import RECRUITER_RECORD
from reporting.countries.country_facts import CountryFacts
from reporting.countries.round_standing import RoundStanding, Standing
from reporting.models import IndicatorValue


class DescribedCountry(Protocol):
    """What the sentences are made of."""

    @property
    def facts(self) -> CountryFacts: ...

    @property
    def standings(self) -> list[RoundStanding]: ...

    @property
    def newest_answers(self) -> RoundStanding | None: ...


def list_missing_facts(page: DescribedCountry) -> list[str]:
    return [*missing_authority(page), *missing_reports(page), *missing_register(page), *missing_answers(page)]


def missing_authority(page: DescribedCountry) -> Iterator[str]:
    authority = page.facts.authority
    if authority is None:
        ended = [one.valid_to for one in page.facts.authorities if one.valid_to]
        if ended:
            yield _("No authority has been designated since %(day)s.") % {"day": format_day(max(ended))}
        else:
            yield _("No authority has been designated, as far as this system knows.")
    elif not authority.mailbox:
        yield _("The authority has no mailbox on record.")


def missing_reports(page: DescribedCountry) -> Iterator[str]:
    for one in page.standings:
        yield from describe_missing_report(one)


def describe_missing_report(one: RoundStanding) -> Iterator[str]:
    words = {"round": one.title}
    if one.standing is Standing.OVERDUE:
        days = (one.day - one.due_day).days
        sentence = ngettext(
            "The report to %(round)s is %(days)d day overdue: it was due on %(day)s.",
            "The report to %(round)s is %(days)d days overdue: it was due on %(day)s.",
            days,
        )
        yield sentence % {**words, "days": days, "day": format_day(one.due_day)}
    elif one.standing is Standing.NONE:
        yield _("No report for %(round)s is held here.") % words
    elif one.sent_on and not one.is_public and one.report and one.report.is_held and not one.withdrawn_on:
        yield _("The report to %(round)s is not published yet.") % words


def missing_register(page: DescribedCountry) -> Iterator[str]:
    values = public_values(page.newest_answers)
    if values.get(RECRUITER_RECORD) == "yes" and not page.facts.registers:
        yield _("It says that it keeps a record of authorised recruiters; no register of it is held here.")


def missing_answers(page: DescribedCountry) -> Iterator[str]:
    newest = page.newest_answers
    blank = sum(value == IndicatorValue.UNANSWERED for value in public_values(newest).values())
    if blank and newest:
        sentence = ngettext(
            "In its report to %(round)s %(count)d question that can be compared was left blank.",
            "In its report to %(round)s %(count)d questions that can be compared were left blank.",
            blank,
        )
        yield sentence % {"round": newest.title, "count": blank}


def public_values(standing: RoundStanding | None) -> dict[str, str]:
    """Return what the report says to the public questions, by indicator; empty without one."""
    if standing is None or standing.report is None:
        return {}
    return {key: value for key, value in standing.report.values.items() if key in standing.indicators}
