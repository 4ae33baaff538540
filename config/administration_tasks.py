"""The first page of the administration: what needs somebody, and the usual tasks, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from authorities.designations import vacancies_on
from authorities.jobs.queue import NO_WORKER_WARNING, is_stalled
from authorities.models import AuthorityConfirmation, Import, Invitation, Job, SentMail, User
from authorities.models.imports import ImportState
from authorities.models.notices import FAILED_MAIL

# Mails that failed longer ago are read in their list.
RECENT = timedelta(days=30)
IMPORTS_WAITING = (ImportState.CHECKED, ImportState.FAILED)


@dataclass(frozen=True)
class OpenMatter:
    """Something that waits for an administrator, in a sentence with its number, and where to go."""

    sentence: str
    address: str
    is_urgent: bool = False


@dataclass(frozen=True)
class UsualTask:
    label: str | Promise
    explanation: str | Promise
    name: str  # of the address
    query: str = ""

    @property
    def address(self) -> str:
        return reverse(self.name) + self.query


USUAL_TASKS = (
    UsualTask(
        gettext_lazy("Open a round"),
        gettext_lazy("Number, dates, questionnaire, letter; it opens by itself on its day."),
        "new_round",
    ),
    UsualTask(
        gettext_lazy("Add a focal point"),
        gettext_lazy("Invite somebody by e-mail; see who was invited and who came."),
        "invite",
    ),
    UsualTask(
        gettext_lazy("Replace an authority"),
        gettext_lazy("End the old designation, then add the new one with its first day."),
        "admin:authorities_authority_changelist",
        "?holds=today",
    ),
    UsualTask(
        gettext_lazy("Ask authorities whether they still are"),
        gettext_lazy("By e-mail; what they answer waits here for your yes."),
        "confirmations",
    ),
    UsualTask(
        gettext_lazy("Load data"),
        gettext_lazy("Spreadsheets of any size: first a preview, then one click, and it can be undone."),
        "imports",
    ),
    UsualTask(
        gettext_lazy("Take in a questionnaire"),
        gettext_lazy("Upload, test and compare it, and give it to a round."),
        "instruments",
    ),
    UsualTask(
        gettext_lazy("See what changed"),
        gettext_lazy("Who signed in, changed, decided or downloaded what, and when."),
        "audit_trail",
    ),
    UsualTask(
        gettext_lazy("See what was mailed"),
        gettext_lazy("To whom, when, and what became of it."),
        "mail_list",
    ),
)


def open_matters() -> list[OpenMatter]:
    """Return what needs somebody now, the most urgent first; nothing for what is well."""
    found = [*urgent_matters(), *matters_of_people(), *matters_of_data()]
    return sorted(found, key=lambda matter: not matter.is_urgent)


def urgent_matters() -> Iterator[OpenMatter]:
    jobs = reverse("admin:authorities_job_changelist")
    if is_stalled():
        yield OpenMatter(str(NO_WORKER_WARNING), jobs, is_urgent=True)
    if count := Job.objects.failed().count():
        words = ngettext("%(count)d job has failed.", "%(count)d jobs have failed.", count)
        yield OpenMatter(words % {"count": count}, jobs, is_urgent=True)


def matters_of_people() -> Iterator[OpenMatter]:
    now = timezone.now()
    if count := len(vacancies_on(timezone.localdate())):
        words = ngettext(
            "%(count)d Member State has no authority.", "%(count)d Member States have no authority.", count
        )
        yield OpenMatter(words % {"count": count}, reverse("confirmations"))
    if count := AuthorityConfirmation.objects.waiting_for_decision().count():
        words = ngettext(
            "%(count)d authority has told a change that waits for a decision.",
            "%(count)d authorities have told a change that waits for a decision.",
            count,
        )
        yield OpenMatter(words % {"count": count}, reverse("confirmations"))
    if count := Invitation.objects.waiting().filter(expires_at__lte=now).count():
        words = ngettext(
            "%(count)d invitation has expired without an answer.",
            "%(count)d invitations have expired without an answer.",
            count,
        )
        yield OpenMatter(words % {"count": count}, reverse("people"))
    if count := User.objects.who_never_came().count():
        words = ngettext(
            "%(count)d person has an account and has never signed in.",
            "%(count)d people have an account and have never signed in.",
            count,
        )
        address = reverse("admin:authorities_user_changelist") + "?account=never"
        yield OpenMatter(words % {"count": count}, address)


def matters_of_data() -> Iterator[OpenMatter]:
    if count := Import.objects.filter(state__in=IMPORTS_WAITING).count():
        words = ngettext(
            "%(count)d import waits for somebody.", "%(count)d imports wait for somebody.", count
        )
        yield OpenMatter(words % {"count": count}, reverse("imports"))
    failed = SentMail.objects.filter(state__in=FAILED_MAIL, created_at__gt=timezone.now() - RECENT)
    if count := failed.count():
        words = ngettext(
            "%(count)d mail of the last 30 days did not arrive, or perhaps not.",
            "%(count)d mails of the last 30 days did not arrive, or perhaps not.",
            count,
        )
        yield OpenMatter(words % {"count": count}, reverse("mail_list"))
