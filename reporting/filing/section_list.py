"""The sections of a report as its task list shows them: how far each is, and who worked on it last."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reporting.checks.justifying import ReportFinding
from reporting.models import Answer, Assignment, Instrument
from reporting.submissions.questionnaire import AnswerProblem, FormState, SectionProgress


@dataclass(frozen=True)
class SectionTask:
    """A section with its progress, what is missing in it, and its newest answer."""

    number: int
    address: str
    progress: SectionProgress
    problems: list[AnswerProblem]
    last_answer: Answer | None
    people_now: list[str]  # the others who have its page open
    warnings: int = 0  # of the checks, in this section, that nobody has corrected or explained
    open_threads: int = 0  # discussions of its answers that are not settled
    assigned_to: tuple[Assignment, ...] = ()


def list_section_tasks(
    form: FormState,
    rows: dict[str, Answer],
    steps: list[tuple[str, SectionProgress]],
    unsettled: list[ReportFinding],
    people_now: dict[str, list[str]],
    open_threads: Counter[str],
) -> Iterator[SectionTask]:
    """Yield the sections in order; `rows` are the stored answers, `steps` the addresses and the progress.

    `unsettled` are the findings of checks that wait for a correction or an explanation, `people_now` the
    names of who has a section open, `open_threads` how many discussions are open in each.
    """
    counts = count_by_section(form.instrument, unsettled)
    for number, (address, progress) in enumerate(steps, start=1):
        problems = [problem for problem in form.problems if problem.section == progress.code]
        newest = find_newest_answer(form.instrument, progress.code, rows)
        here = people_now.get(progress.code, [])
        numbers = counts[progress.code], open_threads[progress.code]
        yield SectionTask(number, address, progress, problems, newest, here, *numbers)


def count_by_section(instrument: Instrument, findings: list[ReportFinding]) -> Counter[str]:
    """Return {section: the number of findings whose first question stands in it}."""
    sections = {q["code"]: section["code"] for section in instrument.sections for q in section["questions"]}
    return Counter(sections[finding.questions[0]] for finding in findings)


def find_holders(
    instrument: Instrument, assignments: list[Assignment]
) -> defaultdict[str, tuple[Assignment, ...]]:
    """Return {section: the assignments that ask some of its questions}."""
    found: defaultdict[str, tuple[Assignment, ...]] = defaultdict(tuple)
    for section in instrument.sections if assignments else []:
        codes = {question["code"] for question in section["questions"]}
        found[section["code"]] = tuple(one for one in assignments if codes & one.codes)
    return found


def find_newest_answer(instrument: Instrument, code: str, rows: dict[str, Answer]) -> Answer | None:
    """Return the answer of a section that was given last by a person; None if there is none."""
    section = instrument.section(code) or {"questions": []}
    given = [rows[question["code"]] for question in section["questions"] if question["code"] in rows]
    return max((row for row in given if row.by_id), key=lambda row: row.at, default=None)
