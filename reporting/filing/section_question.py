"""A question as the page of its section shows it: with its form, what is stored and what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field

from reporting.checks.justifying import ReportFinding
from reporting.clarifications.pages import ListedClarification
from reporting.filing.forms import QuestionForm
from reporting.instruments.question_types import Question
from reporting.models import Answer, CommentThread
from reporting.submissions.question_help import QuestionHelp


@dataclass(frozen=True)
class SectionQuestion:
    """A question on the page of its section, with its form, its stored answer and the problems of that."""

    form: QuestionForm
    is_relevant: bool
    problems: list[str]
    answer: Answer | None
    notes: list[Question]  # the words that stand before it
    is_needed: bool  # whether a complete report needs an answer
    help: QuestionHelp
    read_findings: Callable[[], dict[str, list[ReportFinding]]]  # by question, of the whole report
    read_threads: Callable[[], dict[str, CommentThread]]  # the same
    clarifications: list[ListedClarification] = field(default_factory=list)  # that wait for the country
    is_closed: bool = False  # the report was returned for other answers only

    @property
    def question(self) -> Question:
        return self.form.question

    @property
    def findings(self) -> list[ReportFinding]:
        """What the checks say of the answer; read when the page is shown, not when it is saved."""
        return self.read_findings().get(self.question["code"], [])

    @property
    def thread(self) -> CommentThread | None:
        """The discussion of the answer, if there is one; read when the page is shown, as above."""
        return self.read_threads().get(self.question["code"])

    @property
    def is_follow_up(self) -> bool:
        return self.question["relevant"] is not None

    @property
    def is_shown(self) -> bool:
        """False for a calculation without words, which only serves rules and texts."""
        return bool(self.question["text"])

    @property
    def errors(self) -> list[str]:
        """The errors in what was just typed."""
        return [error for _field, errors in self.errors_by_field for error in errors]

    @property
    def errors_by_field(self) -> list[tuple[str, list[str]]]:
        """[(id of the field, its errors)]; those that no field has alone come first, without one."""
        if not self.form.is_bound:
            return []
        names = [name for name in ("value", "reason", "reason_detail") if self.form.errors.get(name)]
        found = [(str(self.form[name].auto_id), list(map(str, self.form.errors[name]))) for name in names]
        general = list(map(str, self.form.non_field_errors()))
        return [("", general), *found] if general else found

    @property
    def anchor(self) -> str:
        """The id of what a person corrects first: a field, the choice of a conflict, or the question."""
        if self.form.conflict:
            return f"{self.question['code']}-theirs"
        if self.form.rows or "value" not in self.form.fields:
            return self.form.first_wrong_cell or self.question["code"]
        if self.form.shows_each_choice:
            return next((choice.id_for_label for choice in self.form["value"]), self.question["code"])
        ids = [field for field, _errors in self.errors_by_field if field]
        return ids[0] if ids else self.question["code"]

    @property
    def has_hint(self) -> bool:
        question = self.question
        return bool(question.get("hint") or question.get("range") or not question["public"])

    @property
    def described_by(self) -> str:
        """The ids of what stands beside the question and says how to answer it, or what is wrong."""
        errors = [f"{field}_error" for field, _errors in self.errors_by_field if field]
        return " ".join([f"{self.question['code']}-hint", *errors] if self.has_hint else errors)
