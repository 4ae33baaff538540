"""From when until when something held, in words."""

from django.utils.translation import gettext as _

from authorities.languages.cldr import format_day
from authorities.models import Interval


def describe_period(interval: Interval) -> str:
    """Return the first and the last day, as far as there are any."""
    since = interval.valid_from and format_day(interval.valid_from)
    until = interval.valid_to and format_day(interval.last_day)
    if since and until:
        return _("from %(since)s until and including %(until)s") % {"since": since, "until": until}
    if until:
        return _("until and including %(until)s") % {"until": until}
    return _("since %(since)s") % {"since": since} if since else _("since before 2010")
