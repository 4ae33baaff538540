"""Print the times of `figures`, `instruments`, `filing`, `import`, `pages`, `search`, `secretariat`, or all.

With `--large` the import of a million recruiters is measured too, and figures over 97,000 reports with
9.7 million values of indicators.
"""

import argparse
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from . import figures, filing, importing, instruments, pages, search, secretariat, throwaway  # noqa: E402 - the models need the settings

PARTS = {
    "figures": figures.run,
    "instruments": instruments.run,
    "filing": filing.run,
    "import": importing.run,
    "pages": pages.run,
    "search": search.run,
    "secretariat": secretariat.run,
}

parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
parser.add_argument("--large", action="store_true", help="a million rows too")
arguments = parser.parse_args()
if unknown := {*arguments.parts} - {*PARTS}:
    parser.error(f"unknown: {', '.join(sorted(unknown))}; known are: {', '.join(PARTS)}")

for part in arguments.parts or PARTS:
    with throwaway.temporary_database() as name:
        options = {"large": True} if arguments.large and part in ("import", "figures") else {}
        PARTS[part](name, **options)
    print()
