"""The rows of the files: the overview, the groups of one indicator, the countries behind a number."""

from collections.abc import Iterable, Iterator
from typing import Any

from reporting.compliance.figures import percentage
from reporting.indicators.answer_kinds import FAMILY_LABELS, AnswerKind, Family
from reporting.indicators.country_list import CountryList
from reporting.indicators.indicator_page import IndicatorPage
from reporting.indicators.overview import IndicatorsOverview
from reporting.indicators.tallies import AnswerTally, CountryAnswer

Row = dict[str, Any]

SHARES = ("answered", "reports", "share_of_answered", "share_of_reports")
OVERVIEW_COLUMNS = ("indicator", "name", "question", "kind", "answer", "label", "number", *SHARES)
GROUP_COLUMNS = (
    *("indicator", "answers_of_round", "group", "group_label", "member_states"),
    *("kind", "answer", "label", "number", *SHARES),
)
COUNTRY_COLUMNS = (
    *("indicator", "iso3", "country", "region", "income", "safeguards"),
    *("kind", "answer", "label", "version", "published", "sent_on", "address"),
)


def describe_numbers(tally: AnswerTally, kinds: Iterable[AnswerKind], *, held: bool) -> Iterator[Row]:
    """Yield a row for each kind; where nothing is held, the numbers are not known, which is not zero."""
    for kind in kinds:
        is_answer = kind.family is Family.ANSWER
        number = tally.number_of(kind.key)
        known = {
            "number": number,
            "answered": tally.answered,
            "reports": tally.reports,
            "share_of_answered": tally.share_of_answered(kind.key) if is_answer else None,
            "share_of_reports": percentage(number, tally.reports) if kind.family.is_counted else None,
        }
        words = {"kind": str(kind.family), "answer": kind.key, "label": str(kind.label)}
        yield {**words, **(known if held else dict.fromkeys(known))}


def list_overview_rows(overview: IndicatorsOverview) -> list[Row]:
    """Return a row for each answer and each kind of silence of each indicator, in the order of the page."""
    reasons = AnswerKind(str(Family.REASON), FAMILY_LABELS[Family.REASON], Family.REASON)
    return [
        {
            "indicator": row.indicator.pk,
            "name": str(row.indicator.texts["name"]),
            "question": row.tally.asked.question["number"] or row.tally.asked.question["code"],
            **numbers,
        }
        for row in overview.rows
        for numbers in describe_numbers(
            row.tally, (*row.tally.answer_kinds, reasons, *row.tally.silent_kinds), held=overview.is_held
        )
    ]


def list_group_rows(page: IndicatorPage) -> list[Row]:
    """Return the numbers of the page: all countries, each group, each round, and the same countries."""
    number, tally = page.query.round.number, page.tally
    if tally is None:
        return []
    parts = [(number, "all", "All countries asked about", tally)]
    parts += [(number, group.key, str(group.label), group.tally) for group in page.groups.values()]
    others = [p for p in page.series.points if p.tally and p.round.number != number]
    parts += [(p.round.number, "all", "All countries asked about", p.tally) for p in others if p.tally]
    panel = f"panel-{page.series.panel_key}"
    parts += [
        (point.round.number, panel, "Countries that answered in each of these rounds", same)
        for point, same in page.series.panel
    ]
    held = {point.round.number for point in page.series.points if point.is_held}
    held |= {number} if page.is_held else set()
    return [
        {
            "indicator": page.indicator.pk,
            "answers_of_round": round_number,
            "group": group,
            "group_label": label,
            "member_states": part.member_states,
            **numbers,
        }
        for round_number, group, label, part in parts
        for numbers in describe_numbers(part, part.shown_kinds, held=round_number in held)
    ]


def list_country_rows(countries: CountryList) -> list[Row]:
    """Return a row for each country of the list, in its order."""
    return [
        {
            "indicator": countries.page.indicator.pk,
            "iso3": row.answer.state.iso3,
            "country": row.answer.name,
            "region": row.answer.state.region,
            "income": row.answer.state.income,
            "safeguards": " ".join(str(edition) for edition in row.answer.state.safeguards),
            "kind": str(row.answer.kind.family),
            "answer": row.answer.kind.key,
            "label": str(row.answer.kind.label),
            **describe_report(row.answer),
            "address": row.url,
        }
        for row in countries.rows
    ]


def describe_report(answer: CountryAnswer) -> Row:
    """Return which version says so, and since when the report is here."""
    report = answer.report
    return {
        "version": report.version_number if report and answer.is_counted else None,
        "published": bool(report and answer.is_counted and report.published),
        "sent_on": report.reported_on if report else None,
    }
