"""The pages of an import say how the file was read and meant, and let the person choose otherwise."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities.imports import actions
from authorities.imports.source_profile import find_source
from authorities.models import Import, ImportState
from tests.authorities.imports.import_fixtures import GOOD, HEADERS, MAPPING, text
from tests.authorities.spreadsheets import sample_files

POLISH = "DMW-1,Łódź Opieka,2024-01-01,2030-01-01"
NUMERIC = "DMW-1,Northern Care,03/04/2024,31/12/2030"


@pytest.fixture
def sent(register, registrar):
    """Makes an import of a file of bytes, just sent."""

    def send(content, name="list.csv"):
        upload = SimpleUploadedFile(name, content)
        return actions.receive_file(upload, kind="recruiters", scope="PHL/dmw", by=registrar)

    return send


def address(batch):
    return reverse("import_columns", args=[batch.pk])


def answers(batch, **more):
    places = {column: str(batch.headers.index(header)) for column, header in MAPPING.items()}
    return {**places, **more}


def page_after(worked, desk, target, said):
    response = worked(desk.post, target, said)
    assert response.status_code == 302
    return desk.get(response.url)


# How the file was read


def test_the_columns_page_shows_how_the_file_was_read_and_its_first_rows(desk, sent):
    content = f"{HEADERS}\n{POLISH}\n".replace(",", ";").encode("cp1250")
    page = desk.get(address(sent(content)))

    file = page.context["columns"].file
    assert [how for _what, how in file.facts] == ["Windows-1250", "Semicolons", 1]
    assert (file.words, file.rows[0][1]) == (["Łódź Opieka"], "Łódź Opieka")
    assert "Read as Windows-1250, separated by semicolons." in text(page)


def test_another_encoding_can_be_tried_and_the_whole_page_follows(desk, sent):
    batch = sent(f"{HEADERS}\n{POLISH}\n".encode("cp1250"))
    page = desk.get(address(batch), {"encoding": "cp1252"})

    assert page.context["columns"].file.words == ["£ódŸ Opieka"]
    assert "£ódŸ Opieka" in text(page)
    batch.refresh_from_db()
    assert batch.reading["encoding"] == "cp1250"


def test_what_was_chosen_is_kept_with_the_import_and_remembered(desk, sent, worked):
    batch = sent(f"{HEADERS}\n{POLISH}\n".encode("cp1250"))
    page = page_after(worked, desk, f"{address(batch)}?encoding=cp1252", answers(batch))

    batch.refresh_from_db()
    assert (batch.state, batch.reading["encoding"]) == (ImportState.CHECKED, "cp1252")
    assert "£ódŸ Opieka" in text(page)
    assert find_source("recruiters", "PHL/dmw").reading["encoding"] == "cp1252"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"encoding": "utf-8"}, "The file is not entirely in UTF-8"),
        ({"encoding": "morse"}, "Select a valid choice."),
        ({"header_row": "9"}, "The column names cannot be in row 9"),
        ({"header_row": "x"}, "Enter a whole number."),
    ],
)
def test_a_way_to_read_it_that_fails_is_refused_in_words(desk, sent, asked, sentence):
    page = desk.get(address(sent(f"{HEADERS}\n{POLISH}\n".encode("cp1250"))), asked)

    assert page.status_code == 422
    assert sentence in text(page)
    assert "Łódź Opieka" in text(page)


def test_a_check_is_not_asked_for_with_a_way_to_read_it_that_fails(desk, sent):
    batch = sent(f"{HEADERS}\n{POLISH}\n".encode("cp1250"))
    response = desk.post(f"{address(batch)}?encoding=utf-8", answers(batch))

    assert response.status_code == 422
    batch.refresh_from_db()
    assert batch.state == ImportState.RECEIVED


def two_sheets(book):
    sheet = book.create_sheet("Old")
    for row in (["Licence no", "Agency", "Begins"], ["DMW-7", "Old Care", datetime.datetime(2020, 1, 1)]):
        sheet.append(row)


def test_another_sheet_of_the_workbook_can_be_read(desk, sent, worked):
    batch = sent(sample_files.workbook(finish=two_sheets), "book.xlsx")
    asked = f"{address(batch)}?sheet=Old&header_row=1"
    page = desk.get(asked)

    assert [header.name for header in page.context["columns"].headers] == ["Licence no", "Agency", "Begins"]
    said = {"licence_number": "0", "legal_name": "1", "valid_from": "2"}
    assert "Old Care" in text(page_after(worked, desk, asked, said))


def test_a_cover_is_not_taken_for_the_table(sent):
    def with_cover(book):
        book.create_sheet("Cover", 0).append(["Register of 2026"])

    assert sent(sample_files.workbook(finish=with_cover), "book.xlsx").reading["sheet"] == "Sheet"


def test_a_workbook_is_not_opened_again_to_show_its_first_rows(desk, sent):
    batch = sent(sample_files.workbook(), "book.xlsx")
    batch.file.storage.delete(batch.file.name)
    page = desk.get(address(batch))

    assert page.status_code == 200
    assert (page.context["columns"].file.rows[0][2], page.context["columns"].file.sheet) == ("0417", None)
    assert "licence_number" in text(page)


def test_a_file_that_came_before_its_first_rows_were_kept_is_opened_for_them(desk, sent):
    batch = sent(sample_files.workbook(), "book.xlsx")
    del batch.reading["excerpt"]
    batch.save()

    assert desk.get(address(batch)).context["columns"].file.rows[0][2] == "0417"


# What is not read, and what is new


def test_columns_that_are_not_read_are_told_before_all_others(desk, sent):
    page = text(desk.get(address(sent(b"Licence no,Agency,Geheim\nDMW-1,Care,x\n"))))

    warning = page.index("These columns of your file will not be read")
    assert warning < page.index("What does each column of your file contain?")
    assert "Geheim" in page[warning:]


def test_only_a_new_column_is_asked_for(desk, sent, worked):
    batch = sent(f"{HEADERS}\n{GOOD}\n".encode())
    worked(desk.post, address(batch), answers(batch))
    again = sent(f"Neu,{HEADERS}\n7,{GOOD}\n".encode())

    headers = desk.get(address(again)).context["columns"].headers
    assert again.mapping == MAPPING
    assert [header.name for header in headers if header.is_new] == ["Neu"]


def test_a_register_of_ones_own_need_not_be_named_unless_the_file_does(desk, sent):
    without, within = sent(f"{HEADERS}\n{GOOD}\n".encode()), sent(f"Country,{HEADERS}\nPHL,{GOOD}\n".encode())
    ours = [{*desk.get(address(batch)).context["form"].fields} for batch in (without, within)]

    assert [{"iso3", "register"} & names for names in ours] == [set(), {"iso3"}]


# Days


def test_the_order_of_days_is_asked_once_for_each_column(desk, sent):
    page = desk.get(address(sent(f"{HEADERS}\n{NUMERIC}\n".encode())))
    orders = {field.label: field.initial for field in page.context["form"].days if "order" in field.name}

    assert orders == {"Dates in “Begins”": "", "Dates in “Ends”": "day"}


def test_the_answers_about_days_are_kept_to_and_said_again(desk, sent, worked):
    batch = sent(f"{HEADERS}\n{NUMERIC}\n".encode())
    said = answers(batch, order_2="month", order_3="day", ends="after")
    page = text(page_after(worked, desk, address(batch), said))

    assert "“Ends” is read as the first day on which it is no longer valid." in page
    assert "In “Begins” the month comes before the day." in page
    assert "2024-03-04" in page
    assert "<dt>Last day of the licence</dt><dd><bdi>2030-12-30</bdi></dd>" in page


def test_without_an_answer_what_was_shown_stays(desk, sent, worked):
    batch = sent(f"{HEADERS}\n{NUMERIC.replace('03/04', '30/04')}\n".encode())
    page = text(page_after(worked, desk, address(batch), answers(batch)))

    assert "“Ends” is read as the last day on which it is valid" in page
    assert "<dt>Last day of the licence</dt><dd><bdi>2030-12-31</bdi></dd>" in page


def test_what_is_doubtful_about_days_is_asked_once_and_remembered(desk, sent, worked):
    thai = NUMERIC.replace("2024", "2567").replace("2030", "2573").replace("03/04", "30/04")
    batch = sent(f"{HEADERS}\n{thai}\n".encode())
    assert "Are the years in “Begins” years of the Buddhist calendar?" in text(desk.get(address(batch)))
    page = text(page_after(worked, desk, address(batch), answers(batch, buddhist_2="yes", buddhist_3="yes")))

    assert "Are the years in “Ends” years of the Buddhist calendar? Yes: 2567 is the year 2024" in page
    assert "<dt>Last day of the licence</dt><dd><bdi>2030-12-31</bdi></dd>" in page
    again = sent(f"{HEADERS}\n{thai}\n".encode())
    assert again.reading["doubts"]["Ends"] == {"buddhist": "yes"}


# What was found


def with_formula(book):
    book.active["F2"] = "=DATE(2030,1,1)"


def test_a_formula_without_its_result_is_wrong_and_told_on_every_page(desk, sent, worked):
    batch = sent(sample_files.workbook(finish=with_formula), "book.xlsx")
    note = "1 cell contains a formula without its result."
    assert note in text(desk.get(address(batch)))
    said = {column: str(place) for place, column in enumerate(sample_files.HEAD)}
    page = text(page_after(worked, desk, address(batch), said))

    assert "=DATE(2030,1,1)" in page
    assert "Open the workbook in a spreadsheet program, save it there and send it again." in page
    assert note in page


def test_what_was_noticed_stands_in_the_report(desk, sent, worked):
    batch = sent(f"{HEADERS};\n{GOOD};\n".replace(",", ";").encode())
    worked(desk.post, address(batch), answers(batch))
    worked(desk.post, reverse("import_apply", args=[batch.pk]))

    page = text(desk.get(reverse("import", args=[batch.pk])))
    assert "Applied" in page
    assert "Read as UTF-8, separated by semicolons." in page


def test_of_new_entries_every_value_is_shown(desk, checked):
    page = text(desk.get(reverse("import", args=[checked(GOOD).pk]), {"show": "new"}))

    assert "<dt>Valid from</dt><dd><bdi>2024-01-01</bdi></dd>" in page
    download = text(desk.get(reverse("import_found", args=[Import.objects.get().pk, "new"])))
    assert "legal_name: Northern Care; valid_from: 2024-01-01" in download


def wrong_words(count):
    return [f"DMW-{n},Care {n},2024-01-01,{'Active' if n % 2 else 'ACTIVE'}" for n in range(count)]


def test_words_nobody_knows_are_asked_for_once_each(desk, sent, worked):
    lines = "\n".join(["Licence no,Agency,Begins,Status", *wrong_words(4)])
    batch = sent(lines.encode())
    said = {"licence_number": "0", "legal_name": "1", "valid_from": "2", "standing": "3"}
    page = page_after(worked, desk, address(batch), said)
    [row] = page.context["import"].words_form().rows
    assert (row.field.label, row.rows, row.field.initial) == ("Status: “ACTIVE”", 4, "authorised")

    words = reverse("import_words", args=[batch.pk])
    page = text(page_after(worked, desk, words, {"standing:active": "authorised"}))
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"], batch.counts["wrong"]) == (ImportState.CHECKED, 4, 0)
    assert "Status: “ACTIVE” is read as “Authorised”." in page


def test_words_are_not_asked_of_others_nor_for_nonsense(client, administrator, desk, sent, worked):
    batch = sent(("Licence no,Agency,Begins,Status\n" + wrong_words(1)[0]).encode())
    said = {"licence_number": "0", "legal_name": "1", "valid_from": "2", "standing": "3"}
    worked(desk.post, address(batch), said)
    words = reverse("import_words", args=[batch.pk])
    desk.post(words, {"standing:active": "nonsense"})
    client.force_login(administrator)
    client.post(words, {"standing:active": "authorised"})

    batch.refresh_from_db()
    assert (batch.state, batch.reading["words"]) == (ImportState.NOTHING, {})


def test_what_is_wrong_again_and_again_is_told_once_above_the_list(desk, checked):
    rows = [f"DMW-{n},Care,2024-01-01,soon" for n in range(7, 10)]
    page = desk.get(reverse("import", args=[checked(GOOD, *rows).pk]))
    [group] = page.context["import"].recurring_problems.groups

    assert (group.column, group.value, group.rows) == ("Ends", "soon", 3)
    assert text(page).index("Repeated problems") < text(page).index(
        "What is wrong, and what would be correct"
    )


def test_only_wrong_rows_are_nothing_to_confirm(desk, checked):
    batch = checked("DMW-1,Care,2024-01-01,soon")
    page = text(desk.get(reverse("import", args=[batch.pk])))

    assert batch.state == ImportState.NOTHING
    assert "Nothing can be saved." in page
    assert "Send the file again" in page


def test_a_commented_copy_is_read_as_the_import_was(desk, sent, worked):
    batch = sent(f"{HEADERS}\n{POLISH.replace('2030-01-01', 'soon')}\n".encode("cp1250"))
    worked(desk.post, f"{address(batch)}?encoding=cp1252", answers(batch))
    copy = desk.get(reverse("import_annotated", args=[batch.pk]))

    book = openpyxl.load_workbook(io.BytesIO(b"".join(copy)))
    assert book.active["B2"].value == "£ódŸ Opieka"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_columns_page_asks_the_same_of_the_database_however_long(
    desk, sent, rows, django_assert_max_num_queries
):
    batch = sent("\n".join([HEADERS, *[GOOD] * rows]).encode())

    with django_assert_max_num_queries(6):
        assert desk.get(address(batch)).status_code == 200
