"""Every bad or odd file of the corpus gets the answer it must get."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from authorities.imports import actions
from authorities.imports.columns import guess_mapping
from authorities.imports.desk.forms import UploadForm
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from authorities.models import Import
from authorities.spreadsheets.reader import open_sheet
from recruiters.models import Recruiter
from recruiters.resources import RecruiterResource
from tests.authorities.spreadsheets.corpus import REFUSED
from tests.authorities.spreadsheets.corpus_of_cells import LEFT, TAKEN, WRONG
from tests.authorities.spreadsheets.corpus_of_encodings import IN_ENCODINGS, IN_TWO_ENCODINGS
from tests.authorities.spreadsheets.corpus_of_tables import READ
from tests.factories import MemberStateFactory, RegisterFactory, UserFactory

NO_TABLES, TABLES = [*REFUSED, *IN_TWO_ENCODINGS], [*READ, *IN_ENCODINGS]


def opened(specimen):
    return open_sheet(io.BytesIO(specimen.build()), specimen.file)


def everything_in(sheet):
    """(row numbers, rows) of all chunks."""
    numbers, rows = [], []
    for some_numbers, some_rows in sheet.chunks(2):
        numbers += some_numbers
        rows += some_rows
    return numbers, rows


def imported(specimen):
    source = opened(specimen)
    return RecruiterResource().sheet(source, guess_mapping(source.headers, RecruiterResource))


@pytest.fixture
def register(philippines):
    MemberStateFactory(iso3="NAM")
    return RegisterFactory(member_state=philippines, code="dmw")


def test_the_corpus_is_as_large_as_it_must_be():
    names = [specimen.name for specimen in (*NO_TABLES, *TABLES, *LEFT, *WRONG, *TAKEN)]

    assert len(names) == len({*names}) >= 60


@pytest.mark.parametrize("specimen", NO_TABLES, ids=str)
def test_what_is_no_table_is_refused_in_words(specimen):
    with pytest.raises(ValidationError) as refusal:
        everything_in(opened(specimen))

    assert refusal.value.messages[0].startswith(specimen.sentence)


@pytest.mark.parametrize("specimen", TABLES, ids=str)
def test_an_odd_table_is_read_and_what_is_odd_is_said(specimen):
    sheet = opened(specimen)
    _numbers, rows = everything_in(sheet)

    assert (rows, sheet.misfits) == (specimen.rows, [])
    assert specimen.note in " ".join(sheet.notes)
    assert bool(specimen.note) == bool(sheet.notes)


@pytest.mark.parametrize("specimen", LEFT, ids=str)
def test_a_row_that_does_not_fit_is_left_out_and_named(specimen):
    sheet = opened(specimen)
    numbers, _rows = everything_in(sheet)
    [(row, sentence)] = sheet.misfits

    assert (row,) == specimen.place
    assert sentence.startswith(specimen.sentence)
    assert row not in numbers


@pytest.mark.parametrize("specimen", WRONG, ids=str)
def test_a_wrong_cell_is_named_and_nothing_is_saved(specimen, register):
    outcome = imported(specimen).preview()
    problems = [(p.row, p.column) for p in outcome.problems]

    assert specimen.place in problems
    assert outcome.problems[problems.index(specimen.place)].sentence.startswith(specimen.sentence)
    assert Recruiter.objects.count() == 0


@pytest.mark.parametrize("specimen", TAKEN, ids=str)
def test_an_odd_cell_is_taken_as_it_was_meant(specimen, register):
    outcome = imported(specimen).apply(by=UserFactory())

    assert outcome.problems == []
    assert Recruiter.objects.filter(**specimen.saved).count() == 1


@pytest.mark.parametrize("specimen", NO_TABLES, ids=str)
def test_the_desk_refuses_it_in_the_same_words_and_keeps_nothing(specimen, registrar, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile(specimen.file, specimen.build())
    form = UploadForm({}, {"file": upload}, desk=ImportDesk(IMPORT_KINDS["recruiters"], "PHL/dmw"))
    if not form.is_valid():
        assert form.errors["file"][0].startswith(specimen.sentence)
        return

    with pytest.raises(ValidationError) as refusal:
        actions.receive_file(form.cleaned_data["file"], kind="recruiters", scope="PHL/dmw", by=registrar)
    assert refusal.value.messages[0].startswith(specimen.sentence)
    assert (Import.objects.count(), list(tmp_path.iterdir())) == (0, [])


@pytest.mark.parametrize("specimen", TABLES, ids=str)
def test_the_desk_takes_it_whatever_its_ending(specimen, registrar):
    upload = SimpleUploadedFile(f"{specimen.file}.old", specimen.build())
    batch = actions.receive_file(upload, kind="recruiters", scope="PHL/dmw", by=registrar)

    assert specimen.note in " ".join(batch.notes)
    with batch.file.open("rb") as file:
        assert open_sheet(file, batch.file_name, batch.reading).headers == batch.headers
