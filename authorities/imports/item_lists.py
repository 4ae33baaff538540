"""Several values in one cell, as people separate them: by signs, or by “and” in the six languages."""

import re
from collections.abc import Callable, Iterator

from authorities.spreadsheets.blanks import is_blank

# What only separates, and what also stands inside names: “Trinidad and Tobago”, “Korea, Republic of”.
SURE_SEPARATOR = re.compile(r"[;؛；\n]")
LIKELY_SEPARATOR = re.compile(r"[,،、，/|&+]|\s(?:and|et|y|e|и|و)\s|和|\sو(?=\w)", re.IGNORECASE)
# A name has at most so many parts.
MOST_PARTS = 6


def split_items(text: str, knows: Callable[[str], object]) -> Iterator[str]:
    """Yield the values of a cell: the longest parts that `knows` says to be one value.

    >>> list(split_items("Qatar, Trinidad and Tobago/Oman", {"Qatar", "Trinidad and Tobago"}.__contains__))
    ['Qatar', 'Trinidad and Tobago', 'Oman']
    """
    for part in SURE_SEPARATOR.split(text):
        if not is_blank(part):
            yield from join_known_pieces(part, knows)


def join_known_pieces(part: str, knows: Callable[[str], object]) -> Iterator[str]:
    marks = list(LIKELY_SEPARATOR.finditer(part))
    begins, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(part)]
    place = 0
    while place < len(begins):
        for last in range(min(place + MOST_PARTS, len(begins)), place, -1):
            piece = part[begins[place] : ends[last - 1]].strip()
            if last == place + 1 or (piece and knows(piece)):
                break
        place = last
        if not is_blank(piece):
            yield piece
