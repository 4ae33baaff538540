"""Who signs in to the demonstration, and in whose names its past was written."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from authorities.models import Membership, Region, Role, User
from reporting.demo.tables import rows

PASSWORD = "demonstration"  # noqa: S105 - everybody may know it; these people exist in the demonstration only
SINCE = date(2012, 1, 1)


@dataclass(frozen=True)
class LogIn:
    """Somebody a visitor can be."""

    mailbox: str
    name: str
    role: Role
    member_state: str = ""
    region: str = ""
    register_code: str = ""

    @property
    def email(self):
        return f"{self.mailbox}@demo.example"

    def membership(self, user):
        return Membership(
            user=user,
            role=self.role,
            member_state_id=self.member_state or None,
            region=self.region,
            register_code=self.register_code,
            valid_from=SINCE,
        )


LOG_INS = (
    LogIn("focal.point", "Demo focal point, Philippines", Role.FOCAL_POINT, "PHL"),
    LogIn("colleague", "Demo contributor, Philippines (labour ministry)", Role.CONTRIBUTOR, "PHL"),
    LogIn("viewer", "Demo viewer, Philippines", Role.VIEWER, "PHL"),
    LogIn("registrar", "Demo registrar, Philippines", Role.REGISTRAR, "PHL", register_code="dmw"),
    LogIn("stranger", "Demo focal point, Indonesia", Role.FOCAL_POINT, "IDN"),
    LogIn("reviewer", "Demo reviewer", Role.REVIEWER),
    LogIn("reviewer.euro", "Demo reviewer, European Region", Role.REVIEWER, region=Region.EUR),
    LogIn("manager", "Demo secretariat manager", Role.MANAGER),
    LogIn("administrator", "Demo administrator", Role.ADMINISTRATOR),
)


@dataclass(frozen=True)
class Cast:
    """The people whose names stand under the reports and their reviews."""

    reviewer: User
    manager: User
    focal_points: dict[str, User]
    registrars: dict[tuple[str, str], User]


def load_people():
    """Makes the log-ins, and who else wrote the past and cannot sign in: focal points, registrars."""
    authors = historic_authors()
    hashed = make_password(PASSWORD)
    people = [
        *(User(email=who.email, name=who.name, password=hashed, demo_login=True) for who in LOG_INS),
        *(
            User(email=who.email, name=who.name, password=UNUSABLE_PASSWORD_PREFIX, demo_login=True)
            for who in authors
        ),
    ]
    users = {user.email: user for user in User.objects.bulk_create(people)}
    Membership.objects.bulk_create(who.membership(users[who.email]) for who in (*LOG_INS, *authors))
    everyone = (*LOG_INS, *authors)
    return Cast(
        reviewer=users["reviewer@demo.example"],
        manager=users["manager@demo.example"],
        focal_points={who.member_state: users[who.email] for who in everyone if who.role is Role.FOCAL_POINT},
        registrars={
            (who.member_state, who.register_code): users[who.email]
            for who in everyone
            if who.role is Role.REGISTRAR
        },
    )


def historic_authors():
    spoken_for = {who.member_state for who in LOG_INS}
    states = sorted({row["iso3"] for row in rows("reports.csv")} - spoken_for)
    return [
        LogIn(f"focal.point.{iso3.lower()}", f"Illustrative focal point, {iso3}", Role.FOCAL_POINT, iso3)
        for iso3 in states
    ] + historic_registrars()


def historic_registrars():
    kept = {(who.member_state, who.register_code) for who in LOG_INS}
    registers = [(row["iso3"], row["code"]) for row in rows("registers.csv")]
    return [
        LogIn(
            f"registrar.{iso3.lower()}",
            f"Illustrative registrar, {iso3}",
            Role.REGISTRAR,
            iso3,
            register_code=code,
        )
        for iso3, code in registers
        if (iso3, code) not in kept
    ]
