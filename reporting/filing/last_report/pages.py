"""The pages of the last report: what it offers, and what has changed since."""

from typing import Any

from django.utils.functional import cached_property

from reporting.filing.last_report.offers import EarlierAnswer, EarlierReport, find_last_report
from reporting.filing.pages import ReportPage
from reporting.models import Answer, Version
from reporting.submissions.change_note.note import ChangeNote, describe_changes
from reporting.submissions.item_words import country_names
from reporting.submissions.versions import evaluate_version


class LastReportPage(ReportPage):
    """The answers of the last report beside the questions of now, by section."""

    @cached_property
    def last_report(self) -> EarlierReport | None:
        return find_last_report(self.submission)

    @cached_property
    def earlier_answers(self) -> list[EarlierAnswer]:
        rows = self.working_copy.rows
        return (
            self.last_report.earlier_answers(self.instrument, rows, country_names())
            if self.last_report
            else []
        )

    @property
    def by_section(self) -> list[tuple[dict[str, Any], str, list[EarlierAnswer]]]:
        """[(section, its address, earlier answers)]."""
        found = {one.code: one for one in self.earlier_answers}
        pages = []
        for section in self.instrument.sections:
            here = [found[question["code"]] for question in section["questions"] if question["code"] in found]
            if here:
                pages.append((section, self.section_address(section["code"]), here))
        return pages

    @property
    def sections_to_confirm(self) -> dict[str, list[str]]:
        """{code of a section: codes of its questions whose answers wait for confirmation}."""
        waiting = {
            section["code"]: [one.code for one in answers if one.needs_confirmation]
            for section, _address, answers in self.by_section
        }
        return {
            code: questions for code, questions in waiting.items() if questions and self.submission.editable
        }

    @property
    def offered(self) -> int:
        return sum(one.is_offered for one in self.earlier_answers)

    @property
    def prefilled_answers(self) -> list[tuple[Answer, str, str]]:
        """[(answer, its question, its value)] of what came from the record and nobody has confirmed."""
        questions, rows = self.instrument.questions, self.working_copy.rows
        return [
            (rows[code], questions[code]["text"], self.form_state.words_of(code))
            for code in self.form_state.to_confirm
            if rows[code].carried_from_id is None
        ]


class ChangesPage(ReportPage):
    """What changed since the last report: in the working copy for its country, else in what was sent."""

    @cached_property
    def changes(self) -> list[tuple[Version, ChangeNote]]:
        """[(earlier version, what changed since)]."""
        last = Version.objects.of_last_report(self.submission)
        if self.shows_working_copy:
            return describe_changes(self.form_state, [*self.versions[:1], last])
        sent = self.versions[:1]
        return describe_changes(evaluate_version(sent[0]), [*self.versions[1:2], last]) if sent else []

    @property
    def shows_working_copy(self) -> bool:
        return self.is_own and self.submission.editable
