"""The findings of a report as they travel with a version: frozen with their words in every language.

A version holds them under the key `findings`, which is missing where there are none, as in every version from
before there were checks. What a check says may change with the product; what it said of a version does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override

from authorities.languages.direction import REFERENCE_LANGUAGE, TextInLanguage
from reporting.checks.catalogue import Severity
from reporting.checks.facts import Facts, read_facts
from reporting.checks.findings import find_warnings
from reporting.checks.justifying import ReportFinding, match_justifications
from reporting.models import Justification, Submission, Version
from reporting.submissions.questionnaire import FormState

CONTENT_KEY = "findings"


@dataclass(frozen=True)
class FrozenFinding:
    """One finding of a version, as the reader sees it."""

    content: dict[str, Any]

    @property
    def check_key(self) -> str:
        return self.content["check"]

    @property
    def severity(self) -> Severity:
        return Severity(self.content["severity"])

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(self.content["questions"])

    @property
    def is_public(self) -> bool:
        return self.content["public"]

    @property
    def sentence(self) -> str:
        """What the check said, in the language of the reader."""
        sentences, language = self.content["sentence"], get_language() or REFERENCE_LANGUAGE
        if language in sentences:
            return sentences[language]
        language = REFERENCE_LANGUAGE if REFERENCE_LANGUAGE in sentences else next(iter(sentences))
        return TextInLanguage.of(sentences[language], language)

    @property
    def explanation(self) -> TextInLanguage | None:
        given = self.content.get("justification")
        return TextInLanguage.of(given["text"], given["language"]) if given else None

    @property
    def is_unexplained(self) -> bool:
        return self.severity is Severity.WARNS and self.explanation is None


def freeze_findings(submission: Submission, form: FormState) -> list[dict[str, Any]]:
    """Return the findings of a report as its version stores them; empty if there are none."""
    return freeze_explained(form, read_facts(submission, form), submission.justifications.in_order())


def freeze_explained(
    form: FormState, facts: Facts, justifications: Iterable[Justification]
) -> list[dict[str, Any]]:
    """Return the findings of a form as a version stores them; explanations are in the order of time."""
    found = match_justifications(find_warnings(form, facts), justifications)
    if not found:
        return []
    sentences: dict[tuple[str, str, str], dict[str, str]] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            form.__dict__.pop("country_names", None)
            for finding in find_warnings(form, facts):
                sentences.setdefault(finding.identity, {})[code] = finding.sentence
    form.__dict__.pop("country_names", None)
    return [freeze_finding(finding, sentences[finding.finding.identity]) for finding in found]


def freeze_finding(finding: ReportFinding, sentences: dict[str, str]) -> dict[str, Any]:
    """Return one finding as plain data. Who explained it stays with the working copy."""
    content: dict[str, Any] = {
        "check": finding.check_key,
        "severity": str(finding.severity),
        "questions": list(finding.questions),
        "place": finding.finding.place,
        "basis": finding.finding.basis,
        "public": finding.is_public,
        "sentence": sentences,
    }
    given = finding.justification
    if given:
        at = given.at.isoformat(timespec="seconds")
        content["justification"] = {"text": given.text, "language": given.language, "at": at}
    return content


def version_findings(version: Version) -> list[FrozenFinding]:
    """Return the findings that were frozen into a version."""
    return [FrozenFinding(content) for content in version.content.get(CONTENT_KEY, [])]


def public_findings(version: Version) -> list[FrozenFinding]:
    """Return those that everyone may read: explained, and about nothing that is not public."""
    return [one for one in version_findings(version) if one.is_public and one.explanation]
