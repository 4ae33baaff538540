"""Put on record what the secretariat says about a state in a round."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.utils import timezone

from authorities.models import User
from reporting.models import Reminder, Round
from reporting.round_desk.forms import PLANNED_ALREADY
from reporting.round_desk.stages import StateInRound


def store_reminder(reminder: Reminder) -> None:
    """Save a reminder. Raise ValidationError if somebody else planned the same at the same time."""
    try:
        with transaction.atomic():
            reminder.save(force_insert=True)
    except IntegrityError as refusal:
        raise ValidationError({"days": PLANNED_ALREADY}) from refusal


def record_form(form: ModelForm, round_: Round, state: StateInRound, *, by: User) -> None:
    """Save what a valid form says about a state, as said by this person now."""
    record = form.save(commit=False)
    record.round, record.member_state, record.by = round_, state.member_state, by
    if hasattr(record, "at"):
        record.at = timezone.now()
    record.save()
