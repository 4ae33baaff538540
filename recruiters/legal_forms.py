"""Legal forms of firms, such as “Ltd” or “S.A. de C.V.”: they do not tell one firm from another.

The list is data, in legal_forms.csv; legal_forms.LICENSE.txt names its source.
"""

import csv
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("legal_forms.csv")


@cache
def written_forms() -> tuple[str, ...]:
    """Return every legal form as it is written, in small letters."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return tuple(row["form"] for row in csv.DictReader(file))
