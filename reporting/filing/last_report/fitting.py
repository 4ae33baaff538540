"""Whether an earlier answer can be the answer of now: what is brought of it, and why the rest is not.

Pure. Types, options, rows and columns that no longer fit are left out, each with a sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.languages.direction import isolate
from reporting.instruments.changes.succession import Succession, match_options
from reporting.instruments.question_types import (
    DEFAULT_MAX_ROWS,
    LARGEST_MAX_ROWS,
    Precision,
    Question,
    QuestionType,
    Stored,
    precision_of,
    shorten_date,
    type_of,
)
from reporting.submissions.cell_reasons import find_reason, takes_reasons
from reporting.submissions.plain_answers import NOTHING, is_answered

LONGEST_LINE = 500  # letters of an answer in one line
CHECKS: dict[QuestionType, Callable[[Any], None]] = {
    QuestionType.URL: URLValidator(),
    QuestionType.EMAIL: EmailValidator(),
}
NUMBERS = (Stored.INTEGER, Stored.DECIMAL)


@dataclass
class FittedAnswer:
    """The answer as it would stand now, and a sentence on everything that is not in it."""

    answer: dict[str, Any]
    left_out: list[str] = field(default_factory=list)

    @property
    def is_given(self) -> bool:
        return bool(self.answer["reason"]) or is_answered(self.answer["value"])


def fit_answer(succession: Succession, answer: dict[str, Any]) -> FittedAnswer:
    """Return what of an earlier answer can stand as the answer to the question that goes on with it."""
    if succession.then is None or not succession.is_comparable:
        return FittedAnswer(NOTHING)
    if answer["reason"]:
        return FittedAnswer({**NOTHING, "reason": answer["reason"], "reason_detail": answer["reason_detail"]})
    fitter = ValueFitter()
    value = fitter.fit(succession.now, succession.then, answer["value"])
    return FittedAnswer({**NOTHING, "value": value if is_answered(value) else None}, fitter.left_out)


@dataclass
class ValueFitter:
    """Fits values to questions or columns; `left_out` says what did not fit."""

    left_out: list[str] = field(default_factory=list)

    def leave_out(self, sentence: str) -> None:
        if sentence not in self.left_out:
            self.left_out.append(sentence)

    def fit(self, now: Question, then: Question, value: Any) -> Any:
        """Return the value as it is stored now; None if it does not fit."""
        if not is_answered(value) or type_of(now).is_computed:
            return None
        if find_reason(value):
            return value if takes_reasons(now) else None
        kinds = type_of(now), type_of(then)
        if QuestionType.ACKNOWLEDGE in kinds:
            self.leave_out(_("This is confirmed anew in every report."))
            return None
        if kinds[0].has_rows and kinds[0] is kinds[1]:
            fit = self.fit_group if kinds[0] is QuestionType.GROUP else self.fit_table
            return fit(now, then, value)
        if all(kind.has_options for kind in kinds):
            return self.fit_options(now, then, value)
        if all(kind.names_countries for kind in kinds):
            return self.fit_number_of_items(now, value)
        fitted = fit_scalar(now, then, value)
        if fitted is None:
            self.leave_out(explain_other_kind(now))
        return fitted

    def fit_options(self, now: Question, then: Question, value: Any) -> Any:
        options = match_options(now.get("options", []), then.get("options", []))
        codes = {code: option["value"] for code, (_then, option) in options.items()}
        if not now.get("options") or not then.get("options"):  # a plain yes or no
            codes |= {
                word: word for word in ("yes", "no") if takes_word(now, word) and takes_word(then, word)
            }
        labels = {option["value"]: option["label"] for option in then.get("options", [])}
        chosen = value if isinstance(value, list) else [value]
        for code in chosen:
            if code not in codes:
                sentence = _("“%(option)s” can no longer be chosen here, so it is not brought forward.")
                self.leave_out(sentence % {"option": isolate(labels.get(code, code))})
        return self.fit_number_of_items(now, [codes[code] for code in chosen if code in codes])

    def fit_number_of_items(self, now: Question, value: Any) -> Any:
        """Return a list where the question takes several items, the item where it takes one."""
        items = value if isinstance(value, list) else [value]
        if type_of(now).is_list:
            return items or None
        if len(items) > 1:
            self.leave_out(_("Only one can be chosen now, so the earlier answer is not brought forward."))
        return items[0] if len(items) == 1 else None

    def fit_table(self, now: Question, then: Question, value: dict) -> dict:
        kept = {row["value"] for row in now["rows"]}
        for row in then["rows"]:
            if row["value"] not in kept and is_answered(value.get(row["value"])):
                sentence = _("The row “%(row)s” is no longer in the table, so it is not brought forward.")
                self.leave_out(sentence % {"row": isolate(row["label"])})
        return {row["value"]: self.fit_row(now, then, value.get(row["value"]) or {}) for row in now["rows"]}

    def fit_group(self, now: Question, then: Question, value: list[dict]) -> list[dict] | None:
        rows = [row for row in (self.fit_row(now, then, row) for row in value) if is_answered(row)]
        most = min(now["max_rows"] or DEFAULT_MAX_ROWS, LARGEST_MAX_ROWS)
        if len(rows) > most:
            sentence = ngettext(
                "Only %(count)d row can be given now; those after it are not brought forward.",
                "Only %(count)d rows can be given now; those after them are not brought forward.",
                most,
            )
            self.leave_out(sentence % {"count": most})
        return rows[:most] or None

    def fit_row(self, now: Question, then: Question, row: dict) -> dict:
        earlier = {column["code"]: column for column in then["columns"]}
        columns = {column["code"]: column for column in now["columns"]}
        for code, column in earlier.items():
            if code not in columns and is_answered(row.get(code)):
                sentence = _(
                    "The column “%(column)s” is no longer in the table, so it is not brought forward."
                )
                self.leave_out(sentence % {"column": isolate(column["label"])})
        return {
            code: self.fit(column, earlier[code], row.get(code)) if code in earlier else None
            for code, column in columns.items()
            if not type_of(column).is_computed
        }


def takes_word(question: Question, word: str) -> bool:
    return not question.get("options") or word in {option["value"] for option in question["options"]}


def fit_scalar(now: Question, then: Question, value: Any) -> Any:
    """Return a value without rows and options as it is stored now; None if it does not fit."""
    kinds = type_of(now), type_of(then)
    if kinds[0] is kinds[1]:
        return fit_date(now, value) if kinds[0] is QuestionType.DATE else value
    if kinds[0].stored in NUMBERS and kinds[1].stored in NUMBERS:
        return fit_number(kinds[0], value)
    if {kind.stored for kind in kinds} == {Stored.TEXT}:
        return fit_text(kinds[0], value)
    return None


def fit_date(question: Question, value: str) -> str | None:
    """Return a date as exactly as the question asks for it; None if it is known less exactly."""
    shortened, as_asked = shorten_date(question, value), shorten_date(question, "2000-01-01")
    is_exact = precision_of(question) is Precision.ANY or len(shortened) == len(as_asked)
    return shortened if is_exact else None


def fit_number(kind: QuestionType, value: Any) -> Any:
    if kind.stored is Stored.DECIMAL:
        return str(value)
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else None


def fit_text(kind: QuestionType, value: str) -> str | None:
    if kind is not QuestionType.LONG_TEXT and (len(value) > LONGEST_LINE or "\n" in value):
        return None
    try:
        CHECKS.get(kind, lambda text: None)(value)
    except ValidationError:
        return None
    return value


def explain_other_kind(question: Question) -> str:
    if "text" in question:
        return _("The question now takes another kind of answer, so the earlier one is not brought forward.")
    sentence = _("“%(column)s” now takes another kind of answer, so its cells are not brought forward.")
    return sentence % {"column": isolate(question["label"])}
