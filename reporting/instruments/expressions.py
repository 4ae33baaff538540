"""Compiling XLSForm expressions to a closed tree of lists, which logic.py evaluates."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MAX_TOKENS = 400
MAX_NESTING = 20
MAX_DEPTH = 64
# Spreadsheets turn straight quotation marks into curly ones by themselves.
STRAIGHT_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")

TOKEN = re.compile(
    r"""(?P<space>\s+)
      | \$\{\s*(?P<answer>[A-Za-z_][A-Za-z0-9_.-]*)\s*\}
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<sign><=|>=|!=|[=<>+\-(),.])
      | (?P<word>[A-Za-z_][A-Za-z0-9_-]*)
      | (?P<unknown>.)""",
    re.VERBOSE | re.DOTALL,
)
EXACT_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,4})?")
BINDING = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5}
COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}
CONDITIONS = {"and", "or", "not", "selected"} | COMPARISONS
FUNCTIONS = {
    "not": 1,
    "selected": 2,
    "count-selected": 1,
    "string-length": 1,
    "today": 0,
    "true": 0,
    "false": 0,
}
OPERATOR_OF = {"count-selected": "count", "string-length": "length"}


class LogicError(ValueError):
    """Raised with a sentence that says what is wrong in an expression, and where."""


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    place: int

    def error(self, sentence: str) -> LogicError:
        """Return the error to raise about this token."""
        return LogicError(
            _("At character %(place)d: %(problem)s") % {"place": self.place, "problem": sentence}
        )


def compile_expression(text: str, known_names: Iterable[str]) -> Any:
    """Return the tree of a condition such as `${q1} = 'yes' and not(selected(${q2}, 'none'))`.

    Raise LogicError for what is not in the language, for unknown names, and for what is too long or too deep.
    """
    tokens = list(_tokens(text.translate(STRAIGHT_QUOTES)))
    if len(tokens) > MAX_TOKENS:
        raise LogicError(_("The expression is too long; split the question or simplify the rule."))
    parser = _Parser(tokens, set(known_names))
    tree = parser.expression()
    if parser.token.kind != "end":
        raise parser.token.error(_("“%s” was not expected here.") % parser.token.text)
    if not _is_condition(tree):
        raise LogicError(_("This is not a condition; compare it with something, for example ${q1} = 'yes'."))
    if _depth(tree) > MAX_DEPTH:
        raise LogicError(_("The expression is too deep; simplify the rule."))
    return tree


def _tokens(text: str) -> Iterator[Token]:
    for found in TOKEN.finditer(text):
        kind = str(found.lastgroup)
        token = Token(kind, found[kind], found.start() + 1)
        if token.kind == "unknown":
            raise token.error(_("“%s” is not part of the language of rules.") % token.text)
        if token.kind != "space":
            yield token
    yield Token("end", _("the end"), len(text) + 1)


def _depth(ast: Any) -> int:
    return 1 + max((_depth(part) for part in ast[1:]), default=0) if isinstance(ast, list) else 0


def _is_condition(ast: Any) -> bool:
    return isinstance(ast, bool) or (isinstance(ast, list) and ast[0] in CONDITIONS)


def _is_quantity(ast: Any) -> bool:
    if isinstance(ast, list):
        return ast[0] not in CONDITIONS and ast[0] != "today"
    return not isinstance(ast, bool | str)


def _is_question(ast: Any) -> bool:
    return isinstance(ast, list) and ast[0] in {"answer", "this"}


class _Parser:
    def __init__(self, tokens: list[Token], known_names: set[str]) -> None:
        self.tokens, self.known_names = tokens, known_names
        self.position = self.nesting = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.token
        self.position += 1
        return token

    def expect(self, sign: str) -> None:
        if self.token.kind != "sign" or self.token.text != sign:
            raise self.token.error(
                _("“%(sign)s” is missing before “%(found)s”.") % {"sign": sign, "found": self.token.text}
            )
        self.position += 1

    def expression(self, floor: int = 0) -> Any:
        left = self.operand()
        while self.token.kind in {"sign", "word"} and BINDING.get(self.token.text, 0) > floor:
            operator = self.take()
            left = self.join(operator, left, self.expression(BINDING[operator.text]))
        return left

    def join(self, operator: Token, left: Any, right: Any) -> list[Any]:
        if operator.text in {"and", "or"}:
            self.check_conditions(operator, left, right)
            already = left[1:] if isinstance(left, list) and left[0] == operator.text else [left]
            return [operator.text, *already, right]
        if operator.text in COMPARISONS:
            self.check_values(operator, left, right)
        elif not (_is_quantity(left) and _is_quantity(right)):
            raise operator.error(_("only numbers can be added or subtracted."))
        return [operator.text, left, right]

    def check_conditions(self, where: Token, *parts: Any) -> None:
        if not all(_is_condition(part) for part in parts):
            raise where.error(
                _("“%s” joins conditions; write for example ${q1} = 'yes' rather than ${q1} alone.")
                % where.text
            )

    def check_values(self, where: Token, *parts: Any) -> None:
        if any(_is_condition(part) for part in parts):
            raise where.error(_("compare answers, not conditions; join comparisons with “and” or “or”."))
        if "" in parts:
            raise where.error(
                _("an unanswered question is not compared with ''; write string-length(${q1}) = 0.")
            )

    def operand(self) -> Any:
        token = self.take() if self.token.kind != "end" else self.token
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise token.error(_("brackets are nested too deeply."))
        try:
            return self.parse_operand(token)
        finally:
            self.nesting -= 1

    def parse_operand(self, token: Token) -> Any:
        match token.kind, token.text:
            case "text", text:
                return text[1:-1]
            case "number", _digits:
                return self.number(token)
            case "answer", _name:
                return self.answer(token)
            case "word", _name:
                return self.function(token)
            case "sign", ".":
                return ["this"]
            case "sign", "(":
                inner = self.expression()
                self.expect(")")
                return inner
            case "sign", "-":
                return self.negative(token)
        raise token.error(_("a question, a value or a function was expected, not “%s”.") % token.text)

    def number(self, token: Token) -> int | float:
        if not EXACT_NUMBER.fullmatch(token.text):
            raise token.error(_("numbers may have up to 15 digits and 4 decimals."))
        return float(token.text) if "." in token.text else int(token.text)

    def negative(self, token: Token) -> Any:
        value = self.operand()
        if not _is_quantity(value):
            raise token.error(_("only a number can be negative."))
        return ["-", 0, value] if isinstance(value, list) else -value

    def answer(self, token: Token) -> list[str]:
        if token.text not in self.known_names:
            raise token.error(_("there is no question “%s” that can be asked here.") % token.text)
        return ["answer", token.text]

    def function(self, token: Token) -> Any:
        if token.text not in FUNCTIONS or self.token.text != "(":
            raise token.error(self.explain_word(token.text))
        arguments = self.arguments()
        if len(arguments) != FUNCTIONS[token.text]:
            raise token.error(_("“%s” has the wrong number of values in its brackets.") % token.text)
        if token.text in {"true", "false"}:
            return token.text == "true"
        if token.text == "not":
            self.check_conditions(token, *arguments)
        elif arguments and not _is_question(arguments[0]):
            raise token.error(_("“%s” asks a question: start with ${name} or a dot.") % token.text)
        if token.text == "selected" and not (isinstance(arguments[1], str) and arguments[1]):
            raise token.error(
                _("“selected” takes an option in quotes, for example selected(${q6}, 'other').")
            )
        return [OPERATOR_OF.get(token.text, token.text), *arguments]

    def explain_word(self, word: str) -> str:
        if word in FUNCTIONS:
            return _("“%s” is followed by brackets.") % word
        if self.token.text == "(":
            allowed = ", ".join(FUNCTIONS)
            return _("“%(word)s” is not a function of this language; the functions are %(allowed)s.") % {
                "word": word,
                "allowed": allowed,
            }
        return _("“%s” is not known; put options in quotes and questions in ${ }.") % word

    def arguments(self) -> list[Any]:
        self.expect("(")
        values = []
        while self.token.text != ")" or self.token.kind != "sign":
            if values:
                self.expect(",")
            values.append(self.expression())
        self.expect(")")
        return values
