"""All checks over one report: what they find, in the order of the questions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from reporting.checks import (
    agreements,
    evidence,
    last_report,
    own_warnings,
    registers,
    role,
    sums,
    years,
)
from reporting.checks.catalogue import CHECKS, Check, CheckedReport, Place, Remark, Severity
from reporting.checks.facts import Facts
from reporting.instruments.question_types import Question
from reporting.models.hashes import content_sha256
from reporting.submissions.questionnaire import FormState

# Importing a module enters its checks into the catalogue.
MODULES = (sums, years, agreements, last_report, registers, role, evidence, own_warnings)
HASH_LENGTH = 16


@dataclass(frozen=True)
class Finding:
    """What one check says of one report.

    `place` and `basis` tell one finding from another: where it is, and which values it rests on. A
    justification is of both, so that it falls when the values change.
    """

    check: Check
    sentence: str
    questions: tuple[str, ...]
    place: str
    basis: str
    is_public: bool

    @property
    def severity(self) -> Severity:
        return self.check.severity

    @property
    def identity(self) -> tuple[str, str, str]:
        return self.check.key, self.place, self.basis

    @property
    def key(self) -> str:
        """A short name for the finding, in addresses and forms."""
        return content_sha256(self.identity)[:12]


def find_warnings(form: FormState, facts: Facts) -> list[Finding]:
    """Return everything that the checks say of a form, in the order of its questions, the gravest first."""
    report = CheckedReport(form, facts)
    order = {code: number for number, code in enumerate(form.instrument.questions)}
    gravity = list(Severity)
    found = [
        build_finding(one, remark, form.instrument.questions)
        for one in CHECKS.values()
        for remark in one.find(report)
    ]
    return sorted(
        tell_apart(found), key=lambda finding: (order[finding.questions[0]], gravity.index(finding.severity))
    )


def tell_apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings, those that rest on the same values numbered: two rows may hold the same."""
    times: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        times[finding.identity] += 1
        number = times[finding.identity]
        yield finding if number == 1 else replace(finding, basis=f"{finding.basis}.{number}")


def build_finding(found_by: Check, remark: Remark, questions: dict[str, Question]) -> Finding:
    """Return the finding of a remark. It is public if all questions and columns that it speaks of are."""
    codes = tuple(dict.fromkeys(place.question for place in remark.places))
    return Finding(
        found_by,
        remark.sentence,
        codes,
        describe_places(remark.places, questions),
        content_sha256([remark.values, [stable_place(place, questions) for place in remark.places]])[
            :HASH_LENGTH
        ],
        all(is_public_place(place, questions[place.question]) for place in remark.places),
    )


def describe_places(places: Iterable[Place], questions: dict[str, Question]) -> str:
    """Return the one text that names the first place: its question, and the row and column of a table."""
    return "/".join(filter(None, stable_place(next(iter(places)), questions)))


def stable_place(place: Place, questions: dict[str, Question]) -> list[str]:
    """Return a place without the number of a row that people may move: its values tell it from others."""
    is_named = bool(questions[place.question].get("rows"))
    return [place.question, place.row if is_named else "", place.column]


def is_public_place(place: Place, question: Question) -> bool:
    columns = {column["code"]: column for column in question.get("columns", [])}
    column = columns.get(place.column)
    return question["public"] and (column is None or column.get("public", True))
