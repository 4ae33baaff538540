"""Compiling XLSForm expressions to a closed tree of lists, which logic.py evaluates."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reporting.instruments.rules.calls import ALLOWED, build_call, explain_refused
from reporting.instruments.rules.scope import (
    COMPARISONS,
    CONDITION,
    DAY,
    NUMBER,
    Scope,
    is_never_blank_text,
    kind_of,
)

MAX_TOKENS = 400
MAX_NESTING = 20
MAX_DEPTH = 64

# Spreadsheets turn straight quotation marks into curly ones by themselves.
STRAIGHT_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")

TOKEN = re.compile(
    r"""(?P<space>\s+)
      | \$\{\s*(?P<answer>[A-Za-z_][A-Za-z0-9_.-]*)\s*\}
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
      | (?P<sign><=|>=|!=|\.\.|[=<>+\-(),.*])
      | (?P<word>[A-Za-z_][A-Za-z0-9_-]*(?::[A-Za-z_][A-Za-z0-9_-]*)?)
      | (?P<unknown>.)""",
    re.VERBOSE | re.DOTALL,
)
EXACT_NUMBER = re.compile(r"[0-9]{0,15}(?:\.[0-9]{1,4})?")
BINDING = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5}
BINDING |= {"*": 6, "div": 6, "mod": 6}
EQUALITY = {"=": "eq", "!=": "ne"}


class LogicError(ValueError):
    """Raised with a sentence that says what is wrong in an expression, and where."""


class UnknownNameError(LogicError):
    """Raised for a name that nothing has; the sentence is the same wherever it stands."""

    def __init__(self, name: str) -> None:
        super().__init__(_("There is no question “%s” that can be asked here.") % name)
        self.name = name


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


def compile_expression(text: str, names: Scope | Iterable[str]) -> Any:
    """Return the tree of a condition such as `${q1} = 'yes' and not(selected(${q2}, 'none'))`.

    Raise LogicError for what is not in the language, for unknown names, and for what is too long or too deep.
    """
    scope = Scope.of(names)
    tree = compile_value(text, scope)
    if kind_of(tree, scope) != CONDITION:
        raise LogicError(_("This is not a condition; compare it with something, for example ${q1} = 'yes'."))
    return tree


def compile_value(text: str, names: Scope | Iterable[str]) -> Any:
    """Return the tree of an expression of any kind, as a calculation is one. Raises LogicError as above."""
    tokens = list(_tokens(text.translate(STRAIGHT_QUOTES)))
    if len(tokens) > MAX_TOKENS:
        raise LogicError(_("The expression is too long; split the question or simplify the rule."))
    parser = _Parser(tokens, Scope.of(names))
    tree = parser.expression()
    if parser.token.kind != "end":
        raise parser.token.error(_("“%s” was not expected here.") % parser.token.text)
    if tree_depth(tree) > MAX_DEPTH:
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


def tree_depth(ast: Any) -> int:
    return 1 + max((tree_depth(part) for part in ast[1:]), default=0) if isinstance(ast, list) else 0


class _Parser:
    def __init__(self, tokens: list[Token], scope: Scope) -> None:
        self.tokens, self.scope = tokens, scope
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
            return join_conditions(
                operator.text, self.as_condition(operator, left), self.as_condition(operator, right)
            )
        if operator.text in COMPARISONS:
            return self.compare(operator, left, right)
        left, right = self.as_quantity(left), self.as_quantity(right)
        if not (self.is_quantity(left) and self.is_quantity(right)):
            raise operator.error(_("only numbers can be added or subtracted."))
        return [operator.text, left, right]

    def as_condition(self, where: Token, part: Any) -> Any:
        if kind_of(part, self.scope) == CONDITION:
            return part
        raise where.error(
            _("“%s” joins conditions; write for example ${q1} = 'yes' rather than ${q1} alone.") % where.text
        )

    def compare(self, operator: Token, left: Any, right: Any) -> list[Any]:
        kinds = [kind_of(part, self.scope) for part in (left, right)]
        if CONDITION in kinds:
            return self.compare_conditions(operator, left, right)
        if set(kinds) == {DAY, NUMBER}:
            left, right = (
                self.as_quantity(part) if self.is_counted(left, right) else part for part in (left, right)
            )
        if operator.text in EQUALITY and not (is_never_blank_text(left) or is_never_blank_text(right)):
            return [EQUALITY[operator.text], left, right]
        return [operator.text, left, right]

    def compare_conditions(self, operator: Token, left: Any, right: Any) -> Any:
        """Return `condition = true()` as the condition itself; refuse other comparisons."""
        literal, other = (left, right) if isinstance(left, bool) else (right, left)
        if operator.text not in EQUALITY or not isinstance(literal, bool):
            raise operator.error(_("compare answers, not conditions; join comparisons with “and” or “or”."))
        if kind_of(other, self.scope) != CONDITION:
            other = ["=", other, "true" if literal else "false"]
            return other if operator.text == "=" else ["not", other]
        return other if literal is (operator.text == "=") else ["not", other]

    def is_counted(self, left: Any, right: Any) -> bool:
        """Return True if a computed number is compared with a day, which is counted then."""
        parts = [part for part in (left, right) if kind_of(part, self.scope) == NUMBER]
        return any(isinstance(part, list) and part[0] not in ("answer", "this") for part in parts)

    def as_quantity(self, part: Any) -> Any:
        """Return a part that adds up: a day is counted in days."""
        return ["days", part] if kind_of(part, self.scope) == DAY else part

    def is_quantity(self, part: Any) -> bool:
        return kind_of(part, self.scope) != CONDITION and not isinstance(part, str)

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
                return self.word(token)
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
        value = self.as_quantity(self.expression(max(BINDING.values())))
        if not self.is_quantity(value):
            raise token.error(_("only a number can be negative."))
        return ["-", 0, value] if isinstance(value, list) else -value

    def answer(self, token: Token) -> list[str]:
        if token.text in self.scope.answers:
            return ["answer", token.text]
        if token.text in self.scope.cells or token.text in self.scope.rows:
            raise token.error(
                _("“%s” is asked once for each row; take sum, count, min, max or join of it.") % token.text
            )
        raise UnknownNameError(token.text)

    def word(self, token: Token) -> Any:
        is_call = self.token.kind == "sign" and self.token.text == "("
        if not is_call and token.text in self.scope.choice:
            return ["choice", token.text]
        if token.text not in ALLOWED or not is_call:
            raise token.error(self.explain_word(token.text, is_call))
        arguments = self.arguments()
        try:
            return build_call(token.text, arguments, self.scope)
        except ValueError as refusal:
            raise token.error(str(refusal)) from refusal

    def explain_word(self, word: str, is_call: bool) -> str:
        if word in ALLOWED:
            return _("“%s” is followed by brackets.") % word
        if is_call:
            return explain_refused(word)
        return _("“%s” is not known; put options in quotes and questions in ${ }.") % word

    def arguments(self) -> list[Any]:
        """Return the values in the brackets of a function; a column of rows may stand alone there."""
        self.expect("(")
        values: list[Any] = []
        while self.token.text != ")" or self.token.kind != "sign":
            if values:
                self.expect(",")
            values.append(self.argument())
        self.expect(")")
        return values

    def argument(self) -> Any:
        token, following = self.token, self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        stands_alone = following.kind == "sign" and following.text in {",", ")"}
        if stands_alone and token.kind == "answer" and token.text not in self.scope.answers:
            if token.text in self.scope.cells:
                self.take()
                return ["cells", self.scope.cells[token.text][0], token.text]
            if token.text in self.scope.rows:
                self.take()
                return ["cells", token.text, ""]
        if stands_alone and token.kind == "sign" and token.text == "..":
            self.take()
            return ["position"]
        return self.expression()


def join_conditions(operator: str, left: Any, right: Any) -> list[Any]:
    """Return two conditions joined by and, or; a chain of one operator is one list."""
    already = left[1:] if isinstance(left, list) and left[0] == operator else [left]
    return [operator, *already, right]
