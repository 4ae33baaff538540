"""What the words of a file mean: asked once each, several at a time, remembered, and open to change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities.imports import actions
from authorities.imports.source_profile import find_source
from authorities.models import MemberState
from recruiters.models import Recruiter
from tests.authorities.imports.import_fixtures import text, told
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RecruiterFactory

HEAD = "Licence no,Agency,Valid from,Valid until,Status,Professions,Destinations,Fees"
ROWS = [
    "A-1,Alpha Care,2020-01-01,2022-12-31,Expired,Nurses & caregivers,Atlantis,Employer",
    "A-2,Beta Care,2024-01-01,indefinite,VALID,Allied health,Phillipines/Far East,Employer",
    "A-3,Gamma Care,2024-01-01,2040-12-31,ACTIVE,Household service workers,Gibraltr,Employer",
]


@pytest.fixture
def answering(register, registrar, desk):
    """Checks lines as a file of the register; returns the import and the form about its words."""
    MemberState.objects.filter(pk="PHL").update(name_en="Philippines")

    def check(*lines, **reading):
        file = SimpleUploadedFile("list.csv", "\n".join([HEAD, *lines]).encode())
        batch = actions.receive_file(file, kind="recruiters", scope="PHL/dmw", by=registrar)
        actions.request_check(batch, by=registrar, mapping=batch.mapping, reading=reading)
        work_off()
        batch.refresh_from_db()
        return batch, desk.get(reverse("import", args=[batch.pk])).context["import"].words_form()

    return check


def answer(desk, batch, form, **changes):
    """Post a form about words as it stands, but for some answers; return the fresh import."""
    said = {name: form[name].initial for name in form.fields} | changes
    desk.post(reverse("import_words", args=[batch.pk]), said)
    work_off()
    batch.refresh_from_db()
    return batch


def test_each_word_is_asked_about_once_with_its_likely_meaning(answering):
    _batch, form = answering(*ROWS)

    assert {row.field.name: row.field.initial for row in form.rows} == {
        "fee_policy:employer": "employer_pays",
        "standing:expired": "expired",
        "standing:valid": "authorised",
        "standing:active": "authorised",
        "professions:nurse": ["2221"],
        "professions:caregiver": ["532"],
        "professions:allied health": [],
        "professions:household service worker": ["~blank"],
        "destination_states:atlanti": "",
        "destination_states:phillipine": "PHL",
        "destination_states:far east": "",
        "destination_states:gibraltr": "GIB",
        "valid_until:indefinite": "~blank",
    }


def test_a_word_may_mean_several_values_or_nothing_or_stay_wrong(desk, answering):
    batch, form = answering(*ROWS)
    said = {
        "professions:allied health": ["2264", "321"],
        "destination_states:far east:more": "PHL; Gibraltar",
        "destination_states:atlanti": "~blank",
    }
    batch = answer(desk, batch, form, **said)

    assert (batch.counts["new"], batch.counts["wrong"]) == (3, 0)
    actions.request_apply(batch, by=batch.by)
    work_off()
    kept = Recruiter.objects.order_by("licence_key").values_list(
        "state", "professions", "destination_states", "fee_policy", "valid_until"
    )
    assert [(*row[:4], row[4] and row[4].year) for row in kept] == [
        ("authorised", ["2221", "532"], [], "employer_pays", 2023),
        ("authorised", ["2264", "321"], ["PHL", "GIB"], "employer_pays", None),
        ("authorised", [], ["GIB"], "employer_pays", 2041),
    ]


def test_an_answer_is_remembered_and_may_be_changed_or_taken_back(desk, answering):
    batch, form = answering(ROWS[2])
    answer(desk, batch, form)
    batch, form = answering(ROWS[2].replace("A-3", "A-4"))
    assert (batch.counts["wrong"], form.rows) == (0, [])

    answers = {row.field.name: row.field.initial for row in form.explained_rows}
    assert answers["standing:active"] == "authorised"
    said = {"standing:active": "suspended", "fee_policy:employer": "", "explained": "1"}
    answer(desk, batch, form, **said)
    remembered = find_source("recruiters", "PHL/dmw").reading["words"]
    assert (remembered["standing"], remembered["fee_policy"]) == ({"ACTIVE": ["suspended"]}, {})
    assert "This is our guess." in text(desk.get(reverse("import", args=[batch.pk])))


def test_expired_is_refused_where_the_end_is_not_past(answering):
    words = {"standing": {"expired": ["expired"]}}
    row = "A-1,Alpha,2020-01-01,2040-12-31,Expired,2221,PHL,employer_pays"
    batch, _form = answering(row, row.replace("A-1", "A-2").replace("2040-12-31", ""), words=words)

    assert batch.counts["wrong"] == 2


def test_several_meanings_that_are_typed_must_be_known(desk, answering):
    batch, form = answering(ROWS[1])
    said = {"destination_states:far east:more": "Gibraltar; Nowhere"}
    response = desk.post(reverse("import_words", args=[batch.pk]), said)
    batch.refresh_from_db()

    assert told(response) == ["Unknown Member State code “Nowhere”."]
    assert "far east" not in batch.reading.get("words", {}).get("destination_states", {})


def test_a_preview_says_in_words_what_has_codes(desk, register, answering):
    RecruiterFactory(
        register=register,
        licence_number="A-9",
        legal_name="Alpha",
        professions=["221", "2222"],
        destination_states=["PHL"],
    )
    row = "A-9,Alpha,2024-01-01,2040-12-31,authorised,321,Gibraltar,employer_pays"
    batch, _form = answering(row, row.replace("A-9", "A-10"))
    address = reverse("import", args=[batch.pk])

    changed, new = (text(desk.get(address, {"show": show})) for show in ("changed", "new"))
    assert "<del><bdi>Medical doctors; Midwifery professionals</bdi></del>" in changed
    assert "<ins><bdi>Gibraltar</bdi></ins>" in changed
    assert "The employer pays; workers pay nothing" in new


def test_a_word_for_nothing_means_no_end_only_where_a_person_says_so(desk, answering):
    row = "A-1,Alpha,2024-01-01,n/a,authorised,,,employer_pays"
    batch, form = answering(
        row, row.replace("A-1", "A-2").replace("n/a", "-"), row.replace("A-1", "A-3").replace("n/a", "?")
    )

    asked = {row.field.name: row.field.initial for row in form.rows}
    assert asked == {"valid_until:na": "", "valid_until:-": "", "valid_until:?": ""}
    batch = answer(desk, batch, form, **{"valid_until:na": "~blank", "valid_until:-": "~blank"})
    assert (batch.counts["new"], batch.counts["wrong"]) == (2, 1)
