"""The pages of an import: its progress, the preview, the report, and the way back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from authorities.imports import actions
from authorities.imports.preview_file import Findings
from authorities.languages.addresses import path_in_language
from authorities.models import Import, ImportState, Worker
from recruiters.models import Recruiter
from tests.authorities.imports.import_fixtures import GOOD, HEADERS, MAPPING, WRONG, text, told
from tests.factories import RecruiterFactory

# Progress


@pytest.fixture
def working(received):
    batch = received(GOOD)
    Import.objects.filter(pk=batch.pk).update(
        state=ImportState.CHECKING, step="reading", done=40, total=100, seen_at=timezone.now()
    )
    return reverse("import", args=[batch.pk])


def test_progress_is_shown_and_looked_at_again(desk, working):
    page = desk.get(working)

    assert '<progress max="100" value="40"' in text(page)
    assert "Reading the rows" in text(page)
    assert page.headers["Refresh"] == "2"


def test_a_page_held_still_stays_so(desk, working):
    assert "Refresh" not in desk.get(working, {"still": "1"}).headers


def test_it_is_said_when_nobody_works(desk, working):
    assert "No worker is running" in text(desk.get(working))


def test_it_is_said_when_the_worker_is_silent(desk, working):
    Worker.objects.create(name="elsewhere", host="another machine", pid=1)
    Import.objects.update(seen_at=timezone.now() - timedelta(minutes=5))

    assert "has not reported for a while" in text(desk.get(working))


def test_while_it_is_worked_on_it_can_be_cancelled_and_nothing_else(desk, working):
    assert desk.get(f"{working}columns/").url == working
    assert desk.get(f"{working}undo/").url == working
    assert told(desk.post(f"{working}cancel/")) == []
    assert Import.objects.get().state == ImportState.CANCELLED


# Preview


def test_before_and_after_are_words(desk, register, checked):
    RecruiterFactory(register=register, licence_number="DMW-1", legal_name="Nothern Care")
    batch = checked(GOOD)
    page = text(desk.get(reverse("import", args=[batch.pk])))

    assert "before" in page
    assert "<del><bdi>Nothern Care</bdi></del>" in page
    assert "<ins><bdi>Northern Care</bdi></ins>" in page


def test_missing_entries_are_told_before_they_are_marked(desk, register, checked):
    RecruiterFactory(register=register, licence_number="DMW-9")
    batch = checked(GOOD, whole_list=True)

    assert "1 entry in the system is not in the file." in text(desk.get(reverse("import", args=[batch.pk])))


def test_wrong_rows_come_first_and_each_category_has_its_table(desk, checked):
    address = reverse("import", args=[checked(GOOD, WRONG).pk])

    assert "first of May" in text(desk.get(address))
    assert "Northern Care" in text(desk.get(address, {"show": "new"}))
    assert desk.get(address, {"show": "nonsense", "page": "-3"}).status_code == 200


def test_wrong_rows_are_left_behind_only_on_purpose(desk, checked, worked):
    batch = checked(GOOD, WRONG)
    address = reverse("import_apply", args=[batch.pk])
    assert "Some rows have errors" in told(desk.post(address))[0]

    worked(desk.post, address, {"good_rows_only": "on"})
    assert [recruiter.licence_number for recruiter in Recruiter.objects.all()] == ["DMW-1"]
    assert "The correct rows" in text(desk.get(reverse("import", args=[batch.pk])))


def test_nothing_to_apply_has_no_button(desk, applied, checked):
    applied(GOOD)
    batch = checked(GOOD)
    page = text(desk.get(reverse("import", args=[batch.pk])))

    assert batch.state == ImportState.NOTHING
    assert "Everything in this file is already in the system, so nothing was saved." in page
    assert "waiting for your confirmation" not in page
    assert "Apply all" not in page


def test_a_second_click_is_answered(desk, checked):
    address = reverse("import_apply", args=[checked(GOOD).pk])

    assert told(desk.post(address)) == []
    assert told(desk.post(address)) != []


def test_what_was_cancelled_is_over(desk, checked):
    batch = checked(GOOD)
    desk.post(reverse("import_cancel", args=[batch.pk]))

    assert "Cancelled" in text(desk.get(reverse("import", args=[batch.pk])))
    assert told(desk.post(reverse("import_apply", args=[batch.pk])))


def test_downloads_are_neither_rendered_nor_run(desk, checked):
    batch = checked("=1+1,Northern Care,2024-01-01,2030-01-01", WRONG)
    names = [("import_found", "new"), ("import_found", "wrong"), ("import_annotated",), ("import_file",)]
    answers = [desk.get(reverse(name, args=[batch.pk, *more])) for name, *more in names]

    assert {answer.headers["Content-Security-Policy"] for answer in answers} == {
        "default-src 'none'; sandbox"
    }
    assert all(answer.headers["Content-Disposition"].startswith("attachment") for answer in answers)
    found = b"".join(answers[0]).decode()
    assert "=1+1" in found
    assert "\n2,=1+1" not in found
    for answer in answers:
        answer.close()


def test_a_very_long_file_does_not_come_back_with_comments(desk, checked):
    batch = checked(GOOD, WRONG)
    Import.objects.filter(pk=batch.pk).update(counts={**batch.counts, "unchanged": 100_000})

    assert "too long to be returned" in text(desk.get(reverse("import", args=[batch.pk])))
    assert desk.get(reverse("import_annotated", args=[batch.pk])).status_code == 404


def test_an_unknown_download_is_not_found(desk, checked):
    batch = checked(GOOD)

    assert desk.get(reverse("import_found", args=[batch.pk, "lengths"])).status_code == 404
    assert desk.get(reverse("import_annotated", args=[batch.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_asks_the_same_of_the_database_however_long(
    desk, checked, rows, django_assert_max_num_queries
):
    batch = checked(*(GOOD.replace("DMW-1", f"DMW-{n}") for n in range(rows)))

    with django_assert_max_num_queries(8):
        page = desk.get(reverse("import", args=[batch.pk]))
    assert text(page).count("Northern Care (") == rows


# Report and undo


def test_the_report_says_who_did_what(desk, applied, registrar):
    batch = applied(GOOD)
    page = text(desk.get(reverse("import", args=[batch.pk])))

    assert batch.sha256 in page
    assert "Regina Registrar" in page
    assert "Everything in the file" in page


def test_undoing_wants_a_reason_and_says_what_will_happen(desk, applied):
    address = reverse("import_undo", args=[applied(GOOD).pk])

    assert "1 entry that this import added is removed." in text(desk.get(address))
    refused = desk.post(address, {"note": " "})
    assert refused.status_code == 422
    assert Recruiter.objects.count() == 1


def test_an_undone_import_is_gone_and_its_history_stays(desk, applied, worked):
    batch = applied(GOOD)
    worked(desk.post, reverse("import_undo", args=[batch.pk]), {"note": "The list of last year."})

    page = text(desk.get(reverse("import", args=[batch.pk])))
    assert not Recruiter.objects.exists()
    assert "The list of last year." in page
    assert "Undone" in page


def test_what_changed_since_stands_in_the_way_and_is_named(desk, applied, worked, registrar):
    first = applied(GOOD)
    applied(GOOD.replace("Northern", "Western"))
    worked(desk.post, reverse("import_undo", args=[first.pk]), {"note": "A mistake."})

    assert "was changed after this import" in text(desk.get(reverse("import", args=[first.pk])))
    assert Recruiter.objects.get().legal_name == "Western Care"


# The result


def test_after_applying_the_page_shows_the_result_and_leads_to_the_entries(
    desk, register, applied, django_assert_max_num_queries
):
    RecruiterFactory(register=register, licence_number="DMW-5", legal_name="Nothern Care")
    RecruiterFactory(register=register, licence_number="DMW-6", legal_name="Not in the file")
    batch = applied(GOOD, GOOD.replace("DMW-1", "DMW-5"), WRONG, good_rows_only=True)
    with django_assert_max_num_queries(9):
        page = desk.get(reverse("import", args=[batch.pk]))

    said = text(page)
    for sentence in (
        "1 new entry was saved.",
        "1 entry was changed.",
        "1 row with errors was left out.",
    ):
        assert sentence in said
    assert page.context["tally"].category == "new"
    address = page.context["import"].list_address
    assert address in said
    entries = text(desk.get(address))
    assert ("DMW-1" in entries, "DMW-5" in entries, "DMW-6" in entries) == (True, True, False)
    assert "list.csv" in entries
    assert "DMW-6" in text(desk.get(address, {"batch": "x"}))


def test_after_undoing_no_number_looks_as_if_it_stood(desk, applied, worked):
    batch = applied(GOOD)
    worked(desk.post, reverse("import_undo", args=[batch.pk]), {"note": "The list of last year."})
    page = text(desk.get(reverse("import", args=[batch.pk])))

    assert "This import was undone: nothing that it saved is left." in page
    assert "was saved." not in page
    assert "What was found in the file" not in page
    assert reverse("import_found", args=[batch.pk, "new"]) in page
    assert "New: <strong>1" not in text(desk.get(reverse("imports")))


def test_what_was_found_is_told_in_the_language_of_the_reader(desk, received, registrar, worked):
    file = "\n".join([HEADERS.replace(",", ";"), WRONG.replace(",", ";")]).encode()
    upload = SimpleUploadedFile("list.csv", file)
    batch = actions.receive_file(upload, kind="recruiters", scope="PHL/dmw", by=registrar)
    worked(actions.request_check, batch, by=registrar, mapping=MAPPING)
    batch.refresh_from_db()
    address = reverse("import", args=[batch.pk])

    english = desk.get(address)
    assert "Read as UTF-8, separated by semicolons." in text(english)
    [problem] = [problem for *_place, problem in Findings(batch).problems()]
    french = text(desk.get(path_in_language(address, "fr")))
    assert batch.notes[0].message.startswith("Read as")
    assert "separated by" not in french
    assert "points-virgules" in french
    assert problem not in french
    listed = b"".join(desk.get(reverse("import_found", args=[batch.pk, "wrong"])).streaming_content).decode()
    assert problem not in listed
    assert '"message"' not in listed
