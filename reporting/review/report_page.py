"""A version of a report beside the last report: what differs first, with what the checks and the Code say."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from authorities.models import User
from authorities.models.roles import REVIEWS
from authorities.notices.overview import SentRow, sent_to
from reporting.checks.frozen_findings import version_findings
from reporting.clarifications.pages import attach_clarifications, read_of_report
from reporting.filing.pages import OfferedMove, describe_move
from reporting.instruments.changes.succession import Succession
from reporting.models import Review, ReviewEvent, State, Submission, SubmissionEvent, Version
from reporting.publication.pages import PublicationStatus
from reporting.review.queue import find_next_report
from reporting.review.return_form import ReturnForm
from reporting.review.review_workflow import find_review, offered_review_moves, reviews_report
from reporting.submissions.change_note.note import AnswerDifference, ChangeNote, ReportComparison
from reporting.submissions.change_note.values import ChangeLine
from reporting.submissions.item_words import country_names
from reporting.submissions.question_help import QuestionHelp, find_help
from reporting.submissions.questionnaire import FormState
from reporting.submissions.read_back import (
    RenderedAnswer,
    attach_findings,
    render_answer,
    render_report,
)
from reporting.submissions.versions import evaluate_version
from reporting.submissions.workflow import WITH_OWN_PAGE, report_workflow


@dataclass(frozen=True)
class ReviewedAnswer:
    """An answer as it was sent, beside that of the last report, with all that helps to judge it.

    `difference` is what changed since the last report, `revision` since the version before.
    """

    reading: RenderedAnswer
    help: QuestionHelp
    earlier: RenderedAnswer | None = None
    difference: AnswerDifference | None = None
    revision: AnswerDifference | None = None

    @property
    def is_first_read(self) -> bool:
        """True if it differs from what was read before, or something was said of it."""
        told = self.reading.findings or self.reading.clarifications
        return bool(self.difference or self.revision or told)

    @property
    def steps(self) -> list[ChangeLine]:
        """By how much figures moved, where both answers stand beside each other."""
        if not (self.difference and self.stands_beside):
            return []
        return [line for line in self.difference.lines if line.step]

    @property
    def stands_beside(self) -> bool:
        """True if both answers are short enough to stand beside each other: neither is a table."""
        return self.earlier is not None and not (self.reading.rows or self.earlier.rows)


@dataclass(frozen=True)
class ReviewedSection:
    """A section: what differs, and the rest."""

    section: dict[str, Any]
    first: list[ReviewedAnswer] = field(default_factory=list)
    unchanged: list[ReviewedAnswer] = field(default_factory=list)

    @property
    def findings(self) -> int:
        return sum(len(answer.reading.findings) for answer in (*self.first, *self.unchanged))


@dataclass
class FormPair:
    """The form of a version, that of an earlier one, and what changed between them."""

    now: FormState
    then: FormState
    names: dict[str, str]

    @cached_property
    def comparison(self) -> ReportComparison:
        return ReportComparison(self.now, self.then, self.names)

    @cached_property
    def note(self) -> ChangeNote:
        return self.comparison.compare()

    @cached_property
    def differences(self) -> dict[str, AnswerDifference]:
        """{code of a question: what changed in its answer}."""
        return {one.code: one for _section, found in self.note.sections for one in found}

    @cached_property
    def successions(self) -> dict[str, Succession]:
        return self.comparison.successions

    def render_earlier(self, code: str) -> RenderedAnswer | None:
        """Return the answer of then to the question that this one goes on with, if it was asked."""
        question = self.successions[code].then
        if question is None or not self.then.is_relevant(question):
            return None
        return render_answer(self.then.fill_texts(question), self.then.answer_to(question), self.names)


class ReviewedReport:
    """One version of a report as a reviewer reads it."""

    def __init__(self, submission: Submission, version: Version, versions: list[Version], user: User) -> None:
        self.submission, self.version, self.versions, self.user = submission, version, versions, user
        self.instrument = submission.round.instrument

    @property
    def newest(self) -> Version:
        return self.versions[0]

    @property
    def is_newest(self) -> bool:
        return self.version.number == self.newest.number

    @property
    def version_before(self) -> Version | None:
        return next((one for one in self.versions if one.number < self.version.number), None)

    @cached_property
    def last_report(self) -> Version | None:
        return Version.objects.of_last_report(self.submission)

    @cached_property
    def form(self) -> FormState:
        return evaluate_version(self.version)

    def pair_with(self, earlier: Version | None) -> FormPair | None:
        return FormPair(self.form, evaluate_version(earlier), country_names()) if earlier else None

    @cached_property
    def last_pair(self) -> FormPair | None:
        return self.pair_with(self.last_report)

    @cached_property
    def pair_before(self) -> FormPair | None:
        return self.pair_with(self.version_before)

    @cached_property
    def help(self) -> dict[str, QuestionHelp]:
        return find_help(self.instrument.questions.values(), self.instrument.code_version)

    @cached_property
    def sections(self) -> list[ReviewedSection]:
        """The sections with what differs first; without an earlier report everything is new."""
        found = []
        rendered = attach_clarifications(
            attach_findings(render_report(self.form), version_findings(self.version)),
            read_of_report(self.submission, self.user),
        )
        for section, readings in rendered:
            answers = list(self.read_answers(readings))
            is_all_new = self.last_pair is None and self.pair_before is None
            first = [answer for answer in answers if is_all_new or answer.is_first_read]
            rest = [answer for answer in answers if answer not in first]
            found.append(ReviewedSection(section, first, rest))
        return found

    def read_answers(self, readings: list[RenderedAnswer]) -> Iterator[ReviewedAnswer]:
        last, before = self.last_pair, self.pair_before
        for reading in readings:
            difference = last.differences.get(reading.code) if last else None
            yield ReviewedAnswer(
                reading,
                self.help[reading.code],
                last.render_earlier(reading.code) if last and difference else None,
                difference,
                before.differences.get(reading.code) if before else None,
            )

    @property
    def dropped(self) -> list[AnswerDifference]:
        """What the last report answered and is no longer asked."""
        return self.last_pair.note.dropped if self.last_pair else []

    @cached_property
    def events(self) -> list[SubmissionEvent]:
        """The moves, newest first."""
        return list(self.submission.events.select_related("by", "version").order_by("-at", "-pk"))

    @cached_property
    def review(self) -> Review:
        return find_review(self.submission)

    @cached_property
    def last_handing_over(self) -> ReviewEvent | None:
        """The newest move of the review, with its note to whoever has the report now."""
        if self.review.pk is None:
            return None
        return self.review.events.select_related("by").order_by("-at", "-pk").first()

    @property
    def reviewer_moves(self) -> list[Any]:
        return offered_review_moves(self.user, self.review)

    @cached_property
    def moves(self) -> list[OfferedMove]:
        """The decisions open to this person, on the newest version alone."""
        if not self.is_newest:
            return []
        rows = report_workflow.available_transitions(self.user, self.submission)
        return [
            describe_move(row) for row in rows if {*row.by} & {*REVIEWS} and row.name not in WITH_OWN_PAGE
        ]

    @property
    def return_form(self) -> ReturnForm | None:
        """What a return opens, asked beside its note."""
        offered = any(move.name == "return" for move in self.moves)
        return ReturnForm(submission=self.submission) if offered else None

    @cached_property
    def notices(self) -> list[SentRow]:
        """What people were told about this report."""
        return sent_to(self.submission, self.user)

    @cached_property
    def publication(self) -> PublicationStatus | None:
        """Where the newest version stands on its way to the public; nothing to be said of a draft."""
        if self.submission.editable or not self.is_newest:
            return None
        return PublicationStatus(self.submission, self.user)

    @property
    def is_decided_by_others(self) -> bool:
        """True if somebody else has the report in hand."""
        return self.review.holder_id not in (None, self.user.pk)

    @property
    def is_withdrawn(self) -> bool:
        return self.submission.state == State.DRAFT

    @cached_property
    def next_report(self) -> Submission | None:
        return find_next_report(self.user, self.submission)

    @property
    def may_ask(self) -> bool:
        """True if this person may ask the country about single answers."""
        return self.submission.state != State.DRAFT and reviews_report(self.user, self.submission)


def find_reviewed_report(submission: Submission, number: int, user: User) -> ReviewedReport | None:
    """Return the report as it was sent with that number; None if there is no such version."""
    versions = list(submission.versions.newest_first())
    version = next((one for one in versions if one.number == number), None)
    return ReviewedReport(submission, version, versions, user) if version else None
