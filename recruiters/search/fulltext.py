"""The index of words: conditions that ask which entries have these words, for either database.

A word stands for itself, with an asterisk for whatever begins so; words with spaces between must all be
there.
"""

from django.db import connection

# As it stands in the index, which a query must repeat to be answered by it.
WORDS = "array_to_tsvector(string_to_array(search_text, ' '))"


def having(lists):
    """The condition (SQL, values) that an entry has one word of each list."""
    queries = [either([together(words) for words in alternatives]) for alternatives in lists]
    if connection.vendor == "postgresql":
        # Each list for itself: of many words in one query the index looks at every entry that has any.
        return " AND ".join([f"{WORDS} @@ %s::tsquery"] * len(queries)), queries
    match = "id IN (SELECT rowid FROM recruiters_words WHERE recruiters_words MATCH %s)"
    return match, [" AND ".join(queries)]


def either(terms):
    found = list(dict.fromkeys(terms))
    return f"({(' | ' if connection.vendor == 'postgresql' else ' OR ').join(found)})"


def together(words):
    terms = [term(word) for word in words.split()]
    return f"({(' & ' if connection.vendor == 'postgresql' else ' AND ').join(terms)})"


def term(word):
    begins, word = word.endswith("*"), word.removesuffix("*")
    if connection.vendor == "postgresql":
        quoted = word.replace("\\", "").replace("'", "")
        return f"'{quoted}':*" if begins else f"'{quoted}'"
    quoted = word.replace('"', "")
    return f'"{quoted}"*' if begins else f'"{quoted}"'
