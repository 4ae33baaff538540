"""The roles that people hold, and the duties that follow from them.

No other module lists roles: whoever asks what somebody may do names a duty, `user.holds(*FILLS_IN)`. A new
role gets its place in these duties, and in the table of `authorities.access`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    FOCAL_POINT = "focal_point", _("Focal point")
    DEPUTY = "deputy", _("Deputy focal point")
    CONTRIBUTOR = "contributor", _("Contributor")
    VIEWER = "viewer", _("Viewer")
    REGISTRAR = "registrar", _("Registrar")
    REVIEWER = "reviewer", _("Reviewer")
    MANAGER = "manager", _("Secretariat manager")
    ADMINISTRATOR = "administrator", _("Administrator")


# What the people who are offered a role are told about it.
ROLE_NOTES = {
    Role.FOCAL_POINT: _("Fills in, certifies and submits the report; lets colleagues in."),
    Role.DEPUTY: _("Fills in, certifies and submits the report."),
    Role.CONTRIBUTOR: _("Fills in the report."),
    Role.VIEWER: _("Reads the report before it is public."),
    Role.REGISTRAR: _("Keeps this register of recruiters."),
    Role.REVIEWER: _("Reads, accepts or returns reports."),
}

# What a role is held for. The constraints of memberships repeat this: a change needs a migration.
STATE_ROLES = (Role.FOCAL_POINT, Role.DEPUTY, Role.CONTRIBUTOR, Role.VIEWER, Role.REGISTRAR)
SECRETARIAT_ROLES = (Role.REVIEWER, Role.MANAGER, Role.ADMINISTRATOR)
REGISTER_ROLE = Role.REGISTRAR  # the one that names a register
REGION_ROLE = Role.REVIEWER  # the one that may name a region
SUPERUSER_ROLE = Role.ADMINISTRATOR  # the one that `manage.py createsuperuser` gives

# Reports: of one's own state …
FILLS_IN = (Role.FOCAL_POINT, Role.DEPUTY, Role.CONTRIBUTOR)
CERTIFIES = (
    Role.FOCAL_POINT,
    Role.DEPUTY,
)  # signs, sends, withdraws and corrects it; keeps its authority's contacts
READS_OWN_STATE = (*FILLS_IN, Role.VIEWER)
# … and of others.
REVIEWS = (Role.REVIEWER, Role.MANAGER)  # accepts or returns what was submitted
READS_EVERY_REPORT = (*REVIEWS, Role.ADMINISTRATOR)

# Registers of recruiters, and concerns about those on them.
KEEPS_A_REGISTER = (Role.REGISTRAR,)  # decides on licences
# Enters and corrects records, one by one or by spreadsheet. An administrator decides on no licence.
ENTERS_DATA = (Role.REGISTRAR, Role.ADMINISTRATOR)
SENDS_SHEETS = (*ENTERS_DATA, Role.MANAGER)  # at the desks of imports that are open to them
ANSWERS_CONCERNS = (*KEEPS_A_REGISTER, *REVIEWS)

# Signs in with a second factor: decides for others, or reads what is confidential.
NEEDS_SECOND_FACTOR = (*ANSWERS_CONCERNS, Role.ADMINISTRATOR)

# The secretariat.
LEADS_THE_SECRETARIAT = (Role.MANAGER,)  # publishes; is told of concerns that no register would answer
READS_MAILS = (*LEADS_THE_SECRETARIAT, Role.ADMINISTRATOR)  # what was sent to whom, with its text
KEEPS_INSTRUMENTS = (*LEADS_THE_SECRETARIAT, Role.ADMINISTRATOR)  # the questionnaires
DECIDES_ON_AUTHORITIES = (*LEADS_THE_SECRETARIAT, Role.ADMINISTRATOR)  # asks who they are, takes over changes
ADMINISTERS = (Role.ADMINISTRATOR,)  # loads data, manages people

# The audit trail: of one's own state, and the whole of it.
READS_AUDIT_OF_STATE = CERTIFIES
READS_WHOLE_AUDIT = (*LEADS_THE_SECRETARIAT, *ADMINISTERS)

# Whom the holder of a role lets in and out, each for the state, register or region that the role is held for;
# the secretariat for every state. A focal point gives the role to a successor by handing it over.
LETS_IN: dict[str, tuple[Role, ...]] = {
    Role.FOCAL_POINT: (Role.DEPUTY, Role.CONTRIBUTOR, Role.VIEWER),
    Role.REGISTRAR: (Role.REGISTRAR,),
    Role.MANAGER: (Role.FOCAL_POINT, Role.REVIEWER),
    Role.ADMINISTRATOR: tuple(Role),
}
LETS_PEOPLE_IN = tuple(Role(role) for role in LETS_IN)
HANDS_OVER = (Role.FOCAL_POINT, Role.REGISTRAR)  # to a successor, who is invited and then takes its place
READS_PEOPLE_OF_STATE = (*READS_OWN_STATE, Role.REGISTRAR)
