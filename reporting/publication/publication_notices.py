"""What people are told on the way to a publication: those who certify for the country, and managers."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorities.models import Membership, User
from authorities.models.roles import CERTIFIES, LEADS_THE_SECRETARIAT, READS_OWN_STATE
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import notify
from reporting.models import ConsentEvent, PublicationPlan
from reporting.submissions.duties import find_people_of_state

CONSENT_ASKED = register_notice(
    NoticeKind(
        "consent_asked",
        _("Consent to publication asked"),
        _("Your report was accepted. Read what the world will see, then consent to publication or object."),
        urgent=True,
    )
)
CONSENT_GIVEN = register_notice(
    NoticeKind(
        "consent_given",
        _("Consent to publication given"),
        _("The country consents to the publication of its report."),
    )
)
CONSENT_REFUSED = register_notice(
    NoticeKind(
        "consent_refused",
        _("Objection to publication"),
        _("The country objects to the publication of its report. Read its reason."),
        urgent=True,
    )
)
CONSENT_REVOKED = register_notice(
    NoticeKind(
        "consent_revoked",
        _("Consent to publication taken back"),
        _("The country has taken back its consent to the publication of its report."),
        urgent=True,
    )
)
PLANNED = register_notice(
    NoticeKind(
        "publication_planned",
        _("Publication planned"),
        _("Your report becomes public at this hour: %(at)s. Read before what the world will see."),
        urgent=True,
    )
)
PLAN_CANCELLED = register_notice(
    NoticeKind(
        "publication_plan_cancelled",
        _("Planned publication cancelled"),
        _("Your report does not become public at the hour that was planned: %(at)s."),
    )
)
PLAN_STOPPED = register_notice(
    NoticeKind(
        "publication_plan_stopped",
        _("Planned publication not carried out"),
        _("The report was not published at the hour that was planned: %(at)s. Read why on its page."),
        urgent=True,
    )
)
TO_COUNTRY = {"ask": CONSENT_ASKED}
TO_MANAGERS = {"consent": CONSENT_GIVEN, "object": CONSENT_REFUSED, "revoke": CONSENT_REVOKED}


def find_managers() -> QuerySet[User]:
    return Membership.objects.held_today(*LEADS_THE_SECRETARIAT).people()


def announce_consent(event: ConsentEvent) -> None:
    """Tell those who certify that they are asked, and managers what the country says."""
    submission = event.consent.version.submission
    path = reverse("consent", args=[submission.round_id, submission.member_state_id])
    if kind := TO_COUNTRY.get(event.move):
        people = find_people_of_state(submission, CERTIFIES)
    else:
        kind, people = TO_MANAGERS[event.move], find_managers()
    notify(people.exclude(pk=event.by_id), kind, about=submission, facts={}, path=path)


def announce_plan(plan: PublicationPlan, kind: NoticeKind) -> None:
    """Tell the people of the country of a planned hour, or that it is none any more."""
    submission = plan.version.submission
    people = find_people_of_state(submission, READS_OWN_STATE)
    path = reverse("preview_report", args=[submission.round_id, submission.member_state_id])
    notify(people, kind, about=submission, facts={"at": plan.at}, path=path)


def announce_stopped_plan(plan: PublicationPlan) -> None:
    """Tell all managers that a report was not published; whoever planned it, if they still are one."""
    submission = plan.version.submission
    path = reverse("publish_report", args=[submission.round_id, submission.member_state_id])
    notify(find_managers(), PLAN_STOPPED, about=submission, facts={"at": plan.at}, path=path)
