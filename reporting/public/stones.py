"""What stands in place of a report that was taken back: that it was, since when, and why."""

import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import tablib
from django.db.models import Q

from authorities.spreadsheets.formats import CSV
from reporting.models import State, Submission, SubmissionEvent, Version
from reporting.models.submissions import TAKE_BACK

PUBLIC_MOVES = Q(to_state=State.PUBLISHED) | Q(move=TAKE_BACK)


@dataclass(frozen=True)
class Stone:
    """A version that was public, and the event by which the secretariat ended that."""

    version: Version
    event: SubmissionEvent

    @property
    def submission(self) -> Submission:
        return self.version.submission

    @property
    def data(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "round": self.submission.round_id,
            "member_state": self.submission.member_state_id,
            "version": self.version.number,
            "withdrawn_at": self.event.at.astimezone(UTC).isoformat(timespec="seconds"),
            "reason": self.event.public_reason,
            "lang": self.event.public_language,
        }


def find_stone(round_number: int, iso3: str, version_number: int | None = None) -> Stone | None:
    """Return the stone of the newest version that was public, or of that number; None if it has none."""
    versions = Version.objects.of_report(round_number, iso3).ever_published().newest_first()
    version = next((one for one in versions if version_number in (None, one.number)), None)
    if version is None:
        return None
    event = None
    for move in list_public_moves(version.submission):
        if move.move == TAKE_BACK:
            event = event or move
        elif move.version_id == version.pk:
            event = None
    return Stone(version, event) if event else None


def list_public_moves(submission: Submission) -> list[SubmissionEvent]:
    """Return the events by which versions became public or ceased to be, in order."""
    moves = submission.events.filter(PUBLIC_MOVES).select_related("version").defer("version__content")
    return list(moves.order_by("at", "pk"))


def stone_as_json(stone: Stone) -> bytes:
    return (json.dumps(stone.data, indent=2, ensure_ascii=False) + "\n").encode()


def stone_as_csv(stone: Stone) -> str | bytes:
    return CSV().export_data(tablib.Dataset(list(stone.data.values()), headers=list(stone.data)))


STONE_FORMATS = {"json": stone_as_json, "csv": stone_as_csv}
