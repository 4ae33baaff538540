"""Property: whatever the desk can enter goes out as a file and comes back in as it was."""

import io
import re
from datetime import date, timedelta
from itertools import product

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from authorities.imports import actions, tasks
from authorities.imports.engine.importer import ignore_progress
from authorities.spreadsheets.blanks import BLANKS
from authorities.spreadsheets.formats import FORMATS, LITERAL_CELLS, read_dataset
from authorities.spreadsheets.reader import open_sheet
from recruiters.desk.export import register_file, write_workbook
from recruiters.desk.forms import EntryForm
from recruiters.entries.list_export import register_as_csv
from recruiters.licences.decisions import decide, enter
from recruiters.models import LicenceEvent, Recruiter, terms_after
from recruiters.resources import RecruiterResource
from tests.conftest import count_examples
from tests.factories import RegisterFactory

TODAY = timezone.localdate()
FIRST, LATER, END = date(2024, 1, 1), date(2024, 6, 1), TODAY + timedelta(days=500)
AHEAD = TODAY + timedelta(days=30)
GRANT = ("grant", FIRST, {"valid_until": END})
REASON = {"decision": "D-1"}

# Each way an entry may have gone: (move, date of effect, what was said).
WAYS = {
    "granted": [GRANT],
    "granted without end": [("grant", FIRST, {})],
    "granted before its first day": [("grant", FIRST, {"valid_from": LATER, "valid_until": END})],
    "granted for later": [("grant", AHEAD, {})],
    "expired": [("grant", FIRST, {"valid_until": LATER})],
    "withdrawn before its first day": [("grant", FIRST, {"valid_from": LATER}), ("withdraw", FIRST, {})],
    "revoked before its first day": [("grant", FIRST, {"valid_from": LATER}), ("revoke", FIRST, REASON)],
    "suspended before its first day": [("grant", FIRST, {"valid_from": LATER}), ("suspend", FIRST, REASON)],
    "applied for": [("apply", FIRST, {})],
    "application refused": [("apply", FIRST, {}), ("refuse", LATER, REASON)],
    "application withdrawn": [("apply", FIRST, {}), ("withdraw", LATER, {})],
    "applied for again": [("apply", FIRST, {}), ("refuse", LATER, REASON), ("apply", TODAY, {})],
    "application granted": [("apply", FIRST, {}), ("grant", LATER, {"valid_until": END})],
    "suspended": [GRANT, ("suspend", LATER, REASON)],
    "suspended for a time that is over": [GRANT, ("suspend", FIRST, {**REASON, "suspended_until": LATER})],
    "suspended for long": [GRANT, ("suspend", LATER, {**REASON, "suspended_until": END})],
    "suspended from later on": [GRANT, ("suspend", AHEAD, {**REASON, "suspended_until": END})],
    "reinstated": [GRANT, ("suspend", FIRST, REASON), ("reinstate", LATER, {})],
    "renewed ahead": [GRANT, ("renew", END, {"valid_from": END, "valid_until": END + timedelta(days=400)})],
    "with conditions": [GRANT, ("set_conditions", LATER, {"public_note": "Nurses only."})],
    "revoked": [GRANT, ("revoke", LATER, REASON)],
    "to be revoked": [GRANT, ("revoke", AHEAD, REASON)],
}


@pytest.fixture
def register(philippines, ireland):
    return RegisterFactory(member_state=philippines)


def enter_and_move(way, by, register, **data):
    (move, day, said), *rest = way
    data = {"licence_number": "A-1", "legal_name": "Alpha", **data}
    recruiter = Recruiter(register=register, **data)
    enter(recruiter, by=by, move=move, effective_on=day, **said)
    for move, day, said in rest:
        decide(recruiter, move, by=by, effective_on=day, **said)
    return recruiter


def exported_files(register):
    """What the desk and the administration hand out, and the public list: (name, content)."""
    yield "list.csv", b"".join(register_file(register, "csv"))
    with write_workbook(register) as file:
        yield "list.xlsx", file.read()
    for file_format in FORMATS:
        yield f"list{file_format.EXTENSION}", file_format().export_data(RecruiterResource().export())
    # It says what holds today; a decision that takes effect later is not in it.
    if not register.recruiters.filter(state_from__gt=TODAY).exists():
        yield "public.csv", "".join(register_as_csv(register, timezone.now())).encode()


def import_into(register, name, content):
    """{verdict: rows} of a file sent to the desk as it is, as the whole list of the register; what changes,
    and what is wrong."""
    batch, source = opened(register, name, content)
    sheet = tasks.build_importer(batch, source, progress=ignore_progress)
    outcome = sheet.preview()
    changes = [line for verdict in ("changed", "new") for line in sheet.differences(verdict)]
    sheet.close()
    counts = {verdict: rows for verdict, rows in outcome.counts.items() if rows}
    return counts, changes, [(p.column, p.value, p.sentence) for p in outcome.problems]


def opened(register, name, content):
    upload = SimpleUploadedFile(name, content)
    batch = actions.read_upload(upload, kind="recruiters", scope=register.scope, whole_list=True)
    return batch, open_sheet(io.BytesIO(content), name, batch.reading)


@pytest.mark.parametrize("way", WAYS)
def test_an_entry_comes_back_unchanged_however_it_went(register, registrar, way):
    enter_and_move(WAYS[way], registrar, register)

    for name, content in exported_files(register):
        assert import_into(register, name, content) == ({"unchanged": 1}, [], [])


def added(headers, rows):
    return [*headers, "Remarks"], [[*row, "seen"] for row in rows]


def moved(headers, rows):
    return headers[::-1], [row[::-1] for row in rows]


def renamed(header, name):
    return lambda headers, rows: ([name if column == header else column for column in headers], rows)


def as_excel_dates(headers, rows):
    return headers, [[date.fromisoformat(c) if DAY.fullmatch(c) else c for c in row] for row in rows]


DAY = re.compile(r"\d{4}-\d\d-\d\d")
EDITS = [
    added, moved, as_excel_dates, renamed("legal_name", "Agency"), renamed("valid_from", "First day"),
    renamed("last_day", "Expiry date"), renamed("last_day", "Last day"), renamed("valid_until", "Until"),
    renamed("standing", "Licence status"), renamed("Last day of the licence", "Valid until"),
    renamed("Legal name", "Agency"),
]  # fmt: skip


def edited(name, content, edit):
    """The file as a spreadsheet program stores it when somebody has edited its columns."""
    sheet = open_sheet(io.BytesIO(content), name)
    rows = [[str(cell) for cell in row] for _numbers, chunk in sheet.chunks() for row in chunk]
    headers, rows = edit(sheet.headers, rows)
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored, {"default_date_format": "yyyy-mm-dd", **LITERAL_CELLS}) as book:
        table = book.add_worksheet()
        for number, row in enumerate([headers, *rows]):
            table.write_row(number, 0, row)
    return stored.getvalue()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_file_of_ours_with_columns_added_moved_or_renamed_changes_nothing(register, registrar, language):
    enter_and_move(WAYS["suspended for long"], registrar, register)
    enter_and_move(WAYS["granted"], registrar, register, licence_number="0017", legal_name="Beta")
    enter_and_move(WAYS["granted without end"], registrar, register, licence_number="B", legal_name="C")
    with translation.override(language):
        files = list(exported_files(register))

    for (name, content), edit in product(files, EDITS if language == "en" else EDITS[:3]):
        found = import_into(register, "edited.xlsx", edited(name, content, edit))
        assert found == ({"unchanged": 3}, [], []), (name, EDITS.index(edit))


def test_the_administration_reads_every_file_of_ours_as_unchanged(register, registrar):
    enter_and_move(WAYS["granted"], registrar, register, licence_number="0017")
    enter_and_move(WAYS["suspended"], registrar, register, licence_number="B", legal_name="Beta")

    # It refuses a sheet that names an end twice without saying which is the last day.
    edits = [moved, as_excel_dates, *EDITS[3:5], EDITS[6], *EDITS[8:]]
    for (name, content), edit in product(exported_files(register), edits):
        dataset = read_dataset(edited(name, content, edit), "edited.xlsx")
        result = RecruiterResource().import_data(dataset, dry_run=True, user=registrar)
        assert (result.unchanged, result.changed, result.problems) == (2, 0, []), (name, EDITS.index(edit))


def test_the_workbook_of_the_desk_is_one_to_work_with(register, registrar):
    enter_and_move(WAYS["granted"], registrar, register, licence_number="0017")
    with write_workbook(register) as file:
        sheet = openpyxl.load_workbook(file).active
    headings, cells = ([cell.value for cell in row] for row in sheet.iter_rows())
    row = dict(zip(headings, cells, strict=True))

    assert (sheet.freeze_panes, sheet.auto_filter.ref[:3], sheet["A1"].font.bold) == ("A2", "A1:", True)
    assert (row["Licence number"], row["Missing from the list since"]) == ("0017", None)
    assert row["Last day of the licence"].date() == END - timedelta(days=1)
    assert sheet.column_dimensions["C"].width > 10


def test_of_two_decisions_the_annulled_one_does_not_come_back(register, registrar):
    recruiter = enter_and_move(WAYS["revoked"], registrar, register)
    latest = recruiter.events.decisions().last()
    decide(
        recruiter, "annul", by=registrar, annuls=latest, effective_on=latest.effective_on, note="An error."
    )

    for name, content in exported_files(register):
        assert import_into(register, name, content) == ({"unchanged": 1}, [], [])


@pytest.mark.parametrize("way", WAYS)
def test_a_register_that_is_exported_can_be_read_into_an_empty_one(register, registrar, way):
    """With the same standing and dates, and events from which they follow."""
    before = enter_and_move(WAYS[way], registrar, register)
    name, content = next(exported_files(register))
    LicenceEvent.objects.all().delete()
    Recruiter.objects.all().delete()
    tasks.build_importer(*opened(register, name, content), progress=ignore_progress).apply(by=registrar)

    after = Recruiter.objects.get()
    assert (after.terms, after.state_from) == (before.terms, before.state_from)
    for day in (FIRST, LATER, TODAY, AHEAD, END):
        assert after.terms_on(day).status_on(day) == facts_on(after, day)


def facts_on(recruiter, day):
    return terms_after(recruiter.events.decisions(), day).status_on(day)


# What cannot be seen at an end of a cell is no part of it.
lines = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30).map(lambda t: t.strip(BLANKS))
odd = st.sampled_from(
    ["#N/A", "#REF!", "=1+1", "'=x", "-", "[1, 2]", "TRUE", "007", "1e5", "2024-01-01", "N/A"]
)


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=count_examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    number=odd | lines, name=odd | lines, other=odd | lines, company=odd | lines,
    address=st.lists(odd | lines, max_size=3).map("\r\n".join),
)  # fmt: skip
def test_whatever_the_desk_takes_comes_back_unchanged(
    number, name, other, company, address, register, registrar
):
    LicenceEvent.objects.all().delete()
    Recruiter.objects.all().delete()
    typed = {"licence_number": number, "legal_name": name, "former_names": other, "complaints": 0}
    typed |= {"trading_names": other, "company_number": company, "address": address}
    form = EntryForm(typed, instance=Recruiter(register=register), countries=[])
    assume(form.is_valid())
    enter(form.save(commit=False), by=registrar, effective_on=FIRST)

    for name, content in exported_files(register):
        assert import_into(register, name, content) == ({"unchanged": 1}, [], [])
