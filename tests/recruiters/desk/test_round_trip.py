"""Property: whatever the desk can enter goes out as a file and comes back in as it was."""

import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from authorities.spreadsheets.blanks import BLANKS
from authorities.spreadsheets.formats import FORMATS
from authorities.spreadsheets.reader import open_sheet
from recruiters.desk.export import register_file, write_workbook
from recruiters.desk.forms import EntryForm
from recruiters.licences.decisions import decide, enter
from recruiters.models import LicenceEvent, Recruiter, terms_after
from recruiters.resources import RecruiterResource
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
    """What the desk and the administrators' room hand out: (name, content)."""
    yield "list.csv", b"".join(register_file(register, "csv"))
    with write_workbook(register) as file:
        yield "list.xlsx", file.read()
    for file_format in FORMATS:
        yield f"list{file_format.EXTENSION}", file_format().export_data(RecruiterResource().export())


def import_into(register, name, content):
    """{verdict: rows} of a file sent as it is, as the whole list of the register; and what is wrong."""
    source = open_sheet(io.BytesIO(content), name)
    known = {field.column_name for field in RecruiterResource().get_import_fields() if not field.readonly}
    mapping = {header: header for header in source.headers if header in known}
    sheet = RecruiterResource().sheet(source, mapping, scope=register.scope, whole_list=True)
    outcome = sheet.preview()
    changes = [line for verdict in ("changed", "new") for line in sheet.differences(verdict)]
    sheet.close()
    counts = {verdict: rows for verdict, rows in outcome.counts.items() if rows}
    return counts, changes, [(p.column, p.value, p.sentence) for p in outcome.problems]


@pytest.mark.parametrize("way", WAYS)
def test_an_entry_comes_back_unchanged_however_it_went(register, registrar, way):
    enter_and_move(WAYS[way], registrar, register)

    for name, content in exported_files(register):
        assert import_into(register, name, content) == ({"unchanged": 1}, [], [])


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
    source = open_sheet(io.BytesIO(content), name)
    mapping = {h: h for h in source.headers if h not in ("complaints", "missing_since")}
    RecruiterResource().sheet(source, mapping, scope=register.scope).apply(by=registrar)

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
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
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
