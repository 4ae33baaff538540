"""manage.py export_instrument: write an instrument as a workbook, or an empty one."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reporting.instruments.workbooks.workbook_writer import write_empty_instrument, write_instrument
from reporting.models import Instrument


class Command(BaseCommand):
    help = "Writes an instrument as an .xlsx workbook; without an id, an empty one to begin with."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("form_id", metavar="ID", nargs="?")
        parser.add_argument("version", metavar="VERSION", nargs="?")

    def handle(self, *args, **options):
        Path(options["file"]).write_bytes(self.write_workbook(options["form_id"], options["version"]))
        self.stdout.write(options["file"])

    def write_workbook(self, form_id, version):
        if not form_id:
            return write_empty_instrument()
        found = Instrument.objects.filter(form_id=form_id).order_by("-loaded_at")
        found = found.filter(version=version) if version else found
        if instrument := found.first():
            return write_instrument(instrument.definition)
        raise CommandError(f"There is no instrument {form_id} {version or ''}".strip())
