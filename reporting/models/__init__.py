"""Top floor: instruments, rounds, submissions with their versions, and published figures."""

from .answers import Answer, Attachment, Reason
from .instruments import Article, Indicator, Instrument
from .rounds import PublishedFigure, Round
from .submissions import IndicatorValue, State, Submission, SubmissionEvent, Version

__all__ = [
    "Answer",
    "Article",
    "Attachment",
    "Indicator",
    "IndicatorValue",
    "Instrument",
    "PublishedFigure",
    "Reason",
    "Round",
    "State",
    "Submission",
    "SubmissionEvent",
    "Version",
]
