"""manage.py compliance: print the figures for a day, a round and a group of states."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from reporting.compliance.exports import summary_as_csv, summary_as_json, summary_as_table
from reporting.compliance.query import QueryParser
from reporting.compliance.summary import summarise

WRITERS = {"table": summary_as_table, "json": summary_as_json, "csv": summary_as_csv}


class Command(BaseCommand):
    help = "Prints how many Member States have an authority, have reported, and keep a record of recruiters."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", required=True, metavar="DATE", help="a day, as 2013-07-31")
        parser.add_argument("--round", metavar="N", help="default: the latest round opened by that day")
        parser.add_argument("--region", metavar="CODE", help="AFR, AMR, SEAR, EUR, EMR or WPR")
        parser.add_argument("--income", metavar="GROUP", help="World Bank income group: L, LM, UM or H")
        parser.add_argument("--safeguards", metavar="YEAR", help="edition of the Safeguards list, as 2023")
        parser.add_argument("--format", choices=WRITERS, default="table")

    def handle(self, *args, **options):
        if not options["as_of"]:
            raise CommandError("Which day? Write it as --as-of 2013-07-31.")
        try:
            query = QueryParser.with_known_rounds().parse(options)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        summary = summarise(query.as_of, query.round, query.state_group)
        self.stdout.write(WRITERS[options["format"]](summary), ending="")
