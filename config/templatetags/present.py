"""How dates, shares and addresses are written on a page."""

from datetime import date

from django.template import Library
from django.utils import formats, timezone
from django.utils.translation import gettext as _

register = Library()

# With fewer countries than this a percentage says more than is known.
FEWEST_FOR_A_PERCENTAGE = 5


@register.filter
def partial_date(value):
    """A date as precisely as it is known: "2013", "2013-07", "2013-07-31" or a date. Nothing for none."""
    if not value:
        return ""
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    year, month, day = [int(part) for part in value.split("-")] + [1] * (2 - value.count("-"))
    known = {0: "Y", 1: "YEAR_MONTH_FORMAT", 2: "DATE_FORMAT"}[value.count("-")]
    return formats.date_format(date(year, month, day), known)


@register.filter
def minute(moment):
    """A moment as the language of the page writes its day, and its minute; nothing for none."""
    return to_the(moment, "H:i")


@register.filter
def second(moment):
    """The same to the second."""
    return to_the(moment, "H:i:s")


def to_the(moment, precision):
    if not moment:
        return ""
    there = timezone.localtime(moment)
    return f"{formats.date_format(there, 'DATE_FORMAT')}, {formats.date_format(there, precision)}"


@register.filter
def share(part, whole):
    """`part` of `whole` as a percentage; of fewer than five, as numbers. 100% is all of them."""
    if part < FEWEST_FOR_A_PERCENTAGE or whole < FEWEST_FOR_A_PERCENTAGE:
        return _("%(part)s of %(whole)s") % {"part": part, "whole": whole}
    percent = (200 * part + whole) // (2 * whole)
    if part < whole and percent == 100:
        return _("over 99%")
    return _("%(number)s%%") % {"number": percent}


@register.filter
def is_web_address(address):
    """Whether it leads to a page; other addresses could run something."""
    return address.strip().lower().startswith(("http://", "https://"))


@register.filter
def any_errors(forms):
    return any(form.errors for form in forms or [])


@register.filter
def first_control(field):
    """The id where a link to this field should land: its control, or the first of its choices."""
    if field.use_fieldset and getattr(field.field.widget, "choices", None):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id
