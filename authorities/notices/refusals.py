"""Mail that nobody will read: the mail says so, and the mailbox."""

from django.db import transaction
from django.utils import timezone

from authorities.models import RefusedAddress, SentMail
from authorities.models.notices import MailState


@transaction.atomic
def record_refusal(mail, refusal):
    """Record that a mail server has refused a mail for good."""
    if not refusal.is_of_mailbox:
        SentMail.objects.filter(pk=mail.pk).update(state=MailState.GIVEN_UP, problem=refusal.reason)
        return
    SentMail.objects.filter(pk=mail.pk).update(state=MailState.BOUNCED, problem=refusal.reason)
    record_refused_address(mail.address, refusal.reason)


def record_refused_address(address, reason, since=None):
    """Record that a mailbox accepts no mail, since the first refusal; the reason is that of the last one."""
    RefusedAddress.objects.update_or_create(
        address=address.lower(),
        defaults={"reason": reason},
        create_defaults={"reason": reason, "since": since or timezone.now()},
    )


def find_refused(addresses):
    """Return those addresses, as they are written, whose mailboxes accept no mail."""
    addresses = {*addresses}
    refused = set(RefusedAddress.objects.of_addresses(addresses).values_list("address", flat=True))
    return {address for address in addresses if address.lower() in refused}
