"""The page of a country as rows of a file: one for each round and indicator, in English."""

from collections.abc import Iterator

from django.utils.translation import override

from reporting.compliance.exports import Cell, Row
from reporting.countries.country_page import CountryPage
from reporting.countries.round_standing import RoundStanding

COLUMNS = (
    *("iso3", "name", "region", "income", "safeguards", "authority", "authority_since", "report_round"),
    *("standing", "received_on", "published", "version", "illustrative"),
    *("indicator", "indicator_name", "answer", "answer_name", "series_breaks"),
)


def build_file_rows(page: CountryPage) -> list[Row]:
    """Return the rows; a round that asks nothing that can be compared has one row without an indicator."""
    with override("en"):
        facts = describe_country(page)
        return [{**facts, **row} for one in page.standings for row in rows_of_round(page, one)]


def describe_country(page: CountryPage) -> dict[str, Cell]:
    facts = page.facts
    authority = facts.authority
    return {
        "iso3": page.state.pk,
        "name": page.state.name_en,
        "region": facts.region.region if facts.region else None,
        "income": facts.income.income_group or None if facts.income else None,
        "safeguards": " ".join(str(one.edition) for one in facts.safeguards_listings) or None,
        "authority": authority.institution if authority else None,
        "authority_since": authority.valid_from if authority else None,
    }


def rows_of_round(page: CountryPage, one: RoundStanding) -> Iterator[Row]:
    report = one.report
    standing: dict[str, Cell] = {
        "report_round": one.round.number,
        "standing": str(one.standing),
        "received_on": one.sent_on,
        "published": one.is_public,
        "version": report.version_number if report else None,
        "illustrative": bool(report and report.illustrative),
    }
    number = one.round.number
    cells = [(row, cell) for row in page.grid.rows for cell in row.cells if cell.column.number == number]
    asked = [(row, cell) for row, cell in cells if cell.kind]
    for row, cell in asked:
        yield {
            **standing,
            "indicator": row.key,
            "indicator_name": str(row.name),
            "answer": cell.kind.key if cell.kind else None,
            "answer_name": str(cell.label),
            "series_breaks": cell.breaks,
        }
    if not asked:
        yield standing
