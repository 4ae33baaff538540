"""One move for many entries: which entries, what is in its way before it is tried, and the move itself."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from authorities.models import User
from authorities.models.roles import KEEPS_A_REGISTER
from recruiters.entries.status import licence_statuses
from recruiters.licence_workflow import licence_workflow
from recruiters.licences.decisions import MOST_AT_ONCE, decide_all, verify
from recruiters.licences.forms import GRAVE_MOVES, DecisionForm, VerifyForm
from recruiters.models import Move, Recruiter, Register

VERIFY = Move.VERIFY.value
# A correction and an annulment are about one entry; an application that was refused comes back alone.
SINGLE_ENTRY_MOVES = {Move.CORRECT, Move.ANNUL, Move.APPLY}
BULK_MOVES = {
    VERIFY: licence_workflow.by_name[VERIFY].label,
    **{row.name: row.label for row in licence_workflow.transitions if row.name not in SINGLE_ENTRY_MOVES},
}


def bulk_moves_for(user, register):
    """Return [(name, label)] of the moves that a user may make on many entries of a register."""
    scope = (register.member_state_id, register.code)
    decides = user.holds(*KEEPS_A_REGISTER, register=scope)
    return [(name, label) for name, label in BULK_MOVES.items() if decides or name == VERIFY]


def chosen_entries(work_list, sent):
    """Return the entries that were ticked, or all of the list, as a queryset.

    `sent` is a QueryDict: the list sends `all`, or `entry` once for each; the page that asks for confirmation
    sends `entries`. At most one more than may be changed at once is returned, which is enough to refuse them.
    """
    if sent.get("all"):
        pks = work_list.entries.order_by().values_list("pk", flat=True)[: MOST_AT_ONCE + 1]
    else:
        ticked = [*sent.getlist("entry"), *sent.get("entries", "").split(",")]
        pks = [int(pk) for pk in ticked if is_key(pk)][: MOST_AT_ONCE + 1]
    return work_list.register.recruiters.filter(pk__in=list(pks))


def is_key(text):
    return text.isascii() and text.isdecimal() and len(text) < 19


@dataclass
class BulkPage:
    """The page that asks once for what a move needs, for all the entries."""

    move: str
    entries: QuerySet[Recruiter]
    register: Register
    by: User
    data: dict | None = None
    was_tried: bool = False

    @cached_property
    def form(self):
        if self.move == VERIFY:
            return VerifyForm(self.data)
        return DecisionForm(self.move, self.data, initial={"effective_on": self.register.local_day()})

    @property
    def label(self):
        return BULK_MOVES[self.move]

    @cached_property
    def chosen(self):
        return list(self.entries.select_related("register__member_state").order_by("legal_name", "pk"))

    @property
    def statuses(self):
        """Return how each entry stands today."""
        return licence_statuses(self.chosen)

    @property
    def keys(self):
        return ",".join(str(entry.pk) for entry in self.chosen)

    @property
    def is_grave(self):
        return self.move in GRAVE_MOVES

    @property
    def are_too_many(self):
        return len(self.chosen) > MOST_AT_ONCE

    @property
    def most_at_once(self):
        return MOST_AT_ONCE

    # What is in the way

    @cached_property
    def obstacles(self):
        """Return [(entry, sentences)] of those that cannot be moved.

        Before the form is filled in only their state counts, after that every rule of the move.
        """
        if self.move == VERIFY:
            return []
        details = self.form.cleaned_data if self.data is not None and self.form.is_valid() else None
        tried = [(entry, list(self.refusals(entry, details))) for entry in self.chosen]
        return [(entry, sentences) for entry, sentences in tried if sentences]

    def refusals(self, entry, details):
        if details is None:
            row = licence_workflow.by_name[self.move]
            if entry.state not in row.sources:
                yield licence_workflow.wrong_state(entry, row)
            return
        try:
            licence_workflow.prepare(copy(entry), self.move, by=self.by, version=0, **details)
        except ValidationError as refusal:
            yield from refusal.messages

    @cached_property
    def unobstructed(self):
        """Return the entries that can be moved."""
        stuck = {entry.pk for entry, _sentences in self.obstacles}
        return [entry for entry in self.chosen if entry.pk not in stuck]

    @property
    def version_shown(self):
        """Return the version of the register that whoever sends this page will have seen.

        After a refusal it is the version now, which the page shows. A page that is only shown again, with
        what was typed before signing in anew, keeps what it was sent.
        """
        shown_again = self.data is not None and not self.was_tried
        return self.version_sent if shown_again else self.register.version

    @property
    def version_sent(self):
        """Return the version of the register when the entries were chosen; 0 if that was not sent."""
        sent = self.data.get("version", "")
        return int(sent) if is_key(sent) else 0

    def save(self):
        """Move the entries. Returns how many, or None if something is in the way: the page then says what.

        A user who has seen that some cannot be moved may go on with the others.
        """
        self.was_tried = True
        if not self.form.is_valid() or (self.obstacles and not (self.unobstructed and "others" in self.data)):
            return None
        entries = Recruiter.objects.filter(pk__in=[entry.pk for entry in self.unobstructed])
        try:
            if self.move == VERIFY:
                return verify(entries, by=self.by, **self.form.cleaned_data)
            details = {"by": self.by, "seen": self.version_sent, **self.form.cleaned_data}
            return len(decide_all(entries, self.move, **details))
        except ValidationError as refusal:
            self.form.add_error(None, refusal.messages)
        return None
