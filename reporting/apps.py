from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Rounds, reports and figures")
    public_models = (
        "Article", "Attachment", "GuidanceLetter", "Indicator", "IndicatorValue", "Instrument",
        "PublishedFigure", "ReportedItem", "ReportedNumber", "ReportReceipt", "Rewording", "Round",
        "RoundInstrument", "Submission", "SubmissionEvent", "Term", "Version",
    )  # fmt: skip
    private_models = (
        "Answer", "AnswerChange", "AssignedQuestion", "Assignment", "AssignmentEvent", "Clarification",
        "ClarificationEvent", "Comment", "CommentThread", "CommentThreadEvent", "Comment_mentioned",
        "Consent", "ConsentEvent", "Contact", "Extension", "FindingsTally", "InstrumentProposal",
        "Justification", "NonResponse", "PaperReport", "PaperReportEvent", "Presence",
        "PublicationPlan", "PublicationPlanEvent", "Reminder", "Review", "ReviewEvent", "SentReminder",
        "UnsavedText",
    )  # fmt: skip

    def ready(self):
        # It needs the models, which are not there yet when this module is read.
        autodiscover_modules("index_upkeep")
