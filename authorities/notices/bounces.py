"""Reports of failed mails, from a folder into which a mail server delivers (maildir).

What is understood becomes a fact: the mail bounced, its mailbox accepts no mail. Each message is moved from
`new` to `cur`: marked as read if it was understood, so that somebody who looks there finds what was not.
"""

import logging
import os
import stat
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.queue import run_hourly
from authorities.models import SentMail
from authorities.models.notices import MailState
from authorities.notices.delivery_reports import MOST_BYTES, FailedDelivery, NotAReport, read_delivery_report
from authorities.notices.refusals import record_refused_address

logger = logging.getLogger(__name__)

# In one round; the rest waits for the next.
MOST_MESSAGES = 1000
READ, UNREAD = ":2,S", ":2,"


@dataclass
class BounceRound:
    """What one look into the folder has found; `left` holds (name of a file, why it was not understood)."""

    bounced: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


def read_maildir(folder: Path) -> BounceRound:
    """Take in every new message of a maildir. Raises OSError if it is none."""
    found = BounceRound()
    (folder / "cur").mkdir(exist_ok=True)
    with os.scandir(folder / "new") as entries:
        names = sorted(entry.name for entry in islice(entries, MOST_MESSAGES))
    for name in names:
        try:
            take_in_message(folder, name)
        except NotAReport as problem:
            found.left.append((name, str(problem)))
        except OSError as problem:
            found.left.append((name, type(problem).__name__))
        else:
            found.bounced += 1
    return found


def take_in_message(folder: Path, name: str) -> None:
    """Record what one message reports, and move it. Raises NotAReport or OSError if it reports nothing."""
    path, flags = folder / "new" / name, UNREAD
    try:
        record_bounce(read_delivery_report(read_message(path)))
        flags = READ
    finally:
        path.rename(folder / "cur" / f"{name.partition(':')[0]}{flags}")


def read_message(path: Path) -> bytes:
    """Return the first bytes of a message, one more than is allowed."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise NotAReport(_("This is not a file."))
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


@transaction.atomic
def record_bounce(failure: FailedDelivery) -> None:
    """Mark the mail that bounced, and its mailbox. Raises NotAReport if it is none of ours."""
    mail = SentMail.objects.select_for_update().with_message_ids([failure.message_id]).first()
    if mail is None:
        raise NotAReport(_("The report is about a mail that was not sent from here."))
    mail.state, mail.problem = MailState.BOUNCED, failure.reason
    mail.save(update_fields=["state", "problem"])
    if failure.is_of_mailbox:
        record_refused_address(mail.address, failure.reason)


@task()
def take_in_bounces():
    """Look into the folder, if there is one."""
    if not settings.BOUNCE_MAILDIR:
        return
    found = read_maildir(Path(settings.BOUNCE_MAILDIR))
    if found.bounced or found.left:
        logger.info("%s mails have bounced, %s messages were not understood", found.bounced, len(found.left))


label_task(take_in_bounces, gettext_lazy("Reports about mails that did not arrive"))
run_hourly(take_in_bounces)
