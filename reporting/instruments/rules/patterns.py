"""Regular expressions without catastrophes: a pattern becomes a small machine that reads each letter once.

The language is what every engine of ODK's family reads alike: letters, `.`, classes, escapes, brackets, `|`,
`^` at the start, `$` at the end, and the repetitions `? * + {n,m}`. A text is matched as a whole. A machine
is a list of states: ["one", is negated, ranges of letters, next], ["fork", next, next] or ["end"].
"""

from typing import Any

from django.utils.translation import gettext as _

MAX_STATES = 600
MAX_REPETITION = 200
MAX_DEPTH = 20
DIGITS = [[48, 57]]
WORD = [[48, 57], [65, 90], [95, 95], [97, 122]]
SPACE = [
    *([9, 13], [32, 32], [160, 160], [5760, 5760], [8192, 8202], [8232, 8233], [8239, 8239]),
    *([8287, 8287], [12288, 12288], [65279, 65279]),
]
LINE_ENDS = [[10, 10], [13, 13], [8232, 8233]]
CLASSES = {"d": (False, DIGITS), "D": (True, DIGITS), "w": (False, WORD), "W": (True, WORD)}
CLASSES |= {"s": (False, SPACE), "S": (True, SPACE)}
CONTROLS = {"t": 9, "n": 10, "r": 13, "f": 12, "v": 11}
LAST_LETTER = 0x10FFFF
Node = tuple[Any, ...]


class PatternError(ValueError):
    """Raised with a sentence that says what is wrong in a pattern."""


def compile_pattern(text: str) -> list[list]:
    """Return the machine of a pattern; raise PatternError if it is not in the language."""
    body = text[1:] if text.startswith("^") else text
    if body.endswith("$") and (len(body) - len(body[:-1].rstrip("\\")) - 1) % 2 == 0:
        body = body[:-1]
    parser = _Reader(body)
    tree = parser.alternatives(0)
    if parser.position < len(body):
        raise PatternError(_("“%s” closes nothing.") % body[parser.position])
    states: list[list] = []
    _write(tree, states)
    states.append(["end"])
    return states


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def take(self) -> str:
        letter = self.peek()
        if not letter:
            raise PatternError(_("The pattern ends too early."))
        self.position += 1
        return letter

    def alternatives(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise PatternError(_("The brackets are nested too deeply."))
        branches = [self.sequence(depth)]
        while self.peek() == "|":
            self.take()
            branches.append(self.sequence(depth))
        return ("or", branches) if len(branches) > 1 else branches[0]

    def sequence(self, depth: int) -> Node:
        parts = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated(self.atom(depth)))
        return ("all", parts)

    def atom(self, depth: int) -> Node:
        letter = self.take()
        match letter:
            case "(":
                return self.group(depth)
            case "[":
                return self.letter_class()
            case ".":
                return ("one", True, LINE_ENDS)
            case "\\":
                return ("one", *self.escape())
            case "*" | "+" | "?" | "{" | "^" | "$":
                raise PatternError(_("“%s” may not stand here.") % letter)
        return ("one", False, [[ord(letter), ord(letter)]])

    def group(self, depth: int) -> Node:
        if self.peek() == "?":
            self.take()
            if self.take() != ":":
                raise PatternError(_("Brackets that begin with “(?” are not read, except “(?:”."))
        inner = self.alternatives(depth + 1)
        if self.peek() != ")":
            raise PatternError(_("A bracket is not closed."))
        self.take()
        return inner

    def escape(self) -> tuple[bool, list]:
        letter = self.take()
        if letter in CLASSES:
            return CLASSES[letter]
        if letter in CONTROLS:
            return False, [[CONTROLS[letter], CONTROLS[letter]]]
        if letter == "u":
            digits = "".join(self.take() for _digit in range(4))
            try:
                return False, [[int(digits, 16), int(digits, 16)]]
            except ValueError:
                raise PatternError(_("“%s” is not read in a pattern.") % f"\\u{digits}") from None
        if letter.isalnum():
            raise PatternError(_("“%s” is not read in a pattern.") % f"\\{letter}")
        return False, [[ord(letter), ord(letter)]]

    def letter_class(self) -> Node:
        negated = self.peek() == "^"
        if negated:
            self.take()
        ranges: list = []
        while self.peek() != "]" or not ranges:
            low = self.class_member()
            if (
                self.peek() == "-"
                and self.text[self.position + 1 : self.position + 2] != "]"
                and len(low) == 1
            ):
                self.take()
                high = self.class_member()
                if len(high) != 1 or high[0][0] < low[0][0]:
                    raise PatternError(_("A range of letters runs backwards."))
                low = [[low[0][0], high[0][0]]]
            ranges += low
        self.take()
        return ("one", negated, ranges)

    def class_member(self) -> list:
        letter = self.take()
        if letter == "[" and self.peek() == ":":
            raise PatternError(_("“%s” is not read in a pattern.") % "[:")
        if letter != "\\":
            return [[ord(letter), ord(letter)]]
        negated, ranges = self.escape()
        return outside(ranges) if negated else ranges

    def repeated(self, atom: Node) -> Node:
        least, most = 1, 1
        match self.peek():
            case "*":
                least, most = 0, -1
            case "+":
                least, most = 1, -1
            case "?":
                least, most = 0, 1
            case "{":
                least, most = self.counts()
            case _other:
                return atom
        if self.text[self.position] != "}":
            self.take()
        else:
            self.position += 1
        if self.peek() in ("*", "+", "?"):
            if self.peek() == "?":
                self.take()  # lazy or greedy is the same for a text matched as a whole
            else:
                raise PatternError(_("Two repetitions stand one after the other."))
        # What writes no state is not repeated: a repetition of nothing could take for ever.
        return ("many", atom, least, most) if most and _has_states(atom) else ("all", [])

    def counts(self) -> tuple[int, int]:
        """Read `{n}`, `{n,}` or `{n,m}` up to its bracket; most is -1 without a limit."""
        end = self.text.find("}", self.position)
        low, comma, high = self.text[self.position + 1 : end if end > 0 else None].partition(",")
        if end < 0 or not (low or high) or any(part and not part.isdecimal() for part in (low, high)):
            raise PatternError(_("Braces in a pattern hold one or two numbers, as {2,4}."))
        least = int(low or 0)
        most = int(high) if high else (-1 if comma else least)
        if least > MAX_REPETITION or most > MAX_REPETITION or 0 <= most < least:
            raise PatternError(_("A repetition may go up to %s.") % MAX_REPETITION)
        self.position = end
        return least, most


def outside(ranges: list) -> list:
    """Return the ranges of all other letters."""
    found, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            found.append([start, low - 1])
        start = max(start, high + 1)
    return [*found, [start, LAST_LETTER]]


def _has_states(node: Node) -> bool:
    return any(_has_states(part) for part in node[1]) if node[0] == "all" else True


def _write(node: Node, states: list[list]) -> None:
    """Append the states of a node; each leads on to the state after the last."""
    if len(states) > MAX_STATES:
        raise PatternError(_("The pattern is too long."))
    match node:
        case ("one", negated, ranges):
            states.append(["one", negated, ranges, len(states) + 1])
        case ("all", parts):
            for part in parts:
                _write(part, states)
        case ("or", branches):
            _write_branches(branches, states)
        case ("many", inner, least, most):
            _write_repetition(inner, least, most, states)


def _write_branches(branches: list, states: list[list]) -> None:
    ends = []
    for branch in branches[:-1]:
        fork = ["fork", len(states) + 1, 0]
        states.append(fork)
        _write(branch, states)
        end = ["fork", 0, 0]
        ends.append(end)
        states.append(end)
        fork[2] = len(states)
    _write(branches[-1], states)
    for end in ends:
        end[1] = end[2] = len(states)


def _write_repetition(inner: Node, least: int, most: int, states: list[list]) -> None:
    for _time in range(least):
        _write(inner, states)
    if most < 0:
        fork = ["fork", len(states) + 1, 0]
        back = len(states)
        states.append(fork)
        _write(inner, states)
        states.append(["fork", back, back])
        fork[2] = len(states)
        return
    forks = []
    for _time in range(most - least):
        forks.append(["fork", len(states) + 1, 0])
        states.append(forks[-1])
        _write(inner, states)
    for fork in forks:
        fork[2] = len(states)


def matches(machine: Any, text: str) -> bool:
    """Return True if a machine reads a text as a whole. Never raises: nonsense matches nothing."""
    try:
        return _run(machine, text)
    except (TypeError, ValueError, IndexError, KeyError, RecursionError):
        return False


def _run(machine: list, text: str) -> bool:
    """Follow all ways through the machine at once. What is reached from where by which letter is kept."""
    known: dict[tuple[frozenset, str], frozenset] = {}
    here = _reach(machine, [0])
    for letter in text:
        step = (here, letter)
        if step not in known:
            ways = [machine[place][3] for place in here if _accepts(machine[place], ord(letter))]
            known[step] = _reach(machine, ways)
        here = known[step]
        if not here:
            return False
    return any(machine[place][0] == "end" for place in here)


def _reach(machine: list, places: list[int]) -> frozenset:
    """Return the states that read a letter, or end, which are reached from these without reading one."""
    open_places, seen = list(places), set()
    while open_places:
        place = open_places.pop()
        if place not in seen:
            seen.add(place)
            if machine[place][0] == "fork":
                open_places += machine[place][1:]
    return frozenset(place for place in seen if machine[place][0] != "fork")


def _accepts(state: list, letter: int) -> bool:
    if state[0] != "one":
        return False
    return any(low <= letter <= high for low, high in state[2]) is not state[1]
