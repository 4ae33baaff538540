"""Rows below a list, or between its parts, that only add up."""

import re

from authorities.normalise import folded
from authorities.spreadsheets.blanks import is_blank
from authorities.spreadsheets.error_cells import Formula

# As such a row begins, in the languages that lists come in.
WORDS = [
    *["total", "totals", "grand total", "subtotal", "sub-total", "overall total", "sum", "total general"],
    *["sous-total", "somme", "suma", "subtotal general", "totale", "totaal", "gesamt", "summe", "razem"],
    *["итого", "всего", "общий итог", "المجموع", "الإجمالي", "مجموع", "إجمالي", "المجموع الكلي", "toplam"],
    *["合计", "总计", "小计", "共计", "合計", "總計", "小計", "計", "합계", "총계", "genel toplam", "jumlah"],
    *["ukupno", "celkem", "összesen", "summa", "yhteensä", "σύνολο", "סה״כ"],
]
FOLDED = frozenset(map(folded, WORDS))
NUMBER = re.compile(r"[\d\s.,'’%+-]*")


def only_adds_up(row):
    """Whether it begins with such a word and holds nothing else but numbers.

    >>> only_adds_up(["Total:", "", 417.0]), only_adds_up(["Total", "", "2024-01-01", "Paris"])
    (True, False)
    """
    filled = [cell for cell in row if not is_blank(cell)]
    if not filled or not isinstance(filled[0], str) or len(filled[0]) > 30:
        return False
    return folded(filled[0]) in FOLDED and all(map(is_number, filled[1:]))


def is_number(cell):
    return isinstance(cell, int | float | Formula) or (isinstance(cell, str) and bool(NUMBER.fullmatch(cell)))
