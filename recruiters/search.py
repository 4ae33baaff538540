"""Finding an entry by its name or number: parts of words, any script, typing errors forgiven.

A typed word is first looked up in the vocabulary of names, which is small: words it is part of, and words a
typing error away. Then one query asks for the entries that have one of these words for each typed one. Words
with digits are parts of licence numbers and are looked up by how they begin.
"""

from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models.expressions import RawSQL

from . import folding
from .models import Recruiter

# A check wants one entry: whoever gets more than so many should type more.
MOST = 500
PER_PAGE = 50
MOST_WORDS = 8
MOST_ALIKE = 40
# From so many letters on, two typing errors are forgiven instead of one; below the other, none.
LONG, SHORT = 7, 4


@dataclass(frozen=True)
class Found:
    """A page of entries. `similar`: nothing is called as typed, these names are close to it."""

    entries: list
    page: int = 1
    more: bool = False
    similar: bool = False

    @property
    def next_page(self):
        return self.page + 1

    @property
    def previous_page(self):
        return self.page - 1


def search(words, *, registers=None, page=1, size=PER_PAGE):
    """The entries that `words` may mean: by number, else by name; of `registers` (ids), or of all."""
    typed = list(dict.fromkeys(folding.words(words)))[:MOST_WORDS]
    if not typed:
        return Found([])
    exact, close = meanings(typed)
    number = folding.licence_key(words)
    whole = "".join(folding.words(words))
    found = matches(exact, close, number, whole, registers)
    entries = list(found[(page - 1) * size : page * size + 1])
    similar = bool(entries) and not any(is_meant(entry, typed, number) for entry in entries)
    return Found(entries[:size], page, len(entries) > size, similar)


def is_meant(entry, typed, number):
    """Whether an entry has what was typed, not only something like it."""
    if entry.licence_key == number:
        return True
    return all(word in entry.search_text for word in typed)


def meanings(typed):
    """Two lists with, for each typed word, the words it may stand for: as typed, and with typing errors too.

    A word with digits stands for itself; the asterisk means: whatever begins so.
    """
    words = [word for word in typed if not has_digit(word)]
    inside, near = vocabulary(words) if words else ({}, {})
    exact = [[word + "*"] if has_digit(word) else inside.get(word, []) for word in typed]
    close = [
        [word + "*"] if has_digit(word) else [*inside.get(word, []), *near.get(word, [])] for word in typed
    ]
    return exact, close


def has_digit(word):
    return any(letter.isdigit() for letter in word)


def matches(exact, close, number, whole, registers):
    """Entries with that number; else with a word of each list as typed; else with one close to it."""
    wanted = [("licence_key = %s", number)]
    wanted += [(has_words(), query([[whole + "*"]]))] if has_digit(whole) else []
    wanted += [(has_words(), query(lists)) for lists in (exact, close) if all(lists)]
    there = (
        ""
        if registers is None
        else f"AND register_id IN ({', '.join(map(str, map(int, registers))) or 'NULL'})"
    )
    # PostgreSQL, knowing of a limit, would rather read the table than the index of words.
    within, after = ("", f"LIMIT {MOST}") if connection.vendor == "postgresql" else (f"LIMIT {MOST}", "")
    ranks, chosen = [], []
    for rank, (condition, _value) in enumerate(wanted):
        rows = f"SELECT id FROM recruiters_recruiter WHERE {condition} {there} {within}"
        ranks.append(f"rank{rank} AS MATERIALIZED ({rows})")
        nobody = " AND ".join(f"NOT EXISTS (SELECT 1 FROM rank{before})" for before in range(rank))
        chosen.append(f"SELECT id FROM (SELECT id FROM rank{rank} {after}) AS rows WHERE {nobody or 'TRUE'}")
    ids = RawSQL(f"WITH {', '.join(ranks)} {' UNION '.join(chosen)}", [value for _condition, value in wanted])
    return Recruiter.objects.filter(pk__in=ids).listed()


def with_most_words(typed):
    """Entries that have these words, or of three or more all but one, each with its typing errors."""
    _exact, close = meanings(typed[:MOST_WORDS])
    sets = [close] if len(close) < 3 else [close[:i] + close[i + 1 :] for i in range(len(close))]
    either = " | " if connection.vendor == "postgresql" else " OR "
    wanted = either.join(f"({query(lists)})" for lists in sets if all(lists))
    rows = f"SELECT id FROM recruiters_recruiter WHERE {has_words()} LIMIT {MOST}"
    return Recruiter.objects.filter(pk__in=RawSQL(rows, [wanted])) if wanted else Recruiter.objects.none()


def has_words():
    if connection.vendor == "postgresql":
        return "array_to_tsvector(string_to_array(search_text, ' ')) @@ %s::tsquery"
    return "id IN (SELECT rowid FROM recruiters_words WHERE recruiters_words MATCH %s)"


def query(lists):
    """One of each list, in the language of the word index."""
    if connection.vendor == "postgresql":
        return " & ".join(f"({' | '.join(map(lexeme, words))})" for words in lists)
    return " AND ".join(f"({' OR '.join(map(token, words))})" for words in lists)


def lexeme(word):
    begins = word.endswith("*")
    quoted = word.removesuffix("*").replace("\\", "").replace("'", "")
    return f"'{quoted}':*" if begins else f"'{quoted}'"


def token(word):
    begins = word.endswith("*")
    quoted = word.removesuffix("*").replace('"', "")
    return f'"{quoted}"*' if begins else f'"{quoted}"'


def vocabulary(typed):
    """({word: words it is part of}, {word: words that differ by a typing error}), with one query."""
    parts, values = [], []
    for word in typed:
        for part, given in (inside(word), *near(word)):
            parts.append(part)
            values += given
    found = {True: {}, False: {}}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT * FROM ({part}) AS part{i}" for i, part in enumerate(parts)), values
        )
        for word, other, is_part in cursor.fetchall():
            if is_part or distance(word, other) <= forgiven(word):
                found[bool(is_part)].setdefault(word, []).append(other)
    return found[True], found[False]


def inside(word):
    """The shortest words that a word is part of: itself before all."""
    select = "SELECT %s AS typed, word, 1 AS inside FROM recruiters_nameword"
    if len(word) < 3:
        return f"{select} WHERE word = %s", [word, word]
    if connection.vendor == "postgresql":
        return f"{select} WHERE word LIKE %s ORDER BY length(word) LIMIT {MOST_ALIKE}", [word, f"%{word}%"]
    there = "id IN (SELECT rowid FROM recruiters_trigrams WHERE recruiters_trigrams MATCH %s)"
    return f"{select} WHERE {there} ORDER BY length(word) LIMIT {MOST_ALIKE}", [word, token(word)]


def near(word):
    """Words one typing error away; of long ones also those that share many of their triples of letters."""
    if not forgiven(word):
        return
    variants = sorted(one_error(word))
    select = "SELECT %s AS typed, word, 0 AS inside FROM recruiters_nameword"
    if connection.vendor == "postgresql":
        # One by one through the index of whole words: the one of trigrams offers itself, but takes seconds.
        yield f"{select} JOIN unnest(%s) AS variant ON variant = word", [word, variants]
    else:
        yield f"{select} WHERE word IN ({', '.join(['%s'] * len(variants))})", [word, *variants]
    if len(word) < LONG:
        return
    if connection.vendor == "sqlite":
        any_of = " OR ".join(f'"{word[i : i + 3]}"' for i in range(len(word) - 2))
        ranked = f"WHERE recruiters_trigrams MATCH %s ORDER BY rank LIMIT {MOST_ALIKE}"
        yield f"{select} WHERE id IN (SELECT rowid FROM recruiters_trigrams {ranked})", [word, any_of]
    elif has_trigrams():
        yield (
            f"{select} WHERE word %% %s ORDER BY similarity(word, %s) DESC LIMIT {MOST_ALIKE}",
            [word, word, word],
        )


@cache
def has_trigrams():
    """Whether this PostgreSQL has pg_trgm; without it one typing error is forgiven, not two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def forgiven(word):
    return 0 if len(word) < SHORT else 1 if len(word) < LONG else 2


def one_error(word):
    """A letter left out, doubled or strange, wrong, or two of them exchanged; letters of the same script."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    letters = alphabet(word[0])
    left_out = {a + b[1:] for a, b in cuts if b}
    exchanged = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    wrong = {a + letter + b[1:] for a, b in cuts if b for letter in letters}
    added = {a + letter + b for a, b in cuts for letter in letters}
    return (left_out | exchanged | wrong | added) - {word}


@cache
def alphabet(letter):
    """The small letters of a letter's block of Unicode; none for scripts without an alphabet."""
    start = ord(letter) & ~0x7F
    if start >= 0x2E80:
        return ()
    return tuple(chr(c) for c in range(start, start + 0x80) if chr(c).isalpha() and chr(c) == chr(c).lower())


def distance(one, other):
    """How many typing errors lie between two words: letters added, left out, wrong, or two exchanged."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
