"""How a source called its columns and meant its days is remembered for its next file."""

import importlib

import pytest
from django.apps import apps

from authorities.imports.source_profile import find_source, new_headers, remember_profile, remembered_mapping
from authorities.models import Source
from recruiters.resources import RecruiterResource

HERE = ("recruiters", "PHL/dmw")
FILE = ["Nr", "Wer", "Ab", "Notiz"]
MAPPING = {"licence_number": "Nr", "legal_name": "Wer", "valid_from": "Ab"}


@pytest.fixture
def known(db):
    remember_profile(*HERE, FILE, MAPPING, {})


def recalled_for(headers, scope="PHL/dmw"):
    return remembered_mapping(find_source("recruiters", scope), headers, RecruiterResource)


def test_the_next_file_of_a_source_needs_no_choice(known):
    assert recalled_for(FILE) == MAPPING
    assert recalled_for([header.upper() for header in FILE])["valid_from"] == "AB"


def test_one_new_or_moved_column_costs_only_itself(known):
    headers = ["Notiz", "Ab", "Bis", "Wer", "Nr", "Expiry date"]

    assert recalled_for(headers) == {**MAPPING, "valid_until": "Expiry date"}
    assert new_headers(find_source(*HERE), headers) == ["Bis", "Expiry date"]


def test_what_was_left_out_on_purpose_is_not_guessed_again(db):
    remember_profile(*HERE, ["Licence number", "Name"], {"licence_number": "Licence number"}, {})

    assert recalled_for(["Licence number", "Name"]) == {"licence_number": "Licence number"}


def test_of_two_names_of_one_column_the_better_is_taken(known):
    remember_profile(*HERE, ["Agency"], {"legal_name": "Agency"}, {})

    assert recalled_for(["Nr", "Wer", "Agency"])["legal_name"] == "Agency"


def test_another_source_is_not_told(known):
    assert recalled_for(FILE, scope="IRL/wrc") == {}
    assert new_headers(find_source("recruiters", "IRL/wrc"), FILE) == []


def test_the_latest_word_counts(known):
    remember_profile(*HERE, FILE, {**MAPPING, "trading_names": "Notiz"}, {})

    assert recalled_for(FILE)["trading_names"] == "Notiz"


def test_how_files_were_read_and_meant_is_added_up(db):
    first = {"encoding": "cp1250", "dates": {"Ab": "day"}, "words": {"sector": {"staat": "public"}}}
    then = {"encoding": "utf-8", "sheet": "Data", "dates": {"Bis": "month"}, "last_day": False, "words": {}}
    for reading in (first, then):
        remember_profile(*HERE, FILE, MAPPING, {**reading, "delimiter": ";", "header_row": 3})

    assert find_source(*HERE).reading == {
        "encoding": "cp1250",
        "sheet": "Data",
        "last_day": False,
        "dates": {"ab": "day", "bis": "month"},
        "words": {"sector": {"staat": "public"}},
    }


def test_what_was_remembered_for_whole_files_is_carried_over(db):
    migration = importlib.import_module("authorities.migrations.0006_how_files_are_read")
    chosen = [("Nr", "Wer"), ("Nr", "Firma")]
    then = [Mapping(pk, {"licence_number": n, "legal_name": w}) for pk, (n, w) in enumerate(chosen)]
    migration.carry_over(AppsThen(then), None)

    assert Source.objects.get().columns == {
        "nr": "licence_number",
        "wer": "legal_name",
        "firma": "legal_name",
    }


class Mapping:
    kind, scope = HERE

    def __init__(self, pk, mapping):
        self.pk, self.mapping = pk, mapping


class AppsThen:
    """The models as they were, with these mappings."""

    def __init__(self, mappings):
        self.objects, self.mappings = self, mappings

    def get_model(self, app, name):
        return apps.get_model(app, name) if name == "Source" else self

    def order_by(self, _column):
        return self.mappings
