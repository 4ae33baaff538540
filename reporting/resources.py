"""The columns of past reports, those of earlier rounds, in a spreadsheet.

Each row holds one answer, or one cell of a table. A row without a question says only that the report came and
when.
"""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from authorities.imports.coded_widgets import ChoiceCell
from authorities.imports.country_widgets import StateCell, StateCodeCell
from authorities.imports.day_widgets import DateCell
from authorities.imports.registry import ImportKind, offer_import
from authorities.imports.spreadsheet_resource import BulkResource, SpreadsheetResource
from authorities.imports.text.cell_text import cell_text
from authorities.imports.widgets import Cell, TextCell
from authorities.languages.sentences import build_sentence as _
from authorities.models.roles import LEADS_THE_SECRETARIAT
from reporting.models import Answer, Reason, ReportReceipt, Round, Submission, SubmissionEvent, Version
from reporting.models.rounds import validate_partial_date
from reporting.models.submissions import RECORDING
from reporting.past_reports.sheet import PastReportSheet
from reporting.submissions.histories.removed_reports import describe_removed_reports

QUESTION = gettext_lazy(
    "The code or number of a question of that round. Blank: only that the report was received."
)
ROW = gettext_lazy(
    "For a table, its row, by code or label; for a list of any length, 1, 2, 3; otherwise blank."
)
COLUMN = gettext_lazy("For tables and lists of any length, the column, by code or label; otherwise blank.")
ANSWER = gettext_lazy(
    "The value of one cell, in the form that the question accepts; separate several choices with semicolons."
)
BODY = gettext_lazy("Who holds the data, if the reason is “held_elsewhere”.")


class RoundCell(Cell):
    """A round by its number. Refuses one that takes reports now, because countries file those themselves."""

    wanted = gettext_lazy("The number of a round that has ended.")
    needs_instrument = True

    @cached_property
    def rounds(self):
        return Round.objects.select_related("instrument").in_bulk()

    @cached_property
    def running(self):
        today = timezone.localdate()
        return {number for number, round_ in self.rounds.items() if round_.takes_reports_on(today)}

    def read(self, value, row):
        text = cell_text(value)
        round_ = self.rounds.get(int(text)) if text.isdecimal() and len(text) < 6 else None
        words = {"value": text, "known": ", ".join(map(str, sorted(self.rounds)))}
        if round_ is None:
            raise ValueError(_("There is no round “%(value)s”. Known rounds: %(known)s.") % words)
        if round_.pk in self.running:
            raise ValueError(_("Round %(value)s accepts reports now: countries file them here.") % words)
        if self.needs_instrument and round_.instrument is None:
            raise ValueError(_("Round %(value)s has no instrument here. Add one first.") % words)
        return round_


class PastDayCell(DateCell):
    """A day that is not in the future."""

    # It is refused then anyway, in plainer words.
    may_be_far_ahead = True

    def read(self, value, row):
        day = super().read(value, row)
        if day > timezone.localdate():
            raise ValueError(_("This day is in the future."))
        return day


class PastReportResource(BulkResource):
    round = Field("round", "round", RoundCell(required=True))
    iso3 = Field("member_state", "iso3", StateCodeCell(required=True))
    submitted_on = Field("submitted_on", "submitted_on", PastDayCell())
    published_on = Field("published_on", "published_on", PastDayCell())
    question = Field("question", "question", TextCell(verbatim=True, wanted=QUESTION))
    row = Field("row", "row", TextCell(verbatim=True, wanted=ROW))
    column = Field("column", "column", TextCell(verbatim=True, wanted=COLUMN))
    answer = Field("answer", "answer", TextCell(lines=True, verbatim=True, wanted=ANSWER))
    reason = Field("reason", "reason", ChoiceCell(Reason))
    body = Field("body", "body", TextCell(verbatim=True, wanted=BODY))

    sheet_class = PastReportSheet
    owned_models = (Answer, SubmissionEvent, Version)
    is_remembered = True

    class Meta:
        model = Submission
        name = gettext_lazy("Reports of earlier rounds")
        import_id_fields = ["round", "iso3"]
        fields = [
            "round", "iso3", "submitted_on", "published_on", "question", "row", "column", "answer",
            "reason", "body",
        ]  # fmt: skip

    @classmethod
    def list_address(cls, scope, batch):
        return reverse("rounds")

    def get_queryset(self):
        return super().get_queryset().select_related("round", "member_state")

    def changed_since(self, batch):
        """Return also the reports that were moved on since: returned, corrected, sent again."""
        imported = Submission.objects.filter(pk__in=batch.changes.values("record"))
        later_events = SubmissionEvent.objects.exclude(move__in=RECORDING)
        return super().changed_since(batch) | imported.filter(pk__in=later_events.values("submission"))

    def describe_removed(self, records):
        return describe_removed_reports(records)

    def remove_records(self, records):
        SubmissionEvent.objects.filter(submission__in=records).delete()
        Version.objects.filter(submission__in=records).delete()
        records.delete()


class RoundOfReceiptsCell(RoundCell):
    """A round that is over, whether its questions are held here or not."""

    needs_instrument = False


class PartialDateCell(DateCell):
    """A day as precisely as it is known: a date, or the year, or year and month."""

    wanted = gettext_lazy("A date, or as 2015 or 2015-07 where no more is known.")

    def read(self, value, row):
        text = cell_text(value)
        try:
            validate_partial_date(text)
        except ValidationError:
            return super().read(value, row).isoformat()
        return text

    def render(self, value, obj=None, **kwargs):
        return value or ""


class ReceiptResource(SpreadsheetResource):
    """Reports of which only the fact is known: a row for each says from whom, when, and who says so."""

    round = Field("round", "round", RoundOfReceiptsCell(required=True))
    iso3 = Field("member_state", "iso3", StateCell(required=True))
    received_on = Field("received_on", "received_on", PartialDateCell(required=True))
    source = Field("source", "source", TextCell(required=True))

    class Meta:
        model = ReportReceipt
        name = gettext_lazy("Reports received, not held here")
        import_id_fields = ["round", "iso3"]
        fields = ["round", "iso3", "received_on", "source"]

    @classmethod
    def list_address(cls, scope, batch):
        return reverse("round_desk")

    @classmethod
    def scopes_of(cls, user):
        """Managers may send all of them."""
        return [""] if user.holds(*LEADS_THE_SECRETARIAT) else []

    def get_queryset(self):
        return super().get_queryset().select_related("round", "member_state")

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Validate a receipt, also against what is held of its round."""
        errors = dict(import_validation_errors or {})
        try:
            instance.clean()
        except ValidationError as refusal:
            refusal.update_error_dict(errors)
        super().validate_instance(instance, errors, validate_unique)


offer_import(ImportKind("receipts", gettext_lazy("Reports received, not held here"), ReceiptResource))
offer_import(ImportKind("reports", gettext_lazy("Reports of earlier rounds"), PastReportResource))
