"""Figures about the registers held here. Never added to what states report about themselves."""

from recruiters.models import Register


def states_keeping_a_register(day):
    """The states with a register in force on that day, by ISO code; True where one is illustrative."""
    states, registers = {}, Register.objects.in_force_on(day)
    for iso3, illustrative in registers.values_list("member_state_id", "illustrative"):
        states[iso3] = states.get(iso3, False) or illustrative
    return states
