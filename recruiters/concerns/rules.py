"""Rules of the moves of a concern: who may make them, what they require, what they change."""

from django.utils.translation import gettext as _

from authorities.models.roles import KEEPS_A_REGISTER, REVIEWS
from recruiters.models import ConcernOutcome


def may_look_into(user, roles, concern):
    """True for those to whom `Concern.objects.visible_to` shows it, if they hold one of the `roles`.

    A concern without a register is the secretariat's alone.
    """
    register = concern.register
    region = (concern.member_state.current_region or "") if user.regions else None
    keeps = bool(register) and user.holds(
        *set(roles) & set(KEEPS_A_REGISTER), register=(register.member_state_id, register.code)
    )
    return keeps or user.holds(*set(roles) & set(REVIEWS), region=region)


def require_outcome(concern, *, outcome="", **details):
    if outcome not in ConcernOutcome.values:
        yield _("Say how it ended, so that the person who reported it can read it.")


def require_another_register(concern, *, register=None, **details):
    if register is None or register.pk == concern.register_id:
        yield _("Choose a register that the concern is not already assigned to.")
    elif register.member_state_id != concern.member_state_id:
        yield _("Choose a register of the country that the concern is about.")


def set_columns(**values):
    """Return what a move does: sets these columns; for a value of None, to the detail of the same name."""

    def then(concern, *, by, at, **details):
        for name, value in values.items():
            setattr(concern, name, details[name] if value is None else value)
        return {}

    return then


def require_entry_of_register(concern, *, licence="", **details):
    register = concern.register
    if register is None:
        yield _(
            "This concern is not assigned to a register yet. You can link it after it has been passed "
            "on to a register."
        )
        return
    entry = register.recruiters.find_by_licence(licence) if licence else None
    if licence and entry is None:
        words = {"register": register.name, "number": licence}
        yield _("The register “%(register)s” has no licence “%(number)s”.") % words
    elif entry is None and concern.recruiter is None:
        yield _("It is not linked to an entry. Give the licence number of the entry that it is about.")
    elif entry == concern.recruiter:
        yield _("It is already linked to this entry.")


def link_entry(concern, *, licence="", **details):
    """Link a concern to the entry with that licence number of its register; to none without a number."""
    concern.recruiter = concern.register.recruiters.find_by_licence(licence) if licence else None
    return {"licence": concern.recruiter.licence_number if concern.recruiter else ""}


def hand_over(concern, *, register, **details):
    """Pass a concern on to another register, and link it to the entry there that has the number, if any."""
    concern.register = register
    return link_entry(concern, licence=concern.licence)
