"""One move of one licence, on a page of its own."""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from recruiters.licence_workflow import licence_workflow, wrong_state_message
from recruiters.licences.decisions import decide
from recruiters.licences.forms import GRAVE_MOVES, DecisionForm
from recruiters.licences.future_decisions import decisions_after
from recruiters.models import FINAL, STATUS_LABELS, LicenceState, Move

# Moves that have other pages.
OTHER_PAGES = {Move.CORRECT}
# Stands for a latest decision that the sender cannot have seen: it equals no event.
UNKNOWN_DECISION = object()


def has_decision_page(move):
    return move in licence_workflow.by_name and move not in OTHER_PAGES


def offered_moves(user, recruiter, decisions):
    """Return the transitions that stand as buttons on an entry: for how it stands today, and how it will.

    `decisions` are all that count, in order.
    """
    today = recruiter.local_day()
    terms = recruiter.terms_on(today)
    transitions = licence_workflow.available_transitions(
        user, recruiter, {recruiter.state, terms.state} & set(LicenceState)
    )
    hidden = {*OTHER_PAGES}
    if len(decisions) < 2:
        hidden.add(Move.ANNUL)
    if terms.status_on(today) != LicenceState.SUSPENDED and recruiter.state_from <= today:
        hidden.add(Move.REINSTATE)  # the suspension has ended by itself
    return [transition for transition in transitions if transition.name not in hidden]


class DecisionPage:
    """The form of one move. `data` is what was sent, if anything was; `event` the decision once it is made.

    The decisions on the licence are read once to show the page; `decide` reads them again under its lock.
    """

    def __init__(self, recruiter, move, *, by, data=None):
        self.recruiter, self.by, self.data = recruiter, by, data
        self.transition = licence_workflow.by_name[move]
        self.form = DecisionForm(move, data, initial={"effective_on": recruiter.local_day()})
        self.is_grave = move in GRAVE_MOVES
        self.event, self.was_tried = None, False

    @cached_property
    def decisions(self):
        return list(self.recruiter.events.decisions())

    @property
    def latest(self):
        """The latest decision, or None."""
        return self.decisions[-1] if self.decisions else None

    @cached_property
    def closed_reason(self):
        """Say why this move cannot be made at all; blank if it can."""
        offered = offered_moves(self.by, self.recruiter, self.decisions)
        if self.transition.name in {transition.name for transition in offered}:
            return ""
        if self.recruiter.state in FINAL:
            return wrong_state_message(self.recruiter, self.transition)
        word = STATUS_LABELS[self.recruiter.status_on(self.recruiter.local_day())]
        sentence = _("“%(move)s” is not possible: the status of this licence is “%(status)s” today.")
        return sentence % {"move": self.transition.label, "status": word}

    @property
    def latest_key(self):
        return str(self.latest.pk) if self.latest else ""

    @property
    def seen_key(self):
        """Return the key of the latest decision that whoever sends this page will have seen.

        After a refusal it is the latest now, which the page shows. A page that is only shown again, with what
        was typed before signing in anew, keeps what it was sent.
        """
        is_shown_again = self.data is not None and not self.was_tried
        return self.data.get("seen", "") if is_shown_again else self.latest_key

    @property
    def latest_seen(self):
        """Return the latest decision as the sender saw it; one that is nobody's if that was another one."""
        return self.latest if self.data.get("seen", "") == self.latest_key else UNKNOWN_DECISION

    @property
    def future_decisions(self):
        """Return the decisions entered ahead: one that takes effect earlier is inserted before them."""
        if self.transition.name == Move.ANNUL:
            return []
        return decisions_after(self.decisions, self.recruiter.local_day())

    def save(self):
        """Make the decision. False if it was refused: the page then says why."""
        self.was_tried = True
        if self.closed_reason or not self.form.is_valid():
            return False
        details = dict(self.form.cleaned_data)
        if self.transition.name == Move.ANNUL:
            details["annuls"] = self.latest
        try:
            self.event = decide(
                self.recruiter, self.transition.name, by=self.by, seen=self.latest_seen, **details
            )
        except ValidationError as refusal:
            self.read_again()
            self.form.add_error(None, refusal.messages)
            return False
        return True

    def read_again(self):
        """Forget how the licence stood: somebody else may have changed it."""
        self.recruiter.refresh_from_db()
        for name in ("decisions", "closed_reason"):
            self.__dict__.pop(name, None)
