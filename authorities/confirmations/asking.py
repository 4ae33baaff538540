"""Ask authorities to confirm who they are: one by its button, many by a worker, all for an occasion once."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.confirmations.workflow import confirmation_workflow, mail_question
from authorities.designations import lock_states
from authorities.jobs.labels import label_task
from authorities.models import Authority, AuthorityConfirmation, Membership, User
from authorities.models.roles import CERTIFIES

NOT_KNOWN = "–"


def find_address(authority: Authority) -> tuple[str, str]:
    """Return (address, language) to ask an authority at: its mailbox, else who certifies for its state."""
    held = Membership.objects.held_today(*CERTIFIES).filter(member_state=authority.member_state_id)
    people = [row.user for row in held.select_related("user").order_by("pk") if row.user.is_active]
    language = people[0].language if people else "en"
    officers = authority.contact_persons.exclude(email="").order_by("pk").values_list("email", flat=True)
    addresses = [authority.mailbox, *officers[:1], *(person.email for person in people)]
    return next(filter(None, addresses), ""), language


def build_question(authority: Authority, occasion: str, enclosures: Sequence[dict]) -> AuthorityConfirmation:
    """Return an unsaved question. Raise ValidationError if there is no address to send it to."""
    address, language = find_address(authority)
    if not address:
        sentence = _("No address is known of “%(authority)s”.")
        raise ValidationError(sentence % {"authority": authority.institution})
    officer = authority.contact_persons.order_by("pk").first()
    return AuthorityConfirmation(
        authority=authority,
        address=address,
        language=language,
        shown={
            "institution": authority.institution,
            "mailbox": authority.mailbox or NOT_KNOWN,
            "officer": officer.name if officer else NOT_KNOWN,
        },
        occasion=occasion,
        enclosures=list(enclosures),
    )


@transaction.atomic
def ask_authority(
    authority: Authority, *, by: User, occasion: str = "", enclosures: Sequence[dict] = ()
) -> AuthorityConfirmation:
    """Ask an authority. Raise ValidationError with every reason why not."""
    lock_states([authority.member_state_id])
    question = build_question(authority, occasion, enclosures)
    confirmation_workflow.start(question, "ask", by=by)
    mail_question(question)
    return question


def ask_each(authorities: Iterable[Authority], *, by: User, occasion: str, enclosures: Sequence[dict]) -> int:
    """Ask those that can be asked, each in a transaction of its own. Return how many were."""
    count = 0
    for authority in authorities:
        try:
            ask_authority(authority, by=by, occasion=occasion, enclosures=enclosures)
        except ValidationError:
            continue  # asked already, or without an address: both stand in the list
        count += 1
    return count


@task()
def ask_authorities(keys, by):
    """Ask the authorities of these keys, for a person who has chosen them."""
    found = Authority.objects.in_force_on(timezone.localdate()).filter(pk__in=keys).order_by("pk")
    ask_each(found.select_related("member_state"), by=User.objects.get(pk=by), occasion="", enclosures=())


label_task(ask_authorities, gettext_lazy("Questions to authorities whether they still are"))
