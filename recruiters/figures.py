"""Figures about the registers held here. Never added to what states report about themselves."""

from .models import Register


def states_keeping_a_register(day):
    """ISO codes of the states with a register in force on that day."""
    return set(Register.objects.in_force_on(day).values_list("member_state_id", flat=True))
