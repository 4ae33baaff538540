"""The steps of a report that comes on paper."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from reporting.paper_reports.workflow import receive_paper

PDF = b"%PDF-1.7\n"


def scan():
    return SimpleUploadedFile("report.pdf", PDF, "application/pdf")


def take_in(round_, member_state, by, **details):
    told = {"received_on": timezone.localdate(), "way": "letter", "scan": scan(), **details}
    return receive_paper(round_, member_state, by=by, **told)
