"""The types of questions and columns. Whatever depends on the type alone is said here, once for each type.

A new type is one member here, one form field in `filing/fields/question_fields.py` (or a form of rows in
`filing/rows/question_forms.py`), and one entry in `submissions/read_back.py`.
"""

from enum import Enum, StrEnum
from typing import Any

# How many rows a group takes if the instrument does not say, and the most that it may say.
DEFAULT_MAX_ROWS, LARGEST_MAX_ROWS = 50, 200

# What an acknowledgement is stored as, and asked for in rules: the word of the standard.
ACKNOWLEDGED = "OK"

# The columns of a question, and of a cell of a table or group, as an instrument stores them.
Question = dict[str, Any]


class Stored(Enum):
    """The JSON in which an answer is stored."""

    TEXT = "a text"
    INTEGER = "a number"
    DECIMAL = "a text that reads as a number"
    DATE = "an ISO date, or its year or month alone where the question has a precision"
    CLOCK = "a time of day as 14:30"
    MOMENT = "a day and a time as 2024-03-14T14:30, as the clocks of the country show it"
    CODE = "the code of an option or country"
    CODES = "a list of codes"
    RANKED = "a list of codes, in the order that the respondent gives them"
    COMPUTED = "what a calculation results in: a text, a number or a condition"
    FILE = "a list of objects with the id, name and size of a file; an older answer is one such object"
    TABLE = "an object with an object of cells for each row"
    ROWS = "a list of objects of cells"


EQUALITY = frozenset(("=", "!=", "eq", "ne"))
ORDER = frozenset(("<", "<=", ">", ">="))
SUMS = frozenset(("+", "-", "*", "div", "mod"))
# The operators that mean something for each kind of value; any other would always give the same result.
OPERATORS = {
    Stored.TEXT: EQUALITY | {"length"},
    Stored.INTEGER: EQUALITY | ORDER | SUMS | {"length"},
    Stored.DECIMAL: EQUALITY | ORDER | SUMS | {"length"},
    Stored.DATE: EQUALITY | ORDER | {"length"},
    Stored.CLOCK: EQUALITY | ORDER | {"length"},
    Stored.MOMENT: EQUALITY | ORDER | {"length"},
    Stored.CODE: EQUALITY | {"selected", "length"},
    Stored.CODES: frozenset(("selected", "count", "selected-at", "length")),
    Stored.RANKED: frozenset(("selected", "count", "selected-at", "length")),
    Stored.COMPUTED: EQUALITY | ORDER | SUMS | {"length", "selected"},
    Stored.FILE: frozenset(("length",)),
    Stored.TABLE: frozenset(),
    Stored.ROWS: frozenset(),
}


class QuestionType(StrEnum):
    """A type of question: its name in stored instruments, which never changes, then its columns below.

    `xlsform` is what stands in the column `type` of a workbook, up to the name of a list of options;
    `appearance` is what stands in that column.
    """

    xlsform: str
    stored: Stored
    appearance: str

    def __new__(cls, name: str, xlsform: str, stored: Stored, appearance: str = "") -> "QuestionType":
        member = str.__new__(cls, name)
        member._value_ = name
        member.xlsform, member.stored, member.appearance = xlsform, stored, appearance
        return member

    TEXT = "text", "text", Stored.TEXT
    LONG_TEXT = "longtext", "text", Stored.TEXT, "multiline"
    URL = "url", "text", Stored.TEXT, "url"
    EMAIL = "email", "text", Stored.TEXT, "email"
    INTEGER = "integer", "integer", Stored.INTEGER
    DECIMAL = "decimal", "decimal", Stored.DECIMAL
    DATE = "date", "date", Stored.DATE
    TIME = "time", "time", Stored.CLOCK
    DATE_TIME = "datetime", "dateTime", Stored.MOMENT
    YES_NO = "yesno", "select_one yes_no", Stored.CODE
    SINGLE = "single", "select_one", Stored.CODE
    MULTIPLE = "multiple", "select_multiple", Stored.CODES
    COUNTRY = "country", "select_one_from_file member_states.csv", Stored.CODE
    COUNTRIES = "countries", "select_multiple_from_file member_states.csv", Stored.CODES
    FILE = "file", "file", Stored.FILE
    RANK = "rank", "rank", Stored.RANKED
    ACKNOWLEDGE = "acknowledge", "acknowledge", Stored.CODE
    CALCULATE = "calculate", "calculate", Stored.COMPUTED
    TABLE = "table", "begin_group", Stored.TABLE, "table"
    GROUP = "group", "begin_repeat", Stored.ROWS

    @property
    def operators(self) -> frozenset[str]:
        """The operators of the rule language that may ask a question of this type."""
        return OPERATORS[self.stored]

    @property
    def has_rows(self) -> bool:
        return self.stored in (Stored.TABLE, Stored.ROWS)

    @property
    def is_list(self) -> bool:
        return self.stored in (Stored.CODES, Stored.RANKED)

    @property
    def is_computed(self) -> bool:
        """True if nobody types the answer."""
        return self.stored is Stored.COMPUTED

    @property
    def names_countries(self) -> bool:
        return self.xlsform.endswith("member_states.csv")

    @property
    def has_options(self) -> bool:
        """True if the answer is one or several of the options that the instrument lists."""
        chosen = (Stored.CODE, Stored.CODES, Stored.RANKED)
        return self.stored in chosen and not self.names_countries and self != QuestionType.ACKNOWLEDGE


def type_of(question: Question) -> QuestionType:
    """Return the type of a stored question or column."""
    return QuestionType(question["type"])  # type: ignore[call-arg]  # looked up, not made


def type_from_xlsform(xlsform: str, appearance: str = "") -> QuestionType | None:
    """Return the type with these entries in the columns `type` (without a list's name) and `appearance`."""
    found = (kind for kind in QuestionType if (kind.xlsform, kind.appearance) == (xlsform, appearance))
    return next(found, None)


class RecordField(StrEnum):
    """A field of the record of a national authority from which an instrument may take an answer."""

    INSTITUTION = "institution"
    INSTITUTION_TYPE = "institution_type"
    MAILBOX = "mailbox"
    WEBSITE = "website"
    CONTACT_NAME = "contact_name"
    CONTACT_EMAIL = "contact_email"
    CONTACT_TELEPHONE = "contact_telephone"

    @property
    def is_personal(self) -> bool:
        """True if it says something of a person: it is never published."""
        return self.value.startswith("contact_")


class Precision(StrEnum):
    """How exact a date is that a question asks for; one without it asks for a day.

    `appearance` is what stands in that column: the words of the standard, and one of our own.
    """

    appearance: str

    def __new__(cls, name: str, appearance: str) -> "Precision":
        member = str.__new__(cls, name)
        member._value_, member.appearance = name, appearance
        return member

    YEAR = "year", "year"
    MONTH = "month", "month-year"
    ANY = "any", "partial-date"  # as exact as the respondent knows


def precision_of(question: Question) -> Precision | None:
    """Return how exact a date must be that is not asked to the day."""
    return next((precision for precision in Precision if precision == question.get("precision")), None)


def shorten_date(question: Question, day: str) -> str:
    """Return a day as exactly as a question asks for it.

    >>> shorten_date({"precision": "month"}, "2019-03-14"), shorten_date({}, "2019-03-14")
    ('2019-03', '2019-03-14')
    """
    lengths = {Precision.YEAR: 4, Precision.MONTH: 7}
    precision = precision_of(question)
    return day[: lengths[precision]] if precision in lengths else day


class Lineage(StrEnum):
    """How a question or option is related to the one that asked the same indicator before.

    An indicator stays, its wording does not: where a round asks in other words, or splits a question, a
    change between rounds may lie in the question. Where its author said nothing, a definition has none.
    """

    SAME = "same"
    REWORDED = "reworded"
    SPLIT = "split"
    NEW = "new"

    @property
    def breaks_series(self) -> bool:
        """True if the answers cannot be compared with those of the round before without care."""
        return self in (Lineage.REWORDED, Lineage.SPLIT)
