"""The invented authorities of the demonstration, with their history and contact persons."""

import random

from authorities.known_facts.writing import save_facts
from authorities.models import Authority, ContactPerson, InstitutionType
from reporting.demo.tables import parse_day, read_rows

HOSTS = {
    InstitutionType.HEALTH_MINISTRY: "health",
    InstitutionType.HEALTH_AGENCY: "healthagency",
    InstitutionType.LABOUR: "labour",
    InstitutionType.FOREIGN_AFFAIRS: "foreign",
    InstitutionType.OTHER_MINISTRY: "ministry",
    InstitutionType.REGULATOR: "council",
    InstitutionType.OTHER: "institute",
}
FIRST_NAMES = ("Alex", "Ariel", "Chris", "Dana", "Jamie", "Kim", "Lou", "Noor", "Robin", "Sam")
LAST_NAMES = ("Example", "Fictitious", "Invented", "Madeup", "Placeholder", "Sample", "Specimen")
POSTS = ("Head of unit", "Adviser on international cooperation", "Director", "Senior planning officer")


def load_designations():
    """Create the authorities, each with a contact person; return {ISO code: authorities in order of time}."""
    authorities = [build_authority(row) for row in read_rows("designations.csv")]
    save_facts(authorities, by=None, is_first_load=True)
    ContactPerson.objects.bulk_create(build_contact_person(authority) for authority in authorities)
    by_state = {}
    for authority in authorities:
        by_state.setdefault(authority.member_state_id, []).append(authority)
    return by_state


def build_authority(row):
    host = f"{row['iso3'].lower()}.{HOSTS[InstitutionType(row['institution_type'])]}.example"
    return Authority(
        member_state_id=row["iso3"],
        institution=row["institution"],
        institution_type=row["institution_type"],
        mailbox=f"dna@{host}",
        website=f"https://{host}/code",
        valid_from=parse_day(row["valid_from"]),
        valid_to=parse_day(row["valid_to"]),
        illustrative=True,
    )


def build_contact_person(authority):
    dice = random.Random(f"{authority.member_state_id} {authority.valid_from}")  # noqa: S311 - invented names
    return ContactPerson(
        authority=authority,
        name=f"{dice.choice(FIRST_NAMES)} {dice.choice(LAST_NAMES)}",
        post=dice.choice(POSTS),
        email=f"contact@{authority.mailbox.partition('@')[2]}",
        telephone="+00 000 000 000",
    )
