"""Find the Member State that a record is about, by following its foreign keys; no subject is named here."""

from functools import cache

from django.db.models import CharField, F, ForeignKey, Value
from django.db.models.functions import Cast, NullIf, Substr

from authorities.models import Import, MemberState, User

DEEPEST = 3


@cache
def state_path(model):
    """Return the path to the state in words of a query ("submission__member_state"); None without one.

    >>> state_path(MemberState), state_path(User)
    ('pk', None)
    """
    if model is MemberState:
        return "pk"
    waiting = [(model, "")]
    while waiting:
        here, path = waiting.pop(0)
        for field in here._meta.concrete_fields:
            if not isinstance(field, ForeignKey) or field.related_model in (User, here):
                continue
            if field.related_model is MemberState:
                return path + field.name
            if path.count("__") < DEEPEST - 1:
                waiting.append((field.related_model, f"{path}{field.name}__"))
    return None


def state_expression(model, prefix=""):
    """Return the ISO code of the state of a record, for a query over what `prefix` leads to it; else None."""
    if model is Import:
        return NullIf(Substr(f"{prefix}scope", 1, 3), Value(""))
    path = state_path(model)
    if path is None:
        return None
    return Cast(F(f"{prefix}{path}"), CharField())


def find_state(record):
    """Return the ISO code of the state that a record in the hand is about; None without one."""
    found = type(record)._base_manager.filter(pk=record.pk)
    expression = state_expression(type(record))
    return None if expression is None else found.values_list(expression, flat=True).first()
