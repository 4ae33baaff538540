"""Lists of recruiters as other people keep them: what a file like theirs would do, tried and not applied."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from authorities.imports.desk.file_trial import try_file
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from authorities.imports.source_profile import remember_profile
from tests.authorities.imports.import_fixtures import text
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RegisterFactory

HEAD = "Licence No,Agency name,Valid from,Valid until,Status"
FIRM = "0417,Horizon Care,2024-01-01,2029-12-31,authorised"


@pytest.fixture
def register(philippines):
    call_command("load_reference", verbosity=0)
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def attempt(register):
    """Tries lines, or bytes, as a list of the register."""

    def attempt(*lines, content=b""):
        upload = SimpleUploadedFile("list.csv", content or "\n".join(lines).encode())
        return try_file(upload, ImportDesk(IMPORT_KINDS["recruiters"], "PHL/dmw"))

    return attempt


def test_countries_are_known_as_people_call_them(attempt):
    names = ["South Korea", "UK", "UAE", "Russia", "Iran", "Laos", "Hongkong", "Vereinigte Staaten", "भारत"]
    trial = attempt(
        f"{HEAD},Destination countries", *(f"{n}{FIRM},{name}" for n, name in enumerate(names, 1))
    )

    codes = [row["destination_states"] for row in trial.rows]
    assert (trial.problems, codes) == ([], ["KOR", "GBR", "ARE", "RUS", "IRN", "LAO", "HKG", "USA", "IND"])


def test_a_county_is_left_out(attempt):
    trial = attempt(f"{HEAD},County", f"{FIRM},Kent", f"1{FIRM},Essex")

    assert (trial.counts["new"], trial.problems) == (2, [])


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Country", ("Qatar", "Japan")),
        ("Issued by", ("Department of Migrant Workers", "DMW Manila")),
        ("Nation", ("somewhere", "elsewhere")),
    ],
)
def test_a_column_that_contradicts_the_register_of_the_desk_is_left_out(attempt, header, values):
    trial = attempt(f"{HEAD},{header}", *(f"{n}{FIRM},{value}" for n, value in enumerate(values)))

    assert (trial.counts["new"], trial.problems) == (2, [])


def test_a_column_that_names_the_register_among_others_is_kept_to(attempt):
    trial = attempt(f"{HEAD},Country", f"{FIRM},Philippines", f"1{FIRM},Ireland")

    assert (trial.counts["new"], trial.counts["wrong"]) == (1, 1)


def test_an_e_mail_address_is_named_as_such(attempt):
    [problem] = attempt(f"{HEAD},Website", f"{FIRM},info@horizon.example").problems

    assert problem["message"].startswith("“info@horizon.example” is an e-mail address, not a web address.")


@pytest.mark.parametrize(
    "lines",
    [
        ("Licence No,Agency name,Valid until", "0417,Horizon Care,2029-12-31", "0418,Second,2029-12-31"),
        ("Licence No,Agency name,Status", "0417,Horizon Care,authorised", "0418,Second Care,suspended"),
    ],
)
def test_a_list_without_first_days_is_told_once_and_before_its_rows(attempt, lines):
    trial = attempt(*lines)

    assert [question["column"] for question in trial.questions] == ["valid_from"]
    assert [(problem["row"], problem["column"]) for problem in trial.problems] == [(None, "valid_from")]
    assert trial.counts["wrong"] == 2


def test_a_column_that_nobody_can_read_is_told_once(attempt):
    days = ["8 Kartik", "9 Kartik", "2 Baisakh", "7 Magh"]
    rows = (f"{n},Care {n},{day},2029-12-31,authorised" for n, day in enumerate(days))
    trial = attempt(HEAD, *rows)

    assert [(p["row"], p["column"], p["value"]) for p in trial.problems] == [(None, "Valid from", "8 Kartik")]


def test_the_encoding_of_the_last_list_gives_way_to_the_bytes(attempt):
    remember_profile("recruiters", "PHL/dmw", [], {}, {"encoding": "cp1251"})
    french = "0500,Société Santé Élan,2024-01-01,2029-12-31,authorised"
    lines = [HEAD, french, french.replace("0500", "0501").replace("Élan", "de Genève")]
    trial = attempt(content="\n".join(lines).encode("cp1252"))

    assert [row["legal_name"] for row in trial.rows] == ["Société Santé Élan", "Société Santé de Genève"]


def test_what_separates_the_values_of_a_column_is_noticed_and_said(attempt):
    rows = ["Germany, Qatar", "Japan/Qatar", "Japan and Qatar; Oman", "Trinidad and Tobago"]
    lines = [f"{n}{FIRM},{cell}" for n, cell in enumerate((f'"{row}"' for row in rows), 1)]
    trial = attempt(f"{HEAD},Destination countries", *lines)

    assert [row["destination_states"] for row in trial.rows] == [
        "DEU; QAT",
        "JPN; QAT",
        "JPN; QAT; OMN",
        "TTO",
    ]
    assert any("several values are separated by: “,” “/” “and” “;”" in note for note in trial.notes)


def test_what_a_list_lacks_is_told_where_columns_are_chosen_and_one_day_stands_for_all(
    register, registrar, client
):
    client.force_login(registrar)
    content = (
        b"Licence No,Agency name,Website\nA-1,Alpha,a@b.example\nA-2,Beta,c@d.example\nA-3,C,e@f.example"
    )
    upload = SimpleUploadedFile("list.csv", content)
    page = client.post(f"{reverse('import_new', args=['recruiters'])}?scope=PHL/dmw", {"file": upload})
    columns = client.get(page.url)
    warnings = columns.context["columns"].file.warnings
    assert [sentence.split(" ")[0] for sentence in warnings] == ["None", "Your", "Your"]
    assert "Before you check the file" in text(columns)

    said = {"licence_number": "0", "legal_name": "1", "all_valid_from": "2024-02-01"}
    client.post(page.url, said)
    work_off()
    preview = client.get(page.url.replace("columns/", ""))
    batch = preview.context["batch"]
    assert (batch.counts["new"], batch.counts["wrong"]) == (3, 0)
    assert "“Valid from” is 2024-02-01 in every row, as you have typed it." in text(preview)
