"""The life of a licence. Every move stands in this table; but for imports nothing else writes its standing.

A move needs the day on which it takes effect and the `version` it gives the register;
`recruiters.licences.decisions` sees to that. Its event carries the whole of the terms it leaves behind,
and the record repeats them.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.models.roles import ENTERS_DATA, KEEPS_A_REGISTER
from authorities.transitions import Transition, Workflow
from recruiters.models import FINAL, LicenceEvent, LicenceState, Move

# Decisions are entered ahead of their day, but nobody means other decades.
FURTHEST_AHEAD = timedelta(days=731)
NEW = ""  # the state of an entry that is not there yet
TERMS = ("valid_from", "valid_until", "suspended_until")


def may(user, roles, recruiter):
    register = recruiter.register
    if recruiter.state == NEW:
        roles = ENTERS_DATA
    return user.holds(*roles, register=(register.member_state_id, register.code))


def not_from_here(recruiter, row):
    said = {"move": row.label, "state": recruiter.get_state_display()}
    if recruiter.state in FINAL:
        return _("This licence is “%(state)s”, which is final. A new licence needs another number.") % said
    return _("“%(move)s” is not possible while the licence is “%(state)s”.") % said


def in_words(day):
    return date_format(day, "DATE_FORMAT")


# What may stand in the way. Each rule yields sentences; all of them are asked.


def in_order(recruiter, *, effective_on, **deed):
    since, today = recruiter.state_from, timezone.localdate()
    if effective_on > today + FURTHEST_AHEAD:
        yield _("The date of effect lies more than two years ahead. Please check the year.")
    if since and effective_on < since and since > today:
        yield _("A decision of %(day)s is entered ahead. Decide on this licence on its own page.") % {
            "day": in_words(since)
        }
    elif since and effective_on < since:
        yield _(
            "The last decision takes effect on %(day)s. The next one cannot take effect before it; annul the "
            "last one first if it is wrong."
        ) % {"day": in_words(since)}


def with_a_ground(recruiter, *, note="", decision="", legal_ground="", **deed):
    if not any(text.strip() for text in (note, decision, legal_ground)):
        yield _("Give the reference of the decision, or its legal ground, or a note: all three are missing.")


def with_conditions(recruiter, *, public_note="", **deed):
    if not public_note.strip():
        yield _("Write the conditions into the public note.")


def for_a_time(recruiter, *, effective_on, valid_from=None, valid_until=None, **deed):
    first = valid_from or effective_on
    if valid_until and valid_until <= max(first, effective_on):
        yield _("“Valid until” must lie after “valid from” and after the date of effect.")


def for_longer(recruiter, *, effective_on, valid_from=None, valid_until=None, **deed):
    until = recruiter.valid_until
    if valid_until is None:
        yield _("Give the day until which the licence is renewed.")
    elif until and valid_until <= until:
        yield _("The licence holds until %(day)s already. A renewal ends later.") % {"day": in_words(until)}
    elif valid_until <= effective_on:
        yield _("“Valid until” must lie after “valid from” and after the date of effect.")
    if valid_from and valid_from > effective_on:
        yield _(
            "The new period begins on %(day)s: let the renewal take effect on that day, so that the present "
            "period counts until then."
        ) % {"day": in_words(valid_from)}


def not_suspended_then(recruiter, *, effective_on, **deed):
    until = recruiter.suspended_until
    if recruiter.state == LicenceState.SUSPENDED and not (until and until <= effective_on):
        yield _("The licence is suspended on %(day)s. Reinstate it first.") % {"day": in_words(effective_on)}


def still_suspended_then(recruiter, *, effective_on, **deed):
    until = recruiter.suspended_until
    if until and until <= effective_on:
        yield _("The last day of the suspension is %(day)s; there is nothing to lift on %(then)s.") % {
            "day": in_words(until - timedelta(days=1)),
            "then": in_words(effective_on),
        }


def until_later(recruiter, *, effective_on, suspended_until=None, **deed):
    if suspended_until and suspended_until <= effective_on:
        yield _("“Suspended until” must lie after the date of effect.")


def the_latest(recruiter, *, annuls=None, **deed):
    decisions = list(recruiter.events.decisions())
    if annuls is None or not decisions or decisions[-1] != annuls:
        yield _("Only the latest decision can be annulled, and this is not the latest any more.")
    elif len(decisions) == 1:
        yield _("The first decision of an entry cannot be annulled.")


def all_of(*rules):
    """One rule of many. Without a day none of the others can tell."""

    def requires(recruiter, *, effective_on=None, **deed):
        if effective_on is None:
            return [_("Give the date of effect.")]
        return [sentence for rule in rules for sentence in rule(recruiter, effective_on=effective_on, **deed)]

    return requires


# What a move leaves behind: valid from, valid until, suspended until.


def nothing(recruiter, **deed):
    return None, None, None


def the_period_given(recruiter, *, effective_on, valid_from=None, valid_until=None, **deed):
    return valid_from or effective_on, valid_until, None


def the_period_prolonged(recruiter, *, valid_from=None, valid_until=None, **deed):
    return valid_from or recruiter.valid_from, valid_until, None


def the_same_period(recruiter, **deed):
    return recruiter.valid_from, recruiter.valid_until, None


def a_suspension(recruiter, *, suspended_until=None, **deed):
    return recruiter.valid_from, recruiter.valid_until, suspended_until


def on_the_event(recruiter, *, effective_on, version, decision="", legal_ground="", public_note="", **deed):
    return {
        "register_id": recruiter.register_id,
        "effective_on": effective_on,
        "version": version,
        "decision": decision.strip(),
        "legal_ground": legal_ground.strip(),
        "public_note": public_note.strip(),
        **{name: getattr(recruiter, name) for name in TERMS},
    }


def leaving(terms):
    def then(recruiter, **deed):
        values = terms(recruiter, **deed)
        recruiter.state_from = deed["effective_on"]
        for name, value in zip(TERMS, values, strict=True):
            setattr(recruiter, name, value)
        return on_the_event(recruiter, **deed)

    return then


def as_before(recruiter, *, annuls, **deed):
    """The terms of the decision before, and from when on; the event says which one no longer counts."""
    *_earlier, before, latest = recruiter.events.decisions()
    recruiter.state_from = before.effective_on
    for name in TERMS:
        setattr(recruiter, name, getattr(before, name))
    event = on_the_event(recruiter, **{**deed, "effective_on": latest.effective_on})
    return {**event, "annuls": latest, "to_state": before.to_state}


def row(move, label, sources, target, *rules, **details):
    details.setdefault("by", KEEPS_A_REGISTER)
    details.setdefault("requires", all_of(in_order, *rules))
    return Transition(move.value, label, frozenset(sources), target, **details)


APPLIED, AUTHORISED, SUSPENDED = LicenceState.APPLIED, LicenceState.AUTHORISED, LicenceState.SUSPENDED
REVOKED, WITHDRAWN, REFUSED = LicenceState.REVOKED, LicenceState.WITHDRAWN, LicenceState.REFUSED

licence_workflow = Workflow(
    transitions=(
        row(Move.APPLY, gettext_lazy("Enter an application"), {NEW, REFUSED}, APPLIED,
            then=leaving(nothing)),
        row(Move.GRANT, gettext_lazy("Grant"), {NEW, APPLIED}, AUTHORISED, for_a_time,
            then=leaving(the_period_given)),
        row(Move.RENEW, gettext_lazy("Renew"), {AUTHORISED, SUSPENDED}, AUTHORISED,
            not_suspended_then, for_longer, then=leaving(the_period_prolonged)),
        row(Move.SET_CONDITIONS, gettext_lazy("Set conditions"), {AUTHORISED, SUSPENDED}, AUTHORISED,
            not_suspended_then, with_conditions, then=leaving(the_same_period)),
        row(Move.SUSPEND, gettext_lazy("Suspend"), {AUTHORISED, SUSPENDED}, SUSPENDED,
            until_later, with_a_ground, then=leaving(a_suspension)),
        row(Move.REINSTATE, gettext_lazy("Reinstate"), {SUSPENDED}, AUTHORISED, still_suspended_then,
            then=leaving(the_same_period)),
        row(Move.REVOKE, gettext_lazy("Revoke"), {AUTHORISED, SUSPENDED}, REVOKED, with_a_ground,
            then=leaving(the_same_period)),
        row(Move.WITHDRAW, gettext_lazy("Withdraw"), {APPLIED, AUTHORISED, SUSPENDED}, WITHDRAWN,
            then=leaving(the_same_period)),
        row(Move.REFUSE, gettext_lazy("Refuse"), {APPLIED}, REFUSED, with_a_ground,
            then=leaving(the_same_period)),
        row(Move.CORRECT, gettext_lazy("Correct the entry"), LicenceState, None, by=ENTERS_DATA,
            requires=all_of(), then=on_the_event),
        row(Move.VERIFY, gettext_lazy("Mark as verified"), LicenceState, None, by=ENTERS_DATA,
            requires=all_of(), then=on_the_event, offered=False),
        row(Move.ANNUL, gettext_lazy("Annul the latest decision"), LicenceState, None,
            needs_note=True, requires=the_latest, then=as_before),
    ),
    event_model=lambda: LicenceEvent,
    record_name="recruiter",
    may=may,
    columns=("state_from", *TERMS),
    wrong_state=not_from_here,
    named=lambda recruiter: recruiter.licence_number,
)  # fmt: skip
