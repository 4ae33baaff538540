"""The whole register as a file for its registrar."""

import csv
import io

import openpyxl

from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.desk.desk_pages import desk_url


def download_register(desk, register, ending):
    response = desk.get(desk_url("download_register", register, ending))
    return b"".join(response.streaming_content)


def test_the_registrar_takes_the_whole_register_home(desk, register):
    RecruiterFactory(register=register, legal_name="=HYPERLINK()", complaints=3, professions=["221", "2221"])
    RecruiterFactory(register=RegisterFactory(code="other"), legal_name="Foreign")
    [row] = csv.DictReader(download_register(desk, register, "csv").decode("utf-8-sig").splitlines())

    assert (row["legal_name"], row["complaints"], row["professions"]) == ("'=HYPERLINK()", "3", "221; 2221")
    assert (row["iso3"], row["register"], row["standing"]) == ("PHL", "dmw", "authorised")


def test_the_workbook_holds_the_same_cells(desk, register):
    RecruiterFactory(register=register, licence_number="00417", legal_name="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(download_register(desk, register, "xlsx")))
    headers, cells = book.active.iter_rows(values_only=True)
    row = dict(zip(headers, cells, strict=True))

    assert (row["Licence number"], row["Legal name"]) == ("00417", "'=1+1")


def test_an_ending_that_is_none_is_not_found(desk, register):
    assert desk.get(desk_url("download_register", register, "exe")).status_code == 404
