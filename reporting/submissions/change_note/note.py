"""What changed between two reports, as a note in words, for the country, its reviewer and the public.

`compare_reports` is pure: it compares two forms that are filled in, of one instrument or of two.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.instruments.changes.succession import Succession, find_successions
from reporting.instruments.question_types import Lineage, Question, QuestionType, type_of
from reporting.models import Version
from reporting.submissions.change_note.rows import compare_groups, compare_tables
from reporting.submissions.change_note.values import ChangeLine, QuestionPair
from reporting.submissions.item_words import country_names, render_value_in_words
from reporting.submissions.plain_answers import NOTHING, has_value_or_reason, is_answered
from reporting.submissions.public_answers import keep_public_parts
from reporting.submissions.questionnaire import FormState
from reporting.submissions.read_back import is_shown, labelled_rows, say_reason
from reporting.submissions.versions import evaluate_version


class AnswerDifferenceKind(TextChoices):
    """What has happened to an answer since the earlier report."""

    ANSWERED = "answered", gettext_lazy("Answered now")
    WITHDRAWN = "withdrawn", gettext_lazy("No longer answered")
    CHANGED = "changed", gettext_lazy("Changed")
    REWORDED = "reworded", gettext_lazy("Answered alike, to other words")
    SPLIT = "split", gettext_lazy("Asked in another way, so not compared")
    FIRST_ASKED = "first_asked", gettext_lazy("Asked for the first time")
    DROPPED = "dropped", gettext_lazy("No longer asked")


@dataclass(frozen=True)
class AnswerDifference:
    """What changed in the answer to one question; `earlier_words` is its text then, if that was another."""

    kind: AnswerDifferenceKind
    code: str
    number: str
    words: str
    lines: list[ChangeLine] = field(default_factory=list)
    earlier_words: str = ""


@dataclass(frozen=True)
class ChangeNote:
    """Sections with what changed in them, what is no longer asked, and how many answers stayed."""

    sections: list[tuple[dict[str, Any], list[AnswerDifference]]]
    dropped: list[AnswerDifference]
    unchanged: int

    @property
    def count(self) -> int:
        """The number of answers that say something else, not counting questions that came or went."""
        kinds = (AnswerDifferenceKind.ANSWERED, AnswerDifferenceKind.WITHDRAWN, AnswerDifferenceKind.CHANGED)
        return sum(change.kind in kinds for _section, changes in self.sections for change in changes)

    @property
    def is_empty(self) -> bool:
        return not self.sections and not self.dropped


@dataclass
class ReportComparison:
    """Two forms that are filled in: the report of now and the earlier one."""

    now: FormState
    then: FormState
    names: Mapping[str, str]  # of countries by code
    public_only: bool = False
    unchanged: int = 0

    def compare(self) -> ChangeNote:
        found = [
            (section, list(self.compare_section(section, self.successions)))
            for section in self.now.instrument.sections
        ]
        continued = {one.then["code"] for one in self.successions.values() if one.then}
        gone = [q for code, q in self.then.instrument.questions.items() if code not in continued]
        dropped = [change for question in gone for change in self.describe_dropped(question)]
        return ChangeNote([pair for pair in found if pair[1]], dropped, self.unchanged)

    @property
    def successions(self) -> dict[str, Succession]:
        forms = self.now.instrument, self.then.instrument
        return find_successions(
            forms[0].questions,
            forms[1].questions,
            form=forms[1].form_id,
            is_same_form=forms[0].form_id == forms[1].form_id,
        )

    def compare_section(
        self, section: dict, successions: dict[str, Succession]
    ) -> Iterator[AnswerDifference]:
        for question in section["questions"]:
            succession = successions[question["code"]]
            if self.may_show(question) and (succession.then is None or self.may_show(succession.then)):
                yield from self.compare_question(succession)

    def may_show(self, question: Question) -> bool:
        is_typed = is_shown(question) and not type_of(question).is_computed
        return is_typed and (question["public"] or not self.public_only)

    def answer_in(self, form: FormState, question: Question | None) -> dict[str, Any]:
        if question is None:
            return NOTHING
        answer = form.answer_to(question)
        return keep_public_parts(question, answer) if self.public_only else answer

    def compare_question(self, succession: Succession) -> Iterator[AnswerDifference]:
        """Yield what changed in one answer, if anything; count it otherwise."""
        question, then = succession.now, succession.then
        answer, earlier = self.answer_in(self.now, question), self.answer_in(self.then, then)
        given, was_given = has_value_or_reason(answer), has_value_or_reason(earlier)
        if not given and not was_given:
            return
        if then and not succession.is_comparable:
            lines = [ChangeLine("", self.say(question, answer), self.say(then, earlier))]
        else:
            lines = list(self.find_lines(question, then or question, answer, earlier))
        kind = choose_kind(succession, given, was_given, lines)
        if kind is None:
            self.unchanged += 1
            return
        change = self.describe(kind, question, lines)
        words = str(then["text"]) if then and succession.lineage is not Lineage.SAME else ""
        yield replace(change, earlier_words=words)

    def describe_dropped(self, question: Question) -> Iterator[AnswerDifference]:
        answer = self.answer_in(self.then, question)
        if self.may_show(question) and has_value_or_reason(answer):
            yield self.describe(
                AnswerDifferenceKind.DROPPED,
                question,
                list(self.find_lines(question, question, NOTHING, answer)),
            )

    def describe(
        self, kind: AnswerDifferenceKind, question: Question, lines: list[ChangeLine]
    ) -> AnswerDifference:
        return AnswerDifference(kind, question["code"], question["number"], question["text"], lines)

    def find_lines(self, now: Question, then: Question, answer: dict, earlier: dict) -> Iterator[ChangeLine]:
        """Yield what differs between two answers: by cells where both have rows, else in one line."""
        kinds = type_of(now), type_of(then)
        has_reason = bool(answer["reason"] or earlier["reason"])
        if kinds[0].has_rows and kinds[0] is kinds[1] and not has_reason:
            compare = compare_groups if kinds[0] is QuestionType.GROUP else compare_tables
            empty: Any = [] if kinds[0] is QuestionType.GROUP else {}
            yield from compare(now, then, answer["value"] or empty, earlier["value"] or empty, self.names)
        elif has_reason or any(kind.has_rows for kind in kinds):
            line = ChangeLine("", self.say(now, answer), self.say(then, earlier))
            if line.now != line.then:
                yield line
        else:
            yield from QuestionPair(now, then, self.names).compare(answer["value"], earlier["value"])

    def say(self, question: Question, answer: dict) -> str:
        """Return an answer or its reason in one line; of a table only how many rows are filled."""
        if answer["reason"]:
            return _("no answer: %(reason)s") % {"reason": say_reason(answer)}
        if not is_answered(answer["value"]):
            return ""
        if type_of(question).has_rows:
            rows = [row for _label, row in labelled_rows(question, answer["value"]) if is_answered(row)]
            return _("rows filled in: %(count)d") % {"count": len(rows)}
        return render_value_in_words(question, answer["value"], dict(self.names))


def choose_kind(
    succession: Succession, given: bool, was_given: bool, lines: list[ChangeLine]
) -> AnswerDifferenceKind | None:
    """Return what has happened to an answer; None if it says what it said."""
    if succession.then is None:
        return AnswerDifferenceKind.FIRST_ASKED
    if not succession.is_comparable:
        return AnswerDifferenceKind.SPLIT
    if not lines:
        return AnswerDifferenceKind.REWORDED if succession.is_reworded else None
    if given and was_given:
        return AnswerDifferenceKind.CHANGED
    return AnswerDifferenceKind.ANSWERED if given else AnswerDifferenceKind.WITHDRAWN


def compare_reports(
    now: FormState, then: FormState, names: Mapping[str, str], *, public_only: bool = False
) -> ChangeNote:
    """Return what changed from the earlier report to the one of now; for the public, in public answers."""
    return ReportComparison(now, then, names, public_only).compare()


def describe_changes(
    now: FormState, earlier: Iterable[Version | None], *, public_only: bool = False
) -> list[tuple[Version, ChangeNote]]:
    """Return [(earlier version, what changed since)] for those of the versions that there are."""
    versions = [version for version in earlier if version is not None]
    names = country_names() if versions else {}
    return [
        (version, compare_reports(now, evaluate_version(version), names, public_only=public_only))
        for version in versions
    ]
