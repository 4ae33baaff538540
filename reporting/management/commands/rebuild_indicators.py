"""manage.py rebuild_indicators: derive the indicator values that figures query from the versions again."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reporting.submissions.versions import rebuild_index


class Command(BaseCommand):
    help = "Derives every indicator value again from the versions that were sent."

    def handle(self, *, verbosity, **options):
        count = rebuild_index()
        if verbosity:
            self.stdout.write(_("%(count)d indicator values were derived again.") % {"count": count})
