"""The words that names on the registers have, and which of them a typed word may stand for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from recruiters.search.dialects import (
    CHINESE_AND_JAPANESE,
    MOST_COMPARED,
    NAME_WORDS,
    SQL,
    THAI_AND_LAO,
    search_dialect,
)
from recruiters.search.sql import WordLookup, look_up_rows
from recruiters.search.typos import (
    LONG,
    allowed_typos,
    count_typos,
    is_without_spaces,
    other_spellings,
    split_in_halves,
    with_one_typo,
)

# Of each kind the shortest or closest words are taken, this many.
MOST_WORDS_FOUND = 40
# So many ways of mistyping are looked up in one search.
MOST_VARIANTS = 4000
# What words are looked up for: a typed word is part of them, is like them, or is one of them.
PART, LIKE, WHOLE = range(3)


@dataclass(frozen=True)
class KnownWords:
    """What is known of the words of a search.

    `containing`: {typed word: words it is part of, the shortest first};
    `similar`: {typed word: {word like it: typing errors between}}; `whole`: those pieces that are words.
    """

    containing: dict[str, list[str]] = field(default_factory=dict)
    similar: dict[str, dict[str, int]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()


def look_up_words(typed: list[str], joined: list[str], pieces: list[str]) -> KnownWords:
    """Look up words as typed, neighbours written as one, and pieces of words. With one query."""
    lookups = [words_containing(word) for word in (*typed, *joined)]
    variants_left = MOST_VARIANTS
    for word in typed:
        for lookup, variants in similar_words(word):
            variants_left -= variants
            lookups += [lookup] if variants_left >= 0 else []
    lookups += [WordLookup(search_dialect().words_among(pieces), WHOLE)] if pieces else []
    found: dict[int, dict[str, set[str]]] = {PART: {}, LIKE: {}, WHOLE: {}}
    for word, other, kind in look_up_rows(lookups):
        found[kind].setdefault(word, set()).add(other)
    parts = found[PART]
    return KnownWords(
        {word: sorted(others, key=lambda o: (len(o), o)) for word, others in parts.items()},
        {word: closest_words(word, others, parts.get(word, ())) for word, others in found[LIKE].items()},
        frozenset(found[WHOLE].get("", ())),
    )


def closest_words(word: str, others: Collection[str], containing: Collection[str]) -> dict[str, int]:
    """Return {word that may have been meant: typing errors}, the closest first.

    Somebody who typed a known word made one error at most.
    """
    if is_without_spaces(word):
        return dict.fromkeys(sorted(o for o in others if shares_pairs(word, o))[:MOST_WORDS_FOUND], 1)
    most = 1 if word in containing else 2
    spellings = other_spellings(word)
    typos = {o: 1 if o in spellings else count_typos(word, o) for o in {*others} - {*containing}}
    closest = sorted((count, other) for other, count in typos.items() if count <= most)
    return {other: count for count, other in closest[:MOST_WORDS_FOUND]}


def shares_pairs(word: str, other: str) -> bool:
    """True if two of three pairs of neighbouring signs of a word stand in the other one too."""
    pairs = neighbouring_pairs(word)
    return 3 * sum(pair in other for pair in pairs) >= 2 * len(pairs)


def neighbouring_pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)]


def words_containing(word: str) -> WordLookup:
    """Return the lookup of the shortest words that a word is part of: itself before all."""
    shortest = f"ORDER BY length(word) LIMIT {MOST_WORDS_FOUND}"
    if is_without_spaces(word) and len(word) == 2:
        condition, values = is_of_script(word)
        rows = f"{NAME_WORDS} WHERE {condition} AND word LIKE %s {shortest}"
        return WordLookup((rows, [*values, f"%{word}%"]), PART, word)
    if len(word) < 3:
        return WordLookup((f"{NAME_WORDS} WHERE word = %s", [word]), PART, word)
    rows, values = search_dialect().words_with_part(word)
    return WordLookup((f"{rows} {shortest}", values), PART, word)


def similar_words(word: str) -> Iterator[tuple[WordLookup, int]]:
    """Yield lookups of words one or two typing errors away, each with the number of variants it asks for."""
    if is_without_spaces(word):
        if len(word) > 2:
            yield words_sharing_pairs(word), len(word)
        return
    if not allowed_typos(word):
        return
    dialect = search_dialect()
    variants = sorted(other_spellings(word) | (with_one_typo(word) if len(word) < LONG else set()))
    if variants:
        yield WordLookup(dialect.words_among(variants), LIKE, word), len(variants)
    if len(word) >= LONG - 1:
        beginnings, endings = split_in_halves(word)
        lengths = similar_lengths(word)
        yield WordLookup(dialect.words_beginning(beginnings, lengths), LIKE, word), len(beginnings)
        yield WordLookup(dialect.words_ending(endings, lengths), LIKE, word), len(endings)


def words_sharing_pairs(word: str) -> WordLookup:
    """Return the lookup of words of the script that have one of the pairs of neighbouring signs."""
    pairs = neighbouring_pairs(word)
    condition, values = is_of_script(word)
    any_pair = " OR ".join(["word LIKE %s"] * len(pairs))
    rows = f"{NAME_WORDS} WHERE {condition} AND ({any_pair}) LIMIT {MOST_COMPARED}"
    return WordLookup((rows, [*values, *(f"%{pair}%" for pair in pairs)]), LIKE, word)


def similar_lengths(word: str) -> tuple[int, int]:
    """Return how short and how long a word may be that this one stands for.

    Shorter words than LONG are found by all variants of the whole word.
    """
    return (len(word) - 2 if len(word) >= LONG else LONG), len(word) + 2


def is_of_script(word: str) -> SQL:
    """Condition: a word is of the same kind of script without spaces."""
    script = CHINESE_AND_JAPANESE if word[0] >= CHINESE_AND_JAPANESE[0] else THAI_AND_LAO
    return search_dialect().word_between(), [*script]
