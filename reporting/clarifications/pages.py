"""The clarifications of a report, one of them, and those of all countries, as one person sees them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from authorities.models import User
from authorities.models.roles import FILLS_IN, READS_OWN_STATE, REVIEWS
from reporting.clarifications.forms import (
    FORMS,
    AskForm,
    ClarificationFilterForm,
    MoveOfClarification,
    usual_due_day,
)
from reporting.clarifications.words import (
    ShownAnswer,
    describe_table_row,
    list_rows_to_ask_about,
    section_with,
    trace_answer,
)
from reporting.clarifications.workflow import clarification_workflow
from reporting.instruments.question_types import Question
from reporting.models import Clarification, ClarificationEvent, Round, Submission, Version
from reporting.models.clarifications import ClarificationState
from reporting.submissions.duties import holds_role_for
from reporting.submissions.questionnaire import FormState
from reporting.submissions.read_back import RenderedAnswer, country_names, render_answer
from reporting.submissions.versions import evaluate_version

PER_PAGE = 50


@dataclass(frozen=True)
class ListedClarification:
    """A clarification as a list shows it, with what it is about."""

    clarification: Clarification
    question: Question | None
    round: Round

    @property
    def row(self) -> str:
        return describe_table_row(self.question, self.clarification.row)

    @property
    def address(self) -> str:
        report = self.clarification.submission
        return reverse("clarification", args=[report.round_id, report.member_state_id, self.clarification.pk])

    @property
    def is_overdue(self) -> bool:
        return self.clarification.is_overdue_on(self.clarification.submission.member_state.local_day())


def list_clarifications(found: Any, rounds: dict[int, Round]) -> list[ListedClarification]:
    """Return clarifications with their questions; `rounds` hold the instruments, each read once."""
    return [
        ListedClarification(one, round_.instrument.questions.get(one.question), round_)
        for one in found
        for round_ in [rounds[one.submission.round_id]]
    ]


def read_of_report(submission: Submission, user: User) -> list[ListedClarification]:
    """Return the clarifications of a report that a person may see, the open ones first."""
    found = submission.clarifications.visible_to(user).for_lists()
    return list_clarifications(found, {submission.round_id: submission.round})


def group_by_answer(listed: list[ListedClarification]) -> dict[str, list[ListedClarification]]:
    """Return {question: its clarifications}."""
    found: dict[str, list[ListedClarification]] = {}
    for one in listed:
        found.setdefault(one.clarification.question, []).append(one)
    return found


def attach_clarifications(
    sections: list[tuple[dict, list[RenderedAnswer]]], listed: list[ListedClarification]
) -> list[tuple[dict, list[RenderedAnswer]]]:
    """Put beside each answer in words what was asked about it; return the sections."""
    by_question = group_by_answer(listed)
    for _section, answers in sections:
        for answer in answers:
            answer.clarifications = by_question.get(answer.code, [])
    return sections


class ReportClarificationsPage:
    """All clarifications of one report."""

    def __init__(self, submission: Submission, user: User) -> None:
        self.submission, self.user = submission, user

    @cached_property
    def listed(self) -> list[ListedClarification]:
        return read_of_report(self.submission, self.user)

    @property
    def waiting(self) -> list[ListedClarification]:
        return [one for one in self.listed if one.clarification.is_open]

    @property
    def others(self) -> list[ListedClarification]:
        return [one for one in self.listed if not one.clarification.is_open]

    @property
    def is_own(self) -> bool:
        return self.submission.member_state_id in self.user.states_as(*READS_OWN_STATE)


class ClarificationPage(ReportClarificationsPage):
    """One clarification: its thread, the answer before and now, and what this person can do."""

    def __init__(
        self, submission: Submission, user: User, clarification: Clarification, data: Any = None
    ) -> None:
        super().__init__(submission, user)
        clarification.submission = submission
        self.clarification, self.data = clarification, data or {}
        self.listed_one = ListedClarification(
            clarification, submission.round.instrument.questions.get(clarification.question), submission.round
        )

    @cached_property
    def events(self) -> list[ClarificationEvent]:
        related = ("by", "version", "given_to")
        return list(self.clarification.events.select_related(*related).defer("version__content"))

    @cached_property
    def answers(self) -> list[ShownAnswer]:
        newest = self.submission.latest_version or self.clarification.version
        return trace_answer(self.clarification, newest, is_own=self.is_own)

    @property
    def change_to_send(self) -> bool:
        """True if the country has changed the answer and not sent that yet."""
        return len(self.answers) > 1 and self.answers[-1].version is None

    @property
    def question_address(self) -> str:
        """The address at which this person can change the answer; empty if they cannot now."""
        fills_in = self.submission.member_state_id in self.user.states_as(*FILLS_IN)
        section = section_with(self.submission, self.clarification.question)
        if not (fills_in and self.submission.editable and section):
            return ""
        report = (self.submission.round_id, self.submission.member_state_id)
        return f"{reverse('section', args=[*report, section])}#{self.clarification.question}"

    @cached_property
    def forms(self) -> list[tuple[str, Any, MoveOfClarification]]:
        """[(move, its label, its form)] of what this person can do, and of what they have tried."""
        sent, newest = self.data.get("move", ""), self.events[-1].pk if self.events else None
        rows = [
            row
            for row in clarification_workflow.transitions
            if row.offered
            and (self.clarification.state in row.sources or row.name == sent)
            and holds_role_for(self.user, row.by, self.submission)
        ]
        if self.clarification.state == ClarificationState.ANSWERED:  # what is done next comes first
            rows.sort(key=lambda row: row.name == "ask_again")
        return [
            (
                row.name,
                row.label,
                FORMS[row.name](
                    self.data if row.name == sent else None,
                    prefix=row.name,
                    clarification=self.clarification,
                    initial={"seen": newest},
                ),
            )
            for row in rows
        ]

    @property
    def sent_form(self) -> tuple[str, MoveOfClarification] | None:
        """(move, form) of what was sent; None if nothing was that this person can do."""
        return next(((name, form) for name, _label, form in self.forms if form.is_bound), None)


class AskPage:
    """An answer of the newest version that somebody asks about."""

    def __init__(self, submission: Submission, version: Version, code: str, data: Any = None) -> None:
        self.submission, self.version, self.code = submission, version, code
        rows = list_rows_to_ask_about(self.question, self.answer) if self.question else []
        initial = {"version": version.number, "due": usual_due_day()}
        self.form = AskForm(data, rows=rows, initial=initial)

    @cached_property
    def form_state(self) -> FormState:
        return evaluate_version(self.version)

    @property
    def question(self) -> Question | None:
        """The question, if this version was asked it."""
        asked = self.submission.round.instrument.questions.get(self.code)
        return asked if asked and self.form_state.is_relevant(asked) else None

    @cached_property
    def answer(self) -> RenderedAnswer:
        question = self.form_state.fill_texts(self.question)
        return render_answer(question, self.form_state.answer_to(question), country_names())


class AllClarificationsPage:
    """The clarifications of every country that a person of the secretariat sees."""

    def __init__(self, user: User, data: Any) -> None:
        self.user, self.data = user, data

    @cached_property
    def visible(self) -> Any:
        return Clarification.objects.visible_to(self.user)

    @cached_property
    def form(self) -> ClarificationFilterForm:
        owners = User.objects.filter(pk__in=self.visible.order_by().values("owner")).order_by("name", "pk")
        return ClarificationFilterForm(self.data, owners=[(str(one.pk), str(one)) for one in owners])

    @property
    def chosen(self) -> Any:
        """The clarifications that the filters let through."""
        found, wanted, today = self.visible, self.form.chosen, timezone.localdate()
        if wanted.get("region"):
            found = found.of_region(wanted["region"], today)
        if wanted.get("owner"):
            found = found.filter(owner=wanted["owner"])
        if wanted.get("overdue"):
            found = found.overdue_on(today)
        state = wanted.get("state", "")
        return found if state == "all" else found.filter(state=state) if state else found.unclosed()

    @cached_property
    def page(self) -> Page:
        rows = self.chosen.for_lists().annotate(last_at=Max("events__at"))
        return Paginator(rows, PER_PAGE).get_page(self.data.get("page"))

    @property
    def listed(self) -> list[ListedClarification]:
        found = list(self.page)
        numbers = {one.submission.round_id for one in found}
        return list_clarifications(found, Round.objects.select_related("instrument").in_bulk(numbers))


def count_for_desk(user: User) -> tuple[int, int] | None:
    """Return (answered, waiting for the country) of the clarifications that a reviewer looks after."""
    if not user.holds(*REVIEWS):
        return None
    states = list(user.clarifications_owned.unclosed().values_list("state", flat=True))
    waiting = sum(state == "open" for state in states)
    return len(states) - waiting, waiting
