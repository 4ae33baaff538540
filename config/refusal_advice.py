"""What somebody who is signed in can do about a page that their role does not open."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.models.roles import (
    ADMINISTERS,
    CERTIFIES,
    FILLS_IN,
    KEEPS_A_REGISTER,
    READS_OWN_STATE,
    REVIEWS,
    Role,
)

# The first duty that somebody has decides.
ADVICE: list[tuple[tuple[Role, ...], str | Promise]] = [
    (
        ADMINISTERS,
        _(
            "Administrators correct data and manage people. Countries fill in their reports, the secretariat "
            "decides on them, and registrars decide on licences: ask one of them to do it."
        ),
    ),
    (
        REVIEWS,
        _(
            "Reviewers open the reports of their region once these are submitted; managers publish them. If "
            "your role or your region should include this page, ask an administrator."
        ),
    ),
    (
        CERTIFIES,
        _(
            "Focal points open the reports of their own country. If your role should include this page, ask "
            "the secretariat."
        ),
    ),
    (
        FILLS_IN,
        _(
            "Contributors fill in the report of their country; its focal point certifies and submits it. Ask "
            "the focal point to do it, or the secretariat to change your role."
        ),
    ),
    (
        READS_OWN_STATE,
        _(
            "Viewers read the report of their country. To change something, ask its focal point; for another "
            "role, ask the secretariat."
        ),
    ),
    (
        KEEPS_A_REGISTER,
        _(
            "Registrars open the registers that they keep. If you keep another one, ask the secretariat to "
            "add it to your role."
        ),
    ),
]
NO_ROLE = _("You have no role here today. Ask the secretariat, or the administrator who invited you.")


def advise_on_refusal(user: User) -> str | Promise:
    """Return the sentence that fits the role of a person who is signed in."""
    return next((advice for duty, advice in ADVICE if user.holds(*duty)), NO_ROLE)
