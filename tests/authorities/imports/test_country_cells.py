"""Countries and territories in cells, as people call and separate them."""

import pytest

from authorities.imports.coded_widgets import ListCell
from authorities.imports.columns import guess_mapping
from authorities.imports.country_widgets import CountryCodeCell, StateCodeCell
from authorities.models import MemberState
from authorities.reference_data.country_names import codes_by_other_name, read_csv, territories
from recruiters.resources import RecruiterResource
from tests.authorities.imports.import_steps import create_every_country


@pytest.fixture
def cell(db):
    """Reads lists of countries; every Member State is there with its names."""
    create_every_country()
    return ListCell(CountryCodeCell())


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("South Korea", "KOR"),
        ("UK", "GBR"),
        ("U.K.", "GBR"),
        ("UAE", "ARE"),
        ("U.A.E.", "ARE"),
        ("USA", "USA"),
        ("U.S.A.", "USA"),
        ("KSA", "SAU"),
        ("DRC", "COD"),
        ("Russia", "RUS"),
        ("Iran", "IRN"),
        ("Hongkong", "HKG"),
        ("Hong Kong SAR", "HKG"),
        ("Macau", "MAC"),
        ("Gibraltar", "GIB"),
        ("Guam", "GUM"),
        ("BM", "BMU"),
        ("Deutschland", "DEU"),
        ("Laos", "LAO"),
        ("Ivory Coast", "CIV"),
        ("Royaume-Uni", "GBR"),
        ("Reino Unido", "GBR"),
        ("الإمارات", "ARE"),
        ("Великобритания", "GBR"),
        ("英国", "GBR"),
        ("de", "DEU"),
        ("Saudi Arabia (KSA)", "SAU"),
        ("Germany, Qatar", "DEU QAT"),
        ("Japan/Qatar", "JPN QAT"),
        ("Japan and Qatar", "JPN QAT"),
        ("Japon et Qatar", "JPN QAT"),
        ("Japón y Qatar", "JPN QAT"),
        ("Япония и Катар", "JPN QAT"),
        ("日本和卡塔尔", "JPN QAT"),
        ("Trinidad and Tobago & Oman", "TTO OMN"),
        ("Qatar, Korea, Republic of, Bosnia & Herzegovina", "QAT KOR BIH"),
    ],
)
def test_countries_are_read_as_people_call_them(cell, text, codes):
    assert " ".join(cell.clean(text)) == codes


@pytest.mark.parametrize("text", ["Atlantis", "Qatar, Atlantis", "NA", "Korea", "China (Hong Kong)"])
def test_what_is_not_known_or_has_two_meanings_is_refused(cell, text):
    with pytest.raises(ValueError, match="Unknown Member State"):
        cell.clean(text)


def test_advice_is_given_only_when_it_is_likely(cell):
    with pytest.raises(ValueError, match="Did you mean PHL"):
        cell.clean("Phillippines")
    with pytest.raises(ValueError, match="code “Pallas”.$"):
        cell.clean("Pallas")


def test_a_territory_is_no_member_state(cell):
    with pytest.raises(ValueError, match="Unknown Member State"):
        StateCodeCell().clean("Gibraltar")


def test_every_other_name_leads_to_a_country_or_a_territory(cell):
    known = {*MemberState.objects.values_list("pk", flat=True), *territories()}

    assert {*codes_by_other_name().values()} <= known
    assert not {*territories()} & {*MemberState.objects.values_list("pk", flat=True)}


def test_no_other_name_is_the_code_or_the_name_of_another_country(cell):
    reader = CountryCodeCell()
    wrong = [
        (row["name"], row["iso3"])
        for row in read_csv("country_names.csv")
        if reader.code_of(row["name"]) != row["iso3"]
    ]

    assert wrong == []


def test_a_county_is_no_country():
    headers = ["Licence No", "Agency name", "County"]

    assert "iso3" not in guess_mapping(headers, RecruiterResource)
