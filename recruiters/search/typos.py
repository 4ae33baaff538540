"""Typing errors and ways of spelling: how far two words are apart, and what a mistyped one may mean."""

from functools import cache

# From so many letters on two typing errors are forgiven instead of one; below the other none, nor beyond.
LONG, SHORT, LONGEST = 7, 4, 20
# Ways of writing one sound, as names from other scripts have them.
SOUNDS = (("ee", "i"), ("oo", "u"), ("ph", "f"))


def forgiven(word):
    return 0 if len(word) < SHORT or len(word) > LONGEST else 1 if len(word) < LONG else 2


def errors(typed, other):
    """How many typing errors lie between two words, if so many are forgiven; else more than any.

    The longer word counts: who leaves a letter out types a shorter one.
    """
    allowed = forgiven(max(typed, other, key=len))
    apart = distance(typed, other) if abs(len(typed) - len(other)) <= allowed else LONGEST
    return apart if apart <= allowed else LONGEST


def distance(one, other):
    """How many typing errors lie between two words: letters added, left out, wrong, or two exchanged."""
    one, other = unlike(one, other)
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


def unlike(one, other):
    """Two words without the letters in which they begin and end alike."""
    most = min(len(one), len(other))
    start = next((i for i in range(most) if one[i] != other[i]), most)
    one, other = one[start:], other[start:]
    most = min(len(one), len(other))
    end = next((i for i in range(most) if one[-1 - i] != other[-1 - i]), most)
    return one[: len(one) - end], other[: len(other) - end]


def one_error(word, letters=None, *, longer=True):
    """A letter left out, doubled or strange, wrong, or two of them exchanged; `letters`: of the same script.

    Without `longer` nothing that was typed is taken for a letter too many.
    """
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    letters = alphabet(word[0]) if letters is None else letters
    strange = {a + b[1:] for a, b in cuts if b and longer}
    exchanged = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    wrong = {a + letter + b[1:] for a, b in cuts if b for letter in letters}
    left_out = {a + letter + b for a, b in cuts for letter in letters}
    return (strange | exchanged | wrong | left_out) - {word}


@cache
def alphabet(letter):
    """The small letters of a letter's block of Unicode; none for scripts without an alphabet."""
    start = ord(letter) & ~0x7F
    if has_no_spaces(letter):
        return ()
    return tuple(chr(c) for c in range(start, start + 0x80) if chr(c).isalpha() and chr(c) == chr(c).lower())


def has_no_spaces(text):
    """Whether a text is in a script that writes words without spaces, as Chinese, Japanese and Thai."""
    return text[0] >= "\u2e80" or "\u0e00" <= text[0] <= "\u0eff"


def respelt(word):
    """The word with one sound written the other way.

    >>> sorted(respelt("khalij")), sorted(respelt("noor"))
    (['khaleej'], ['nur'])
    """
    return {
        word[:at] + there + word[at + len(here) :]
        for pair in SOUNDS
        for here, there in (pair, pair[::-1])
        for at in range(len(word))
        if word.startswith(here, at)
    }


def halves(word):
    """How a word may begin with one typing error or none, and how it ends without any.

    Of two errors either both lie in the first half, or at most one does. Letters exchanged in the middle
    change both halves.
    """
    middle = (len(word) + 1) // 2
    first, second = word[:middle], word[middle:]
    return sorted(one_error(first, longer=len(word) >= LONG) | {first}), [second, first[-1] + second[1:]]
