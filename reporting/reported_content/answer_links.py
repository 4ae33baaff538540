"""Where an answer stands in the published version that is counted."""

from dataclasses import dataclass

from django.urls import reverse

from reporting.compliance.reports_on_record import ReportOnRecord


@dataclass(frozen=True)
class AnswerPlace:
    round: int
    iso3: str
    version: int
    question: str
    published: bool

    @classmethod
    def locate(cls, report: ReportOnRecord, question: str) -> "AnswerPlace":
        return cls(report.round, report.iso3, report.version_number or 1, question, report.published)

    @property
    def url(self) -> str:
        """The address of the answer; empty if its report is not public."""
        if not self.published:
            return ""
        address = reverse("report_version", args=[self.round, self.iso3, self.version])
        return f"{address}#{self.question}" if self.question else address
