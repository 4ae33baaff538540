"""What the moves of a concern ask for and leave behind, and who may make them; `workflow` has their table."""

from django.utils.translation import gettext as _

from authorities.models.roles import KEEPS_A_REGISTER, REVIEWS
from recruiters.models import ConcernOutcome


def may_look_into(user, roles, concern):
    """The same people as `Concern.objects.visible_to`: one without a register is the secretariat's alone."""
    register = concern.register
    region = (concern.member_state.region_now or "") if user.regions else None
    keeps = bool(register) and user.holds(
        *set(roles) & set(KEEPS_A_REGISTER), register=(register.member_state_id, register.code)
    )
    return keeps or user.holds(*set(roles) & set(REVIEWS), region=region)


def with_an_outcome(concern, *, outcome="", **said):
    if outcome not in ConcernOutcome.values:
        yield _("Say how it ended, so that the person who reported it can read it.")


def to_another_register(concern, *, register=None, **said):
    if register is None or register.pk == concern.register_id:
        yield _("Choose a register that it is not with already.")
    elif register.member_state_id != concern.member_state_id:
        yield _("Choose a register of the country that the concern is about.")


def setting(**values):
    """The record gets these values; where one is None, what was said with the move."""

    def then(concern, *, by, at, **said):
        for name, value in values.items():
            setattr(concern, name, said[name] if value is None else value)
        return {}

    return then


def to_an_entry_of_its_register(concern, *, licence="", **said):
    register = concern.register
    if register is None:
        yield _("This concern is with no register yet. It is linked once it has been passed on to one.")
        return
    entry = register.recruiters.find_by_licence(licence) if licence else None
    if licence and entry is None:
        said = {"register": register.name, "number": licence}
        yield _("The register “%(register)s” has no licence “%(number)s”.") % said
    elif entry is None and concern.recruiter is None:
        yield _("It is linked to no entry. Give the licence number of the one that it is about.")
    elif entry == concern.recruiter:
        yield _("It is linked to this entry already.")


def linked(concern, *, licence="", **said):
    """To the entry of that number; without a number to none."""
    concern.recruiter = concern.register.recruiters.find_by_licence(licence) if licence else None
    return {"licence": concern.recruiter.licence_number if concern.recruiter else ""}


def handed_over(concern, *, register, **said):
    """An entry of the register before is none of the next: that one may have the number as well."""
    concern.register = register
    return linked(concern, licence=concern.licence)
