"""Taking in an instrument: a new one at once, a change of one that is here once it is confirmed."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.models import User
from reporting.models import Instrument, InstrumentProposal
from reporting.models.instruments import load_instrument


@dataclass(frozen=True)
class TakenIn:
    """What became of a definition: a new instrument, a change that waits, or nothing."""

    instrument: Instrument
    is_new: bool = False
    is_proposed: bool = False


def take_in(definition: dict[str, Any], *, by: User) -> TakenIn:
    """Store a new instrument; propose a change where its form and version is here with another content."""
    instrument = Instrument.objects.filter(form_id=definition["id"], version=definition["version"]).first()
    if instrument is None:
        return TakenIn(load_instrument(definition, by=by), is_new=True)
    if instrument.definition == definition:
        return TakenIn(instrument)
    InstrumentProposal.objects.update_or_create(
        instrument=instrument,
        defaults={
            "definition": definition,
            "replaces": instrument.sha256,
            "by": by,
            "at": timezone.now(),
        },
    )
    return TakenIn(instrument, is_proposed=True)


def confirm_proposal(proposal: InstrumentProposal, *, by: User) -> Instrument:
    """Let a proposed change take effect, and return the instrument.

    Raise ValidationError if the instrument has been changed meanwhile, or if a round that uses it has opened
    and the change is more than words.
    """
    with transaction.atomic():
        instrument = Instrument.objects.select_for_update().get(pk=proposal.instrument_id)
        if instrument.sha256 != proposal.replaces:
            raise ValidationError(_("The instrument was changed meanwhile. Upload your workbook again."))
        proposal.delete()
        return load_instrument(proposal.definition, by=by)


def discard_proposal(proposal: InstrumentProposal) -> None:
    """Throw a proposed change away; the instrument stays as it is."""
    proposal.delete()
