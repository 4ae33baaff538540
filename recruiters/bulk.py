"""One move for many entries: which may be chosen, what stands in the way before it is tried, and the deed."""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from .decision_forms import GRAVE, DecisionForm, VerifyForm
from .licensing import MOST_AT_ONCE, decide_all, verify
from .models import Move, Recruiter
from .workflow import licence_workflow

VERIFY = Move.VERIFY.value
# A correction and an annulment are about one entry; an application that was refused comes back alone.
ALONE = {Move.CORRECT, Move.ANNUL, Move.APPLY}
MOVES = {
    VERIFY: licence_workflow.by_name[VERIFY].label,
    **{row.name: row.label for row in licence_workflow.transitions if row.name not in ALONE},
}


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
    data: dict | None = None

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
        return list(self.entries.order_by("legal_name", "pk"))

    @property
    def keys(self):
        return ",".join(str(entry.pk) for entry in self.chosen)

    @property
    def is_grave(self):
        return self.move in GRAVE

    @property
    def are_too_many(self):
        return len(self.chosen) > MOST_AT_ONCE

    @property
    def most(self):
        return MOST_AT_ONCE

    @property
    def in_the_way(self):
        """Entries for which the move is not open as they stand."""
        if self.move == VERIFY:
            return []
        sources = licence_workflow.by_name[self.move].sources
        return [entry for entry in self.chosen if entry.state not in sources]

    def done(self, by):
        """How many entries were moved, or None if something stands in the way; the form then says what."""
        if not self.form.is_valid():
            return None
        try:
            if self.move == VERIFY:
                return verify(self.entries, by=by, **self.form.cleaned_data)
            return len(decide_all(self.entries, self.move, by=by, **self.form.cleaned_data))
        except ValidationError as refusal:
            self.form.add_error(None, refusal.messages)
        return None
