"""The link of an assignment: signed, so that no secret waits in the database or the queue."""

from django.core import signing
from django.urls import reverse

from authorities.models import User
from authorities.site_address import site_address
from reporting.models import Assignment

SALT = "reporting.filing.assignments"


def entry_link(assignment: Assignment) -> str:
    """Return the full address by which the person of an assignment comes in, once."""
    token = signing.dumps([assignment.pk, assignment.number], salt=SALT)
    return site_address() + reverse("enter_assignment", args=[token])


def find_assignment(token: str) -> tuple[Assignment | None, int]:
    """Return (assignment, number of the mail) that a token names; (None, 0) if it was not made here."""
    try:
        pk, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None, 0
    return Assignment.objects.for_pages().filter(pk=pk).first(), number


def find_account(assignment: Assignment) -> User | None:
    """Return the account of the address; None while there is none."""
    return assignment.user or User.objects.with_address(assignment.email).first()


def signs_in_as_usual(account: User) -> bool:
    """Return True for an account that has a password, or has or had a role: no link of a mail opens that."""
    return account.has_usable_password() or account.memberships.exists()
