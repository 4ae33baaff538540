"""How SQLite's index of words takes up a whole list: in a few statements, not entry by entry."""

import re
from contextlib import contextmanager
from itertools import islice

from authorities.imports.engine.staging import CHUNK
from recruiters.models import NameWord

DIGIT = re.compile("[0-9]")


@contextmanager
def index_in_bulk(stage):
    """While new entries are written their trigger rests: entry by entry it takes as long as all the rest.

    In the transaction of the entries, so nobody ever sees one without its words. On PostgreSQL the trigger
    is about whole statements anyhow.
    """
    if stage.on_postgres:
        yield
        return
    (trigger,) = stage.fetch_one(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'recruiter_added'"
    )
    stage.run("DROP TRIGGER recruiter_added")
    yield
    new = f"FROM {stage.judged} WHERE v.verdict = 'new'"
    stage.run(f"INSERT INTO recruiters_words (rowid, search_text) SELECT v.record, s.search_text {new}")
    add_words(text for (text,) in stage.fetch_rows(f"SELECT s.search_text {new}"))
    stage.run(trigger)


def add_words(texts):
    """Every word without a digit, once. Of numbers, which are one for each entry, few are held at a time."""
    known = set()
    while some := list(islice(texts, CHUNK)):
        words = set().union(*(text.split(" ") for text in some))
        known.update(word for word in words if word and not DIGIT.search(word))
    NameWord.objects.bulk_create([NameWord(word=word) for word in sorted(known)], ignore_conflicts=True)
