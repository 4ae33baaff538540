"""The pages of what became of the answers: of one question, and of the whole report."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.models import User
from reporting.filing.assignments.reach import WHOLE, Reach
from reporting.filing.history.change_words import ChangeReader, DescribedChange
from reporting.filing.history.parts import select_part
from reporting.filing.pages import ReportPage
from reporting.instruments.question_types import Question
from reporting.models import Answer, AnswerChange, Submission
from reporting.models.answer_changes import AnswerChangeQuerySet, Way

PER_PAGE = 30


class HistoryPage(ReportPage):
    """Changes of a report that one person may see, newest first."""

    def __init__(
        self, submission: Submission, user: User, sent: dict[str, str], reach: Reach = WHOLE
    ) -> None:
        super().__init__(submission, user, reach)
        self.sent = sent

    @cached_property
    def changes(self) -> AnswerChangeQuerySet:
        return self.submission.answer_changes.visible_to(self.user)

    @cached_property
    def page(self) -> Page:
        return Paginator(self.changes.newest_first(), PER_PAGE).get_page(self.sent.get("page"))

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """The stored answers, by question, of those whose changes the page shows."""
        codes = {change.question for change in self.page}
        return {row.question: row for row in self.submission.answers.filter(question__in=codes)}

    @cached_property
    def reader(self) -> ChangeReader:
        return ChangeReader(self.instrument, self.answers)

    @property
    def described_changes(self) -> list[DescribedChange]:
        return [self.reader.describe(change) for change in self.page]

    def section_of(self, code: str) -> str:
        """Return the code of the section that asks a question; empty if it is asked no longer."""
        asked = ((s["code"], q["code"]) for s in self.instrument.sections for q in s["questions"])
        return next((section for section, question in asked if question == code), "")


class AnswerHistoryPage(HistoryPage):
    """What became of the answer to one question; its people may put an earlier one back."""

    def __init__(
        self, submission: Submission, user: User, code: str, sent: dict[str, str], reach: Reach = WHOLE
    ) -> None:
        super().__init__(submission, user, sent, reach)
        self.code = code

    @cached_property
    def changes(self) -> AnswerChangeQuerySet:
        """All changes for whom the question was assigned to, else those that the reader may see."""
        if self.reach.is_limited and self.reach.may_open(self.code):
            return self.submission.answer_changes.of_question(self.code)
        return super().changes.of_question(self.code)

    @property
    def question(self) -> Question | None:
        return self.instrument.questions.get(self.code)

    @property
    def is_known(self) -> bool:
        return self.question is not None or bool(self.page.paginator.count)

    @property
    def address_of_question(self) -> str:
        section = self.section_of(self.code)
        return f"{self.section_address(section)}#{self.code}" if section else ""

    @property
    def described_changes(self) -> list[DescribedChange]:
        """The changes; before those of which something else stands there now it may be put back."""
        return [
            replace(one, may_be_put_back=self.may_put_back(one.change)) for one in super().described_changes
        ]

    def may_put_back(self, change: AnswerChange) -> bool:
        if self.question is None or not self.may_fill_in or self.reach.explain_lock([self.code]):
            return False
        stands = select_part(self.reader.content_of(self.question), change.before)
        return stands != change.before

    @cached_property
    def seen_at(self) -> datetime | None:
        """The moment of the newest change that the page shows, or that stands before its first."""
        newest = self.changes.newest_first().first()
        return newest.at if newest else None


class HistoryFilterForm(forms.Form):
    """Whose changes, of which question and by which way; blank for all."""

    question = forms.ChoiceField(label=gettext_lazy("Question"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    way = forms.ChoiceField(label=gettext_lazy("How"), required=False)

    def __init__(self, page: "ReportHistoryPage") -> None:
        super().__init__(page.sent)
        self.set_choices("question", page.changed_questions)
        self.set_choices("person", page.people)
        self.set_choices("way", [(way.value, way.label) for way in Way])

    def set_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *choices]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen; a word that is not offered chooses nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ReportHistoryPage(HistoryPage):
    """What became of all answers of a report."""

    @cached_property
    def all_changes(self) -> AnswerChangeQuerySet:
        return self.submission.answer_changes.visible_to(self.user)

    @cached_property
    def changed_questions(self) -> list[tuple[str, str]]:
        """[(code, number and text)] of the questions with changes, in the order of the form."""
        found = set(self.all_changes.order_by().values_list("question", flat=True).distinct())
        asked = self.instrument.questions
        known = [
            (code, f"{asked[code]['number']} {asked[code]['text']}".strip())
            for code in asked
            if code in found
        ]
        return known + [(code, code) for code in sorted(found - asked.keys())]

    @cached_property
    def people(self) -> list[tuple[str, str]]:
        """[(key, name)] of the people who have changed something, by name."""
        found = self.all_changes.order_by().values_list("by", "by__name", "by__email").distinct()
        return sorted(((str(pk), name or email) for pk, name, email in found if pk), key=lambda one: one[1])

    @cached_property
    def form(self) -> HistoryFilterForm:
        return HistoryFilterForm(self)

    @cached_property
    def changes(self) -> AnswerChangeQuerySet:
        return self.all_changes.chosen_by(**self.form.chosen)
