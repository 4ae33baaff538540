"""What happens by itself when a round opens: each authority is asked, once, to confirm who it is."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.confirmations.asking import ask_each
from authorities.designations import authorities_in_force
from authorities.jobs.labels import label_task
from authorities.jobs.queue import run_daily
from authorities.models import AuthorityConfirmation, Change, Membership, User
from authorities.models.roles import LEADS_THE_SECRETARIAT
from reporting.models import GuidanceLetter, Round
from reporting.models.rounds import first_day

SALT = "reporting.round_desk.letter"
# As long as the question to the authority can be answered, and some days more.
LINK_WORKS_FOR = timedelta(days=35)
# A round whose opening no worker has seen is still followed up so much later.
MADE_UP_WITHIN = timedelta(days=14)


def sign_letter(letter: GuidanceLetter) -> str:
    """Return the address under which a letter is read without an account, for a while."""
    return reverse("round_letter_by_link", args=[signing.dumps(letter.pk, salt=SALT)])


def find_letter(token: str) -> GuidanceLetter | None:
    """Return the letter that a token names; None if it was not made here, or is too old."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_WORKS_FOR)
    except (signing.BadSignature, ValueError):
        return None
    return GuidanceLetter.objects.visible_on(timezone.localdate()).filter(pk=pk).first()


def find_opener(round_: Round) -> User | None:
    """Return who stands for the round: the manager who changed it last, else any manager."""
    today = timezone.localdate()
    held = Membership.objects.in_force_on(today).filter(role__in=LEADS_THE_SECRETARIAT).select_related("user")
    managers = {row.user_id: row.user for row in held.order_by("pk") if row.user.is_active}
    changed = Change.objects.of(round_).order_by("-pk").values_list("by", flat=True)
    known = [managers[key] for key in changed if key in managers]
    return next(iter([*known, *managers.values()]), None)


def ask_at_opening(round_: Round) -> int:
    """Ask the authorities that were not asked for this round. Return how many were."""
    by, occasion = find_opener(round_), f"opening-{round_.pk}"
    if by is None:
        return 0
    asked = set(AuthorityConfirmation.objects.filter(occasion=occasion).values_list("authority", flat=True))
    waiting = [a for a in authorities_in_force(timezone.localdate()) if a.pk not in asked]
    enclosures = [
        {
            "label": str(letter.get_language_display()),
            "path": sign_letter(letter),
            "language": letter.language,
            "name": letter.name,
            "file": letter.file.name,
        }
        for letter in round_.current_letters
    ]
    return ask_each(waiting, by=by, occasion=occasion, enclosures=enclosures)


@task()
def follow_up_openings():
    """Ask the authorities about the rounds that opened lately."""
    today = timezone.localdate()
    for round_ in Round.objects.opened_by(today).filter(illustrative=False):
        opened = first_day(round_.opens)
        if round_.takes_reports_on(today) and today <= opened + MADE_UP_WITHIN:
            ask_at_opening(round_)


label_task(follow_up_openings, gettext_lazy("Questions to authorities when a round opens"))
run_daily(follow_up_openings)
