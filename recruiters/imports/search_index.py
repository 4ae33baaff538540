"""The words of many new entries, added to the words of all names at once."""

import re
from collections.abc import Iterator
from itertools import islice

from authorities.imports.engine.staging import CHUNK
from recruiters.models import NameWord

DIGIT = re.compile("[0-9]")


def add_words(texts: Iterator[str]) -> None:
    """Add every word without a digit, once.

    Of numbers, which are one for each entry, few are held at a time.
    """
    known = set()
    while some := list(islice(texts, CHUNK)):
        words = set().union(*(text.split(" ") for text in some))
        known.update(word for word in words if word and not DIGIT.search(word))
    NameWord.objects.bulk_create([NameWord(word=word) for word in sorted(known)], ignore_conflicts=True)
