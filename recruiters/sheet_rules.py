"""Which rows of a sheet of recruiters contradict themselves, and by which deeds standings follow."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import FINAL, Standing

# The deed by which a licence comes from one standing to another; what is not here does not happen.
MOVES = {
    (Standing.APPLIED, Standing.AUTHORISED): "grant",
    (Standing.APPLIED, Standing.REFUSED): "refuse",
    (Standing.APPLIED, Standing.WITHDRAWN): "withdraw",
    (Standing.REFUSED, Standing.APPLIED): "apply",
    (Standing.AUTHORISED, Standing.SUSPENDED): "suspend",
    (Standing.AUTHORISED, Standing.REVOKED): "revoke",
    (Standing.AUTHORISED, Standing.WITHDRAWN): "withdraw",
    (Standing.SUSPENDED, Standing.AUTHORISED): "reinstate",
    (Standing.SUSPENDED, Standing.REVOKED): "revoke",
    (Standing.SUSPENDED, Standing.WITHDRAWN): "withdraw",
}
INTO = {
    Standing.SUSPENDED: "suspend",
    Standing.REVOKED: "revoke",
    Standing.WITHDRAWN: "withdraw",
    Standing.REFUSED: "refuse",
}
WITHOUT_PERIOD = (Standing.APPLIED, Standing.REFUSED)
NO_FIRST_DAY = gettext_lazy("A licence needs its first day, unless it was only applied for or refused.")


def contradictions(standing, valid_from, valid_until, suspended_until, since, has_first_days=True):
    """(column, sentence) for each; dates are ISO text or None."""
    standing = standing or Standing.AUTHORISED
    if has_first_days and valid_from is None and standing not in WITHOUT_PERIOD:
        yield "valid_from", str(NO_FIRST_DAY)
    if valid_until and valid_from and valid_until <= valid_from:
        yield "valid_until", _("“Valid until” must lie after “valid from”.")
    if suspended_until and standing != Standing.SUSPENDED:
        yield "suspended_until", _("Only a suspended licence has an end of its suspension.")
    if since and valid_from and since < valid_from and standing not in WITHOUT_PERIOD:
        yield "standing_since", _("This lies before the first day of the licence.")


def refusal(before, after, since):
    words = {"before": Standing(before).label, "after": Standing(after).label, "since": since}
    if before in FINAL:
        return (
            _(
                "This licence is “%(before)s” since %(since)s and does not come back. "
                "A new licence needs a number of its own."
            )
            % words
        )
    if (before, after) in MOVES:
        return (
            _("The last decision on this licence took effect on %(since)s; a later one cannot begin before.")
            % words
        )
    return _("A licence that is “%(before)s” cannot become “%(after)s”.") % words
