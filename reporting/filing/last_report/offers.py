"""The last published report of a country beside the one being written: which answers it offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reporting.filing.last_report.fitting import FittedAnswer, fit_answer
from reporting.instruments.changes.succession import Option, Succession, find_successions
from reporting.instruments.question_types import type_of
from reporting.models import Answer, Instrument, Submission, Version
from reporting.submissions.plain_answers import has_value_or_reason
from reporting.submissions.questionnaire import FormState
from reporting.submissions.read_back import RenderedAnswer, is_shown, render_answer
from reporting.submissions.versions import evaluate_version


@dataclass(frozen=True)
class EarlierAnswer:
    """An earlier answer beside the question that goes on with it, and the answer of now if there is one."""

    succession: Succession
    given: dict[str, Any]
    row: Answer | None
    names: Mapping[str, str]  # of countries by code

    @property
    def code(self) -> str:
        return self.succession.now["code"]

    @property
    def number(self) -> str:
        return self.succession.now["number"]

    @property
    def text(self) -> str:
        return self.succession.now["text"]

    @property
    def earlier_text(self) -> str:
        """The words of then, where the author says that they are others; else empty."""
        then = self.succession.then
        is_other = then and (self.succession.is_reworded or not self.succession.is_comparable)
        return then["text"] if then and is_other else ""

    @property
    def breaks(self) -> list[tuple[Option, Option]]:
        """[(option then, option now)] that were chosen and are worded otherwise now."""
        value = self.given["value"]
        chosen = value if isinstance(value, list) else [value]
        return [(then, now) for then, now in self.succession.breaks if then["value"] in chosen]

    @cached_property
    def fitted(self) -> FittedAnswer:
        return fit_answer(self.succession, self.given)

    @property
    def reading(self) -> RenderedAnswer:
        return render_answer(self.succession.then or self.succession.now, self.given, dict(self.names))

    @property
    def is_answered_now(self) -> bool:
        return self.row is not None and self.row.is_given

    @property
    def is_offered(self) -> bool:
        """True if it can be brought forward: nothing stands there yet, and something of it fits."""
        return not self.is_answered_now and self.fitted.is_given

    @property
    def was_brought(self) -> bool:
        return self.row is not None and self.row.carried_from_id is not None

    @property
    def needs_confirmation(self) -> bool:
        return self.row is not None and self.row.needs_confirmation


@dataclass(frozen=True)
class EarlierReport:
    """The published version of the last report, as its form was filled in."""

    version: Version
    form: FormState

    def successions(self, instrument: Instrument) -> dict[str, Succession]:
        then = self.form.instrument
        is_same_form = instrument.form_id == then.form_id
        return find_successions(
            instrument.questions, then.questions, form=then.form_id, is_same_form=is_same_form
        )

    def earlier_answers(
        self, instrument: Instrument, rows: Mapping[str, Answer], names: Mapping[str, str]
    ) -> list[EarlierAnswer]:
        """Return the answers then to what is still asked, in the order of the questions of now."""
        return [
            EarlierAnswer(succession, answer, rows.get(code), names)
            for code, succession in self.successions(instrument).items()
            if succession.then and is_typed(succession)
            for answer in [self.form.answer_to(succession.then)]
            if has_value_or_reason(answer)
        ]


def is_typed(succession: Succession) -> bool:
    """Return True if somebody gives the answer: it is neither computed nor fixed by the instrument."""
    question = succession.now
    return is_shown(question) and not type_of(question).is_computed and not question.get("read_only")


def find_last_report(submission: Submission) -> EarlierReport | None:
    """Return the last report of the country that was published in an earlier round, if there is one."""
    version = Version.objects.of_last_report(submission)
    return EarlierReport(version, evaluate_version(version)) if version else None
