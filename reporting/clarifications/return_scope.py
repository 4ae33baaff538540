"""What a return opens: every answer, or those that the reviewer asks about and what follows from them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from reporting.models import State, Submission, Version
from reporting.submissions.plain_answers import working_answers
from reporting.submissions.questionnaire import FormState, evaluate_form
from reporting.submissions.versions import evaluate_version


@dataclass(frozen=True)
class ReturnScope:
    """The questions whose answers the reviewer asks for, and the version that was returned."""

    asked: frozenset[str]
    version: Version

    @cached_property
    def returned_form(self) -> FormState:
        return evaluate_version(self.version)

    def find_opened(self, form: FormState) -> frozenset[str]:
        """Return the questions that can be answered: those asked about, and what follows from their answers.

        What was not asked before follows, what has to be put right now, and what was changed since, so that
        an answer that is half typed stays open.
        """
        sent = self.version.content["answers"]
        changed = {
            code for code in form.given.keys() & form.relevant if form.answers.get(code) != sent.get(code)
        }
        wrong = {problem.question for problem in form.problems}
        return self.asked | changed | wrong | (form.relevant - self.returned_form.relevant)

    def find_closed(self, form: FormState) -> frozenset[str]:
        """Return the questions that are asked and cannot be answered now."""
        return form.relevant - self.find_opened(form)


def read_return_scope(submission: Submission) -> ReturnScope | None:
    """Return what the last return opens; None if every answer can be changed, as far as the state allows."""
    if submission.state != State.RETURNED:
        return None
    returns = submission.events.filter(to_state=State.RETURNED).select_related("version")
    event = returns.order_by("-at", "-pk").first()
    if event is None or event.opened_questions is None:
        return None
    event.version.submission = submission
    return ReturnScope(frozenset(event.opened_questions), event.version)


def find_closed_questions(
    submission: Submission, codes: Collection[str], typed: Mapping[str, Mapping[str, Any]] | None = None
) -> frozenset[str]:
    """Return those of these questions whose answers a return has not opened.

    `typed` are answers to be written, {question: answer}: what one of them opens, another answers at once.
    """
    scope = read_return_scope(submission)
    if scope is None or scope.asked.issuperset(codes):
        return frozenset()
    stored, today = working_answers(submission), submission.member_state.local_day()
    opened: frozenset[str] = frozenset()
    more = scope.asked
    while more != opened:
        opened = more
        new = {code: dict(answer) for code, answer in (typed or {}).items() if code in opened}
        form = evaluate_form(submission.round.instrument, {**stored, **new}, today)
        more = opened | scope.find_opened(form)
    return frozenset(codes) - opened


def explain_closed_question() -> str:
    return _("The secretariat has opened other answers only. This one stays as it was sent.")


def open_questions(
    submission: Submission, *, opened_questions: list[str] | None = None, **details: Any
) -> dict[str, Any]:
    """Note which answers a return opens; None for all."""
    return {"version": submission.latest_version, "opened_questions": opened_questions}


def require_known_questions(
    submission: Submission, *, opened_questions: list[str] | None = None, **details: Any
) -> Iterator[str]:
    questions = submission.round.instrument.questions
    if opened_questions is not None and not (opened_questions and questions.keys() >= set(opened_questions)):
        yield _("Choose at least one answer that the country can change.")
