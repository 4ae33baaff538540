"""manage.py load_reference: load the reference facts of the product. Safe to run at every deployment."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.reference_data.problems import InvalidReferenceData
from reporting.reference_tables import load_reference


class Command(BaseCommand):
    help = "Loads Member States, rounds, instruments and the other reference facts: all of them, or none."

    def add_arguments(self, parser):
        root = Path(settings.FIXTURES_ROOT)
        parser.add_argument(
            "--directory", type=Path, default=root / "reference", help="folder of the .csv files"
        )
        parser.add_argument(
            "--instruments", type=Path, default=root / "instruments", help="folder of the instruments (.md)"
        )

    def handle(self, *, directory, instruments, verbosity, **options):
        try:
            report = load_reference(directory, instruments)
        except InvalidReferenceData as bad:
            count = len(bad.problems)
            words = ngettext("%(count)s problem:", "%(count)s problems:", count) % {"count": count}
            raise CommandError("\n".join([f"{_('Nothing was loaded.')} {words}", *bad.problems])) from bad
        if verbosity:
            self.stdout.write("\n".join(report))
