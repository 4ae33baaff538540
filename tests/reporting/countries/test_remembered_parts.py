"""What is written once for the same content depends on all of it, and on the language; it is bounded."""

from datetime import date

import pytest
from django.utils.translation import override

from reporting.countries import fact_entries, grid_table, periods
from reporting.countries.fact_entries import ShownMembership, write_fact_list, write_headline
from reporting.countries.grid_table import ShownReport, write_column
from reporting.countries.periods import write_span
from reporting.countries.round_standing import Standing

DAY, LATER = date(2021, 5, 1), date(2022, 6, 2)
SENT = ShownReport("Round <1>", "en", "/rounds/1/", Standing.IN_TIME, "/reports/1/IDN/", DAY, is_public=True)
MEMBER = ShownMembership((DAY, None), "", False, None, "")
FACTS = ((("SEAR", (DAY, None), ""),), (MEMBER,), (("LM", 2021),), (2020,))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "Round 2"}, ">Round 2</a>"),
        ({"title_language": "fr"}, 'lang="fr"'),
        ({"round_url": "/rounds/7/"}, 'href="/rounds/7/"'),
        ({"standing": Standing.LATE}, "Reported late"),
        ({"report_url": "/reports/7/IDN/"}, 'href="/reports/7/IDN/"'),
        ({"sent_on": LATER}, "2 June 2022"),
        ({"withdrawn_on": LATER}, "was withdrawn on 2 June 2022"),
        ({"is_public": False}, "Submitted 1 May 2021, not published yet."),
        ({"sent_on": None, "due_day": LATER}, "Due 2 June 2022."),
        ({"is_public": False, "receipt": "2021-05", "receipt_source": "A <b>"}, "<bdi>A &lt;b&gt;</bdi>"),
        ({"illustrative": True}, "illustrative"),
    ],
)
def test_the_head_of_a_column_says_all_that_is_known_of_the_report(change, words):
    usual, changed = ("".join(write_column(one, "en")) for one in (SENT, SENT._replace(**change)))

    assert (words in usual, words in changed) == (False, True)
    assert "Round &lt;1&gt;" in usual


@pytest.mark.parametrize(
    ("place", "content", "words"),
    [
        (0, (("WPR", (DAY, LATER), "A <note>"),), "from 1 May 2021 until and including 2 June 2022"),
        (0, (("WPR", (DAY, None), "A <note>"),), "A &lt;note&gt;"),
        (0, (), "not known"),
        (1, (MEMBER._replace(days=(None, None)),), "since before 2010"),
        (1, (MEMBER._replace(announced_end=LATER),), "It is disputed and has not been applied"),
        (1, (MEMBER._replace(announced_end=LATER, dispute="By <all>"),), "By &lt;all&gt;"),
        (2, (("", 2021),), "not classified"),
        (3, (2023,), "On the list of 2023"),
        (3, (), "Not in any edition held here."),
    ],
)
def test_the_facts_of_a_country_are_written_as_they_are(place, content, words):
    others = [*FACTS]
    others[place] = content
    usual, changed = write_fact_list(*FACTS, "en"), write_fact_list(*others, "en")

    assert (words in usual, words in changed) == (False, True)


def test_each_language_has_its_own_words():
    written = {}
    for language in ("en", "fr", "ar"):
        with override(language):
            column = write_column(SENT, language)
            headline = write_headline(True, True, "SEAR", ("LM", 2021), (2020, 2023), language)
            written[language] = (
                column,
                write_fact_list(*FACTS, language),
                headline,
                write_span(DAY, None, language),
            )

    assert all(len(set(parts)) == 3 for parts in zip(*written.values(), strict=True))
    assert written["en"][2].startswith("Member State of WHO · South-East Asia Region · Lower middle income")
    assert write_headline(False, False, "", ("", 0), (), "en") == "Not a Member State of WHO on that day"


def test_what_is_remembered_is_bounded():
    bounds = {
        write_column: grid_table.MOST_COLUMNS,
        write_fact_list: fact_entries.MOST_LISTS,
        write_headline: fact_entries.MOST_HEADLINES,
        write_span: periods.MOST_PERIODS,
    }
    assert {one: one.cache_parameters()["maxsize"] for one in bounds} == bounds
