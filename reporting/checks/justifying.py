"""Findings with what the authors of a report have said of them; and writing such an explanation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from authorities.languages.direction import TextInLanguage
from authorities.models import User
from reporting.checks.catalogue import Severity
from reporting.checks.facts import read_facts
from reporting.checks.findings import Finding, find_warnings
from reporting.models import Justification, Submission
from reporting.submissions.questionnaire import FormState, evaluate_submission


@dataclass(frozen=True)
class ReportFinding:
    """A finding in a report, with its explanation if there is one for the values of now.

    `former` is the newest explanation of the same check at the same place, given for other values.
    """

    finding: Finding
    justification: Justification | None = None
    former: Justification | None = None
    history: tuple[Justification, ...] = ()

    @property
    def key(self) -> str:
        return self.finding.key

    @property
    def check_key(self) -> str:
        return self.finding.check.key

    @property
    def severity(self) -> Severity:
        return self.finding.severity

    @property
    def sentence(self) -> str:
        return self.finding.sentence

    @property
    def questions(self) -> tuple[str, ...]:
        return self.finding.questions

    @property
    def is_public(self) -> bool:
        return self.finding.is_public

    @property
    def explanation(self) -> TextInLanguage | None:
        return self.justification.words if self.justification else None

    @property
    def takes_explanation(self) -> bool:
        return self.severity is Severity.WARNS

    @property
    def is_unexplained(self) -> bool:
        return self.takes_explanation and not self.justification


def read_findings(submission: Submission, form: FormState) -> list[ReportFinding]:
    """Return what the checks say of a report now, each with its explanation."""
    findings = find_warnings(form, read_facts(submission, form))
    return match_justifications(findings, submission.justifications.in_order() if findings else ())


def match_justifications(
    findings: Iterable[Finding], justifications: Iterable[Justification]
) -> list[ReportFinding]:
    """Return the findings with their explanations; `justifications` are in the order of time.

    One that was given for other values does not count any more, nor does one of a finding that is gone.
    """
    rows = list(justifications)
    by_place: dict[tuple[str, str], list[Justification]] = {}
    for row in rows:
        by_place.setdefault((row.check_key, row.place), []).append(row)
    matched = []
    for finding in findings:
        here = by_place.get((finding.check.key, finding.place), [])
        of_now = [row for row in here if row.basis == finding.basis]
        current = of_now[-1] if of_now and of_now[-1].text else None
        others = [row for row in here if row.basis != finding.basis and row.text]
        former = others[-1] if others and not current else None
        matched.append(ReportFinding(finding, current, former, tuple(here)))
    return matched


def group_by_question(findings: Iterable[ReportFinding]) -> dict[str, list[ReportFinding]]:
    """Return {question: the findings that speak of it}."""
    found: dict[str, list[ReportFinding]] = {}
    for finding in findings:
        for code in finding.questions:
            found.setdefault(code, []).append(finding)
    return found


@transaction.atomic
def justify(submission: Submission, key: str, text: str, *, by: User) -> Justification | None:
    """Store the explanation of the finding of that key, or take it back if blank. Return a new row, if any.

    Raise ValidationError if the report can no longer be changed, or the finding is not there any more.
    """
    locked = Submission.objects.for_desk().select_for_update(of=("self",)).get(pk=submission.pk)
    if not locked.editable:
        raise ValidationError(_("The report can no longer be changed."))
    found = find_by_key(read_findings(locked, evaluate_submission(locked)), key)
    if text == (found.justification.text if found.justification else ""):
        return None
    return Justification.objects.create(
        submission=locked,
        check_key=found.check_key,
        place=found.finding.place,
        basis=found.finding.basis,
        finding=found.sentence,
        text=text,
        language=get_language() or "",
        by=by,
        at=timezone.now(),
    )


def find_by_key(findings: Iterable[ReportFinding], key: str) -> ReportFinding:
    """Return the finding that takes an explanation; raise ValidationError if there is none of that key."""
    found: Iterator[ReportFinding] = (one for one in findings if one.key == key and one.takes_explanation)
    try:
        return next(found)
    except StopIteration:
        sentence = _("The answers have changed meanwhile, and this warning with them. Nothing was stored.")
        raise ValidationError(sentence) from None
