"""Loading the reference facts in tests, and changing copies of their files."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reporting.models import Instrument
from reporting.reference_tables import TABLES


def load(**options):
    out = StringIO()
    call_command("load_reference", stdout=out, **options)
    return out.getvalue().splitlines()


def problems(**options):
    """The lines of complaint, below the sentence that nothing was loaded."""
    with pytest.raises(CommandError) as refused:
        load(**options)
    first, *lines = str(refused.value).splitlines()
    plural = "problem" if len(lines) == 1 else "problems"
    assert first == f"Nothing was loaded. {len(lines)} {plural}:"
    return lines


def everything():
    """All that is loaded, as it stands in the database."""
    models = [Instrument, *(table.model for table in TABLES)]
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def edit(path, *changes):
    """Replaces the first occurrence of each text, which must be there."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def append(path, line):
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
