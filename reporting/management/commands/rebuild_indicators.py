"""manage.py rebuild_indicators: derive again from the versions what figures and lists query."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reporting.checks.findings_tally import rebuild_tallies
from reporting.submissions.versions import rebuild_index


class Command(BaseCommand):
    help = (
        "Derives every indicator value, and the number of findings, again from the versions that were sent."
    )

    def handle(self, *, verbosity, **options):
        count = rebuild_index()
        rebuild_tallies()
        if verbosity:
            self.stdout.write(_("%(count)d indicator values were derived again.") % {"count": count})
