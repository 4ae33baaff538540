"""A list of 300 recruiters as a ministry keeps it, with every habit that makes such a list hard to take in.

It is the same at every call. `faults` are the rows, as the sheet counts them, that only a person can mend.
"""

import datetime
import io
import random
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

ROWS, FIRST_ROW = 300, 5
HEADERS = [
    "No.", "Licence No.", "Name of Agency", "Trading as", "Office Address", "County", "Date Issued",
    "Expiry Date", "Status", "Categories of workers", "Countries of deployment", "Fees", "Website",
    "Remarks",
]  # fmt: skip
STATUSES = ["VALID"] * 12 + ["ACTIVE"] * 5 + ["Valid", "active", "Suspended"]
CATEGORIES = [
    "Nurses", "Nurses", "Nurses & caregivers", "Nurse", "NURSES; MIDWIVES", "Nurses, Midwives", "Caregivers",
    "Physician", "Pharmacist", "Midwife", "Nurses/Caregivers", "Household service workers",
    "N/A", "-", "",
]  # fmt: skip
COUNTRIES = [
    "UK", "United Kingdom", "UAE", "U.A.E.", "USA", "U.S.A.", "KSA", "Hongkong", "Hong Kong SAR", "Germany",
    "Qatar", "Germany, Qatar", "Japan/Qatar", "Japan and Qatar", "UK & Ireland", "KSA; UAE; Qatar",
    "Macao SAR", "Deutschland", "Guam", "Bermuda", "South Korea", "Saudi Arabia (KSA)", "-", "N/A", "",
]  # fmt: skip
FEES = ["Employer"] * 8 + ["EMPLOYER", "N/A", "-", ""]
ENDS = ["Mar-2027", "Nov-2028", "15.05.27", "31.12.28", "indefinite", "Indefinite"]
FIRST = ["Southern", "Early", "Golden", "Blue", "Grand", "Pacific", "First", "Royal", "Silver", "Northern"]
SECOND = [
    "Albatross",
    "Osprey",
    "Narra",
    "Mango",
    "Coral",
    "Sampaguita",
    "Harbour",
    "Island",
    "Bridge",
    "Lotus",
]
THIRD = ["Manpower Services Inc.", "Recruitment Agency", "Placement Corp.", "International Staffing"]


@dataclass
class RealisticList:
    """The list as a workbook, with its rows as a ministry would write them."""

    content: bytes = b""
    faults: dict[int, str] = field(default_factory=dict)
    rows: list[list[Any]] = field(default_factory=list)


def realistic_list() -> RealisticList:
    """Return the list, with a title over merged cells above it and a total below."""
    found, dice = RealisticList(), random.Random(20261130)  # noqa: S311 - nothing secret
    found.rows = [ordinary_row(number, dice) for number in range(1, ROWS + 1)]
    add_faults(found)
    found.content = workbook(found.rows)
    return found


def ordinary_row(number: int, dice: random.Random) -> list[Any]:
    name = f"{FIRST[number % 10]} {SECOND[number // 10 % 10]} {THIRD[number // 100]}"
    issued = datetime.date(2023, 1, 1) + datetime.timedelta(days=dice.randrange(900))
    status, end = dice.choice(STATUSES), issued + datetime.timedelta(days=4 * 365)
    if number % 15 == 0:
        status, end = "Expired", datetime.date(2025, 1, 31)
        issued = datetime.date(2021, 2, 1)
    expiry: Any = dice.choice(ENDS) if number % 9 == 4 and status != "Expired" else end
    return [
        number, f"DMW-{number:04}-LB", name,
        dice.choice(["n/a", "-", "", "NA", f"{SECOND[number % 10]} Care"]),
        f"{number} Example Street, Manila", dice.choice(["Kent", "Essex", "Nairobi"]),
        issued.strftime("%d/%m/%Y") if number % 4 else issued, expiry, status, dice.choice(CATEGORIES),
        dice.choice(COUNTRIES), dice.choice(FEES), f"https://agency{number}.example" if number % 3 else "-",
        "",
    ]  # fmt: skip


def add_faults(found: RealisticList) -> None:
    """Put in what is wrong indeed, and note where."""
    places = {name: place for place, name in enumerate(HEADERS)}

    def spoil(number: int, column: str, value: Any, why: str) -> None:
        found.rows[number - 1][places[column]] = value
        found.faults[FIRST_ROW - 1 + number] = why

    for number, other in ((21, 20), (90, 89)):
        spoil(number, "Licence No.", f"DMW-{other:04}-LB", "the number of the row above")
        found.faults[FIRST_ROW - 1 + other] = "the number of the row below"
    spoil(33, "Licence No.", "", "no number")
    spoil(57, "Name of Agency", "", "no name")
    spoil(101, "Date Issued", "30/02/2024", "no such day")
    spoil(120 + 1, "Date Issued", "", "no first day")
    spoil(143, "Expiry Date", datetime.date(2019, 1, 1), "ends before it begins")
    spoil(160 + 1, "Expiry Date", "see file", "no day")
    spoil(188, "Website", "info@agency188.example", "an e-mail address")
    spoil(211, "Website", "under construction", "no address")
    spoil(240, "Expiry Date", datetime.date(2040, 1, 1), "expired, but it ends later")
    spoil(255 + 1, "Licence No.", "#REF!", "an error of Excel")


def workbook(rows: list[list[Any]]) -> bytes:
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Agencies")
        title = "REGISTER OF LICENSED RECRUITMENT AGENCIES"
        sheet.merge_range(0, 0, 0, len(HEADERS) - 1, title, book.add_format({"bold": True}))
        sheet.merge_range(1, 0, 1, len(HEADERS) - 1, "as of 30 November 2026")
        sheet.write_row(FIRST_ROW - 2, 0, HEADERS)
        for place, row in enumerate(rows, FIRST_ROW - 1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(place, column, cell)
                elif cell != "":
                    sheet.write(place, column, cell)
        sheet.write(FIRST_ROW + len(rows), 1, "TOTAL")
        sheet.write(FIRST_ROW + len(rows), 2, len(rows))
        book.add_worksheet("Notes").write(0, 0, "Prepared by the licensing division")
    return stored.getvalue()
