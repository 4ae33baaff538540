"""Top floor: instruments, rounds, submissions with their versions, and published figures."""

from reporting.models.answer_changes import AnswerChange
from reporting.models.answers import Answer, Attachment, Reason, UnsavedText
from reporting.models.assignments import AssignedQuestion, Assignment, AssignmentEvent, AssignmentState
from reporting.models.clarifications import Clarification, ClarificationEvent
from reporting.models.comments import Comment, CommentThread, CommentThreadEvent, ThreadState
from reporting.models.glossary import Term
from reporting.models.instruments import Article, Indicator, Instrument, InstrumentProposal, Rewording
from reporting.models.justifications import Justification
from reporting.models.outreach import Contact, Extension, NonResponse, Reminder, SentReminder
from reporting.models.paper_reports import PaperReport, PaperReportEvent
from reporting.models.presence import Presence
from reporting.models.publication import (
    Consent,
    ConsentEvent,
    ConsentState,
    PlanState,
    PublicationPlan,
    PublicationPlanEvent,
)
from reporting.models.receipts import ReportReceipt
from reporting.models.reported_content import IndicatorValue, NumberKind, ReportedItem, ReportedNumber, Topic
from reporting.models.reviews import FindingsTally, Review, ReviewEvent, ReviewState
from reporting.models.round_material import GuidanceLetter, RoundInstrument
from reporting.models.rounds import PublishedFigure, Round
from reporting.models.submissions import State, Submission, SubmissionEvent, Version

__all__ = [
    "Answer",
    "AnswerChange",
    "Article",
    "AssignedQuestion",
    "Assignment",
    "AssignmentEvent",
    "AssignmentState",
    "Attachment",
    "Clarification",
    "ClarificationEvent",
    "Consent",
    "ConsentEvent",
    "ConsentState",
    "Comment",
    "CommentThread",
    "CommentThreadEvent",
    "Contact",
    "Extension",
    "FindingsTally",
    "GuidanceLetter",
    "Indicator",
    "IndicatorValue",
    "Instrument",
    "InstrumentProposal",
    "NonResponse",
    "Justification",
    "PaperReport",
    "PaperReportEvent",
    "Presence",
    "PlanState",
    "PublicationPlan",
    "PublicationPlanEvent",
    "PublishedFigure",
    "Reason",
    "Reminder",
    "ReportReceipt",
    "ReportedItem",
    "ReportedNumber",
    "NumberKind",
    "Topic",
    "Review",
    "ReviewEvent",
    "ReviewState",
    "Rewording",
    "SentReminder",
    "Round",
    "RoundInstrument",
    "State",
    "Submission",
    "SubmissionEvent",
    "Term",
    "ThreadState",
    "UnsavedText",
    "Version",
]
