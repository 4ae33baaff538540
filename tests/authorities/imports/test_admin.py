"""The way of a spreadsheet through the administrators' room: send it, see what it would do, confirm."""

import datetime
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from python_calamine import CalamineWorkbook

from authorities.models import Authority
from authorities.resources import AuthorityResource
from authorities.spreadsheets.formats import CSV
from tests.factories import AuthorityFactory, MemberStateFactory

SHEET = b"iso3,institution,institution_type,valid_from\nPHL,Department of Health,health_ministry,2012-01-01\n"
IMPORT = "admin:authorities_authority_import"
CONFIRM = "admin:authorities_authority_process_import"
EXPORT = "admin:authorities_authority_export"


def send(room, name, content):
    upload = SimpleUploadedFile(name, content)
    return room.post(reverse(IMPORT), {"import_file": upload, "format": "", "resource": "0"})


def confirm(room, preview):
    return room.post(reverse(CONFIRM), preview.context["confirm_form"].initial, follow=True)


def words(response):
    return [str(message) for message in response.context["messages"]]


def test_a_sheet_is_previewed_then_applied_and_remembered(room, philippines):
    preview = send(room, "authorities.csv", SHEET)
    assert (preview.context["result"].new, Authority.objects.count()) == (1, 0)
    done = confirm(room, preview)

    assert words(done) == ["Imported: 1 new, 0 changed, 0 unchanged."]
    assert Authority.objects.get().institution == "Department of Health"
    assert LogEntry.objects.get().object_repr == "Department of Health (PHL)"


def test_the_same_sheet_again_has_nothing_to_change(room, philippines):
    confirm(room, send(room, "authorities.csv", SHEET))
    preview = send(room, "authorities.csv", SHEET)

    assert "Nothing: everything in this file is already in the system." in preview.content.decode()
    assert words(confirm(room, preview)) == ["Imported: 0 new, 0 changed, 1 unchanged."]


def test_a_problem_shows_its_row_column_and_value_and_offers_no_confirmation(room, philippines):
    response = send(room, "authorities.csv", SHEET.replace(b"PHL", b"<x>"))

    assert escape("Unknown Member State code “<x>”.") in response.content.decode()
    assert "confirm_form" not in response.context


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xls", b"<html><table>", "Files of this type cannot be read. Send .csv, .xlsx, .ods."),
        ("a.xlsx", b"<html><table>", "This is a web page, not a table."),
        ("a.xlsx", b"PK\x05\x06" + b"\x00" * 18, "The workbook is damaged, or it was not saved completely."),
        ("a.csv", b"iso3\nP\x00L\n", "Line 2 contains NUL bytes"),
        ("a.csv", b"", "The submitted file is empty."),
        ("a.csv", b"iso3\n", "The sheet has column names, but no rows below them."),
        ("a.csv", b"x" * 2000, "The size of the file is 2.0"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(room, settings, name, content, sentence):
    settings.MAX_UPLOAD_BYTES = 1999
    response = send(room, name, content)

    assert sentence in response.context["form"].errors["import_file"][0]


def test_what_changed_between_preview_and_confirmation_is_not_overwritten(room, philippines):
    preview = send(room, "authorities.csv", SHEET)
    AuthorityFactory(member_state=philippines, valid_from=datetime.date(2011, 1, 1))
    response = confirm(room, preview)

    assert words(response)[0] == "Nothing was imported."
    assert "“Ministry of Health” is in force from 2011-01-01" in words(response)[1]
    assert Authority.objects.count() == 1


@pytest.mark.parametrize("tampered", [{"import_file_name": "passwd"}, {"format": "9"}, {"format": ""}])
def test_a_confirmation_of_nothing_known_imports_nothing(room, philippines, tampered):
    preview = send(room, "authorities.csv", SHEET)
    response = room.post(
        reverse(CONFIRM), {**preview.context["confirm_form"].initial, **tampered}, follow=True
    )

    assert "again." in response.content.decode()
    assert Authority.objects.count() == 0


@pytest.mark.parametrize("sheet_format", [0, 1, 2])
def test_an_export_goes_out_without_contact_persons(room, one_of_each, sheet_format):
    response = room.post(reverse(EXPORT), {"format": sheet_format, "resource": "0"})

    assert response["Content-Disposition"].startswith('attachment; filename="Authority-')
    assert "Private" not in everything_in(response.content)


def everything_in(content):
    if content.startswith(b"PK"):
        return str(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python())
    return content.decode()


def test_an_export_from_the_room_can_be_sent_back(room, one_of_each):
    MemberStateFactory(iso3="NAM")
    written = room.post(reverse(EXPORT), {"format": 0, "resource": "0"}).content

    assert AuthorityResource().import_data(CSV().create_dataset(written)).unchanged == 1
