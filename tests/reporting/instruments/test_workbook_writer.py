"""An instrument as a workbook loads again as the same definition."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reporting.instruments.rules.expressions import compile_value
from reporting.instruments.rules.writer import write_expression
from reporting.instruments.workbooks.workbook_writer import write_empty_instrument, write_instrument
from reporting.instruments.xlsform.reader import inspect_instrument, read_instrument
from reporting.models import Instrument
from tests.reporting.filing.test_page_constructs import CHOICES, ROWS
from tests.reporting.instruments.small_form import FORM, as_markdown, survey_form
from tests.reporting.instruments.test_expressions import SCOPE

HERE = Path(__file__).parent
FILES = [
    *sorted((Path(settings.BASE_DIR) / "fixtures/instruments").glob("*.md")),
    *sorted((HERE / "xlsform" / "cases").glob("*")),
]


@pytest.mark.parametrize(
    "definition",
    [
        read_instrument(as_markdown(FORM), file_name="small.md"),
        read_instrument(as_markdown(survey_form(*ROWS, choices=CHOICES)), file_name="page.md"),
        *(
            reading.definition
            for path in FILES
            if path.name != "password.xlsx"
            and not (reading := inspect_instrument(path.read_bytes(), file_name=path.name)).problems
        ),
    ],
    ids=lambda definition: definition["title"],
)
def test_a_written_instrument_loads_again_unchanged(definition):
    assert read_instrument(write_instrument(definition), file_name="again.xlsx") == definition


@pytest.mark.parametrize(
    "text",
    [
        "${q1} = 'yes' and (${q2} != '' or not(${n} > 1)) and true()",
        "1 - (2 - ${n}) - 3 * (${n} + 1) div -2 mod 5",
        "concat(\"l'eau\", ${t}, 'a\"b')",
        "${d} + 30 > today() - ${n}",
        "regex(${t}, '^[a-z]{2,3}$') or selected-at(${m}, 1) = 'a'",
        "sum(${rows}) + count(${g}) + indexed-repeat(${rows}, ${g}, 2) + position(..)",
        "if(${n} = 2.5, coalesce(${q1}, 'x'), format-date(${d}, '%Y'))",
        "region = ${q1} and count-selected(${m}) >= 2",
    ],
)
def test_a_written_rule_is_compiled_to_the_same_tree(text):
    tree = compile_value(text, SCOPE)

    assert compile_value(write_expression(tree), SCOPE) == tree


@pytest.mark.django_db
def test_the_command_writes_an_instrument_and_an_empty_one(tmp_path):
    definition = read_instrument(as_markdown(FORM), file_name="small.md")
    Instrument.objects.create(form_id="small", version="1", definition=definition)
    written = tmp_path / "small.xlsx"
    call_command("export_instrument", str(written), "small", "1", stdout=StringIO())

    assert read_instrument(written.read_bytes(), file_name="small.xlsx") == definition
    call_command("export_instrument", str(written), stdout=StringIO())
    assert inspect_instrument(written.read_bytes(), file_name="e.xlsx").problems == []
    with pytest.raises(CommandError, match="no instrument small 9"):
        call_command("export_instrument", str(written), "small", "9", stdout=StringIO())


def test_an_empty_instrument_is_in_the_language_of_its_reader():
    assert inspect_instrument(write_empty_instrument(), file_name="e.xlsx").languages == ["en"]
