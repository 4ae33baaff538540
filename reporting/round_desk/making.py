"""Make a round, put what belongs to it in its place, and write down each change."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from authorities.change_log import log_change
from authorities.known_facts.writing import save_fact
from authorities.models import User
from reporting.instrument_desk.round_instruments import attach_to_round
from reporting.models import GuidanceLetter, Instrument, Round
from reporting.round_desk.round_forms import (
    NUMBER_TAKEN,
    LetterUploadForm,
    RoundCutOffForm,
    RoundWordsForm,
    next_number,
)


def make_round(round_: Round, instruments: list[Instrument], *, by: User) -> Round:
    """Save a new round with what it asks. Raise ValidationError if its number was taken meanwhile."""
    try:
        with transaction.atomic():
            save_fact(round_, by=by)
            set_instruments(round_, instruments, by=by)
    except IntegrityError as refusal:
        words = {"number": round_.number, "next": next_number()}
        raise ValidationError({"number": NUMBER_TAKEN % words}) from refusal
    return round_


def set_instruments(round_: Round, instruments: list[Instrument], *, by: User) -> None:
    """Let the round ask these, each its audience."""
    for instrument in instruments:
        attach_to_round(round_, instrument, by=by)


@transaction.atomic
def set_round_words(form: RoundWordsForm | RoundCutOffForm, *, by: User) -> None:
    """Store the words, or the cut-off, of a valid form, and write down what they were."""
    save_fact(form.instance, by=by, columns=[*form.fields])


@transaction.atomic
def add_guidance_letter(form: LetterUploadForm, round_: Round, *, by: User) -> GuidanceLetter:
    """Store a letter of a valid form. That which it replaces stays on record."""
    letter = form.save(commit=False)
    letter.round, letter.by, letter.at = round_, by, timezone.now()
    letter.name = letter.file.name[:250]
    letter.save()
    log_change(letter, None, by=by)
    return letter
