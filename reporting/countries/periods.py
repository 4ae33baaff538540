"""From when until when something held, in words."""

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from authorities.languages.cldr import format_day
from authorities.models import Interval

# Most authorities, registers and memberships share their days with others.
MOST_PERIODS = 5000


def describe_period(interval: Interval) -> str:
    """Return the first and the last day, as far as there are any."""
    return describe_span(interval.valid_from, interval.last_day)


def describe_span(first: date | None, last: date | None) -> str:
    return write_span(first, last, get_language())


@lru_cache(maxsize=MOST_PERIODS)
def write_span(first: date | None, last: date | None, language: str | None) -> str:  # noqa: ARG001 - the active one
    since = first and format_day(first)
    until = last and format_day(last)
    if since and until:
        return _("from %(since)s until and including %(until)s") % {"since": since, "until": until}
    if until:
        return _("until and including %(until)s") % {"until": until}
    return _("since %(since)s") % {"since": since} if since else _("since before 2010")
