"""One move for many entries: which may be chosen, what stands in the way before it is tried, and the deed."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from authorities.models import User
from authorities.models.roles import KEEPS_A_REGISTER
from recruiters.entries.status import licence_statuses
from recruiters.licence_workflow import licence_workflow
from recruiters.licences.decisions import MOST_AT_ONCE, decide_all, verify
from recruiters.licences.forms import GRAVE_MOVES, DecisionForm, VerifyForm
from recruiters.models import Move, Recruiter, Register

VERIFY = Move.VERIFY.value
# A correction and an annulment are about one entry; an application that was refused comes back alone.
ALONE = {Move.CORRECT, Move.ANNUL, Move.APPLY}
MOVES = {
    VERIFY: licence_workflow.by_name[VERIFY].label,
    **{row.name: row.label for row in licence_workflow.transitions if row.name not in ALONE},
}


def moves_for(user, register):
    """[(name, label)] of what this person may do with many entries of a register."""
    scope = (register.member_state_id, register.code)
    decides = user.holds(*KEEPS_A_REGISTER, register=scope)
    return [(name, label) for name, label in MOVES.items() if decides or name == VERIFY]


def chosen_from(work_list, sent):
    """The entries ticked, or all of the list; what was shown before it is confirmed comes back as one field.

    One more than may be changed at once is enough.
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
    """The page that asks once for what is said of all."""

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
        return DecisionForm(self.move, self.data, initial={"effective_on": timezone.localdate()})

    @property
    def label(self):
        return MOVES[self.move]

    @cached_property
    def chosen(self):
        return list(self.entries.select_related("register__member_state").order_by("legal_name", "pk"))

    @property
    def answers(self):
        """How each stands today."""
        return licence_statuses(self.chosen, timezone.localdate())

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
    def most(self):
        return MOST_AT_ONCE

    # What stands in the way

    @cached_property
    def in_the_way(self):
        """[(entry, sentences)]: by how they stand; once the form is filled in, by every rule of the move."""
        if self.move == VERIFY:
            return []
        said = self.form.cleaned_data if self.data is not None and self.form.is_valid() else None
        tried = [(entry, list(self.refusals(entry, said))) for entry in self.chosen]
        return [(entry, sentences) for entry, sentences in tried if sentences]

    def refusals(self, entry, said):
        if said is None:
            row = licence_workflow.by_name[self.move]
            if entry.state not in row.sources:
                yield licence_workflow.wrong_state(entry, row)
            return
        try:
            licence_workflow.prepare(copy(entry), self.move, by=self.by, version=0, **said)
        except ValidationError as refusal:
            yield from refusal.messages

    @cached_property
    def others(self):
        """The entries in whose way nothing stands."""
        stuck = {entry.pk for entry, _sentences in self.in_the_way}
        return [entry for entry in self.chosen if entry.pk not in stuck]

    @property
    def version_to_send(self):
        """Once a refusal is read, all is seen; what is only shown again saw no more than before."""
        shown_again = self.data is not None and not self.was_tried
        return self.version_seen if shown_again else self.register.version

    @property
    def version_seen(self):
        """The version of the register when the entries were chosen; the first one if that cannot be told."""
        sent = self.data.get("version", "")
        return int(sent) if is_key(sent) else 0

    def done(self):
        """How many entries were moved, or None if something stands in the way; the form then says what.

        Whoever has seen what stands in the way may go on with the others.
        """
        self.was_tried = True
        if not self.form.is_valid() or (self.in_the_way and not (self.others and "others" in self.data)):
            return None
        entries = Recruiter.objects.filter(pk__in=[entry.pk for entry in self.others])
        try:
            if self.move == VERIFY:
                return verify(entries, by=self.by, **self.form.cleaned_data)
            said = {"by": self.by, "seen": self.version_seen, **self.form.cleaned_data}
            return len(decide_all(entries, self.move, **said))
        except ValidationError as refusal:
            self.form.add_error(None, refusal.messages)
        return None
