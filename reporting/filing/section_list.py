"""The sections of a report as its task list shows them: how far each is, and who worked on it last."""

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.models import Answer, Instrument
from reporting.submissions.questionnaire import AnswerProblem, FormState, SectionProgress


@dataclass(frozen=True)
class SectionTask:
    """A section with its progress, what is missing in it, and its newest answer."""

    number: int
    address: str
    progress: SectionProgress
    problems: list[AnswerProblem]
    last_answer: Answer | None


def list_section_tasks(
    form: FormState, rows: dict[str, Answer], steps: list[tuple[str, SectionProgress]]
) -> Iterator[SectionTask]:
    """Yield the sections in order; `rows` are the stored answers, `steps` the addresses and the progress."""
    for number, (address, progress) in enumerate(steps, start=1):
        problems = [problem for problem in form.problems if problem.section == progress.code]
        newest = find_newest_answer(form.instrument, progress.code, rows)
        yield SectionTask(number, address, progress, problems, newest)


def find_newest_answer(instrument: Instrument, code: str, rows: dict[str, Answer]) -> Answer | None:
    """Return the answer of a section that was given last by a person; None if there is none."""
    section = instrument.section(code) or {"questions": []}
    given = [rows[question["code"]] for question in section["questions"] if question["code"] in rows]
    return max((row for row in given if row.by_id), key=lambda row: row.at, default=None)
