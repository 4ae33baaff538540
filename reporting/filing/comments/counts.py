"""How many discussions of a report are open, for its sections and beside its questions."""

from collections import Counter

from reporting.models import CommentThread, Instrument, Submission


def read_threads(submission: Submission) -> dict[str, CommentThread]:
    """Return {question: its discussion, with the number of its comments} of a report, in one query."""
    threads = CommentThread.objects.of_report(submission).with_number_of_comments()
    return {thread.question: thread for thread in threads}


def count_open_by_section(submission: Submission, instrument: Instrument) -> Counter[str]:
    """Return {section: the number of its open discussions}, in one query."""
    found = CommentThread.objects.of_report(submission).open().values_list("question", flat=True)
    sections = {q["code"]: section["code"] for section in instrument.sections for q in section["questions"]}
    return Counter(sections[code] for code in found if code in sections)
