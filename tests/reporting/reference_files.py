"""Loading the reference facts in tests, and editing copies of their files."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reporting.models import Instrument
from reporting.reference_tables import TABLES


def run_load_reference(**options):
    out = StringIO()
    call_command("load_reference", stdout=out, **options)
    return out.getvalue().splitlines()


def reported_problems(**options):
    """Return the problems that the command names after the sentence that nothing was loaded."""
    with pytest.raises(CommandError) as refused:
        run_load_reference(**options)
    first, *lines = str(refused.value).splitlines()
    plural = "problem" if len(lines) == 1 else "problems"
    assert first == f"Nothing was loaded. {len(lines)} {plural}:"
    return lines


def stored_records():
    """Return {model: rows} of every model that reference facts are loaded into."""
    models = [Instrument, *(table.model for table in TABLES)]
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def edit_file(path, *changes):
    """Replace the first occurrence of each text, which must be there."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def append_line(path, line):
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
