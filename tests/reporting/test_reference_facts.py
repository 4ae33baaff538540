"""The reference facts that come with the product say what is known, and what is not."""

from datetime import date

import pytest

from authorities.known_facts.announced_ends import apply_announced_end
from authorities.models import (
    IncomeClassification,
    MemberState,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from authorities.models.translations import TRANSLATION_LANGUAGES
from reporting.models import Article, Indicator, Instrument, PublishedFigure, Round

REGIONS = ("AFR", "AMR", "SEAR", "EUR", "EMR", "WPR")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_facts")]


def denominators(day):
    """Member States on a day, and how many lie in each region."""
    members = MemberState.objects.members_on(day)
    here = RegionMembership.objects.in_force_on(day).filter(member_state__in=members)
    return members.count(), [here.filter(region=region).count() for region in REGIONS]


@pytest.mark.parametrize(
    ("day", "states", "regions"),
    [
        (date(2010, 6, 1), 193, [46, 35, 11, 53, 21, 27]),
        (date(2011, 9, 26), 193, [46, 35, 11, 53, 21, 27]),
        (date(2011, 9, 27), 194, [46, 35, 11, 53, 22, 27]),
        (date(2012, 1, 1), 194, [46, 35, 11, 53, 22, 27]),
        (date(2013, 5, 26), 194, [46, 35, 11, 53, 22, 27]),
        (date(2013, 5, 27), 194, [47, 35, 11, 53, 21, 27]),
        (date(2025, 5, 22), 194, [47, 35, 11, 53, 21, 27]),
        (date(2025, 5, 23), 194, [47, 35, 10, 53, 21, 28]),
        (date(2026, 11, 23), 194, [47, 35, 10, 53, 21, 28]),
    ],
)
def test_denominators_on_a_day(day, states, regions):
    assert denominators(day) == (states, regions)


def test_announced_withdrawals_count_once_an_administrator_applies_them():
    apply_announced_end(WhoMembership.objects.get(member_state="USA"), by=None)
    assert denominators(date(2026, 1, 21)) == (194, [47, 35, 10, 53, 21, 28])
    assert denominators(date(2026, 1, 22)) == (193, [47, 34, 10, 53, 21, 28])

    apply_announced_end(WhoMembership.objects.get(member_state="ARG"), by=None)
    assert denominators(date(2026, 3, 17)) == (192, [47, 33, 10, 53, 21, 28])


def test_both_withdrawals_are_stored_with_their_dispute_and_not_applied():
    announced = (
        WhoMembership.objects.exclude(announced_end=None).exclude(dispute="").order_by("announced_end")
    )

    assert [(one.member_state_id, one.announced_end, one.valid_to) for one in announced] == [
        ("USA", date(2026, 1, 22), None),
        ("ARG", date(2026, 3, 17), None),
    ]


def test_namibia_has_a_code():
    namibia = MemberState.objects.get(iso2="NA")

    assert (namibia.pk, namibia.m49, namibia.name_en) == ("NAM", "516", "Namibia")


def test_every_state_has_six_names_and_a_tile():
    states = MemberState.objects.all()

    assert all(
        getattr(state, f"name_{code}") for state in states for code in ("en", "fr", "es", "ar", "ru", "zh")
    )
    assert len({(state.tile_column, state.tile_row) for state in states} - {(None, None)}) == 194


def test_the_assumed_day_of_south_sudan_says_that_it_is_assumed():
    changes = RegionMembership.objects.filter(member_state="SSD").order_by("valid_from")

    assert [(one.region, one.valid_from, one.valid_to) for one in changes] == [
        ("EMR", date(2011, 9, 27), date(2013, 5, 27)),
        ("AFR", date(2013, 5, 27), None),
    ]
    assert all(one.note.startswith("Assumed day: 2013-05-27.") for one in changes)


def test_income_groups_are_of_fiscal_year_2027_and_gaps_are_explained():
    groups = IncomeClassification.objects.filter(fiscal_year=2027)
    sizes = {group: groups.filter(income_group=group).count() for group in ("H", "UM", "LM", "L")}
    gaps = groups.filter(income_group="").exclude(note="").order_by("member_state_id")

    assert sizes == {"H": 63, "UM": 58, "LM": 45, "L": 24}
    assert [gap.member_state_id for gap in gaps] == ["COK", "ETH", "NIU", "VEN"]


def test_safeguards_lists_of_2020_and_2023():
    states = {
        edition: set(SafeguardsListing.objects.filter(edition=edition).values_list("member_state", flat=True))
        for edition in (2020, 2023)
    }

    assert (len(states[2020]), len(states[2023])) == (47, 55)
    assert states[2023] - states[2020] == {"COM", "LAO", "RWA", "TLS", "TUV", "WSM", "ZMB", "ZWE"}


def test_rounds_know_what_is_known_and_leave_the_rest_blank():
    assert list(Round.objects.values_list("number", "opens", "due", "closes")) == [
        (1, "2012", "", ""),
        (2, "2015-03", "", "2016-03"),
        (3, "2018-04", "2018-08-15", "2019-03"),
        (4, "2021", "", "2022-05"),
        (5, "2024-05", "2024-08-31", ""),
    ]
    assert all(one.note and one.source for one in Round.objects.all())


def test_rounds_one_and_four_have_their_instruments():
    linked = Round.objects.exclude(instrument=None).values_list(
        "number", "instrument__form_id", "instrument__version"
    )

    assert list(linked) == [(1, "nri-2012", "2"), (4, "nri-2021", "3")]


def test_two_sources_that_disagree_are_two_figures():
    figures = PublishedFigure.objects.filter(
        round=1, region="WORLD", indicator__in=["dna_designated", "reports_received"]
    )

    assert sorted((one.as_of, one.indicator, int(one.value)) for one in figures) == [
        ("2013-01", "reports_received", 48),
        ("2013-07", "dna_designated", 84),
        ("2013-07", "reports_received", 54),
        ("2013-08", "dna_designated", 85),
        ("2013-08", "reports_received", 56),
    ]


def test_every_indicator_stands_on_an_article_of_the_code():
    numbers = set(Article.objects.filter(code_version="2010").values_list("number", flat=True))

    assert Indicator.objects.count() == 19
    assert set(Indicator.objects.values_list("article", flat=True)) <= numbers


def test_articles_named_by_the_instruments_are_articles_of_the_code():
    numbers = set(Article.objects.values_list("number", flat=True))
    questions = [question for one in Instrument.objects.all() for question in one.questions.values()]

    assert {number for question in questions for number in question["articles"]} <= numbers


def test_no_figure_loses_what_it_is_based_on():
    assert not PublishedFigure.objects.filter(source="").exists()


def test_every_text_that_the_public_reads_stands_in_six_languages():
    records = [*Indicator.objects.all(), *Round.objects.all(), *PublishedFigure.objects.all()]
    missing = [
        (str(record.pk), name, language)
        for record in records
        for name in record.translated_fields
        for language in TRANSLATION_LANGUAGES
        if getattr(record, name) and not record.translations.get(language, {}).get(name)
    ]

    assert missing == []
