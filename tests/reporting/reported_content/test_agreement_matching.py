"""Rows of different countries are the same agreement only where parties match, and title or day do."""

import pytest

from reporting.compliance.reports_on_record import ReportOnRecord
from reporting.models import ReportedItem
from reporting.reported_content.agreement_matching import match_agreements
from reporting.reported_content.agreement_pairs import PairStanding, choose_columns, pair_countries
from reporting.reported_content.agreement_rows import AgreementRow
from tests.factories import column, option, question

TABLE = question(
    "q8",
    "group",
    columns=[
        column("title", "text"),
        column("type", "single", options=[option("bilateral"), option("regional")]),
        column("countries", "countries"),
        column("from", "date"),
        column("to", "date"),
    ],
)


def rows(*told):
    """Return a row for each "PHL: DEU GBR | title | first day"; rows of a country are numbered."""
    found = []
    for number, text in enumerate(told, start=1):
        teller, rest = text.split(": ", 1)
        partners, title, begins = (part.strip() for part in [*rest.split("|"), "", ""][:3])
        cells = {"countries": partners.split(), "title": title, "from": begins}
        item = ReportedItem(topic="agreement", question="q8", row=number, cells=cells)
        found.append(AgreementRow(item, ReportOnRecord(4, teller), TABLE))
    return found


@pytest.mark.parametrize(
    ("told", "tellers"),
    [
        # Partners match, and so do title and day, or one of them.
        (["PHL: DEU | Nurses | 2013-03-19", "DEU: PHL | Nurses | 2013-03-19"], ["DEU PHL"]),
        (["PHL: DEU | Nurses | 2013-03-19", "DEU: PHL | Pflegekräfte | 2013-03-19"], ["DEU PHL"]),
        (["PHL: DEU | Nurses | 2013-03-19", "DEU: PHL | Pflegekräfte | 2013-03"], ["DEU PHL"]),
        (["PHL: DEU | The NURSES | ", "DEU: PHL | the nurses. | 2013-03-19"], ["DEU PHL"]),
        # Signed on one day and in force on another: the title is the only one that it can be.
        (["PHL: DEU | Nurses | 2013-03-19", "DEU: PHL | Nurses | 2014-01-01"], ["DEU PHL"]),
        # A year alone says too little, and so does nothing.
        (["PHL: DEU | Nurses | 2013", "DEU: PHL | Pflegekräfte | 2013-03-19"], ["DEU", "PHL"]),
        (["PHL: DEU | | ", "DEU: PHL | | "], ["DEU", "PHL"]),
        (["PHL: DEU | Nurses | 2013-03-19", "DEU: PHL | Carers | 2014-01-01"], ["DEU", "PHL"]),
        # Other partners, or no partner, are another agreement.
        (["PHL: DEU GBR | Nurses | 2013-03-19", "DEU: PHL | Nurses | 2013-03-19"], ["DEU", "PHL"]),
        (["PHL: | Nurses | 2013-03-19", "PHL: | Nurses | 2013-03-19"], ["PHL", "PHL"]),
        (["PHL: PHL | Nurses | 2013-03-19", "DEU: DEU | Nurses | 2013-03-19"], ["DEU", "PHL"]),
        # A renewal of the same title is another agreement, and each side names both.
        (
            [
                "PHL: GBR | Nurses | 2003-07-30",
                "PHL: GBR | Nurses | 2021-10-05",
                "GBR: PHL | Nurses | 2021-10-05",
                "GBR: PHL | Nurses | 2003-07-30",
            ],
            ["GBR PHL", "GBR PHL"],
        ),
        # Named twice in one report, it is one.
        (["PHL: DEU | Nurses | 2013-03-19", "PHL: DEU | Nurses | 2013-03-19"], ["PHL"]),
        # Of three countries each names the two others.
        (
            [
                "KEN: UGA RWA | Recognition | 2011-05",
                "UGA: KEN RWA | Recognition | ",
                "RWA: KEN UGA | | 2011-05-23",
            ],
            ["KEN RWA UGA"],
        ),
        # A partner that is no country stands as it was written, and belongs to the parties.
        (["PHL: Bavaria | Nurses | 2013-03", "PHL: Hesse | Nurses | 2013-03"], ["PHL", "PHL"]),
    ],
)
def test_which_rows_are_the_same_agreement(told, tellers):
    found = match_agreements(rows(*told))

    assert sorted(" ".join(sorted(agreement.tellers)) for agreement in found) == tellers
    assert sum(len(agreement.rows) for agreement in found) == len(told)


@pytest.mark.parametrize(
    ("told", "standings"),
    [
        (["PHL: DEU | Nurses | ", "DEU: PHL | Nurses | "], {"DEU PHL": PairStanding.BOTH}),
        (["PHL: DEU | Nurses | ", "DEU: PHL | Carers | "], {"DEU PHL": PairStanding.NOT_THE_SAME}),
        (["PHL: DEU | Nurses | "], {"DEU PHL": PairStanding.ONE}),
        (
            ["KEN: UGA RWA | Recognition | "],
            {
                "KEN UGA": PairStanding.ONE,
                "KEN RWA": PairStanding.ONE,
                "RWA UGA": PairStanding.OTHERS,
            },
        ),
    ],
)
def test_what_two_countries_say_of_each_other(told, standings):
    pairs = pair_countries(match_agreements(rows(*told)))

    assert {f"{pair.first} {pair.second}": pair.standing for pair in pairs} == standings
    columns = choose_columns(pairs)
    assert all({*pair.codes} & {*columns} for pair in pairs)
    assert len(columns) <= len(standings)
