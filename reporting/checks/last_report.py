"""What has changed, or has not, since the last published report."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.direction import isolate
from reporting.checks.catalogue import CheckedReport, Place, Remark, Severity, check
from reporting.checks.facts import FilledLastReport
from reporting.checks.rows import question_name, rows_in, rows_of
from reporting.instruments.changes.succession import Succession
from reporting.instruments.question_types import Lineage, Question, QuestionType
from reporting.submissions.number_writing import write_decimal
from reporting.submissions.plain_answers import read_number
from reporting.submissions.table_columns import is_number, is_year, number_columns, total_column
from reporting.submissions.versions import indicator_words

LEAST_MOVE = 10  # of a smaller number more than half is soon gained or lost


class NumberPair(NamedTuple):
    """A number at a place now, and what stood there in the last report."""

    place: Place
    column: str
    row: str
    now: Decimal
    before: Decimal

    @property
    def has_moved(self) -> bool:
        """True if it moved by more than half of what it was, and by ten at least."""
        move = abs(self.now - self.before)
        return move >= LEAST_MOVE and 2 * move > abs(self.before)


@check(
    "moved_by_half",
    Severity.WARNS,
    title=gettext_lazy("Numbers do not jump from round to round"),
    explanation=gettext_lazy(
        "A number is compared with the same number in your last published report, if both questionnaires ask "
        "for it alike. It is noticed if it went up or down by more than half, and by ten at least."
    ),
    example=gettext_lazy("1,000 nurses in round 3, and 1,600 now."),
)
def check_moves(report: CheckedReport) -> Iterator[Remark]:
    for question, pairs in pairs_by_question(report):
        by_row: dict[str, list[NumberPair]] = {}
        for pair in pairs:
            if pair.has_moved:
                by_row.setdefault(pair.row, []).append(pair)
        for moved in by_row.values():
            yield describe_move_of_row(report, question, moved)


def describe_move_of_row(report: CheckedReport, question: Question, moved: list[NumberPair]) -> Remark:
    """Return one remark for a row, on the number that moved most of those in it."""
    largest = max(moved, key=lambda pair: abs(pair.now - pair.before))
    last = report.facts.last
    words = {
        "question": question_name(question),
        "row": isolate(largest.row),
        "column": isolate(largest.column),
        "before": write_decimal(largest.before),
        "now": write_decimal(largest.now),
        "round": last.round_number if last else "",
    }
    if largest.row:
        sentence = _(
            "Question %(question)s, %(row)s, “%(column)s”: %(before)s in the report of round %(round)s, "
            "%(now)s now."
        )
    else:
        sentence = _("Question %(question)s: %(before)s in the report of round %(round)s, %(now)s now.")
    values = [[*pair.place, str(pair.now), str(pair.before)] for pair in moved]
    return Remark(sentence % words, tuple(pair.place for pair in moved), values)


@check(
    "same_as_last_time",
    Severity.INFORMS,
    title=gettext_lazy("A table is not simply the last one"),
    explanation=gettext_lazy(
        "If all numbers of a table are those of your last report, they may have been brought forward without "
        "a new count."
    ),
    example=gettext_lazy("All 24 numbers of the stock of personnel are those of round 3."),
)
def check_unchanged_tables(report: CheckedReport) -> Iterator[Remark]:
    for question, pairs in pairs_by_question(report):
        if question["type"] == QuestionType.TABLE and len(pairs) > 2:
            last = report.facts.last
            if last and all(pair.now == pair.before for pair in pairs):
                words = {"question": question_name(question), "round": last.round_number}
                sentence = _(
                    "Question %(question)s: all numbers are the same as in the report of round %(round)s."
                )
                yield Remark(sentence % words, tuple(pair.place for pair in pairs), last.round_number)


def pairs_by_question(report: CheckedReport) -> Iterator[tuple[Question, list[NumberPair]]]:
    """Yield (question, its numbers with those of the last report) of what both reports were asked alike."""
    last = report.facts.last
    if last is None:
        return
    before = {q["code"]: q for q in last.form.instrument.questions.values() if last.form.is_relevant(q)}
    for question in report.questions:
        then = find_same_numbers(question, before, report.successions)
        pairs = list(pair_numbers(report, question, last, then)) if then else []
        if pairs:
            yield question, pairs


def find_same_numbers(
    question: Question, before: dict[str, Question], successions: dict[str, Succession]
) -> Question | None:
    """Return the earlier question that asked for the same numbers; None if none did, or its series broke.

    It is the one that the instrument says the question goes on with; else, of tables, the only one with the
    same total of the same parts, whatever it is called.
    """
    succession = successions[question["code"]]
    if succession.then:
        is_alike = succession.then["type"] == question["type"] and not breaks_series(question)
        return before.get(succession.then["code"]) if is_alike or succession.is_same_form else None
    parts = parts_of_total(question)
    alike = [other for other in before.values() if parts and parts_of_total(other) == parts]
    return alike[0] if len(alike) == 1 else None


def parts_of_total(question: Question) -> tuple[str, ...]:
    """Return the codes of the total of a table and of its parts; empty if it has no such total."""
    total = total_column(question) if question["type"] == QuestionType.TABLE else None
    parts = total.get("sum_of", ()) if total else ()
    return (total["code"], *sorted(parts)) if total and parts else ()


def pair_numbers(
    report: CheckedReport, question: Question, last: FilledLastReport, other: Question
) -> Iterator[NumberPair]:
    """Yield the numbers that stand in both answers, of the same row and column."""
    now, before = report.value_of(question), last.form.settled.get(other["code"])
    if is_number(question) and not is_year(question):
        pair = read_number(now), read_number(before)
        if pair[0] is not None and pair[1] is not None:
            yield NumberPair(Place(question["code"]), "", "", pair[0], pair[1])
    if question["type"] != QuestionType.TABLE:
        return
    columns = {column["code"] for column in number_columns(other)}
    rows = {row.key: row for row in rows_in(other, before)}
    for row in rows_of(report, question):
        for column in number_columns(question):
            number = row.number(column)
            earlier = rows[row.key].number(column) if row.key in rows and column["code"] in columns else None
            if number is not None and earlier is not None:
                yield NumberPair(row.place(column), str(column["label"]), row.label, number, earlier)


@check(
    "no_longer",
    Severity.INFORMS,
    title=gettext_lazy("What was yes is not suddenly no"),
    explanation=gettext_lazy(
        "If your last published report said yes and this one says no to the same question, readers will ask "
        "why. Questions that were asked in other words before are left out."
    ),
    example=gettext_lazy("A record of recruiters was kept in round 3, and none is kept now."),
)
def check_answers_turned_to_no(report: CheckedReport) -> Iterator[Remark]:
    last = report.facts.last
    if last is None:
        return
    before = indicator_words(last.form)
    is_same_form = last.form.instrument.form_id == report.form.instrument.form_id
    for question in report.questions:
        for part in (question, *question.get("options", [])):
            indicator = part["indicator"]
            if not indicator or (breaks_series(part) and not is_same_form):
                continue
            if (before.get(indicator), report.indicators.get(indicator)) == ("yes", "no"):
                sentence = _(
                    "Question %(question)s: “yes” in the report of round %(round)s, “no” now (%(what)s)."
                )
                words = {
                    "question": question_name(question),
                    "round": last.round_number,
                    "what": isolate(part.get("text") or part.get("label")),
                }
                place = Place(question["code"])
                yield Remark(sentence % words, (place,), [indicator, last.round_number])


def breaks_series(part: Question) -> bool:
    return bool(part.get("lineage")) and Lineage(part["lineage"]).breaks_series
