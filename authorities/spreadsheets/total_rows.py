"""Recognise rows below a list, or between its parts, that only add up."""

import re

from authorities.normalise import normalise_label
from authorities.spreadsheets.blanks import is_blank
from authorities.spreadsheets.error_cells import MergedCell, UncalculatedFormula

# The first words of such rows, in the languages that lists come in.
WORDS = [
    *["total", "totals", "grand total", "subtotal", "sub-total", "overall total", "sum", "total general"],
    *["sous-total", "somme", "suma", "subtotal general", "totale", "totaal", "gesamt", "summe", "razem"],
    *["итого", "всего", "общий итог", "المجموع", "الإجمالي", "مجموع", "إجمالي", "المجموع الكلي", "toplam"],
    *["合计", "总计", "小计", "共计", "合計", "總計", "小計", "計", "합계", "총계", "genel toplam", "jumlah"],
    *["ukupno", "celkem", "összesen", "summa", "yhteensä", "σύνολο", "סה״כ"],
]
TOTAL_WORDS = frozenset(map(normalise_label, WORDS))
NUMBER = re.compile(r"[\d\s.,'’%+-]*")


def is_total_row(row: list) -> bool:
    """Return True if a row begins with a word for totals and holds nothing else but numbers.

    >>> is_total_row(["Total:", "", 417.0]), is_total_row(["Total", "", "2024-01-01", "Paris"])
    (True, False)
    """
    filled = [cell for cell in row if not is_blank(cell) and not isinstance(cell, MergedCell)]
    if not filled or not isinstance(filled[0], str) or len(filled[0]) > 30:
        return False
    return normalise_label(filled[0]) in TOTAL_WORDS and all(map(is_numeric, filled[1:]))


def is_numeric(cell: object) -> bool:
    return isinstance(cell, int | float | UncalculatedFormula) or (
        isinstance(cell, str) and bool(NUMBER.fullmatch(cell))
    )
