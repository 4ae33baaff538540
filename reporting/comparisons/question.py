"""What a comparison asks: a question about figures, and the rounds or the side it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from authorities.languages.cldr import join_items
from reporting.comparisons.compared_rounds import MOST_ROUNDS
from reporting.compliance.counting_days import FIRST_DAY, list_day_choices
from reporting.compliance.exports import Row
from reporting.compliance.query import QueryParser, SummaryQuery
from reporting.models import Round
from reporting.models.rounds import first_day

# The parameters of the other side; the filters and the basis are the same on both.
OTHER = "other_"
SIDE_PARAMETERS = ("round", "as_of", "known_on")


@dataclass(frozen=True)
class RoundsQuestion:
    """A question, and the rounds that are compared: the one asked about, then the others, newest first."""

    asked: SummaryQuery
    others: tuple[Round, ...]
    # True if somebody has chosen them; else they are the newest earlier ones.
    is_chosen: bool

    @property
    def rounds(self) -> tuple[Round, ...]:
        return (self.asked.round, *self.others)

    @property
    def parameters(self) -> dict[str, str]:
        if not self.is_chosen:
            return self.asked.parameters
        return {**self.asked.parameters, "with": ",".join(str(round_.number) for round_ in self.others)}

    @property
    def query_string(self) -> str:
        return urlencode(self.parameters)


@dataclass(frozen=True)
class SidesQuestion:
    """Two questions that are compared: the one asked about, and the other."""

    asked: SummaryQuery
    other: SummaryQuery

    @property
    def parameters(self) -> dict[str, str]:
        other = {f"{OTHER}{name}": value for name, value in self.other.parameters.items()}
        return self.asked.parameters | {name: other[name] for name in OTHER_PARAMETERS if name in other}

    @property
    def query_string(self) -> str:
        return urlencode(self.parameters)

    @property
    def swapped(self) -> "SidesQuestion":
        return SidesQuestion(self.other, self.asked)

    @property
    def other_columns(self) -> Row:
        """What every row of a file says of the other side."""
        other = self.other
        return {
            "other_round": other.round.number,
            "other_as_of": other.as_of,
            "other_known_on": other.known_on,
        }

    @property
    def is_same(self) -> bool:
        return self.asked.parameters == self.other.parameters

    @property
    def is_one_round(self) -> bool:
        return self.asked.round.number == self.other.round.number


OTHER_PARAMETERS = tuple(f"{OTHER}{name}" for name in SIDE_PARAMETERS)


def parse_rounds_question(
    parser: QueryParser, query: SummaryQuery, parameters: Mapping[str, Any]
) -> RoundsQuestion:
    """Return the question with the rounds of `with`, by default the earlier ones, the newest six in all.

    `with` holds numbers of rounds, once with commas or several times; raise ValidationError for others.
    """
    read_all = getattr(parameters, "getlist", None)
    given = read_all("with") if read_all else [parameters.get("with") or ""]
    texts = [part.strip() for text in given for part in str(text)[:200].split(",") if part.strip()]
    newest = sorted(parser.rounds, key=lambda round_: -round_.number)
    if not texts:
        earlier = [round_ for round_ in newest if round_.number < query.round.number]
        return RoundsQuestion(query, tuple(earlier[: MOST_ROUNDS - 1]), is_chosen=False)
    known = {str(round_.number): round_ for round_ in newest}
    wrong = next((text for text in texts if text not in known), None)
    if wrong is not None:
        raise ValidationError({"with": no_such_round(wrong, parser)})
    others = tuple(r for r in newest if str(r.number) in texts and r.number != query.round.number)
    return RoundsQuestion(query, others, is_chosen=True)


def no_such_round(text: str, parser: QueryParser) -> ValidationError:
    return ValidationError(
        _("There is no round “%(text)s”. The rounds are %(numbers)s."),
        params={"text": text[:40], "numbers": join_items(round_.number for round_ in parser.rounds)},
    )


def parse_sides_question(
    parser: QueryParser, query: SummaryQuery, parameters: Mapping[str, Any], default_round: int | None
) -> SidesQuestion:
    """Return both sides; the other one is by default the round `default_round`, at its own day.

    Raise ValidationError with a sentence for each parameter of the other side that cannot be read.
    """
    given = {name: str(parameters.get(f"{OTHER}{name}") or "") for name in SIDE_PARAMETERS}
    if not given["round"] and not given["as_of"]:
        given["round"] = str(default_round or query.round.number)
    elif not given["round"]:
        given["round"] = str(query.round.number)
    shared = {name: value for name, value in query.parameters.items() if name not in SIDE_PARAMETERS}
    texts = {**shared, **{name: text for name, text in given.items() if text}}
    if query.known_on and given["known_on"] == query.known_on.isoformat():
        parser = parser.known_by(query.known_on, query.clocks.known_facts)
    else:
        parser = parser.present or parser
    try:
        other = parser.parse(texts)
    except ValidationError as problem:
        raise ValidationError(
            {f"{OTHER}{name}": problems for name, problems in problem.message_dict.items()}
        ) from problem
    return SidesQuestion(query, other)


def suggest_comparisons(parser: QueryParser, question: SidesQuestion) -> list[tuple[str | Promise, str]]:
    """Return [(words, address parameters)] of comparisons that are often wanted."""
    asked, other = question.asked, question.other
    offered: list[tuple[str | Promise, SummaryQuery]] = []
    opening, other_opening = first_day(asked.round.opens), first_day(other.round.opens)
    if not question.is_one_round and opening and other_opening:
        same = other_opening + (asked.as_of - opening)
        offered.append((_("the other round, as many days after its opening"), other.move_to(same)))
    for round_ in dict.fromkeys((other.round, asked.round)):
        for choice in list_day_choices(round_, other.as_of, parser.rounds, parser.today):
            if choice.round == round_:
                words = {"number": round_.number, "day": choice.label}
                side = other.move_to(choice.day, round_)
                offered.append((_("round %(number)s, %(day)s") % words, side))
    fitting = [(words, side) for words, side in offered if FIRST_DAY <= side.as_of <= parser.today]
    return [
        (words, SidesQuestion(asked, side).query_string)
        for words, side in fitting
        if side.parameters not in (asked.parameters, other.parameters)
    ]
