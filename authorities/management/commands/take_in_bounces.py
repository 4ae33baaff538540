"""Take in the reports about mails that did not arrive."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from authorities.notices.bounces import read_maildir


class Command(BaseCommand):
    help = (
        "Reads the reports of mail servers about mails that did not arrive, from the maildir named by "
        "BOUNCE_MAILDIR, and marks mails and mailboxes. Workers do the same every hour."
    )

    def handle(self, **options):
        if not settings.BOUNCE_MAILDIR:
            raise CommandError(_("Name the folder in BOUNCE_MAILDIR."))
        try:
            found = read_maildir(Path(settings.BOUNCE_MAILDIR))
        except OSError as problem:
            raise CommandError(
                _("%(folder)s is no maildir that can be read.") % {"folder": settings.BOUNCE_MAILDIR}
            ) from problem
        for name, sentence in found.left:
            self.stdout.write(f"{name}: {sentence}")
        self.stdout.write(_("%(count)d mails have bounced.") % {"count": found.bounced})
