"""The words that names on the registers have, asked for what a typed word may mean. With one query."""

import json
from dataclasses import dataclass, field

from django.db import connection

from recruiters.search.typos import LONG, errors, forgiven, halves, has_no_spaces, one_error, respelt

# So many of each kind are taken, the shortest or closest; and so many are compared.
MOST_ALIKE, MOST_COMPARED = 40, 2000
# So many ways of mistyping are looked up for one question.
MOST_VARIANTS = 4000
LAST = chr(0x10FFFF)
SELECT = "SELECT %s AS typed, word, %s AS kind FROM"
WORDS = "recruiters_nameword"
PART, NEAR, WHOLE = range(3)


@dataclass(frozen=True)
class Known:
    """`parts`: {typed word: words it is part of}; `near`: {typed word: {word close to it: errors between}}.

    `whole`: which of the pieces that were asked for are words.
    """

    parts: dict = field(default_factory=dict)
    near: dict = field(default_factory=dict)
    whole: frozenset = frozenset()


def look_up(typed, joined, pieces):
    """What is known of the words as typed, of neighbours written as one, and of pieces of words."""
    asked = [inside(word) for word in (*typed, *joined)]
    left = MOST_VARIANTS
    for word in typed:
        for question, cost in near(word):
            left -= cost
            asked += [question] if left >= 0 else []
    asked += [among(pieces, WHOLE)] if pieces else []
    found = {PART: {}, NEAR: {}, WHOLE: {}}
    for word, other, kind in answered(asked):
        found[kind].setdefault(word, set()).add(other)
    return Known(
        {word: sorted(others, key=lambda o: (len(o), o)) for word, others in found[PART].items()},
        {word: closest(word, others, found[PART].get(word, ())) for word, others in found[NEAR].items()},
        frozenset(found[WHOLE].get("", ())),
    )


def answered(asked):
    if not asked:
        return []
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part{i}" for i, (sql, _values) in enumerate(asked))
    with connection.cursor() as cursor:
        cursor.execute(union, [value for _sql, values in asked for value in values])
        return cursor.fetchall()


def closest(word, others, parts):
    """{word that may have been meant: errors}. Whoever typed a known word made one error at most."""
    if has_no_spaces(word):
        return dict.fromkeys(sorted(o for o in others if shares_pairs(word, o))[:MOST_ALIKE], 1)
    most = 1 if word in parts else 2
    apart = {other: 1 if other in respelt(word) else errors(word, other) for other in {*others} - {*parts}}
    close = sorted((errors, other) for other, errors in apart.items() if errors <= most)
    return {other: errors for errors, other in close[:MOST_ALIKE]}


def shares_pairs(word, other):
    """Whether two of three neighbouring signs of a word stand in another one too."""
    pairs = pairs_of(word)
    return 3 * sum(pair in other for pair in pairs) >= 2 * len(pairs)


def pairs_of(word):
    return [word[i : i + 2] for i in range(len(word) - 1)]


# Questions, (SQL, values) each


def inside(word):
    """The shortest words that a word is part of: itself before all."""
    words, shortest = f"{SELECT} {WORDS} WHERE", f"ORDER BY length(word) LIMIT {MOST_ALIKE}"
    if has_no_spaces(word) and len(word) == 2:
        there, values = within_script(word)
        return f"{words} {there} AND word LIKE %s {shortest}", [word, PART, *values, f"%{word}%"]
    if len(word) < 3:
        return f"{words} word = %s", [word, PART, word]
    if connection.vendor == "postgresql":
        return f"{words} word LIKE %s {shortest}", [word, PART, f"%{word}%"]
    return f"{words} {with_triples()} {shortest}", [word, PART, f'"{word}"']


def near(word):
    """Questions for words a typing error or two away, each with what it costs."""
    if has_no_spaces(word):
        if len(word) > 2:
            yield with_pairs(word), len(word)
        return
    if not forgiven(word):
        return
    variants = sorted(respelt(word) | (one_error(word) if len(word) < LONG else set()))
    if variants:
        yield among(variants, NEAR, word), len(variants)
    if len(word) >= LONG - 1:
        beginnings, endings = halves(word)
        yield beginning(word, beginnings), len(beginnings)
        yield ending(word, endings), len(endings)


def among(variants, kind, typed=""):
    if connection.vendor == "postgresql":
        return each(variants, "word ~<=~ variant", kind, typed)
    there = "word IN (SELECT value FROM json_each(%s))"
    return f"{SELECT} {WORDS} WHERE {there}", [typed, kind, json.dumps([*variants])]


def beginning(word, variants):
    """Words of about its length that begin in one of these ways."""
    if connection.vendor == "postgresql":
        return each(variants, f"word ~<~ (variant || '{LAST}') AND {about_as_long(word)}", NEAR, word)
    there = f"word >= value AND word < value || '{LAST}' AND {about_as_long(word)} LIMIT {MOST_COMPARED}"
    # CROSS JOIN: SQLite keeps this order, and the index.
    sql = f"{SELECT} json_each(%s) CROSS JOIN {WORDS} WHERE {there}"
    return sql, [word, NEAR, json.dumps(variants)]


def each(variants, bound, kind, typed):
    """Words from each variant on up to a bound, one by one through the index that knows these comparisons.

    Asked for equality PostgreSQL would take the index of trigrams, which needs seconds for many words.
    """
    there = f"SELECT word FROM {WORDS} WHERE word ~>=~ variant AND {bound} LIMIT {MOST_COMPARED}"
    rows = f"unnest(%s::text[]) AS variant CROSS JOIN LATERAL ({there}) AS there LIMIT {MOST_COMPARED}"
    return f"{SELECT} {rows}", [typed, kind, list(variants)]


def ending(word, endings):
    """Words of about its length that end in one of these ways."""
    either = " OR ".join(["word LIKE %s"] * len(endings))
    sql = f"{SELECT} {WORDS} WHERE ({either}) AND {about_as_long(word)}"
    values = [word, NEAR, *(f"%{end}" for end in endings)]
    if connection.vendor == "sqlite":
        sql, values = f"{sql} AND {with_triples()}", [*values, " OR ".join(f'"{end}"' for end in endings)]
    return f"{sql} LIMIT {MOST_COMPARED}", values


def with_pairs(word):
    """Words of the script that have one of the pairs of neighbouring signs."""
    pairs = pairs_of(word)
    there, values = within_script(word)
    either = " OR ".join(["word LIKE %s"] * len(pairs))
    sql = f"{SELECT} {WORDS} WHERE {there} AND ({either}) LIMIT {MOST_COMPARED}"
    return sql, [word, NEAR, *values, *(f"%{pair}%" for pair in pairs)]


def about_as_long(word):
    """What is short as it is typed may be a long word; as a short one it is asked for otherwise."""
    fewest = len(word) - 2 if len(word) >= LONG else LONG
    return f"length(word) BETWEEN {fewest} AND {len(word) + 2}"


def within_script(word):
    """Where words of scripts without spaces stand in the index."""
    there = (
        "word ~>=~ %s AND word ~<~ %s" if connection.vendor == "postgresql" else "word >= %s AND word < %s"
    )
    return there, ["\u2e80", LAST] if word[0] >= "\u2e80" else ["\u0e00", "\u0f00"]


def with_triples():
    return "id IN (SELECT rowid FROM recruiters_trigrams WHERE recruiters_trigrams MATCH %s)"
