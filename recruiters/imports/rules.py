"""The rules by which a row of a sheet of recruiters contradicts itself, and the deeds between standings."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from django.utils.translation import gettext_lazy

from authorities.languages.sentences import build_sentence as _
from authorities.languages.sentences import recall_message
from recruiters.licence_workflow import NEW, licence_workflow
from recruiters.models import FINAL, LicenceState, Move

# A list shows neither that a licence was renewed while it was suspended nor that its conditions changed.
NOT_SHOWN = (Move.RENEW, Move.SET_CONDITIONS)
# The deed by which a licence comes from one standing to another; what is not here does not happen.
MOVES = {
    (source, row.target): row.name
    for row in licence_workflow.transitions
    if row.target and row.name not in NOT_SHOWN
    for source in row.sources - {NEW, row.target}
}
# The deed that an entry has behind it which comes in with one of these standings.
INTO = {
    after: move
    for (_before, after), move in MOVES.items()
    if after not in (LicenceState.APPLIED, LicenceState.AUTHORISED)
}
WITHOUT_PERIOD = (LicenceState.APPLIED, LicenceState.REFUSED)
# An application that was withdrawn never had a period.
MAY_LACK_PERIOD = (*WITHOUT_PERIOD, LicenceState.WITHDRAWN)
NO_FIRST_DAY = gettext_lazy(
    "A licence needs a first day, unless it was never granted: applied for, refused, or withdrawn "
    "before that."
)
ENDS_TOO_EARLY = gettext_lazy("The last day of the licence must not be before its first day.")
NOT_SUSPENDED = gettext_lazy("Only a suspended licence can have an end of its suspension.")
# The columns that a row is asked about as a whole.
RULED = ("standing", "valid_from", "valid_until", "suspended_until")


def is_plain(standing: Any, valid_from: Any, valid_until: Any, suspended_until: Any) -> Any:
    """Return a true value if nothing can contradict: so are most rows, which need no closer look."""
    return valid_from and not suspended_until and not (valid_until and valid_until <= valid_from)


def contradictions(
    readable: AbstractSet[str], standing: Any, valid_from: Any, valid_until: Any, suspended_until: Any
) -> Iterator[tuple[str, str]]:
    """Yield (column, sentence) for each contradiction; only what is `readable` can contradict.

    Dates are ISO text or None.
    """
    if valid_from is None and standing not in MAY_LACK_PERIOD and {"standing", "valid_from"} <= readable:
        yield "valid_from", recall_message(NO_FIRST_DAY)
    if valid_until and valid_from and valid_until <= valid_from:
        yield "valid_until", recall_message(ENDS_TOO_EARLY)
    if suspended_until and standing != LicenceState.SUSPENDED and "standing" in readable:
        yield "suspended_until", recall_message(NOT_SUSPENDED)


def refusal_message(before: str, after: str, since: Any) -> str:
    """Return the reason why a standing cannot follow from the one before."""
    words = {"before": LicenceState(before).label, "after": LicenceState(after).label, "since": since}
    if before in FINAL:
        return (
            _(
                "This licence has been “%(before)s” since %(since)s, and this is final. A new "
                "licence needs a licence number of its own."
            )
            % words
        )
    if (before, after) in MOVES:
        return (
            _(
                "The last decision on this licence took effect on %(since)s; a later decision cannot "
                "take effect before it."
            )
            % words
        )
    return _("A licence that is “%(before)s” cannot become “%(after)s”.") % words


def decision_ahead_message(since: Any) -> str:
    sentence = _(
        "A decision with effect from %(since)s is already entered. Decide on this licence on the "
        "page of the entry."
    )
    return sentence % {"since": since}


def another_day_message(standing: str, since: Any) -> str:
    sentence = _(
        "The register has no such decision on this day: the licence has been “%(standing)s” since "
        "%(since)s. The day is not applied; enter the decision on the page of the entry."
    )
    return sentence % {"standing": LicenceState(standing).label, "since": since}
