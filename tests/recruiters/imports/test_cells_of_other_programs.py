"""Cells as other programs and people leave them: damaged, wrapped, empty in words. One list holds many."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError

from authorities.imports.desk.file_trial import try_file
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from tests.authorities.imports.import_steps import applied, checked, row
from tests.factories import RecruiterFactory, RegisterFactory

FILES = Path(__file__).parents[2] / "authorities" / "spreadsheets" / "files" / "odd"
FIRM = {
    "Licence No": "0417",
    "Agency name": "Horizon Care",
    "Valid from": "2024-01-01",
    "Valid until": "2029-12-31",
    "Status": "authorised",
}


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


def sheet_of(*rows):
    """A list of firms, each with its number; cells that are not named are as FIRM has them."""
    rows = [FIRM | {"Licence No": f"{100 + place}"} | cells for place, cells in enumerate(rows)]
    headers = list(dict.fromkeys(name for cells in rows for name in cells))
    lines = [headers, *([cells.get(name, "") for name in headers] for cells in rows)]
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    return SimpleUploadedFile("list.csv", text.encode())


def tried(upload, kind="recruiters", scope="PHL/dmw"):
    return try_file(upload, ImportDesk(IMPORT_KINDS[kind], scope))


def tried_file(name, kind="recruiters", scope="PHL/dmw"):
    return tried(SimpleUploadedFile(name, (FILES / name).read_bytes()), kind, scope)


NOTHING = [
    "NULL",
    r"\N",
    "nan",
    "n/a",
    "N.A.",
    "-",
    "–",
    "none",
    "Nil",
    "néant",
    "нет",
    "لا يوجد",
    "无",
    "…",
    "s/o",
    '"NULL"',
]
# (column of the list, what stands there, field, what it is read as)
READ = [
    *[("Trading name", word, "trading_names", "") for word in NOTHING],
    *[(column, "NULL", field, "") for column, field in (
        ("Former name", "former_names"), ("Company number", "company_number"), ("Address", "address"),
        ("Destination countries", "destination_states"), ("Sector", "sector"), ("Professions", "professions"),
        ("Website", "website"), ("Last inspected on", "last_inspected_on"),
    )],
    ("Address", "&nbsp;", "address", ""),
    ("Agency name", "Nil Care", "legal_name", "Nil Care"),
    ("Agency name", "None & Sons", "legal_name", "None & Sons"),
    ("Agency name", "Smith &amp; Sons Care", "legal_name", "Smith & Sons Care"),
    ("Agency name", "Smith &amp;amp; Sons", "legal_name", "Smith & Sons"),
    ("Agency name", "Caf&eacute; &#39;Care&#39; &#x2013; One", "legal_name", "Café 'Care' – One"),
    ("Agency name", "<b>Bold</b> <span class='x'>Care</span>", "legal_name", "Bold Care"),
    ("Agency name", "Care<br/>Ltd", "legal_name", "Care Ltd"),
    ("Address", "1 Mock Street<br>Manila", "address", "1 Mock Street\nManila"),
    ("Address", "1 Mock Street_x000D_\nManila", "address", "1 Mock Street\nManila"),
    ("Agency name", "R&D; Care <Best>", "legal_name", "R&D; Care <Best>"),
    ("Agency name", "SociÃ©tÃ© SantÃ©", "legal_name", "Société Santé"),
    ("Agency name", "SociÃƒÂ©tÃƒÂ©", "legal_name", "Société"),
    ("Agency name", "РђРіРµРЅС‚СЃС‚РІРѕ", "legal_name", "Агентство"),
    ("Agency name", "Oâ€™Neill Care", "legal_name", "O’Neill Care"),
    ("Agency name", "Soci├®t├® Sant├®", "legal_name", "Société Santé"),
    ("Agency name", "Soci√©t√© Sant√©", "legal_name", "Société Santé"),
    ("Agency name", "ط´ط±ظƒط© ط§ظ„ظ†ظˆط±", "legal_name", "شركة النور"),
    ("Agency name", "IRMÃ DULCE SÃO CAFÉ’S", "legal_name", "IRMÃ DULCE SÃO CAFÉ’S"),
    ("Agency name", '="Horizon, Care"', "legal_name", "Horizon, Care"),
    ("Licence No", '="0417"', "licence_number", "0417"),
    ("Licence No", "'0418", "licence_number", "0418"),
    ("Licence No", "419.0", "licence_number", "419"),
    ("Licence No", "DMW-417.0", "licence_number", "DMW-417.0"),
    ("Licence No", "1.000", "licence_number", "1.000"),
    ("Licence No", "12E7", "licence_number", "12E7"),
    ("Licence No", "DMW\u200b-0420", "licence_number", "DMW-0420"),
    ("Licence No", "DMW\u00ad0421", "licence_number", "DMW-0421"),
    ("Licence No", "ＤＭＷ－０４２２", "licence_number", "DMW-0422"),
    ("Company number", "200812345.0", "company_number", "200812345"),
    ("Company number", "200812345,00", "company_number", "200812345"),
    ("Company number", "911101057890123457", "company_number", "911101057890123457"),
    ("Company number", "1234567890123450", "company_number", "1234567890123450"),
]  # fmt: skip
NOTES = [
    "In “Trading name”, these words are read as blank: “NULL”, “\\N”, “nan”, “n/a”, “N.A.”, …",
    "In “Agency name”, the codes of a web page are replaced by what they show: “Smith &amp; Sons Care",
    "In “Agency name”, text that was damaged by a wrong encoding is restored: “SociÃ©tÃ© SantÃ© → Société",
    "In “Licence No”, a point and zeros after numbers are removed: “419.0”.",
    "In “Licence No”, signs and letters that look alike are read as the same: “ＤＭＷ－０４２２ → DMW-0422”.",
    "In “Company number”, compare the last digits of long numbers with the original, because Excel keeps "
    "only 15 digits: “1234567890123450”.",
]
LOST, TWICE, DIGITS = (
    "Letters are lost here",
    "looks like text that was read in a wrong encoding",
    "digits of this",
)
NO_END = "does not say whether there is an end"
REFUSED = [
    ("Agency name", "NULL", "“NULL” says that nothing is here, but this cell must not be blank."),
    ("Agency name", "–", "says that nothing is here"),
    ("Licence No", "n/a", "says that nothing is here"),
    ("Agency name", "Soci\ufffdt\ufffd Sant\ufffd", LOST),
    ("Agency name", "Soci?t? Sant?", LOST),
    ("Agency name", "????????? ?????", LOST),
    ("Address", "12 Stra\ufffde, M\ufffdnchen", LOST),
    ("Agency name", "Ã¼Ħ Care", TWICE),
    ("Licence No", "2.02301E+11", DIGITS),
    ("Licence No", "8,96529E+19", DIGITS),
    ("Company number", "9.11101E+17", DIGITS),
    ("Company number", "911101057890123000", DIGITS),
    *[("Valid until", word, NO_END) for word in ("NULL", "-", "n/a", "N/A.", "unknown", "غير معروف")],
    ("Destination countries", "NA", "Unknown Member State code “NA”"),
    ("Valid from", "NULL", "A licence needs a first day"),
]


def test_cells_with_one_meaning_are_read_and_noted():
    trial = tried(sheet_of(*({column: cell} for column, cell, _field, _value in READ)))

    assert trial.problems == []
    found = {(place, field): trial.rows[place][field] for place, (_c, _cell, field, _v) in enumerate(READ)}
    assert found == {(place, field): value for place, (_c, _cell, field, value) in enumerate(READ)}
    assert [note for note in NOTES if not any(said.startswith(note) for said in trial.notes)] == []


def test_a_doubtful_cell_is_a_problem_in_its_place():
    trial = tried(sheet_of(*({column: cell} for column, cell, _sentence in REFUSED)))

    said = [(problem["row"], problem["message"]) for problem in trial.problems]
    missing = [
        (column, cell)
        for place, (column, cell, sentence) in enumerate(REFUSED, 2)
        if not any(row == place and sentence in message for row, message in said)
    ]
    assert missing == []
    assert trial.rows == []


@pytest.mark.parametrize(
    ("name", "field", "values"),
    [
        ("null-in-text-columns.csv", "trading_names", [""]),
        ("null-in-text-columns.csv", "company_number", [""]),
        ("utf8-read-as-1252-before.csv", "legal_name", ["Société Santé"]),
        ("numbers-with-point-zero.csv", "licence_number", ["417", "418"]),
        ("apostrophe-before-numbers.csv", "licence_number", ["0417", "0418"]),
        ("equals-quoted-numbers.csv", "licence_number", ["0417", "0418"]),
        ("equals-quoted-names.csv", "legal_name", ["Horizon, Care"]),
        ("entities.csv", "legal_name", ["Smith & Sons Care"]),
        ("entities-and-tags.csv", "legal_name", ["Café 'Care'", "Bold Care"]),
        ("replacement-characters.csv", "legal_name", []),
        ("replacement-characters-in-addresses.csv", "address", []),
        ("scientific-notation.csv", "licence_number", []),
        ("file-cut-in-its-last-line.csv", "licence_number", ["0417"]),
    ],
)
def test_files_as_other_programs_save_them(name, field, values):
    trial = tried_file(name)

    assert [row[field] for row in trial.rows] == values
    assert trial.may_be_applied == (bool(values) and "cut" not in name)


@pytest.mark.parametrize("sign", [",", ";"])
def test_a_number_wrapped_for_excel_may_hold_the_separator(sign):
    lines = [
        "Licence No,Agency name,Valid from,Valid until",
        '="0417",="Horizon, ""Care""; Ltd",2024-01-01,="2029-12-31"',
    ]
    lines[0] = lines[0].replace(",", sign)
    lines[1] = lines[1].replace('",', f'"{sign}').replace("01,", f"01{sign}")
    trial = tried(SimpleUploadedFile("list.csv", "\r\n".join(lines).encode()))

    assert (trial.problems, trial.rows[0]["legal_name"]) == ([], 'Horizon, "Care"; Ltd')


def test_nobody_is_called_by_a_word_for_nothing(philippines):
    trial = tried_file("contacts-called-null.csv", "contacts", "")

    assert [(p["row"], p["value"]) for p in trial.problems if p["column"] == "Contact person"] == [
        (2, "NULL"),
        (3, "-"),
    ]
    register = {"Country": "PHL", "Code": "x", "Name": "NULL", "Keeper": "n/a", "Legal basis": "-"}
    trial = tried(
        SimpleUploadedFile("r.csv", "\n".join([",".join(register), ",".join(register.values())]).encode()),
        "registers",
        "",
    )
    assert [problem["column"] for problem in trial.problems] == ["Name", "Keeper"]
    assert any("In “Legal basis”, these words are read as blank: “-”." in note for note in trial.notes)


SHORT = "Licence No,Agency name,Status,Valid from,Valid until,Address"


@pytest.mark.parametrize("end", ["", ",", ",\t"])
def test_an_end_in_a_row_that_is_not_whole_is_a_problem(end):
    rows = f"0417,Horizon Care,authorised,2024-01-01{end}\n0418,B Care,authorised,2024-01-01,,\n"
    trial = tried(SimpleUploadedFile("list.csv", f"{SHORT}\n{rows}".encode()))

    [problem] = trial.problems
    assert (problem["row"], problem["column"]) == (2, "Valid until")
    assert "1 licence in this file has no last day: it is valid until further notice." in trial.notes


def test_licences_without_an_end_are_counted_where_no_column_says_so(register):
    trial = tried(SimpleUploadedFile("list.csv", b"Licence No,Agency name,Valid from\n1,A Care,2024-01-01\n"))

    assert "1 licence in this file has no last day: it is valid until further notice." in trial.notes


def test_what_is_here_with_such_words_comes_back_as_it_is(register, registrar):
    RecruiterFactory(
        register=register, licence_number="417.0", legal_name="Alpha &amp; Care", trading_names="n/a",
        company_number="N/A", valid_from="2020-01-01", valid_until="2030-01-01",
    )  # fmt: skip
    cells = {
        "legal_name": "Alpha &amp; Care",
        "trading_names": "n/a",
        "company_number": "N/A",
        "professions": "",
    }

    batch = checked(registrar, row("417.0", **cells))

    assert (batch.counts["unchanged"], batch.counts["new"], batch.counts["changed"]) == (1, 0, 0)


def test_the_page_says_what_was_read_as_blank(registrar):
    batch = applied(registrar, row("A-1", trading_names="NULL"), row("A-2", trading_names="-"))

    assert "In “trading_names”, these words are read as blank: “NULL”, “-”." in batch.notes


def test_the_command_tells_it_too(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_bytes(sheet_of({"Licence No": "2.02301E+11"}).read())

    with pytest.raises(CommandError):
        call_command("import_sheet", "recruiters", str(path), register="PHL/dmw", format="json")

    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (2, "Licence No", "2.02301E+11")
