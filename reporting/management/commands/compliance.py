"""manage.py compliance: print the figures for a day, a round and a group of states."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from reporting.compliance.query import QueryParser
from reporting.compliance.summary import summarise
from reporting.compliance.summary_exports import summary_as_csv, summary_as_json, summary_as_table

WRITERS = {"table": summary_as_table, "json": summary_as_json, "csv": summary_as_csv}


class Command(BaseCommand):
    help = "Prints how many Member States have an authority, have reported, and keep a record of recruiters."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", required=True, metavar="DATE", help="a day, as 2013-07-31")
        parser.add_argument("--known-on", metavar="DATE", help="what was known by the end of this day")
        parser.add_argument("--round", metavar="N", help="default: the latest round opened by that day")
        parser.add_argument("--region", metavar="CODE", help="AFR, AMR, SEAR, EUR, EMR or WPR")
        parser.add_argument("--income", metavar="GROUP", help="World Bank income group: L, LM, UM or H")
        parser.add_argument("--safeguards", metavar="YEAR", help="edition of the Safeguards list, as 2023")
        parser.add_argument("--role", metavar="ROLE", help="source, destination or both, by its own report")
        parser.add_argument("--first-time", metavar="ANSWER", help="yes or no: has not reported before")
        parser.add_argument("--basis", metavar="BASIS", help="published (the default) or accepted")
        parser.add_argument("--format", choices=WRITERS, default="table")

    def handle(self, *args, **options):
        if not options["as_of"]:
            raise CommandError("Which day? Write it as --as-of 2013-07-31.")
        try:
            query = QueryParser.with_known_rounds().parse(options)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        summary = summarise(query)
        self.stdout.write(WRITERS[options["format"]](summary), ending="")
