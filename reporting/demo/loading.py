"""Loading the demonstration: all of it, once, and never beside real records or in production."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from authorities.known_facts.writing import save_facts
from authorities.models import Authority
from recruiters.models import Register
from reporting.demo.assignments import load_assignments
from reporting.demo.clarifications import load_clarifications
from reporting.demo.designations import load_designations
from reporting.demo.explanations import explain_drafts
from reporting.demo.people import load_people
from reporting.demo.registers import load_registers
from reporting.demo.reports import DEMO_ROUND, load_invented_reports
from reporting.demo.reviews import load_reviews
from reporting.demo.tables import read_phrases
from reporting.models import Instrument, Round, Submission

# The instrument of rounds whose own is not known.
BORROWED_INSTRUMENT = ("nri-2021", "3")


@transaction.atomic
def load_demo():
    """Load everything and return what was done, line by line; raise ValidationError where it is refused."""
    if settings.MODE not in {"demo", "development"}:
        raise ValidationError(_("Demonstration data are invented and never go into production (MODE=demo)."))
    if Round.objects.filter(number=DEMO_ROUND, illustrative=True).exists():
        return [_("The demonstration data are already loaded; nothing was changed.")]
    refuse_if_real_records()
    lines = [prepare_rounds()]
    authorities = load_designations()
    people = load_people()
    designations = sum(len(history) for history in authorities.values())
    lines.append(_("%(count)d illustrative designations of authorities.") % {"count": designations})
    lines.append(_("%(count)d illustrative reports.") % {"count": load_invented_reports(people, authorities)})
    registers, recruiters = load_registers(people.registrars)
    explain_drafts(people, DEMO_ROUND)
    load_clarifications(people, DEMO_ROUND)
    load_reviews(people, DEMO_ROUND)
    load_assignments(people, DEMO_ROUND)
    words = {"registers": registers, "recruiters": recruiters}
    lines.append(_("%(registers)d illustrative registers with %(recruiters)d recruiters.") % words)
    return lines


def refuse_if_real_records():
    real = [
        str(model._meta.verbose_name_plural)
        for model in (Authority, Register, Submission)
        if model.objects.filter(illustrative=False).exists()
    ]
    if Round.objects.filter(number=DEMO_ROUND).exists():
        real.append(_("round %(number)d") % {"number": DEMO_ROUND})
    if real:
        sentence = _(
            "There are records here that are not illustrative: %(what)s. Invented records are not "
            "mixed with them."
        )
        raise ValidationError(sentence, params={"what": ", ".join(real)})


def prepare_rounds():
    """Open the demonstration round, and give round 3 the instrument of round 4, as its own is not known."""
    form_id, version = BORROWED_INSTRUMENT
    instrument = Instrument.objects.filter(form_id=form_id, version=version).first()
    known = Round.objects.in_bulk([1, 3])
    if not instrument or len(known) < 2 or not known[1].instrument_id:
        raise ValidationError(_("The reference facts are missing. Load them first: manage.py load_reference"))
    demonstration = Round(
        number=DEMO_ROUND,
        title="Demonstration round (illustrative)",
        opens="2026-09-01",
        due="2027-08-31",
        instrument=instrument,
        note="Invented, so that there is something to file today.",
        translations=read_phrases("round"),
        illustrative=True,
    )
    save_facts([demonstration], by=None, is_first_load=True)
    lent = known[3].instrument_id is None
    if lent:
        known[3].instrument = instrument
        save_facts(changed=[known[3]], by=None, write=known[3].save, is_first_load=True)
    opened = _("Round %(number)d is open for the demonstration.") % {"number": DEMO_ROUND}
    borrowed = _(
        "The instrument of round 3 is not known: its reports are shown with the instrument of round 4."
    )
    return f"{opened} {borrowed}" if lent else opened
