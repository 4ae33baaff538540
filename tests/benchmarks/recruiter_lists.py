"""Made-up lists of recruiters, as CSV and as workbooks. The same size is the same list."""

import csv
import random

import xlsxwriter

HEADERS = [
    "iso3",
    "register",
    "licence_number",
    "legal_name",
    "trading_names",
    "address",
    "website",
    "company_number",
    "professions",
    "source_states",
    "destination_states",
    "valid_from",
    "valid_until",
    "standing",
]
WORDS = (
    "care horizon nurse global health bridge pacific summit union prime star golden river valley north south "
    "east west blue green silver harbour ocean unity trust noble bright future path way link gate"
).title().split()  # fmt: skip
KINDS = ["Inc.", "Ltd", "Manpower Services"]
STANDINGS = ["authorised"] * 18 + ["suspended", "revoked"]


def rows(size, changed):
    """Every hundredth has another name where `changed`."""
    chance = random.Random(1)
    for number in range(size):
        name = " ".join([*(chance.choice(WORDS) for _word in range(3)), chance.choice(KINDS)])
        if changed and number % 100 == 0:
            name += " New"
        year, month, day = chance.randrange(2015, 2024), chance.randrange(1, 10), chance.randrange(10, 29)
        yield [
            "PHL",
            "dmw",
            f"DMW-{number:07}-LB",
            name,
            "" if number % 3 else f"{name.split()[0]} Connect",
            f"{number} Example Street, Quezon City",
            f"https://agency{number}.example/" if number % 2 else "",
            f"CS{number:08}",
            chance.choice(["2221; 2222", "221; 2221; 2222; 322", "2221; 2261"]),
            "PHL",
            chance.choice(["DEU; IRL", "IRL", "DEU; KEN"]),
            f"{year}-{month:02}-{day}",
            f"{year + 4}-{month:02}-{day}",
            chance.choice(STANDINGS),
        ]


def write_csv(path, size, changed):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(rows(size, changed))


def write_xlsx(path, size, changed):
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        table = book.add_worksheet()
        for number, row in enumerate([HEADERS, *rows(size, changed)]):
            table.write_row(number, 0, row)
