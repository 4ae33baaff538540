"""Write numbers as a sheet shows them, where their format fills them up with zeros: 417 as 00417."""

import re

# Colours, conditions and languages in square brackets say nothing of the digits.
BRACKETS = re.compile(r"\[[^\]]*\]")
# Literal text in quotation marks, a literal character, a digit, or a mark that stands for itself.
TOKEN = re.compile(r'"([^"]*)"|\\(.)|([0#])|([-/ ()+:])')

# Pieces of a format in their order: "0" and "#" are digits, everything else is shown as it is in a tuple.
ZeroFormat = list[str | tuple[str]]


def read_zero_format(code: str) -> ZeroFormat | None:
    """Return the pieces of a format that fills up with zeros; None for every other format.

    >>> read_zero_format("00000"), read_zero_format("#,##0.00"), read_zero_format("yyyy")
    (['0', '0', '0', '0', '0'], None, None)
    """
    code = BRACKETS.sub("", code[:200]).partition(";")[0]
    pieces: ZeroFormat = []
    place = 0
    while place < len(code):
        token = TOKEN.match(code, place)
        if not token:
            return None
        place = token.end()
        quoted, escaped, digit, mark = token.groups()
        pieces.append(digit or (quoted or escaped or mark or "",))
    zeros, digits = pieces.count("0"), pieces.count("0") + pieces.count("#")
    shows_text = any(piece[0].strip() for piece in pieces if isinstance(piece, tuple))
    return pieces if zeros > 1 or (zeros and digits and shows_text) else None


def write_with_zeros(number: int, pieces: ZeroFormat) -> str:
    """Return the number as the format shows it.

    >>> write_with_zeros(417, read_zero_format('"DMW-"0000')), "%s" % write_with_zeros(12345, ["0", "0"])
    ('DMW-0417', '12345')
    """
    left = [*str(number)]
    first = min(place for place, piece in enumerate(pieces) if isinstance(piece, str))
    shown: list[str] = []
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        if isinstance(piece, tuple):
            shown.append(piece[0])
        elif place == first:
            shown.append("".join(left) or ("0" if piece == "0" else ""))
        elif left or piece == "0":
            shown.append(left.pop() if left else "0")
    return "".join(reversed(shown))


def has_lost_digits(text: str) -> bool:
    """Return True for a number beyond the 15 digits that spreadsheet programs store.

    >>> has_lost_digits("9912140633506421777"), has_lost_digits("0.30000000000000004")
    (True, False)
    """
    try:
        return abs(float(text)) >= 1e15
    except ValueError:
        return False
