"""The people of the demonstration: those whom visitors sign in as, and the authors of its past."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from authorities.known_facts.writing import save_facts
from authorities.models import Membership, Region, Role, User
from reporting.demo.tables import read_rows

PASSWORD = "demonstration"  # noqa: S105 - everybody may know it; these people exist in the demonstration only
SINCE = date(2012, 1, 1)


@dataclass(frozen=True)
class DemoPerson:
    """A person with one membership."""

    mailbox: str
    name: str
    role: Role
    member_state: str = ""
    region: str = ""
    register_code: str = ""

    @property
    def email(self):
        return f"{self.mailbox}@demo.example"

    def build_membership(self, user):
        return Membership(
            user=user,
            role=self.role,
            member_state_id=self.member_state or None,
            region=self.region,
            register_code=self.register_code,
            valid_from=SINCE,
        )


DEMO_LOGINS = (
    DemoPerson("focal.point", "Demo focal point, Philippines", Role.FOCAL_POINT, "PHL"),
    DemoPerson("colleague", "Demo contributor, Philippines (labour ministry)", Role.CONTRIBUTOR, "PHL"),
    DemoPerson("viewer", "Demo viewer, Philippines", Role.VIEWER, "PHL"),
    DemoPerson("registrar", "Demo registrar, Philippines", Role.REGISTRAR, "PHL", register_code="dmw"),
    DemoPerson("stranger", "Demo focal point, Indonesia", Role.FOCAL_POINT, "IDN"),
    DemoPerson("reviewer", "Demo reviewer", Role.REVIEWER),
    DemoPerson("reviewer.euro", "Demo reviewer, European Region", Role.REVIEWER, region=Region.EUR),
    DemoPerson("manager", "Demo secretariat manager", Role.MANAGER),
    DemoPerson("administrator", "Demo administrator", Role.ADMINISTRATOR),
)


@dataclass(frozen=True)
class DemoUsers:
    """The authors of reports, reviews and decisions, by state, or by state and code of the register."""

    reviewer: User
    manager: User
    focal_points: dict[str, User]
    registrars: dict[tuple[str, str], User]


def load_people():
    """Create the people who can sign in, and the authors of the past, who cannot; return the users."""
    authors = past_authors()
    hashed = make_password(PASSWORD)
    people = [
        *(
            User(email=person.email, name=person.name, password=hashed, demo_login=True)
            for person in DEMO_LOGINS
        ),
        *(
            User(email=person.email, name=person.name, password=UNUSABLE_PASSWORD_PREFIX, demo_login=True)
            for person in authors
        ),
    ]
    users = {user.email: user for user in User.objects.bulk_create(people)}
    everyone = (*DEMO_LOGINS, *authors)
    memberships = [person.build_membership(users[person.email]) for person in everyone]
    save_facts(memberships, by=None, is_first_load=True)
    return DemoUsers(
        reviewer=users["reviewer@demo.example"],
        manager=users["manager@demo.example"],
        focal_points={
            person.member_state: users[person.email] for person in everyone if person.role is Role.FOCAL_POINT
        },
        registrars={
            (person.member_state, person.register_code): users[person.email]
            for person in everyone
            if person.role is Role.REGISTRAR
        },
    )


def past_authors():
    states_with_login = {person.member_state for person in DEMO_LOGINS}
    states = sorted({row["iso3"] for row in read_rows("reports.csv")} - states_with_login)
    return [
        DemoPerson(f"focal.point.{iso3.lower()}", f"Illustrative focal point, {iso3}", Role.FOCAL_POINT, iso3)
        for iso3 in states
    ] + past_registrars()


def past_registrars():
    with_login = {(person.member_state, person.register_code) for person in DEMO_LOGINS}
    registers = [(row["iso3"], row["code"]) for row in read_rows("registers.csv")]
    return [
        DemoPerson(
            f"registrar.{iso3.lower()}",
            f"Illustrative registrar, {iso3}",
            Role.REGISTRAR,
            iso3,
            register_code=code,
        )
        for iso3, code in registers
        if (iso3, code) not in with_login
    ]
