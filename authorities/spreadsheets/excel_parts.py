"""Read the parts of an Excel workbook that say what its sheets mean: names, styles, texts, calendar."""

import zipfile
from array import array
from collections.abc import Iterator

from authorities.spreadsheets.excel_sheet import TRUE_WORDS, SheetHandler
from authorities.spreadsheets.number_formats import ZeroFormat, read_zero_format
from authorities.spreadsheets.sheet_facts import SheetFacts, refuse_damaged
from authorities.spreadsheets.xml_parser import XmlHandler, attributes_of, parse_xml

WORKBOOK_PART, RELATIONS_PART = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES_PART, TEXTS_PART = "xl/styles.xml", "xl/sharedstrings.xml"
PIECE_SIZE = 1 << 20


class WorkbookHandler(XmlHandler):
    """Names of sheets with the ids of their parts, and whether days are counted from 1904."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: dict[str, str] = {}
        self.is_1904 = False

    def start_workbookPr(self, attributes: list[str]) -> None:  # noqa: N802 - the name of the element
        self.is_1904 = attributes_of(attributes).get("date1904") in TRUE_WORDS

    def start_sheet(self, attributes: list[str]) -> None:
        found = attributes_of(attributes)
        name = found.get("name", "")
        if name in self.ids:
            refuse_damaged()
        self.ids[name] = found.get("id", "")


class RelationsHandler(XmlHandler):
    """{id: path of the part} of what a workbook points at."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: dict[str, str] = {}

    def start_Relationship(self, attributes: list[str]) -> None:  # noqa: N802 - the name of the element
        found = attributes_of(attributes)
        path = found.get("Target", "").replace("\\", "/").lstrip("/")
        if found.get("Id", "") in self.paths:
            refuse_damaged()
        self.paths[found.get("Id", "")] = path if path.startswith("xl/") else f"xl/{path}"


class StylesHandler(XmlHandler):
    """{number of a style: its format} of the styles that fill numbers up with zeros."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}
        self.zero_formats: dict[str, ZeroFormat] = {}
        self.is_of_cells, self.styles = False, 0

    def start_numFmt(self, attributes: list[str]) -> None:  # noqa: N802 - the name of the element
        found = attributes_of(attributes)
        self.codes[found.get("numFmtId", "")] = found.get("formatCode", "")

    def start_cellXfs(self, _attributes: list[str]) -> None:  # noqa: N802 - the name of the element
        self.is_of_cells = True

    def start_cellStyles(self, _attributes: list[str]) -> None:  # noqa: N802 - the name of the element
        self.is_of_cells = False

    def start_xf(self, attributes: list[str]) -> None:
        if self.is_of_cells:
            code = self.codes.get(attributes_of(attributes).get("numFmtId", ""), "")
            if pieces := read_zero_format(code):
                self.zero_formats[str(self.styles)] = pieces
            self.styles += 1


class SharedTextsHandler(XmlHandler):
    """The length of each text that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths = array("I")

    def start_si(self, _attributes: list[str]) -> None:
        self.lengths.append(0)

    def text(self, data: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(data)


class ExcelParts:
    """An Excel workbook: `paths` are {name of sheet: path of its part}."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.parts = {part.filename.lower(): part for part in archive.infolist()}
        workbook, relations = WorkbookHandler(), RelationsHandler()
        self.parse_part(WORKBOOK_PART, workbook)
        self.parse_part(RELATIONS_PART, relations)
        self.is_1904 = workbook.is_1904
        self.paths = {name: relations.paths.get(found, "").lower() for name, found in workbook.ids.items()}
        styles, texts = StylesHandler(), SharedTextsHandler()
        for path, handler in ((STYLES_PART, styles), (TEXTS_PART, texts)):
            if path in self.parts:
                self.parse_part(path, handler)
        self.zero_formats, self.lengths = styles.zero_formats, texts.lengths

    def parse_part(self, path: str, handler: XmlHandler) -> None:
        parse_xml(self.read_part(path), handler)

    def read_part(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a part. Raises ValidationError if it is missing."""
        if path not in self.parts:
            refuse_damaged()
        with self.archive.open(self.parts[path]) as stored:
            while piece := stored.read(PIECE_SIZE):
                yield piece

    def read_facts(self, name: str) -> SheetFacts:
        """Return what calamine does not tell of a sheet. Raises ValidationError if it is unreadable."""
        handler = SheetHandler(self.lengths, self.zero_formats)
        self.parse_part(self.paths.get(name, ""), handler)
        return handler.finish_sheet()
