"""manage.py check_instrument: say whether a workbook is an instrument, and what is wrong with it."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reporting.instruments.xlsform.problems import summarise_problems
from reporting.instruments.xlsform.reader import InstrumentError, InstrumentReading, inspect_instrument
from reporting.models.instruments import loaded_references

REFUSED, FAULTY = 2, 1


class Command(BaseCommand):
    help = (
        "Checks an instrument (.xlsx, .xls, .ods, .md). "
        "Exit status: 0 it loads, 1 it has problems, 2 it cannot be read."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        status, reading = inspect_file(Path(options["file"]))
        write = write_json if options["format"] == "json" else write_text
        self.stdout.write(write(reading))
        if status:
            raise SystemExit(status)


def inspect_file(path: Path) -> tuple[int, InstrumentReading]:
    """Return the exit status, and what is to be said about the file."""
    known = loaded_references()
    try:
        reading = inspect_instrument(path.read_bytes(), file_name=path.name, known=known)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=REFUSED) from error
    except InstrumentError as refusal:
        return REFUSED, InstrumentReading({}, refusal.problems, [], [])
    reading.notes += known.notes
    return (FAULTY if reading.problems else 0), reading


def write_json(reading: InstrumentReading) -> str:
    content = {
        "loads": not reading.problems,
        "problems": [
            {
                "sheet": problem.sheet or None,
                "row": problem.row,
                "column": problem.column or None,
                "message": problem.sentence,
            }
            for problem in reading.problems
        ],
        "notes": reading.notes,
        "languages": reading.languages,
        "definition": None if reading.problems else reading.definition,
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def write_text(reading: InstrumentReading) -> str:
    lines = [*summarise_problems(reading.problems), *reading.notes]
    return "\n".join(lines if reading.problems else ["It loads.", *lines])
