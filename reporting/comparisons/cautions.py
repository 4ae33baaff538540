"""What a reader has to know before comparing two sides: what else changed between them beside the figures."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.languages.cldr import format_day, join_with_and
from authorities.languages.direction import isolate
from authorities.models import Region
from reporting.comparisons.question import SidesQuestion
from reporting.comparisons.side_by_side import Movement, SideBySide
from reporting.compliance.figures import ComplianceStatus
from reporting.compliance.summary import Summary


def list_cautions(sides: SideBySide, question: SidesQuestion, breaks: Collection[str]) -> list[str]:
    """Return a sentence for everything that makes the two sides less alike than they look."""
    asked, other = sides.asked, sides.other
    sentences = [
        _("Both sides ask the same question, so nothing can differ. Choose another round or day.")
        if question.is_same
        else "",
        *explain_holdings(asked, other),
        explain_breaks(breaks),
        *(explain_movement(movement) for movement in sides.movements),
        explain_members(sides.members_came, sides.members_left),
        explain_income_year(asked, other),
        *explain_clocks(question),
    ]
    return [sentence for sentence in sentences if sentence]


def explain_holdings(asked: Summary, other: Summary) -> list[str]:
    """Say of which round nothing is held, or only receipts, and which is still open."""
    sentences = []
    for side in {summary.round.number: summary for summary in (other, asked)}.values():
        words = {"round": isolate(side.round.texts["title"])}
        if not side.held:
            sentences.append(
                _("Nothing of %(round)s is held here: who reported is not known, and is not counted as zero.")
                % words
            )
        elif not side.answers_held:
            sentences.append(
                _("Of %(round)s only receipts are recorded here: who else has reported is not known.") % words
            )
    interim = {side.round.number: side for side in (other, asked) if side.held and side.interim}
    sentences += [
        _("%(round)s was not over on that day: its figures may still change.")
        % {"round": isolate(side.round.texts["title"])}
        for side in interim.values()
    ]
    return sentences


def explain_breaks(breaks: Collection[str]) -> str:
    """Say how many questions were put in other words in between."""
    if not breaks:
        return ""
    words = ngettext(
        "%(number)s question was asked in other words in between: its answers are not one series.",
        "%(number)s questions were asked in other words in between: their answers are not one series.",
        len(breaks),
    )
    return words % {"number": len(breaks)}


def explain_movement(movement: Movement) -> str:
    words = {
        "country": isolate(movement.name),
        "asked": name_region(movement.asked),
        "other": name_region(movement.other),
    }
    return (
        _("%(country)s changed its region: on the other side %(other)s, on the side asked about %(asked)s.")
        % words
    )


def name_region(code: str) -> str:
    return str(Region(code).label) if code in Region.values else _("Region not known")


def explain_members(came: Sequence[ComplianceStatus], left: Sequence[ComplianceStatus]) -> str:
    """Say which countries are counted on one side only."""
    names = [isolate(status.name) for status in (*came, *left)]
    if not names:
        return ""
    if len(names) > 10:
        return _("%(number)s countries are counted on one side only.") % {"number": len(names)}
    return _("Counted on one side only: %(countries)s.") % {"countries": join_with_and(names)}


def explain_income_year(asked: Summary, other: Summary) -> str:
    if not asked.filters.income or asked.income_year == other.income_year:
        return ""
    return _(
        "The income groups are those of fiscal year %(other)s on the one side and %(asked)s on the other."
    ) % {"asked": asked.income_year, "other": other.income_year}


def explain_clocks(question: SidesQuestion) -> list[str]:
    """Say it if the two sides answer from what was known at different times."""
    asked, other = question.asked.known_on, question.other.known_on
    if asked == other:
        return []
    now = _("now")
    words = {
        "asked": format_day(asked) if asked else now,
        "other": format_day(other) if other else now,
    }
    return [_("The one side is told as known %(other)s, the other as known %(asked)s.") % words]
