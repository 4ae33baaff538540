"""One move of one licence, on a page of its own."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from recruiters.licence_workflow import licence_workflow, not_from_here
from recruiters.licences.decisions import decide
from recruiters.licences.forms import GRAVE, DecisionForm
from recruiters.licences.future_decisions import ahead_of
from recruiters.models import FINAL, STATUS_LABELS, LicenceState, Move

# What is done on pages of their own.
ELSEWHERE = {Move.CORRECT}


def is_move(name):
    return name in licence_workflow.by_name and name not in ELSEWHERE


def moves_open_to(user, recruiter):
    """The rows of the workflow that stand as buttons on an entry: as it stands today, and as it will."""
    today = timezone.localdate()
    terms = recruiter.terms_on(today)
    rows = licence_workflow.open_to(user, recruiter, {recruiter.state, terms.state} & set(LicenceState))
    away = {*ELSEWHERE}
    if recruiter.events.decisions().count() < 2:
        away.add(Move.ANNUL)
    if terms.status_on(today) != LicenceState.SUSPENDED and recruiter.state_from <= today:
        away.add(Move.REINSTATE)  # the suspension has ended by itself
    return [row for row in rows if row.name not in away]


class DecisionPage:
    """The form of a move. `seen` is the event that was the latest when the page was opened."""

    def __init__(self, recruiter, move, *, by, data=None):
        self.recruiter, self.by, self.data = recruiter, by, data
        self.row = licence_workflow.by_name[move]
        self.form = DecisionForm(move, data, initial={"effective_on": timezone.localdate()})
        self.latest = recruiter.events.decisions().last()
        self.is_grave = move in GRAVE
        self.event, self.was_tried = None, False

    @property
    def closed(self):
        """Why this move cannot be made at all; blank if it can."""
        if self.row.name in {row.name for row in moves_open_to(self.by, self.recruiter)}:
            return ""
        if self.recruiter.state in FINAL:
            return not_from_here(self.recruiter, self.row)
        word = STATUS_LABELS[self.recruiter.status_on(timezone.localdate())]
        sentence = _("“%(move)s” is not possible: this licence stands as “%(status)s” today.")
        return sentence % {"move": self.row.label, "status": word}

    @property
    def seen(self):
        return str(self.latest.pk) if self.latest else ""

    @property
    def seen_to_send(self):
        """Once a refusal is read, the latest is seen; what is only shown again saw no more than before."""
        shown_again = self.data is not None and not self.was_tried
        return self.data.get("seen", "") if shown_again else self.seen

    @property
    def ahead(self):
        """The decisions that are entered ahead: one that takes effect earlier is fitted in before them."""
        if self.row.name == Move.ANNUL:
            return []
        return ahead_of(self.recruiter, timezone.localdate())

    def save(self):
        self.was_tried = True
        if self.closed or not self.form.is_valid():
            return False
        said = {**self.form.cleaned_data, **({"annuls": self.latest} if self.row.name == Move.ANNUL else {})}
        try:
            self.event = decide(self.recruiter, self.row.name, by=self.by, seen=self.what_was_seen, **said)
        except ValidationError as refusal:
            self.recruiter.refresh_from_db()
            self.latest = self.recruiter.events.decisions().last()
            self.form.add_error(None, refusal.messages)
            return False
        return True

    @property
    def what_was_seen(self):
        """The event that the sender saw as the latest; one that is nobody's if that cannot be told."""
        sent = self.data.get("seen", "")
        return self.latest if sent == self.seen else NOBODYS


NOBODYS = object()
