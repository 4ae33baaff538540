"""Rows and cells, good and bad, each with the answer it must get: LEFT, WRONG, TAKEN as `corpus` explains."""

from datetime import date, datetime

from tests.authorities.spreadsheets.corpus import Specimen
from tests.authorities.spreadsheets.corpus_of_tables import ERROR_OF_ODS
from tests.authorities.spreadsheets.sample_files import GOOD, HEAD, good, ods, ods_row, sheet, text, workbook


def wrong(name, cells, sentence, row=2):
    [(column, value)] = cells.items()
    more = () if column in HEAD else (value,)
    return Specimen(
        name,
        "list.csv",
        lambda: text([*HEAD, column][: len(HEAD) + len(more)], [*good(**cells), *more]),
        sentence,
        place=(row, column),
    )


def taken(name, cells, **saved):
    return Specimen(name, "list.csv", lambda: sheet(good(**cells)), saved=saved)


QUOTES = "A quotation mark is never closed, or something follows the closing one."
LEFT = [
    Specimen(
        "quotation mark never closed", "l.csv", lambda: sheet(GOOD, 'PHL,dmw,0418,"Care'), QUOTES, place=(3,)
    ),
    Specimen(
        "text after a quotation mark", "l.csv", lambda: sheet('PHL,dmw,"04"18,Care', GOOD), QUOTES, place=(2,)
    ),
    Specimen(
        "a cell that never ends",
        "l.csv",
        lambda: sheet(GOOD, good(legal_name="x" * 140_000)),
        "A cell has more than 131072 characters.",
        place=(3,),
    ),
    Specimen(
        "more cells than names",
        "l.csv",
        lambda: sheet(GOOD, [*GOOD, "x"]),
        "The row has 8 cells, but only",
        place=(3,),
    ),
    Specimen(
        "the headers once more",
        "l.csv",
        lambda: sheet(GOOD, HEAD),
        "This row repeats the column names",
        place=(3,),
    ),
    Specimen(
        "an endless cell",
        "l.csv",
        lambda: sheet(GOOD, good(legal_name="x" * 40_000)),
        "A cell has 40000",
        place=(3,),
    ),
    Specimen(
        "a value below no name",
        "l.csv",
        lambda: text(["", *HEAD], ["", *GOOD], ["", *GOOD], ["see note", *GOOD]),
        "There is a value in column A, which has no name.",
        place=(4,),
    ),
]

ERROR_ROW_END = f"<table:table-cell{ERROR_OF_ODS}><text:p>#N/A</text:p></table:table-cell></table:table-row>"
SAME = "Rows 2, 3 are about the same record. Keep one of them."
WRONG = [
    Specimen("duplicates", "l.csv", lambda: sheet(GOOD, GOOD), SAME, place=(3, "")),
    Specimen(
        "duplicates with other case",
        "l.csv",
        lambda: sheet(good(licence_number="Lb-7"), good(licence_number="LB-7 ")),
        SAME,
        place=(3, ""),
    ),
    Specimen(
        "duplicates by a mark nobody sees",
        "l.csv",
        lambda: sheet(GOOD, good(licence_number="\u200f0417")),
        SAME,
        place=(3, ""),
    ),
    wrong(
        "NA for Namibia",
        {"iso3": "NA"},
        "Unknown Member State code “NA”. The code has three letters: did you mean NAM?",
    ),
    wrong(
        "a country misspelt", {"iso3": "Philipines"}, "Unknown Member State “Philipines”. Did you mean PHL?"
    ),
    wrong("a country nobody knows", {"iso3": "Atlantis"}, "Unknown Member State code “Atlantis”."),
    wrong(
        "a day with two readings",
        {"valid_from": "03/04/2013"},
        "“03/04/2013” may be 2013-03-04 or 2013-04-03.",
    ),
    wrong(
        "the same with points", {"valid_from": "03.04.2013"}, "“03.04.2013” may be 2013-03-04 or 2013-04-03."
    ),
    wrong("a year of two figures", {"valid_from": "31/07/13"}, "The year in “31/07/13” has only two digits."),
    wrong(
        "a day as Excel counts",
        {"valid_from": "41486"},
        "“41486” is a day number of Excel; it may mean 2013-07-31.",
    ),
    wrong("no such day", {"valid_from": "2013-02-30"}, "The date “2013-02-30” does not exist."),
    wrong("no day at all", {"valid_until": "soon"}, "“soon” is not a date."),
    wrong("a blank key", {"licence_number": " \u00a0"}, "This cell must not be blank."),
    wrong("a key of marks nobody sees", {"licence_number": "\u200f\u200e"}, "This cell must not be blank."),
    wrong(
        "a word for a standing",
        {"standing": "valid"},
        "“valid” is not one of: Applied for (applied), Authorised",
    ),
    wrong("an error of Excel in a cell", {"legal_name": "#REF!"}, "The cell contains an Excel error."),
    wrong("a bell", {"legal_name": "Care\x07"}, "The cell contains characters that cannot be printed."),
    wrong(
        "half an address",
        {"website": "www.care.example"},
        "“www.care.example” is not the whole address. Write https://www.care.example.",
    ),
    wrong(
        "a Buddhist year",
        {"valid_from": "2567-01-01"},
        "The year 2567 may be a year of the Buddhist calendar",
    ),
    Specimen(
        "a formula without its result in a column of ours",
        "l.xlsx",
        lambda: workbook(HEAD, good(valid_until="=DATE(2030,1,1)")),
        "The cell contains a formula, but not its result.",
        place=(2, "valid_until"),
    ),
    Specimen(
        "an error of LibreOffice in a column of ours",
        "l.ods",
        lambda: ods(ods_row(HEAD) + ods_row(GOOD[:6]).replace("</table:table-row>", ERROR_ROW_END)),
        "The cell contains an Excel error.",
        place=(2, "standing"),
    ),
    wrong("a register nobody knows", {"register": "poea"}, "PHL has no register “poea” here."),
    wrong("a name too long", {"legal_name": "x" * 300}, "Ensure this value has at most 250 characters"),
]

DAY = date(2013, 7, 31)
TAKEN = [
    taken("leading zeros", {"licence_number": "000417"}, licence_number="000417"),
    taken(
        "trailing blanks", {"legal_name": "  Horizon Care \u3000", "iso3": "PHL "}, legal_name="Horizon Care"
    ),
    taken(
        "right-to-left marks",
        {"legal_name": "\u200fمكتب الأفق\u200e", "iso3": "\u202aPHL\u202c"},
        legal_name="مكتب الأفق",
    ),
    taken("a formula", {"legal_name": "=HYPERLINK(1)"}, legal_name="=HYPERLINK(1)"),
    taken("a formula that was made harmless", {"legal_name": "'=1+1"}, legal_name="=1+1"),
    taken("a name that looks like a number", {"legal_name": "1e5"}, legal_name="1e5"),
    taken("a country by its name", {"iso3": "philippines"}, register__member_state_id="PHL"),
    *(
        taken(f"a day: {words}", {"valid_from": f'"{words}"'}, valid_from=DAY)
        for words in (
            "2013-07-31",
            "2013/07/31",
            "31.07.2013",
            "31/07/2013",
            "07/31/2013",
            "31 July 2013",
            "July 31, 2013",
            "31-Jul-2013",
            "31 juillet 2013",
            "31 de julio de 2013",
            "31 июля 2013 г.",
            "31 يوليو 2013",
            "2013年7月31日",
            "٣١/٠٧/٢٠١٣",
        )
    ),
    Specimen(
        "numbers of Excel",
        "l.xlsx",
        lambda: workbook(HEAD, good(licence_number=417)),
        saved={"licence_number": "417"},
    ),
    Specimen(
        "days of Excel",
        "l.xlsx",
        lambda: workbook(HEAD, good(valid_from=datetime(2013, 7, 31))),
        saved={"valid_from": DAY},
    ),
    Specimen(
        "zeros in OpenDocument",
        "l.ods",
        lambda: ods(ods_row(HEAD) + ods_row(GOOD)),
        saved={"licence_number": "0417"},
    ),
    Specimen(
        "headers of a ministry",
        "l.csv",
        lambda: text(
            ["الدولة", "السجل", "رقم الترخيص", "اسم الشركة", "صالح من", "صالح حتى", "الحالة"], GOOD, by=";"
        ),
        saved={"licence_number": "0417", "legal_name": "Horizon Care"},
    ),
]
