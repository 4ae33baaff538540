"""Recognise files that are no tables by their first bytes, and refuse each with a sentence."""

import re
from pathlib import PurePath
from typing import BinaryIO, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from authorities.languages.sentences import build_sentence as _
from authorities.spreadsheets.sheet_facts import refuse_damaged

WORKBOOK_EXTENSIONS, TEXT_EXTENSIONS = (".xlsx", ".xlsm", ".ods"), (".csv", ".tsv", ".txt")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SIGNATURES_REFUSED = {
    b"%PDF": gettext_lazy("This is a PDF, not a table. Ask for the spreadsheet it was made from."),
    b"\x89PNG": gettext_lazy("This is a picture, not a table."),
    b"\xff\xd8\xff": gettext_lazy("This is a picture, not a table."),
    b"GIF8": gettext_lazy("This is a picture, not a table."),
    b"{\\rtf": gettext_lazy("This is a text document, not a table."),
    b"\x1f\x8b": gettext_lazy("The file is compressed. Unpack it first."),
    b"7z\xbc\xaf": gettext_lazy("The file is compressed. Unpack it first."),
    b"Rar!": gettext_lazy("The file is compressed. Unpack it first."),
}
FLAT_OPENDOCUMENT = "<office:document"
JSON_BEGINNING = re.compile(r"""[\[{]\s*(?:[\[{]\s*)*(?:"[^"]*"\s*[:,\]]|[\]}])|\[\s*[\[{]""")
MARKUP = ("<!doctype", "<html", "<table", "<?xml", "<head", "<meta", "<style")


def table_extension(name: str) -> str:
    """Return the extension of a file name, in small letters, if it is one of tables; else "".

    >>> table_extension("List.XLSX"), table_extension("list.exe")
    ('.xlsx', '')
    """
    ending = PurePath(name).suffix.lower()
    return ending if ending in (*WORKBOOK_EXTENSIONS, *TEXT_EXTENSIONS) else ""


def refuse_other_files(file: BinaryIO, beginning: bytes, name: str) -> None:
    """Raise ValidationError, in words that help, unless the first bytes may be those of a table."""
    if not beginning:
        raise ValidationError(_("The file is empty."))
    for signature, sentence in SIGNATURES_REFUSED.items():
        if beginning.startswith(signature):
            raise ValidationError(sentence)
    if beginning.startswith(OLE):
        refuse_ole(file)
    if beginning.startswith(b"PK") and not beginning.startswith(ZIP):
        refuse_damaged()
    if beginning.startswith(ZIP) and table_extension(name) in TEXT_EXTENSIONS:
        raise ValidationError(
            _("This is a workbook, but its name ends in %(ending)s. Rename it to .xlsx or .ods.")
            % {"ending": table_extension(name)}
        )
    refuse_other_texts(beginning.decode("utf-8-sig", "ignore").replace("\x00", "").lstrip().lower())


def refuse_other_texts(beginning: str) -> None:
    """Raise ValidationError for text that is no table: OpenDocument in one piece, JSON, a web page."""
    if beginning.startswith("<?xml") and FLAT_OPENDOCUMENT in beginning:
        raise ValidationError(
            _(
                "This is a flat OpenDocument file (.fods). Open it in a spreadsheet program and "
                "save it as .ods."
            )
        )
    if JSON_BEGINNING.match(beginning):
        raise ValidationError(_("This is JSON, not a table. Send the list as .xlsx, .ods or .csv."))
    if beginning.startswith(MARKUP):
        raise ValidationError(
            _("This is a web page, not a table. Open it in a spreadsheet program and save it as .xlsx.")
        )


def refuse_ole(file: BinaryIO) -> NoReturn:
    """Raise ValidationError for an old workbook, or for a new one that a password protects."""
    file.seek(0)
    locked, before = "EncryptedPackage".encode("utf-16-le"), b""
    while block := file.read(1 << 20):
        if locked in before + block:
            raise ValidationError(
                _(
                    "The workbook is protected by a password. Remove the password, then send the "
                    "workbook again."
                )
            )
        before = block[-64:]
    raise ValidationError(_("This workbook is in an old Excel format (.xls). Save it as .xlsx."))
