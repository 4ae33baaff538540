"""The pages of comments: the discussion of one question, and all discussions of a report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from authorities.models import User
from authorities.transitions import Transition
from reporting.filing.assignments.reach import WHOLE, Reach
from reporting.filing.comments.addresses_in_text import link_addresses
from reporting.filing.comments.counts import read_threads
from reporting.filing.comments.forms import CommentForm
from reporting.filing.comments.readers import find_readers
from reporting.filing.comments.thread_workflow import thread_workflow
from reporting.filing.pages import ReportPage
from reporting.instruments.question_types import Question
from reporting.models import Comment, CommentThread, CommentThreadEvent, Submission
from reporting.submissions.read_back import RenderedAnswer

PER_PAGE = 50


@dataclass(frozen=True)
class ThreadEntry:
    """One comment of a discussion, or one move of it, as one person sees it."""

    at: datetime
    comment: Comment | None = None
    event: CommentThreadEvent | None = None
    is_own: bool = False

    @property
    def words(self) -> SafeString:
        return link_addresses(self.comment.text) if self.comment else SafeString("")

    @property
    def may_be_changed(self) -> bool:
        """True for an own comment while it is fresh."""
        return self.may_be_taken_back and timezone.now() <= self.comment.changeable_until

    @property
    def may_be_taken_back(self) -> bool:
        return self.is_own and self.comment is not None and self.comment.taken_back_at is None


class ThreadPage(ReportPage):
    """The discussion of one question, with the form for another comment."""

    def __init__(
        self, submission: Submission, user: User, code: str, sent: Any = None, reach: Reach = WHOLE
    ) -> None:
        super().__init__(submission, user, reach)
        self.code, self.sent = code, sent

    @property
    def question(self) -> Question | None:
        return self.instrument.questions.get(self.code)

    @cached_property
    def thread(self) -> CommentThread | None:
        return CommentThread.objects.of_report(self.submission).of_question(self.code).first()

    @cached_property
    def form(self) -> CommentForm:
        return CommentForm(self.sent, readers=find_readers(self.submission, self.code), by=self.user)

    @cached_property
    def all_entries(self) -> list[ThreadEntry]:
        """Comments and moves in the order of time; that it was opened the first comment says."""
        if self.thread is None:
            return []
        comments = [
            ThreadEntry(comment.at, comment=comment, is_own=comment.by_id == self.user.pk)
            for comment in self.thread.comments.in_order()
        ]
        moves = self.thread.events.exclude(move="open").select_related("by")
        return sorted(
            [*(ThreadEntry(event.at, event=event) for event in moves), *comments], key=attrgetter("at")
        )

    def page_of(self, number: str | None) -> Page:
        """Return a page of the entries; without a number the last one, which holds the newest."""
        pages = Paginator(self.all_entries, PER_PAGE)
        return pages.get_page(number or pages.num_pages)

    @property
    def thread_moves(self) -> list[Transition]:
        """The moves of the discussion that are open to this person."""
        return thread_workflow.available_transitions(self.user, self.thread) if self.thread else []

    @cached_property
    def answer(self) -> RenderedAnswer | None:
        """What stands in the report now; None if the question is not asked."""
        readings = (reading for _section, asked in self.sections for reading in asked)
        return next((reading for reading in readings if reading.code == self.code), None)

    @property
    def section_code(self) -> str:
        asked = ((s["code"], q["code"]) for s in self.instrument.sections for q in s["questions"])
        return next((section for section, question in asked if question == self.code), "")

    @property
    def address_of_question(self) -> str:
        return f"{self.section_address(self.section_code)}#{self.code}"


@dataclass(frozen=True)
class DiscussedQuestion:
    """A question with its discussion, as the list of a report shows it."""

    question: Question
    thread: CommentThread


class ReportCommentsPage(ReportPage):
    """All discussions of a report, the open ones first."""

    @cached_property
    def discussed(self) -> list[DiscussedQuestion]:
        threads = read_threads(self.submission)
        asked = self.instrument.questions
        return [DiscussedQuestion(asked[code], threads[code]) for code in asked if code in threads]

    @property
    def open_ones(self) -> list[DiscussedQuestion]:
        return [one for one in self.discussed if one.thread.is_open]

    @property
    def settled_ones(self) -> list[DiscussedQuestion]:
        return [one for one in self.discussed if not one.thread.is_open]

    @property
    def questions_by_section(self) -> Iterator[tuple[dict, list[Question]]]:
        """The questions with words of their own, for choosing one to comment on."""
        for section in self.instrument.sections:
            yield section, [question for question in section["questions"] if question["text"]]
