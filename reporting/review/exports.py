"""The queue as a spreadsheet, for the secretariat: it names reviewers."""

from collections.abc import Iterable
from typing import Any

import tablib
from django.utils import timezone

from reporting.review.queue import days_since_move

HEADERS = [
    "round", "iso3", "member_state", "region", "state", "since", "days", "version", "sent_on",
    "blocking", "warnings_unexplained", "warnings_explained", "in_hands_of",
]  # fmt: skip


def tabulate_queue(reports: Iterable[Any]) -> tablib.Dataset:
    """Return a dataset of the reports of a queue, in its order."""
    today, table = timezone.localdate(), tablib.Dataset(headers=HEADERS)
    for report in reports:
        review = getattr(report, "review", None)
        table.append(
            [
                report.round_id,
                report.member_state_id,
                report.member_state.name_en,
                report.region_now or "",
                str(report.state),
                timezone.localdate(report.moved_at) if report.moved_at else "",
                days_since_move(report, today),
                report.version_number,
                timezone.localdate(report.sent_at),
                report.blocking,
                report.unexplained,
                report.explained,
                str(review.holder) if review and review.holder else "",
            ]
        )
    return table
