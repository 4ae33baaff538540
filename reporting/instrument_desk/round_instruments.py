"""What a round asks: the instrument for Member States, and one for each other audience."""

from django.db import transaction

from authorities.change_log import log_change
from authorities.known_facts.writing import save_fact
from authorities.models import User
from authorities.models.changes import column_values
from reporting.models import Instrument, Round, RoundInstrument
from reporting.models.instruments import Audience


@transaction.atomic
def attach_to_round(round_: Round, instrument: Instrument, *, by: User) -> None:
    """Let a round ask the questions of an instrument, of the audience that the instrument is for."""
    locked = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if instrument.audience == Audience.NATIONAL:
        locked.instrument = instrument
        save_fact(locked, by=by)
        return
    row = locked.other_instruments.filter(audience=instrument.audience).first()
    row = row or RoundInstrument(round=locked, audience=instrument.audience)
    before = column_values(row) if row.pk else None
    row.instrument = instrument
    row.save()
    log_change(row, before, by=by)
