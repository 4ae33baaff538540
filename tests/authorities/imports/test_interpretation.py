"""What a file means by its days, ends, blanks and words: shown by it, asked, remembered, and kept to."""

import hashlib
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from authorities.imports import actions
from authorities.imports.preview_file import Findings
from authorities.imports.source_profile import remember_profile
from authorities.models import ImportState
from recruiters.models import Recruiter
from tests.authorities.imports.import_steps import checked, confirmed, received
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RegisterFactory

HERE = ("recruiters", "PHL/dmw")


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


def row(number, **cells):
    """As a ministry writes it."""
    return {"Licence number": number, "Agency": f"Alpha {number}", "Begins on": "2024-01-01", **cells}


def problems(batch):
    return [(column, value) for _row, column, value, _sentence in Findings(batch).problems()]


def guessed(registrar, *rows):
    batch = received(registrar, *rows)
    batch.mapping |= {"valid_from": "Begins on"}
    return batch


# Days


def test_a_column_that_proves_its_order_is_read_by_it(registrar):
    days = [row("A-1", Expiry="03/04/2027"), row("A-2", Expiry="31/12/2027")]
    batch = guessed(registrar, *days)

    assert batch.reading["dates"] == {"Expiry": "day"}
    assert ends(registrar, batch) == [date(2027, 4, 4), date(2028, 1, 1)]


def ends(registrar, batch, **reading):
    actions.request_check(batch, by=registrar, mapping=batch.mapping, reading=reading)
    work_off()
    batch.refresh_from_db()
    assert (batch.state, problems(batch)) == (ImportState.CHECKED, [])
    confirmed(batch)
    return [recruiter.valid_until for recruiter in Recruiter.objects.order_by("licence_key")]


def test_an_answer_about_days_is_kept_to_and_remembered(registrar):
    batch = guessed(registrar, row("A-1", Expiry="03/04/2027"))
    assert batch.reading["dates"] == {}
    assert ends(registrar, batch, dates={"Expiry": "month"}) == [date(2027, 3, 5)]

    assert received(registrar, row("A-2", Expiry="05/06/2027")).reading["dates"] == {"Expiry": "month"}


def test_what_contradicts_the_order_of_its_column_is_wrong(registrar):
    batch = guessed(registrar, row("A-1", Expiry="03/04/2027"), row("A-2", Expiry="12/31/2027"))
    actions.request_check(batch, by=registrar, mapping=batch.mapping, reading={"dates": {"Expiry": "day"}})
    work_off()

    batch.refresh_from_db()
    assert problems(batch) == [("Expiry", "12/31/2027")]


# Ends


def test_the_end_in_the_list_of_a_ministry_is_its_last_day(registrar):
    batch = guessed(registrar, row("A-1", Expiry="2029-12-31"))

    assert batch.reading["last_day"] is True
    assert ends(registrar, batch) == [date(2030, 1, 1)]


def test_the_end_in_a_sheet_of_ours_is_the_first_day_after(registrar):
    ours = {
        "licence_number": "A-1",
        "legal_name": "A",
        "valid_from": "2024-01-01",
        "valid_until": "2030-01-01",
    }
    batch = received(registrar, ours)

    assert batch.reading["last_day"] is False
    assert ends(registrar, batch) == [date(2030, 1, 1)]


def test_which_day_an_end_names_is_remembered_but_for_sheets_of_ours(registrar):
    batch = guessed(registrar, row("A-1", Expiry="2030-01-01"))
    assert ends(registrar, batch, last_day=False) == [date(2030, 1, 1)]

    assert received(registrar, row("A-2", Expiry="2030-01-01")).reading["last_day"] is False


def test_a_sheet_of_ours_means_the_day_after_whatever_its_source_means_elsewhere(registrar):
    remember_profile(*HERE, [], {}, {"last_day": True})
    ours = {"licence_number": "A-3", "legal_name": "Alpha", "valid_until": "2030-01-01"}

    assert received(registrar, ours).reading["last_day"] is False


def test_kinds_without_such_ends_are_not_asked(administrator):
    cells = {"iso3": "PHL", "person": "Ms Example"}

    assert "last_day" not in received(administrator, cells, kind="contacts", scope="").reading


# Blanks


@pytest.mark.parametrize("cells", [{"Country": "", "Register": ""}, {"Country": "PHL", "Register": " "}])
def test_a_blank_country_or_register_means_that_of_the_desk(registrar, cells):
    batch = checked(
        registrar, {"Licence number": "A-1", "Agency": "Alpha", "valid since": "2024-01-01", **cells}
    )

    assert {"iso3", "register"} <= {*batch.mapping}
    assert (batch.counts["new"], problems(batch)) == (1, [])


def test_without_a_register_of_ones_own_a_blank_stays_wrong(administrator):
    cells = {"iso3": "PHL", "register": "", "licence_number": "A-1", "legal_name": "Alpha"}
    batch = checked(administrator, cells, scope="")

    assert problems(batch)[0] == ("register", "")


# Words


def test_a_word_is_explained_once_and_remembered(registrar):
    batch = guessed(registrar, *(row(f"A-{n}", Status="Gültig") for n in range(3)))
    words = {"standing": {"gultig": "authorised"}}
    actions.request_check(batch, by=registrar, mapping=batch.mapping, reading={"words": words})
    work_off()

    batch.refresh_from_db()
    assert (batch.counts["new"], problems(batch)) == (3, [])
    assert received(registrar, row("A-9", Status="gültig")).reading["words"] == words


# Language and notes


def in_french(sentence):
    with translation.override("fr"):
        return translation.gettext(sentence)


def test_what_is_found_is_said_in_the_language_of_whoever_reads_it(registrar):
    cells = row("A-1") | {"Begins on": "2024-02-30"}
    with translation.override("fr"):
        batch = guessed(registrar, cells)
        actions.request_check(batch, by=registrar, mapping=batch.mapping)
    work_off()

    batch.refresh_from_db()
    assert next(Findings(batch).problems())[-1] == "The date “2024-02-30” does not exist."
    with translation.override("fr"):
        [(_row, _column, _value, sentence)] = Findings(batch).problems()
    assert sentence == in_french("The date “%(value)s” does not exist.") % {"value": "2024-02-30"}
    assert sentence.startswith("Le jour")


def test_so_is_what_is_found_row_by_row(administrator, philippines):
    rows = [
        {"iso3": "PHL", "code": code, "name": "", "keeper": "K", "valid_from": "soon"}
        for code in ("a", "a b!")
    ]
    batch = checked(administrator, *rows, kind="registers", scope="")

    english = [sentence for *_place, sentence in Findings(batch).problems()]
    with translation.override("fr"):
        french = [sentence for *_place, sentence in Findings(batch).problems()]
    assert len(english) == len(french) >= 5
    assert {*english}.isdisjoint(french)


def test_so_is_why_a_file_could_not_be_read(registrar):
    with translation.override("fr"):
        batch = guessed(registrar, row("A-1"))
        actions.request_check(batch, by=registrar, mapping=batch.mapping)
    batch.file.storage.delete(batch.file.name)
    batch.file.storage.save(batch.file.name, ContentFile(b"%PDF-1.7"))
    batch.sha256 = hashlib.sha256(b"%PDF-1.7").hexdigest()
    batch.save()
    work_off()

    batch.refresh_from_db()
    assert batch.failure.startswith("This is a PDF")
    with translation.override("fr"):
        batch.refresh_from_db()
    assert batch.failure.startswith("Il s’agit d’un PDF")


def test_what_is_noticed_while_rows_are_read_is_kept(registrar):
    rows = [row(f"A-{number}") for number in range(600)]
    batch = guessed(registrar, *rows, {"Licence number": "", "Agency": "TOTAL", "Begins on": ""})
    assert batch.notes == []
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    work_off()

    batch.refresh_from_db()
    assert batch.notes == [
        "Row 602 contains only totals and was skipped.",
        "600 licences in this file have no last day: they are valid until further notice.",
    ]
