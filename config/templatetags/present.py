"""Template filters for dates, shares, web addresses and form fields."""

from datetime import date

from django.template import Library
from django.utils import formats, timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from authorities.stashed_post import sign_typist
from reporting.compliance.figures import FEWEST_FOR_A_PERCENTAGE

register = Library()


@register.simple_tag
def typist_of(user):
    """Return the value of the field that says who types into a form."""
    return sign_typist(user)


@register.filter
def partial_date(value):
    """Format "2013", "2013-07", "2013-07-31" or a date as precisely as it is known; return "" for none."""
    if not value:
        return ""
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    year, month, day = [int(part) for part in value.split("-")] + [1] * (2 - value.count("-"))
    known = {0: "Y", 1: "YEAR_MONTH_FORMAT", 2: "DATE_FORMAT"}[value.count("-")]
    return formats.date_format(date(year, month, day), known)


@register.filter
def minute(moment):
    """Format a date and time to the minute in the language of the page; return "" for none."""
    return format_moment(moment, "H:i")


@register.filter
def second(moment):
    """Format a date and time to the second in the language of the page; return "" for none."""
    return format_moment(moment, "H:i:s")


def format_moment(moment, time_format):
    if not moment:
        return ""
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {formats.date_format(local, time_format)}"


@register.filter
def share(part, whole):
    """Format `part` of `whole` as a percentage, or as numbers if `whole` is fewer than five.

    Only all are 100%, and only none are 0%.
    """
    if whole < FEWEST_FOR_A_PERCENTAGE:
        return _("%(part)s of %(whole)s") % {"part": part, "whole": whole}
    percent = (200 * part + whole) // (2 * whole)
    if part < whole and percent == 100:
        return _("over 99%")
    if part and not percent:
        return _("under 1%")
    return _("%(number)s%%") % {"number": percent}


@register.filter
def isolate(text):
    """Return a text in another language so that it keeps its own direction on a page written right to left.

    A bdi element cannot stand inside a sentence to translate, a title or an option: these marks can.
    """
    return f"\u2068{text}\u2069" if text and get_language_bidi() else text


@register.filter
def is_web_address(address):
    """Return True for http and https; addresses with another scheme could run a script."""
    return address.strip().lower().startswith(("http://", "https://"))


@register.filter
def any_errors(forms):
    return any(form.errors for form in forms or [])


@register.filter
def first_control(field):
    """Return the id to which a link to the field should lead: its control, or the first of its choices."""
    if field.use_fieldset and getattr(field.field.widget, "choices", None):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id
