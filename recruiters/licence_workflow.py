"""The life of a licence: the one table of its moves, with their rules and the terms that each leaves behind.

Apart from imports nothing else writes the standing of a licence. A move needs the day on which it takes
effect and the `version` that it gives the register; `recruiters.licences.decisions` supplies both. Its event
carries all the terms that hold after it, and the record repeats them.
"""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import format_day
from authorities.models.roles import ENTERS_DATA, KEEPS_A_REGISTER
from authorities.transitions import Transition, Workflow
from recruiters.models import FINAL, LicenceEvent, LicenceState, Move

# Decisions may be entered ahead of their day; a day further away than this is a typing error.
FURTHEST_AHEAD = timedelta(days=731)
NEW = ""  # the state of an entry that is not saved yet
TERMS = ("valid_from", "valid_until", "suspended_until")
# What every decision may say; `note` is not public.
DECISION_TEXTS = ("decision", "legal_ground", "public_note", "note")


def may_decide(user, roles, recruiter):
    register = recruiter.register
    if recruiter.state == NEW:
        roles = ENTERS_DATA
    return user.holds(*roles, register=(register.member_state_id, register.code))


def wrong_state_message(recruiter, transition):
    words = {"move": transition.label, "state": recruiter.get_state_display()}
    if recruiter.state in FINAL:
        return (
            _("This licence is “%(state)s”, which is final. A new licence needs another licence number.")
            % words
        )
    return _("“%(move)s” is not possible while the licence is “%(state)s”.") % words


# Rules. Each yields a sentence for everything that must be put right before the move.


def require_order(recruiter, *, effective_on, **details):
    since, today = recruiter.state_from, recruiter.local_day()
    if effective_on > today + FURTHEST_AHEAD:
        yield _("The date of effect is more than two years in the future. Please check the year.")
    if since and effective_on < since and since > today:
        yield _("A decision for %(day)s is entered in advance. Decide on this licence on its own page.") % {
            "day": format_day(since)
        }
    elif since and effective_on < since:
        yield _(
            "The last decision takes effect on %(day)s. The next one cannot take effect before it; annul the "
            "last one first if it is wrong."
        ) % {"day": format_day(since)}


def require_ground(recruiter, *, note="", decision="", legal_ground="", **details):
    if not any(text.strip() for text in (note, decision, legal_ground)):
        yield _("Give the reference of the decision, or its legal ground, or a note: all three are missing.")


def require_conditions(recruiter, *, public_note="", **details):
    if not public_note.strip():
        yield _("Write the conditions in the public note.")


def require_period(recruiter, *, effective_on, valid_from=None, valid_until=None, **details):
    first = valid_from or effective_on
    if valid_until and valid_until <= max(first, effective_on):
        yield _("“Valid until” must be after “valid from” and after the date of effect.")


def require_longer_period(recruiter, *, effective_on, valid_from=None, valid_until=None, **details):
    until = recruiter.valid_until
    if valid_until is None:
        yield _("Give the day until which the licence is renewed.")
    elif until and valid_until <= until:
        yield _("The licence is already valid until %(day)s. A renewal must end later.") % {
            "day": format_day(until)
        }
    elif valid_until <= effective_on:
        yield _("“Valid until” must be after “valid from” and after the date of effect.")
    if valid_from and valid_from > effective_on:
        yield _(
            "The new period begins on %(day)s: make the renewal take effect on that day, so that "
            "the present period counts until then."
        ) % {"day": format_day(valid_from)}


def require_no_suspension(recruiter, *, effective_on, **details):
    until = recruiter.suspended_until
    if recruiter.state == LicenceState.SUSPENDED and not (until and until <= effective_on):
        yield _("The licence is suspended on %(day)s. Reinstate it first.") % {
            "day": format_day(effective_on)
        }


def require_suspension(recruiter, *, effective_on, **details):
    until = recruiter.suspended_until
    if until and until <= effective_on:
        yield _("The last day of the suspension is %(day)s; there is nothing to lift on %(then)s.") % {
            "day": format_day(until - timedelta(days=1)),
            "then": format_day(effective_on),
        }


def require_later_end(recruiter, *, effective_on, suspended_until=None, **details):
    if suspended_until and suspended_until <= effective_on:
        yield _("“Suspended until” must be after the date of effect.")


def decisions_of(recruiter, decisions):
    """Return the decisions that count, in order: as the caller has just read them, or as stored."""
    return list(recruiter.events.decisions()) if decisions is None else decisions


def require_latest_decision(recruiter, *, annuls=None, decisions=None, **details):
    decisions = decisions_of(recruiter, decisions)
    if annuls is None or not decisions or decisions[-1] != annuls:
        yield _("Only the latest decision can be annulled, and this is no longer the latest.")
    elif len(decisions) == 1:
        yield _("The first decision of an entry cannot be annulled.")


def combine_rules(*rules):
    """Return one rule out of many; without a date of effect it asks for that alone, since all need it."""

    def requires(recruiter, *, effective_on=None, **details):
        if effective_on is None:
            return [_("Give the date of effect.")]
        return [
            sentence for rule in rules for sentence in rule(recruiter, effective_on=effective_on, **details)
        ]

    return requires


# Terms that hold after a move: (valid from, valid until, suspended until).


def no_terms(recruiter, **details):
    return None, None, None


def given_period(recruiter, *, effective_on, valid_from=None, valid_until=None, **details):
    return valid_from or effective_on, valid_until, None


def prolonged_period(recruiter, *, valid_from=None, valid_until=None, **details):
    return valid_from or recruiter.valid_from, valid_until, None


def same_period(recruiter, **details):
    return recruiter.valid_from, recruiter.valid_until, None


def suspension_terms(recruiter, *, suspended_until=None, **details):
    return recruiter.valid_from, recruiter.valid_until, suspended_until


def licence_event_fields(
    recruiter, *, effective_on, version, decision="", legal_ground="", public_note="", **details
):
    """Return what an event has besides who, when and from which state to which."""
    return {
        "register_id": recruiter.register_id,
        "effective_on": effective_on,
        "version": version,
        "decision": decision.strip(),
        "legal_ground": legal_ground.strip(),
        "public_note": public_note.strip(),
        **{name: getattr(recruiter, name) for name in TERMS},
    }


def set_terms(terms):
    """Return what a move does: gives the record the `terms`, and the event the same."""

    def then(recruiter, **details):
        values = terms(recruiter, **details)
        recruiter.state_from = details["effective_on"]
        for name, value in zip(TERMS, values, strict=True):
            setattr(recruiter, name, value)
        return licence_event_fields(recruiter, **details)

    return then


def restore_previous_terms(recruiter, *, annuls, decisions=None, **details):
    """Give the record the terms of the decision before the latest one, which no longer counts.

    Returns the fields of the event, whose state and terms are those of that decision too.
    """
    before, latest = decisions_of(recruiter, decisions)[-2:]
    recruiter.state_from = before.effective_on
    for name in TERMS:
        setattr(recruiter, name, getattr(before, name))
    event = licence_event_fields(recruiter, **{**details, "effective_on": latest.effective_on})
    return {**event, "annuls": latest, "to_state": before.to_state}


def licence_move(move, label, sources, target, *rules, **details):
    details.setdefault("by", KEEPS_A_REGISTER)
    details.setdefault("requires", combine_rules(require_order, *rules))
    return Transition(move.value, label, frozenset(sources), target, **details)


APPLIED, AUTHORISED, SUSPENDED = LicenceState.APPLIED, LicenceState.AUTHORISED, LicenceState.SUSPENDED
REVOKED, WITHDRAWN, REFUSED = LicenceState.REVOKED, LicenceState.WITHDRAWN, LicenceState.REFUSED

licence_workflow = Workflow(
    transitions=(
        licence_move(Move.APPLY, gettext_lazy("Enter an application"), {NEW, REFUSED}, APPLIED,
            then=set_terms(no_terms)),
        licence_move(Move.GRANT, gettext_lazy("Grant"), {NEW, APPLIED}, AUTHORISED, require_period,
            then=set_terms(given_period)),
        licence_move(Move.RENEW, gettext_lazy("Renew"), {AUTHORISED, SUSPENDED}, AUTHORISED,
            require_no_suspension, require_longer_period, then=set_terms(prolonged_period)),
        licence_move(Move.SET_CONDITIONS, gettext_lazy("Set conditions"), {AUTHORISED, SUSPENDED}, AUTHORISED,
            require_no_suspension, require_conditions, then=set_terms(same_period)),
        licence_move(Move.SUSPEND, gettext_lazy("Suspend"), {AUTHORISED, SUSPENDED}, SUSPENDED,
            require_later_end, require_ground, then=set_terms(suspension_terms)),
        licence_move(Move.REINSTATE, gettext_lazy("Reinstate"), {SUSPENDED}, AUTHORISED, require_suspension,
            then=set_terms(same_period)),
        licence_move(Move.REVOKE, gettext_lazy("Revoke"), {AUTHORISED, SUSPENDED}, REVOKED, require_ground,
            then=set_terms(same_period)),
        licence_move(Move.WITHDRAW, gettext_lazy("Withdraw"), {APPLIED, AUTHORISED, SUSPENDED}, WITHDRAWN,
            then=set_terms(same_period)),
        licence_move(Move.REFUSE, gettext_lazy("Refuse"), {APPLIED}, REFUSED, require_ground,
            then=set_terms(same_period)),
        licence_move(Move.CORRECT, gettext_lazy("Correct the entry"), LicenceState, None, by=ENTERS_DATA,
            requires=combine_rules(), then=licence_event_fields),
        licence_move(Move.VERIFY, gettext_lazy("Mark as verified"), LicenceState, None, by=ENTERS_DATA,
            requires=combine_rules(), then=licence_event_fields, offered=False),
        licence_move(Move.ANNUL, gettext_lazy("Annul the latest decision"), LicenceState, None,
            needs_note=True, requires=require_latest_decision, then=restore_previous_terms),
    ),
    event_model=lambda: LicenceEvent,
    record_name="recruiter",
    may=may_decide,
    columns=("state_from", *TERMS),
    wrong_state=wrong_state_message,
    named=lambda recruiter: recruiter.licence_number,
)  # fmt: skip
