"""manage.py import_sheet: what the desk does, from a command line."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from authorities.models import Authority, ContactPerson, Import, Job, Source
from recruiters.models import LicenceEvent, Recruiter, Register
from tests.authorities.imports.import_steps import dump
from tests.factories import AuthorityFactory, RegisterFactory

HEADER = "Licence No,Agency name,Valid from,Valid until,Professions"
GOOD = "DMW-1,Northern Care,2024-01-01,2029-12-31,2221"
WRONG = "DMW-2,Southern Care,first of May,2029-12-31,2221"
UNKNOWN = "DMW-3,Eastern Care,2024-01-01,2029-12-31,Lion tamers"


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def run(tmp_path, capsys):
    """Runs the command on lines; returns (exit code, what it printed as JSON)."""

    def run(*lines, kind="recruiters", layout="json", **options):
        path = tmp_path / "list.csv"
        path.write_text("\n".join(lines))
        given = {"register": "PHL/dmw", **options} if kind == "recruiters" else options
        try:
            call_command("import_sheet", kind, str(path), format=layout, **given)
            code = 0
        except CommandError as refusal:
            code = refusal.returncode
        printed = capsys.readouterr().out
        return code, json.loads(printed) if layout == "json" and printed else printed

    return run


def test_a_good_list_is_shown_as_it_would_be_written(run):
    code, trial = run(HEADER, GOOD)

    assert code == 0
    assert trial["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "missing": 0, "wrong": 0}
    assert (trial["problems"], trial["questions"]) == ([], [])
    [row] = trial["rows"]
    told = {
        name: row[name] for name in ("row", "verdict", "iso3", "register", "licence_number", "legal_name")
    }
    assert told == {
        "row": 2,
        "verdict": "new",
        "iso3": "PHL",
        "register": "dmw",
        "licence_number": "DMW-1",
        "legal_name": "Northern Care",
    }
    assert (row["valid_from"], row["professions"], row["standing"]) == ("2024-01-01", "2221", "authorised")


def test_rows_are_as_the_export_has_them_after_applying(run, registrar):
    [row] = run(HEADER, GOOD)[1]["rows"]
    run(HEADER, GOOD, apply=True, by=registrar.email)

    [changed] = run(HEADER, GOOD.replace("Northern", "Norther"))[1]["rows"]
    assert changed == {**row, "verdict": "changed", "legal_name": "Norther Care"}


def test_nothing_is_left_behind_by_a_trial(run):
    before = dump()

    run(HEADER, GOOD)
    run(HEADER, WRONG)

    assert dump() == before
    assert not any(model.objects.exists() for model in (Import, Job, Source, Recruiter))


def test_a_wrong_row_is_named_and_nothing_may_be_applied(run, registrar):
    code, trial = run(HEADER, GOOD, WRONG, apply=True, by=registrar.email)

    assert (code, trial["counts"]["wrong"], trial["counts"]["new"]) == (1, 1, 1)
    [problem] = trial["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (3, "Valid from", "first of May")
    assert "first of May" in problem["message"]
    assert not Import.objects.exists()


def test_an_unknown_word_is_a_question(run):
    code, trial = run(HEADER, UNKNOWN)

    assert code == 1
    [question] = trial["questions"]
    assert (question["column"], question["value"], question["rows"]) == ("Professions", "Lion tamers", 1)
    assert "2221" in question["choices"]


def test_a_column_that_is_needed_and_not_there_is_a_problem_of_no_row(run):
    code, trial = run("Agency name,Valid from", "Northern Care,2024-01-01")

    assert code == 1
    assert [(problem["row"], problem["message"]) for problem in trial["problems"]] == [
        (None, "No column is chosen for “licence_number”.")
    ]


def test_a_file_that_is_no_table_is_refused_with_its_sentence(run):
    code, trial = run("<html><body>Northern Care</body></html>")

    assert code == 2
    assert "web page" in trial["refused"]


@pytest.mark.parametrize("scope", ["PHL/none", "IDN/dmw", "PHL", "a/b/c"])
def test_a_register_that_is_not_there_is_refused(run, scope):
    assert run(HEADER, GOOD, register=scope)[0] == 2


def test_applying_does_what_the_desk_does_and_signs_it(run, registrar):
    code, trial = run(HEADER, GOOD, apply=True, by=registrar.email.upper())

    assert (code, trial["counts"]["new"]) == (0, 1)
    batch = Import.objects.get()
    assert (batch.state, batch.by, batch.events.count()) == ("applied", registrar, 4)
    assert LicenceEvent.objects.get().by == registrar
    assert not Job.objects.exists()


def test_applying_twice_changes_nothing(run, registrar):
    run(HEADER, GOOD, apply=True, by=registrar.email)
    before = dump()

    code, trial = run(HEADER, GOOD, apply=True, by=registrar.email)

    assert (code, trial["counts"]["unchanged"], trial["rows"]) == (0, 1, [])
    assert (dump(), Import.objects.count()) == (before, 1)


@pytest.mark.parametrize("signer", [None, "nobody@ministry.example", "stranger"])
def test_only_who_has_the_desk_may_sign(run, stranger, signer):
    by = stranger.email if signer == "stranger" else signer

    assert run(HEADER, GOOD, apply=True, by=by)[0] == 2
    assert not Recruiter.objects.exists()


def test_authorities_go_in_row_by_row(run, administrator):
    header = "Country,Institution,Type,Since"
    good = "PHL,Department of Health,health_ministry,2020-01-01"

    code, trial = run(header, good, kind="authorities", apply=True, by=administrator.email)

    assert code == 0
    [row] = trial["rows"]
    assert (row["iso3"], row["institution"], row["valid_from"]) == (
        "PHL",
        "Department of Health",
        "2020-01-01",
    )
    assert Authority.objects.get().institution == "Department of Health"


def test_a_table_for_people_names_every_problem(run):
    code, printed = run(HEADER, WRONG, layout="table")

    assert code == 1
    assert "wrong  1" in printed
    assert "2, Valid from, first of May: " in printed


# The other kinds

CONTACTS = "Country,Person,Post,E-mail"
REGISTERS = "iso3,code,name,keeper,public_address,valid_from"
OTHER_KINDS = [
    (
        "contacts",
        [CONTACTS, "PHL,Ms Private,Head of unit,private@health.example"],
        {"iso3": "PHL", "person": "Ms Private", "post": "Head of unit", "email": "private@health.example"},
        ContactPerson,
    ),
    (
        "registers",
        [REGISTERS, "Philippines,NEW,Second register,Department,https://register.example,2024-01-01"],
        {"iso3": "PHL", "code": "new", "name": "Second register", "valid_from": "2024-01-01"},
        Register,
    ),
]


@pytest.fixture
def authority(philippines):
    return AuthorityFactory(member_state=philippines, valid_from=date(2015, 1, 1))


@pytest.mark.parametrize(("kind", "lines", "cells", "model"), OTHER_KINDS)
def test_contacts_and_registers_are_tried_and_applied(
    run, authority, administrator, kind, lines, cells, model
):
    before = model.objects.count()
    code, trial = run(*lines, kind=kind)
    assert (code, trial["problems"], trial["questions"]) == (0, [], [])
    assert trial["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "missing": 0, "wrong": 0}
    [row] = trial["rows"]
    assert (row["row"], row["verdict"]) == (2, "new")
    assert {name: row[name] for name in cells} == cells
    assert model.objects.count() == before

    assert run(*lines, kind=kind, apply=True, by=administrator.email)[0] == 0
    assert model.objects.count() == before + 1
    again = run(*lines, kind=kind, apply=True, by=administrator.email)[1]
    assert (again["counts"]["unchanged"], again["rows"]) == (1, [])
    assert Import.objects.get().by == administrator


@pytest.mark.parametrize(
    ("kind", "lines", "column"),
    [
        ("contacts", [CONTACTS, "PHL,,Head of unit,private@health.example"], "Person"),
        ("contacts", [CONTACTS, "ATLANTIS,Ms Private,,private@health.example"], "Country"),
        ("contacts", [CONTACTS, "PHL,Ms Private,,no address"], "E-mail"),
        ("registers", [REGISTERS, "PHL,new,,Department,https://register.example,2024-01-01"], "name"),
        ("registers", [REGISTERS, "PHL,new,Second,Department,register.example,2024-01-01"], "public_address"),
        ("registers", [REGISTERS, "PHL,new,Second,Department,https://register.example,soon"], "valid_from"),
    ],
)
def test_a_wrong_cell_of_contacts_and_registers_is_named(run, authority, administrator, kind, lines, column):
    code, trial = run(*lines, kind=kind, apply=True, by=administrator.email)

    assert (code, trial["counts"]["wrong"], trial["rows"]) == (1, 1, [])
    assert column in [problem["column"] for problem in trial["problems"]]
    assert {problem["row"] for problem in trial["problems"]} == {2}
    assert all(problem["message"] for problem in trial["problems"])
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        ("contacts", {"register": "PHL/dmw"}, 2),
        ("registers", {"register": "PHL/dmw"}, 2),
        ("contacts", {"apply": True, "by": "regina@example.org"}, 2),
        ("registers", {"apply": True}, 2),
    ],
)
def test_contacts_and_registers_belong_to_administrators_and_have_no_part(
    run, registrar, kind, options, code
):
    lines = {name: rows for name, rows, *_rest in OTHER_KINDS}[kind]

    assert run(*lines, kind=kind, **options)[0] == code
    assert not Import.objects.exists()
