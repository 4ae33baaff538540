"""The door of the import desk: who may enter, what is taken, and what the columns of a file are."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities.imports import actions
from authorities.imports.registry import IMPORT_KINDS
from authorities.models import Import, ImportState
from tests.authorities.imports.import_fixtures import GOOD, MAPPING, PAGES, text, told, upload

# Who


@pytest.mark.parametrize(
    ("person", "list_status"),
    [
        *((name, 404) for name in ("focal_point", "contributor", "viewer", "stranger", "reviewer")),
        ("manager", 200),  # has desks of its own, and sees nothing of this one
    ],
)
def test_the_desk_does_not_exist_for_others(client, request, received, person, list_status):
    batch = received(GOOD)
    client.force_login(request.getfixturevalue(person))
    addresses = [reverse("imports"), reverse("import_new", args=["recruiters"])]
    addresses += [reverse(name, args=[batch.pk]) for name in PAGES]

    statuses = [client.get(address).status_code for address in addresses]
    assert statuses == [list_status, *[404] * (len(addresses) - 1)]


def test_visitors_are_asked_to_sign_in(client, db):
    assert reverse("account_login") in client.get(reverse("imports")).url


def test_a_registrar_of_another_register_gets_nothing(desk, administrator, register):
    batch = actions.receive_file(upload(GOOD), kind="recruiters", scope="IRL/wrc", by=administrator)
    posts = [reverse(name, args=[batch.pk]) for name in ("import_apply", "import_cancel", "import_undo")]

    assert [desk.get(reverse(name, args=[batch.pk])).status_code for name in PAGES] == [404] * 4
    assert [desk.post(address).status_code for address in posts] == [404] * 3
    assert desk.get(reverse("import_found", args=[batch.pk, "new"])).status_code == 404


@pytest.mark.parametrize(
    ("kind", "scope"),
    [("recruiters", ""), ("recruiters", "IRL/wrc"), ("authorities", ""), ("nothing", "PHL/dmw")],
)
def test_a_registrar_imports_into_their_register_only(desk, kind, scope):
    assert desk.get(reverse("import_new", args=[kind]), {"scope": scope}).status_code == 404


def test_an_administrator_imports_every_kind(client, administrator):
    client.force_login(administrator)

    kinds = [found.kind.name for found in client.get(reverse("imports")).context["desks"]]
    assert {"authorities", "registers", "recruiters"} <= {*kinds}
    assert {client.get(reverse("import_new", args=[kind])).status_code for kind in kinds} == {200}
    assert {client.get(reverse("import_template", args=[kind])).status_code for kind in kinds} == {200}
    lists = [IMPORT_KINDS[kind].resource.list_address("", 1) for kind in kinds]
    assert {client.get(address).status_code for address in lists} == {200}


def test_a_number_too_long_for_any_database_is_not_found(desk):
    assert desk.get(f"/imports/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize("state", ImportState)
def test_every_state_has_its_page(desk, received, state):
    batch = received(GOOD)
    Import.objects.filter(pk=batch.pk).update(state=state, failure="A sentence.")
    pages = [desk.get(reverse(name, args=[batch.pk]), follow=True) for name in PAGES[:3]]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert str(state.label) in text(pages[0])


def test_an_administrator_reads_what_a_registrar_sent_and_leaves_it_alone(client, administrator, received):
    batch = received(GOOD)
    client.force_login(administrator)

    page = text(client.get(reverse("import", args=[batch.pk])))
    assert "Received" in page
    assert "Check the file" not in page
    assert told(client.post(reverse("import_cancel", args=[batch.pk]))) == ["You do not have access to this."]


# The list


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_of_the_database_however_long(
    desk, received, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        received(GOOD)

    with django_assert_max_num_queries(7):
        page = desk.get(reverse("imports"))
    assert text(page).count("list.csv") == rows


# Sending


def send(desk, file, **more):
    address = reverse("import_new", args=["recruiters"]) + "?scope=PHL/dmw"
    return desk.post(address, {"file": file, **more})


def test_a_file_that_is_sent_leads_to_its_columns(desk, register):
    response = send(desk, upload(GOOD), whole_list="on")

    batch = Import.objects.get()
    assert response.url == reverse("import_columns", args=[batch.pk])
    assert batch.whole_list
    assert "Licence No" in text(desk.get(response.url))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("list.csv", b""), "The file is empty."),
        (SimpleUploadedFile("list.exe", b"MZ\x90\x00\x03"), "Line 1 contains NUL bytes"),
        (SimpleUploadedFile("list", b"a,b"), "The sheet has column names, but no rows below them."),
        ("", "Choose the file on your computer."),
    ],
)
def test_a_file_that_is_not_taken_is_refused_in_words(desk, register, file, sentence):
    response = send(desk, file, whole_list="on")

    assert response.status_code == 422
    assert sentence in text(response)
    assert "checked" in text(response)
    assert not Import.objects.exists()


@pytest.mark.parametrize("content", [b"\x00" * 2000, b"PK\x03\x04 no archive", b"\xff\xfe\xfa"])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods", "txt"])
def test_rubbish_is_refused_in_words(desk, register, ending, content):
    response = send(desk, SimpleUploadedFile(f"list.{ending}", content))

    assert response.status_code == 422
    assert response.context["form"].errors["file"]


@pytest.fixture
def small_limit(settings):
    settings.MAX_IMPORT_BYTES = settings.MAX_UPLOAD_BYTES = 1000


@pytest.mark.parametrize("size", [1001, 2_000_000])
def test_a_file_too_large_is_refused_in_words(desk, register, small_limit, size):
    response = send(desk, SimpleUploadedFile("list.csv", b"x" * size), whole_list="on")

    assert response.status_code == 422
    assert "at most 1000 bytes can be read" in text(response)


def test_of_a_request_far_too_large_nothing_is_kept(rf, small_limit):
    kept = rf.post("/", {"file": SimpleUploadedFile("list.csv", b"x" * 2_000_000)}).FILES["file"]

    assert (kept.read(), kept.size) == (b"", 2_000_000)


def test_hostile_names_stay_text(desk, register):
    name = "<script>alert(1)</script>.csv"
    file = upload(GOOD, name=name, headers="<b>,=cmd|' /C calc'!A0,Begins,Ends")
    response = send(desk, file)

    page = text(desk.get(response.url))
    assert "<script>alert" not in page
    assert "&lt;b&gt;" in page


# Columns


def test_guessed_columns_are_chosen_already(desk, register):
    file = upload(GOOD, headers="licence_number,legal_name,valid_from,Remarks")
    page = text(desk.get(send(desk, file).url))

    assert '<option value="0" selected>licence_number</option>' in page
    assert "will not be read" in page


def test_columns_are_explained_and_those_needed_are_told(desk, received):
    page = desk.get(reverse("import_columns", args=[received(GOOD).pk]))
    columns = {column.name: column for column in page.context["import"].targets}

    assert columns["iso3"].title == "Country"
    assert "DMW-0417" in text(page)
    assert "authorised, suspended" in columns["standing"].meaning
    assert "A date, written year-month-day." in columns["valid_from"].meaning
    assert columns["valid_until"].title == "Last day of the licence"
    assert "The last day on which it holds" in columns["valid_until"].meaning
    assert {name for name, column in columns.items() if column.required} == {"licence_number", "legal_name"}


def test_without_a_register_of_ones_own_a_file_must_name_it(client, administrator):
    client.force_login(administrator)
    batch = actions.receive_file(upload(GOOD), kind="recruiters", by=administrator)
    page = client.get(reverse("import_columns", args=[batch.pk]))

    required = {column.name for column in page.context["import"].targets if column.required}
    assert {"iso3", "register"} <= required


def test_values_of_the_file_are_shown_beside_its_columns(desk, received):
    headers = desk.get(reverse("import_columns", args=[received(GOOD).pk])).context["columns"].headers

    assert [header.samples for header in headers][:2] == [["DMW-1"], ["Northern Care"]]


def test_a_needed_column_that_is_missing_is_named(desk, received):
    batch = received(GOOD)
    address = reverse("import_columns", args=[batch.pk])
    response = desk.post(address, {"legal_name": "1"})

    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    assert '<option value="1" selected>Agency</option>' in text(response)
    batch.refresh_from_db()
    assert batch.state == ImportState.RECEIVED


def test_a_column_that_the_file_does_not_have_is_refused(desk, received):
    address = reverse("import_columns", args=[received(GOOD).pk])

    assert desk.post(address, {"licence_number": "99", "legal_name": "\x00"}).status_code == 422


def test_columns_are_checked_in_the_background(desk, received, worked):
    batch = received(GOOD)
    places = {column: batch.headers.index(header) for column, header in MAPPING.items()}
    response = worked(desk.post, reverse("import_columns", args=[batch.pk]), places)

    assert response.url == reverse("import", args=[batch.pk])
    page = desk.get(response.url)
    assert page.context["batch"].counts["new"] == 1
    assert "Nothing has been saved yet." in text(page)
