"""The invented registers of the demonstration and the recruiters on them."""

from recruiters.models import Recruiter, Register

from .tables import day, rows


def load_registers():
    """Makes the registers with their recruiters; returns how many of each."""
    registers = Register.objects.bulk_create(register(row) for row in rows("registers.csv"))
    of = {(register.member_state_id, register.code): register for register in registers}
    recruiters = Recruiter.objects.bulk_create(
        recruiter(row, of[row["iso3"], row["register"]]) for row in rows("recruiters.csv")
    )
    return len(registers), len(recruiters)


def register(row):
    return Register(
        member_state_id=row["iso3"],
        code=row["code"],
        name=row["name"],
        keeper=row["keeper"],
        legal_basis=row["legal_basis"],
        public_address=row["public_address"],
        valid_from=day(row["valid_from"]),
        valid_to=day(row["valid_to"]),
        illustrative=True,
    )


def recruiter(row, register):
    return Recruiter(
        register=register,
        licence_number=row["licence_number"],
        legal_name=row["legal_name"],
        trading_names=row["trading_names"],
        address=row["address"],
        website=row["website"],
        professions=row["professions"].split(),
        source_states=row["source_states"].split(),
        destination_states=row["destination_states"].split(),
        valid_from=day(row["valid_from"]),
        valid_until=day(row["valid_until"]),
        state=row["standing"],
        state_from=day(row["valid_from"]),
    )
