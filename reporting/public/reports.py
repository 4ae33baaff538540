"""A published report as everyone may read it: never what is not public, never the working copy."""

from dataclasses import dataclass
from functools import cached_property

from reporting.models import Version
from reporting.submissions.questionnaire import NOTHING, applies, in_play
from reporting.submissions.read_back import files_in, read_back


@dataclass(frozen=True)
class PublicReport:
    """One published version, beside the others of the same report, newest first."""

    version: Version
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
    def newer(self):
        """The version that stands in the place of this one, if there is one."""
        newest = self.versions[0]
        return None if newest.number == self.version.number else newest

    @cached_property
    def sections(self):
        return read_back(self.instrument, self.version.content["answers"], public_only=True)

    @cached_property
    def answers(self):
        """[(section, question, answer)] of what was asked in public."""
        return public_answers(self.version)


def public_report(round_number, iso3, version_number=None):
    """The newest published version, or the published version of that number; None if there is none."""
    published = Version.objects.of_report(round_number, iso3).published()
    versions = list(published.with_publication().newest_first())
    found = (version for version in versions if version_number in (None, version.number))
    return next((PublicReport(version, versions) for version in found), None)


def public_answers(version):
    instrument = version.submission.round.instrument
    counted = in_play(instrument, version.content["answers"])
    return [
        (section, question, public_part(question, counted.get(question["code"], NOTHING)))
        for section in instrument.sections
        for question in section["questions"]
        if question["public"] and applies(question, counted)
    ]


def public_part(question, answer):
    """An answer without the columns that are not public."""
    value = answer["value"]
    hidden = {column["code"] for column in question.get("columns", []) if not column.get("public", True)}
    if not (value and hidden):
        return answer
    if question["type"] == "group":
        return {**answer, "value": [without(row, hidden) for row in value]}
    return {**answer, "value": {name: without(row or {}, hidden) for name, row in value.items()}}


def without(row, columns):
    return {code: cell for code, cell in row.items() if code not in columns}


def is_public(attachment):
    """Whether a published version names this file in answer to a question, or in a column, that is public."""
    versions = Version.objects.filter(submission=attachment.submission_id).published().newest_first()
    return any(
        file["id"] == str(attachment.pk)
        for version in versions
        for _section, question, answer in public_answers(version)
        for file in files_in(question, answer["value"], public_only=True)
    )
