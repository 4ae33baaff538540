"""The countries behind a number: each number of the comparisons opens a list of exactly that many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from authorities.languages.collation import sort_by_name


@dataclass(frozen=True)
class CountedCountry:
    """A row: the country, and what the columns say of it."""

    iso3: str
    name: str
    region: str
    cells: tuple[object, ...] = ()
    # The report behind the row, where it is public.
    report_url: str = ""


@dataclass(frozen=True)
class CountedCountries:
    """The countries behind one number, with the words that say which number it is."""

    title: str | Promise
    definition: str | Promise
    columns: tuple[str, ...]
    countries: Sequence[CountedCountry]

    @property
    def number(self) -> int:
        return len(self.countries)


def list_by_name(countries: Iterable[CountedCountry]) -> list[CountedCountry]:
    """Return the countries in the order that a reader of the active language expects."""
    return sort_by_name(countries)


def link_number(number: int | None, name: str, parameters: Mapping[str, object]) -> SafeString:
    """Return a number as a link to its countries; a zero needs none, and what is not known says so."""
    if number is None:
        return format_html('<span class="muted">{}</span>', _("not known"))
    if not number:
        return format_html("{}", number)
    return format_html(
        '<a data-figure="{}" href="{}?{}">{}</a>', number, reverse(name), urlencode(parameters), number
    )
