"""The page that takes in a table from the country's own sheet: upload or paste, preview, confirmation."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property

from authorities.models import User
from reporting.filing.assignments.reach import WHOLE, Reach
from reporting.filing.conflicts import StoredAnswer
from reporting.filing.fingerprints import answer_fingerprint
from reporting.filing.pages import ReportPage
from reporting.filing.sheets.merging import merge_reading
from reporting.filing.sheets.table_reading import TableReading
from reporting.filing.sheets.writing_sheets import describe_column_names, write_confirmed, write_template
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.models import Submission
from reporting.submissions.change_note.rows import compare_groups, compare_tables
from reporting.submissions.change_note.values import ChangeLine
from reporting.submissions.item_words import country_names


class SheetPage(ReportPage):
    """One question with rows, and what a sheet would change in its answer."""

    def __init__(self, submission: Submission, user: User, code: str, reach: Reach = WHOLE) -> None:
        super().__init__(submission, user, reach)
        question = self.instrument.questions.get(code)
        if question is None or not type_of(question).has_rows:
            raise Http404
        self.question: Question = question
        self.reading: TableReading | None = None
        self.replaces = False

    @cached_property
    def stored(self) -> StoredAnswer:
        rows = self.submission.answers.filter(question=self.question["code"]).select_related("by")
        return StoredAnswer(rows.first(), self.user)

    @property
    def fingerprint(self) -> str:
        return answer_fingerprint(self.question, self.stored.answer)

    @cached_property
    def names(self) -> dict[str, str]:
        return country_names()

    @cached_property
    def changes(self) -> list[ChangeLine]:
        """What saving the sheet would change, cell by cell. Raise ValidationError if it has too many rows."""
        if self.reading is None:
            return []
        value = merge_reading(self.question, self.stored, self.reading, replaces=self.replaces).answer[
            "value"
        ]
        is_group = self.question["type"] == QuestionType.GROUP
        compare: Any = compare_groups if is_group else compare_tables
        empty: Any = [] if is_group else {}
        earlier = self.stored.answer["value"] or empty
        return list(compare(self.question, self.question, value or empty, earlier, self.names))

    @property
    def confirmed(self) -> str:
        return write_confirmed(self.question, self.reading) if self.reading else ""

    @property
    def column_names(self) -> list[str]:
        return describe_column_names(self.question)

    @property
    def question_address(self) -> str:
        section = next(s for s in self.instrument.sections if self.question in s["questions"])
        return f"{self.section_address(section['code'])}#{self.question['code']}"

    def write_template(self) -> bytes:
        return write_template(self.question, self.stored.answer["value"], self.names)
