"""A published report as everyone may read it: public questions only, never the working copy."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reporting.checks.frozen_findings import public_findings
from reporting.models import Version
from reporting.public.stones import list_public_moves
from reporting.submissions.change_note.note import describe_changes
from reporting.submissions.public_answers import keep_public_parts
from reporting.submissions.read_back import attach_findings, files_in_answer, render_report
from reporting.submissions.versions import evaluate_version


@dataclass(frozen=True)
class PublicReport:
    """One published version, with all published versions of the same report, newest first."""

    # A Version with the days of its publication, as `VersionQuerySet.with_publication` returns it.
    version: Any
    versions: list

    @property
    def submission(self):
        return self.version.submission

    @property
    def round(self):
        return self.submission.round

    @property
    def member_state(self):
        return self.submission.member_state

    @property
    def instrument(self):
        return self.round.instrument

    @property
    def illustrative(self):
        return self.submission.illustrative or self.round.illustrative

    @property
    def newer_version(self):
        """The version that has replaced this one, or None."""
        newest = self.versions[0]
        return None if newest.number == self.version.number else newest

    @property
    def changes(self):
        """[(earlier version, what changed since)]: of the version before, and of the last report."""
        before = [version for version in self.versions if version.number < self.version.number][:1]
        last = Version.objects.of_last_report(self.submission)
        return describe_changes(evaluate_version(self.version), [*before, last], public_only=True)

    @cached_property
    def sections(self):
        rendered = render_report(evaluate_version(self.version), public_only=True)
        return attach_findings(rendered, self.findings)

    @cached_property
    def findings(self):
        """What the checks said of public answers and the country explained."""
        return public_findings(self.version)

    @cached_property
    def history(self):
        """When versions became public and ceased to be, if the report was ever taken back; else nothing."""
        return list_public_moves(self.submission) if self.version.was_taken_back else []

    @cached_property
    def answers(self):
        """[(section, question, answer)] of the public questions."""
        return public_answers(self.version)


def find_public_report(round_number, iso3, version_number=None):
    """Return the newest published version, or the published version of that number; None if there is none."""
    published = Version.objects.of_report(round_number, iso3).published()
    versions = list(published.with_publication().newest_first())
    found = (version for version in versions if version_number in (None, version.number))
    return next((PublicReport(version, versions) for version in found), None)


def public_answers(version):
    """Return [(section, question, answer)] of the public questions asked, without their private parts."""
    form = evaluate_version(version)
    return [
        (section, question, keep_public_parts(question, form.answer_to(question)))
        for section in form.instrument.sections
        for question in form.relevant_questions(section)
        if question["public"]
    ]


def is_public_file(attachment):
    """Return True if a published version names the file in a public question or column."""
    versions = Version.objects.filter(submission=attachment.submission_id).published().newest_first()
    return any(
        file["id"] == str(attachment.pk)
        for version in versions
        for _section, question, answer in public_answers(version)
        for file in files_in_answer(question, answer["value"], public_only=True)
    )
