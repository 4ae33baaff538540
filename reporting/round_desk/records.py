"""Put on record what the secretariat says about a state in a round."""

from django.forms import ModelForm
from django.utils import timezone

from authorities.models import User
from reporting.models import Round
from reporting.round_desk.stages import StateInRound


def record_form(form: ModelForm, round_: Round, state: StateInRound, *, by: User) -> None:
    """Save what a valid form says about a state, as said by this person now."""
    record = form.save(commit=False)
    record.round, record.member_state, record.by = round_, state.member_state, by
    if hasattr(record, "at"):
        record.at = timezone.now()
    record.save()
