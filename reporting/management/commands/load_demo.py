"""manage.py load_demo: load invented data that show what the product does."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from reporting.demo.loading import load_demo


class Command(BaseCommand):
    help = "Loads invented, illustrative data: all of them, once, and never in production."

    def handle(self, *, verbosity, **options):
        try:
            lines = load_demo()
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        if verbosity:
            self.stdout.write("\n".join(lines))
