"""One move of one licence, on a page of its own."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .decision_forms import GRAVE, DecisionForm
from .licensing import decide
from .models import Move
from .workflow import licence_workflow


def moves_open_to(user, recruiter):
    """The rows of the workflow that stand as buttons on an entry; it is corrected on its own page."""
    rows = [row for row in licence_workflow.open_to(user, recruiter) if row.name != Move.CORRECT]
    many = recruiter.events.decisions().count() > 1
    return [row for row in rows if row.name != Move.ANNUL or many]


class DecisionPage:
    """The form of a move. `seen` is the event that was the latest when the page was opened."""

    def __init__(self, recruiter, move, *, by, data=None):
        self.recruiter, self.by, self.data = recruiter, by, data
        self.row = licence_workflow.by_name[move]
        self.form = DecisionForm(move, data, initial={"effective_on": self.first_day})
        self.latest = recruiter.events.decisions().last()
        self.is_grave = move in GRAVE

    @property
    def first_day(self):
        """A renewal begins when the present period ends; all else today, if the last decision lets it."""
        today = timezone.localdate()
        until = self.recruiter.valid_until
        if self.row.name == Move.RENEW and until and until > today:
            return until
        return max(today, self.recruiter.state_from)

    @property
    def seen(self):
        return str(self.latest.pk) if self.latest else ""

    def save(self):
        if not self.form.is_valid():
            return False
        if self.data.get("seen", "") != self.seen:
            self.form.add_error(
                None,
                _(
                    "Somebody decided on this licence meanwhile. Read how it stands now, then "
                    "send this again if it still holds."
                ),
            )
            return False
        said = {**self.form.cleaned_data, **({"annuls": self.latest} if self.row.name == Move.ANNUL else {})}
        try:
            decide(self.recruiter, self.row.name, by=self.by, **said)
        except ValidationError as refusal:
            self.form.add_error(None, refusal.messages)
            return False
        return True
