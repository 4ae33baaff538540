"""Template filters for dates, numbers, lists, texts in another language, web addresses and form fields."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.template import Library
from django.template.defaultfilters import capfirst, striptags
from django.template.defaultfilters import date as default_date_filter
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from authorities.languages.cldr import (
    colon,
    comma,
    format_day,
    format_moment,
    format_number,
    format_partial_date,
    format_percent,
    format_short_month,
    full_stop,
    gap,
    join_items,
    join_with_and,
)
from authorities.languages.direction import (
    as_written,
    isolate,
    mark_known_language,
    mark_language,
    paragraphs,
)
from authorities.stashed_post import sign_typist
from config.templatetags.status_rows import StatusRows
from reporting.compliance.figures import FEWEST_FOR_A_PERCENTAGE
from reporting.submissions.files import file_kind

register = Library()
for function in (as_written, file_kind, format_number, isolate, join_items, join_with_and, paragraphs):
    register.filter(function)
register.filter("in_language", mark_language)
register.filter("in_own_language", mark_known_language)
for tag in (colon, comma, full_stop, gap):
    register.simple_tag(tag)
CELL = re.compile(r"<t[dh]\b")
# Patterns of dates that mean: in words, as the language has it.
IN_WORDS = ("", "DATE_FORMAT")


@register.filter
def status_rows(statuses, round_number):
    """Return the rows of the table country by country."""
    return StatusRows(round_number).write(statuses)


@register.simple_tag
def typist_of(user):
    """Return the value of the field that says who types into a form."""
    return sign_typist(user)


@register.filter("date", expects_localtime=True)
def day(value, pattern=""):
    """Return a day in words, by CLDR; with a pattern of digits ("Y-m-d") as Django's own filter does."""
    if value in (None, "") or pattern not in IN_WORDS:
        return default_date_filter(value, pattern or None)
    return format_day(value)


@register.filter
def month(value):
    """Return month and year as they stand on the axis of a chart."""
    return format_short_month(value)


@register.filter
def partial_date(value):
    """Format "2013", "2013-07", "2013-07-31" or a date as precisely as it is known; return "" for none."""
    return format_partial_date(value) if value else ""


@register.filter
def minute(moment):
    """Format a date and time to the minute in the language of the page; return "" for none."""
    return format_moment(moment) if moment else ""


@register.filter
def second(moment):
    """Format a date and time to the second in the language of the page; return "" for none."""
    return format_moment(moment, "%H:%M:%S") if moment else ""


@register.filter
def percent(rate):
    """Return a rate as a percentage without decimals."""
    return format_percent(Decimal(str(rate)).quantize(Decimal(1), ROUND_HALF_UP))


@register.filter
def figure_cells(cells, unknown):
    """Return the cells of a row of figures; no template is asked for each of hundreds."""
    unknown = conditional_escape(unknown)
    written = (f'<td class="n">{write_figure(cell, unknown)}</td>' for cell in cells)
    return mark_safe("".join(written))  # noqa: S308 - the address is escaped, the rest are numbers


def write_figure(cell, unknown):
    """Return a number as a link to its countries, or a share; a dash or a word for one that is not known."""
    if cell.number is None:
        return f'<span class="muted">{"–" if cell.is_share else unknown}</span>'
    if cell.is_share:
        return percent(cell.number)
    return (
        f'<a data-figure="{cell.number}" href="{escape(cell.url)}">{cell.number}</a>' if cell.number else "0"
    )


@register.filter
def share(part, whole):
    """Format `part` of `whole` as a percentage, or as numbers if `whole` is fewer than five.

    Only all are 100%, and only none are 0%.
    """
    if whole < FEWEST_FOR_A_PERCENTAGE:
        return _("%(part)s of %(whole)s") % {"part": part, "whole": whole}
    rounded = (200 * part + whole) // (2 * whole)
    if part < whole and rounded == 100:
        return _("over 99%")
    if part and not rounded:
        return _("under 1%")
    return format_percent(rounded)


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


@register.filter
def with_column_names(cells, headers):
    """Return the cells of a row, which the administration has rendered, each with the name of its column."""
    names = [format_html(' data-column="{}"', capfirst(striptags(header["text"]))) for header in headers]
    pairs = zip(cells, names, strict=True)
    return [mark_safe(CELL.sub(lambda tag, name=name: tag[0] + name, cell, count=1)) for cell, name in pairs]  # noqa: S308
