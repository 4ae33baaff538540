"""The SQL of the search that differs between the two databases: one class for each, with the same methods.

Conditions are about a row of recruiters_recruiter. Lookups are the part of a query behind FROM, about rows of
recruiters_nameword; both come as SQL with its values. A word stands for itself, with an asterisk for whatever
begins with it; words with spaces between must all be there.
"""

import json
from collections.abc import Callable, Sized
from typing import Protocol

from django.db import connection

SQL = tuple[str, list]
NAME_WORDS = "recruiters_nameword"
# No word sorts behind it.
LAST = chr(0x10FFFF)
# Scripts that write words without spaces, as ranges of their letters: from Thai to Lao, from Chinese on.
THAI_AND_LAO, CHINESE_AND_JAPANESE = ("\u0e00", "\u0f00"), ("\u2e80", LAST)
# So many words are compared with a mistyped one.
MOST_COMPARED = 2000


class SearchDialect(Protocol):
    # What ends the query of one level of a search, to read no more entries than a search shows.
    level_limit: str

    def has_words(self, groups: list[list[str]]) -> SQL:
        """Condition: an entry has one word of each group."""

    def has_other_key(self, keys: list[str]) -> SQL:
        """Condition: a trading or former name has one of these keys."""

    def words_with_part(self, part: str) -> SQL:
        """Lookup of the words that three or more letters are part of."""

    def words_among(self, variants: list[str]) -> SQL:
        """Lookup of those variants that are words."""

    def words_beginning(self, beginnings: list[str], lengths: tuple[int, int]) -> SQL:
        """Lookup of words of these lengths with one of the beginnings."""

    def words_ending(self, endings: list[str], lengths: tuple[int, int]) -> SQL:
        """Lookup of words of these lengths with one of the endings, of three letters or more."""

    def word_between(self) -> str:
        """Condition of a lookup, with two values: a word lies between them, the second excluded."""


class PostgresSearch:
    """An index of each entry's words, one of trigrams over the words of all names, and sorted comparisons."""

    # Knowing of a limit, the planner would rather read the table than the index of words.
    level_limit = ""
    # The index of words, which a query must repeat to be answered by it.
    words = "array_to_tsvector(string_to_array(search_text, ' '))"

    def has_words(self, groups: list[list[str]]) -> SQL:
        queries = [match_any(group, both=" & ", either=" | ", quote=self.quote) for group in groups]
        # Each group by itself: for many words in one query the index looks at every entry that has any.
        return " AND ".join([f"{self.words} @@ %s::tsquery"] * len(queries)), queries

    @staticmethod
    def quote(word: str, is_beginning: bool) -> str:
        quoted = word.replace("\\", "").replace("'", "")
        return f"'{quoted}':*" if is_beginning else f"'{quoted}'"

    def has_other_key(self, keys: list[str]) -> SQL:
        return "other_keys <> '' AND string_to_array(other_keys, '|') && %s", [keys]

    def words_with_part(self, part: str) -> SQL:
        return f"{NAME_WORDS} WHERE word LIKE %s", [f"%{part}%"]

    def words_among(self, variants: list[str]) -> SQL:
        return self._each(variants, "word ~<=~ variant")

    def words_beginning(self, beginnings: list[str], lengths: tuple[int, int]) -> SQL:
        return self._each(beginnings, f"word ~<~ (variant || '{LAST}') AND {has_length(lengths)}")

    def _each(self, variants: list[str], bound: str) -> SQL:
        """Words from each variant on up to a bound, one by one through the index of these comparisons.

        For equality PostgreSQL would take the index of trigrams, which needs seconds for many words.
        """
        words = f"SELECT word FROM {NAME_WORDS} WHERE word ~>=~ variant AND {bound} LIMIT {MOST_COMPARED}"
        rows = f"unnest(%s::text[]) AS variant CROSS JOIN LATERAL ({words}) AS words LIMIT {MOST_COMPARED}"
        return rows, [variants]

    def words_ending(self, endings: list[str], lengths: tuple[int, int]) -> SQL:
        condition, values = has_ending(endings, lengths)
        return f"{NAME_WORDS} WHERE {condition} LIMIT {MOST_COMPARED}", values

    def word_between(self) -> str:
        return "word ~>=~ %s AND word ~<~ %s"


class SqliteSearch:
    """Two tables of FTS5, kept by triggers: the words of each entry, and the trigrams of all words."""

    level_limit = "LIMIT %d"

    def has_words(self, groups: list[list[str]]) -> SQL:
        queries = [match_any(group, both=" AND ", either=" OR ", quote=self.quote) for group in groups]
        match = "id IN (SELECT rowid FROM recruiters_words WHERE recruiters_words MATCH %s)"
        return match, [" AND ".join(queries)]

    @staticmethod
    def quote(word: str, is_beginning: bool) -> str:
        quoted = word.replace('"', "")
        return f'"{quoted}"*' if is_beginning else f'"{quoted}"'

    def has_other_key(self, keys: list[str]) -> SQL:
        # Nearly all have one key or none, which an index knows; those with more are read through.
        single = f"other_keys <> '' AND other_keys IN ({placeholders(keys)})"
        several = f"other_keys LIKE '|%%|%%|' AND ({' OR '.join(['instr(other_keys, %s)'] * len(keys))})"
        rows = " UNION ALL ".join(
            f"SELECT id FROM recruiters_recruiter WHERE {condition}" for condition in (single, several)
        )
        return f"id IN ({rows})", [f"|{key}|" for key in keys] * 2

    def words_with_part(self, part: str) -> SQL:
        return f"{NAME_WORDS} WHERE {self._has_trigrams()}", [f'"{part}"']

    @staticmethod
    def _has_trigrams() -> str:
        return "id IN (SELECT rowid FROM recruiters_trigrams WHERE recruiters_trigrams MATCH %s)"

    def words_among(self, variants: list[str]) -> SQL:
        return f"{NAME_WORDS} WHERE word IN (SELECT value FROM json_each(%s))", [json.dumps(variants)]

    def words_beginning(self, beginnings: list[str], lengths: tuple[int, int]) -> SQL:
        # CROSS JOIN: SQLite keeps this order of the tables, and so uses the index of words.
        rows = f"json_each(%s) CROSS JOIN {NAME_WORDS}"
        condition = f"word >= value AND word < value || '{LAST}' AND {has_length(lengths)}"
        return f"{rows} WHERE {condition} LIMIT {MOST_COMPARED}", [json.dumps(beginnings)]

    def words_ending(self, endings: list[str], lengths: tuple[int, int]) -> SQL:
        condition, values = has_ending(endings, lengths)
        condition = f"{condition} AND {self._has_trigrams()} LIMIT {MOST_COMPARED}"
        return f"{NAME_WORDS} WHERE {condition}", [*values, " OR ".join(f'"{end}"' for end in endings)]

    def word_between(self) -> str:
        return "word >= %s AND word < %s"


DIALECTS: dict[str, SearchDialect] = {"postgresql": PostgresSearch(), "sqlite": SqliteSearch()}


def search_dialect() -> SearchDialect:
    return DIALECTS[connection.vendor]


def match_any(words: list[str], *, both: str, either: str, quote: Callable[[str, bool], str]) -> str:
    """Return a full-text query for one word of several, each of which may be words with spaces between."""
    terms = [
        f"({both.join(quote(part.removesuffix('*'), part.endswith('*')) for part in word.split())})"
        for word in words
    ]
    return f"({either.join(dict.fromkeys(terms))})"


def has_ending(endings: list[str], lengths: tuple[int, int]) -> SQL:
    any_ending = " OR ".join(["word LIKE %s"] * len(endings))
    return f"({any_ending}) AND {has_length(lengths)}", [f"%{end}" for end in endings]


def has_length(lengths: tuple[int, int]) -> str:
    return f"length(word) BETWEEN {int(lengths[0])} AND {int(lengths[1])}"


def placeholders(values: Sized) -> str:
    return ", ".join(["%s"] * len(values))
