"""Several values in one cell, as people separate them: by signs, or by “and” in several languages."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from authorities.spreadsheets.blanks import is_blank

# What only separates, and what also stands inside names: “Trinidad and Tobago”, “Korea, Republic of”.
SURE_SEPARATOR = re.compile(r"[;؛；\n•]")
LIKELY_SEPARATOR = re.compile(
    r"[,،、，/|&+·]|\s[-–—]\s|\s(?:and|or|et|ou|y|e|o|и|или|و|أو|und|oder|sowie)\s|和|\sو(?=\w)",
    re.IGNORECASE,
)
PARENTHESES = re.compile(r"[(（][^()（）]*[)）]")
# Endings of another gender, as in “Infirmiers/ères” and “Krankenpfleger/in”.
OTHER_GENDER = re.compile(
    r"(?<=[a-zß-ÿ])[/·]-?(?:e|es|a|as|in|innen|ère|ères|se|ses|ne|nes|trice|trices)(?!\w)"
)
# A name has at most so many parts.
MOST_PARTS = 6


def split_items(text: str, knows: Callable[[str], object]) -> Iterator[str]:
    """Yield the values of a cell: the longest parts that `knows` says to be one value.

    >>> list(split_items("Qatar, Trinidad and Tobago/Oman", {"Qatar", "Trinidad and Tobago"}.__contains__))
    ['Qatar', 'Trinidad and Tobago', 'Oman']
    >>> list(split_items("Nurses (ICU, ER) und Hebammen", {}.__contains__))
    ['Nurses (ICU, ER)', 'Hebammen']
    >>> list(split_items("Infirmiers/ères, Krankenpfleger/in/Arzt", {}.__contains__))
    ['Infirmiers', 'Krankenpfleger', 'Arzt']
    """
    return (item for _separator, item in separated_items(text, knows))


def separated_items(text: str, knows: Callable[[str], object]) -> Iterator[tuple[str, str]]:
    """Yield (what stands before it, value) of the values of a cell; blank before the first one."""
    before = ""
    for mark, part in split_at(SURE_SEPARATOR, OTHER_GENDER.sub("", text)):
        before = mark or before
        if not is_blank(part):
            for separator, item in join_known_pieces(part, knows):
                yield separator or before, item


def split_at(separator: re.Pattern, text: str) -> Iterator[tuple[str, str]]:
    """Yield (separator before it, part) of a text."""
    place, before = 0, ""
    for mark in separator.finditer(text):
        yield before, text[place : mark.start()]
        place, before = mark.end(), mark[0]
    yield before, text[place:]


def join_known_pieces(part: str, knows: Callable[[str], object]) -> Iterator[tuple[str, str]]:
    """Yield (separator before it, value) of a part without sure separators."""
    enclosed = [found.span() for found in PARENTHESES.finditer(part)]
    marks = [
        mark
        for mark in LIKELY_SEPARATOR.finditer(part)
        if not any(begin < mark.start() < end for begin, end in enclosed)
    ]
    begins, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(part)]
    place = 0
    while place < len(begins):
        for last in range(min(place + MOST_PARTS, len(begins)), place, -1):
            piece = part[begins[place] : ends[last - 1]].strip()
            if last == place + 1 or (piece and knows(piece)):
                break
        if not is_blank(piece):
            yield marks[place - 1][0].strip() if place else "", piece
        place = last


def used_separators(texts: Iterable[str], knows: Callable[[str], object]) -> list[str]:
    """Return what separates values in the cells of a column, the most frequent first.

    >>> used_separators(["Qatar, Oman; Japan", "Oman and Qatar, Japan", "Oman"], {}.__contains__)
    [',', ';', 'and']
    """
    found = Counter(mark.strip().lower() for text in texts for mark, _item in separated_items(text, knows))
    return [mark for mark, _count in found.most_common() if mark]
