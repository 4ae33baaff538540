"""Reporting a concern, and following it up: without an account, and without losing a word."""

import re

import pytest
from django.core.cache import cache

from recruiters.concerns import actions
from recruiters.concerns.actions import add_message, move_concern, parse_place
from recruiters.concerns.forms import MOST_FILES
from recruiters.concerns.views import SENT_REPORTS, TRIED_REFERENCES
from recruiters.models import Concern, ConcernFile, ConcernMessage
from recruiters.models.concerns import REFERENCE_LETTERS, ConcernQuerySet, hash_reference
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.concerns.sample_reports import (
    FOLLOW,
    REPORT,
    SECRET,
    browser_data,
    make_picture,
    send_report,
    words,
)


@pytest.fixture(autouse=True)
def fresh_rate_limits():
    cache.clear()


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def concern(philippines, register):
    return send_report(philippines, register)[0]


def reference_on(page):
    return re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", page.content.decode()).group()


def test_anybody_reports_without_an_account_and_gets_a_reference(client, register):
    page = client.post(REPORT, browser_data(documents=[make_picture(), make_picture()]))

    concern = Concern.objects.with_reference(reference_on(page))
    assert (page.status_code, concern.register, concern.state) == (200, register, "received")
    assert concern.messages.get().text == SECRET
    assert ConcernFile.objects.count() == 2
    assert "sessionid" not in client.cookies


def test_a_reference_has_more_than_sixty_bits_and_no_letters_that_look_alike():
    references = {actions.derive_reference(actions.new_form_token(), {}, []) for _turn in range(200)}

    assert len(references) == 200
    assert len(REFERENCE_LETTERS) ** 16 > 2**60
    assert not set("".join(references)) & set("01OIL")


@pytest.mark.parametrize(
    "change", [str.lower, lambda r: r.replace("-", ""), lambda r: f" {r} ".replace("-", " ")]
)
def test_a_reference_is_known_however_it_is_typed(philippines, change):
    concern, reference = send_report(philippines)

    assert Concern.objects.with_reference(change(reference)) == concern


def test_the_reference_itself_is_not_kept(philippines):
    concern, reference = send_report(philippines)

    kept = {str(getattr(concern, field.attname)) for field in Concern._meta.concrete_fields}
    assert hash_reference(reference) in kept
    assert not {reference, reference.replace("-", "")} & kept


def test_the_same_report_sent_twice_is_kept_once_with_the_same_reference(client, register):
    first, second = [reference_on(client.post(REPORT, browser_data())) for _turn in "12"]

    assert (first, Concern.objects.count()) == (second, 1)


def test_two_clicks_at_the_same_moment_keep_one_report(monkeypatch, philippines, register):
    first = send_report(philippines, register)
    known = iter([None])
    look = ConcernQuerySet.with_reference
    monkeypatch.setattr(ConcernQuerySet, "with_reference", lambda *args: next(known, look(*args)))

    assert send_report(philippines, register) == first
    assert ConcernMessage.objects.count() == 1


def test_a_report_changed_after_going_back_is_another_one(client, register):
    client.post(REPORT, browser_data())
    client.post(REPORT, browser_data(text="What I forgot"))

    assert set(ConcernMessage.objects.values_list("text", flat=True)) == {SECRET, "What I forgot"}


@pytest.mark.parametrize("token", ["", "short", "A" * 32, "0" * 5000])
def test_a_form_without_its_token_is_taken_all_the_same(client, register, token):
    assert client.post(REPORT, browser_data(token=token)).status_code == 200
    assert Concern.objects.count() == 1


def test_a_known_licence_leads_to_the_entry_of_the_register(client, register):
    entry = RecruiterFactory(register=register, licence_number="DMW-0417")
    client.post(REPORT, browser_data(licence=" dmw-0417 "))

    assert Concern.objects.get().recruiter == entry


def test_an_unknown_licence_is_kept_as_it_was_given(client, register):
    client.post(REPORT, browser_data(licence="no such number"))

    concern = Concern.objects.get()
    assert (concern.recruiter, concern.licence) == (None, "no such number")


@pytest.mark.parametrize(
    "query", ["", "PHL/nothing", "XXX/dmw", "\x00", "PHL" * 999, "٣٣٣/dmw", "/", "<script>"]
)
def test_a_form_opens_whatever_its_address_says(client, register, query):
    page = client.get(REPORT, {"register": query, "licence": query})

    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


def test_a_country_with_one_register_means_that_register(philippines, register):
    assert parse_place("PHL") == (philippines, register)


def test_a_country_with_several_registers_is_left_open(philippines, register):
    RegisterFactory(member_state=philippines, code="sea")

    assert parse_place("PHL") == (philippines, None)


WRONG = {
    "where": "XXX/none",
    "named": "",
    "kind": "murder",
    "text": "",
    "language": "tlh",
    "contact": "x" * 201,
    "licence": "9" * 61,
}


@pytest.mark.parametrize("field", WRONG)
def test_a_form_to_be_corrected_keeps_everything_that_was_typed(client, register, field):
    page = client.post(REPORT, browser_data(**{field: WRONG[field]}, documents=[make_picture()]))

    form = page.context["form"]
    assert (page.status_code, list(form.errors)) == (422, [field])
    others = {name: value for name, value in browser_data().items() if name != field}
    assert {name: form[name].value() for name in others} == others
    assert "choose your files again" in words(page)
    assert not Concern.objects.exists()


@pytest.mark.parametrize("text", ["a\x00b", "x" * 10_001, "   "])
def test_a_text_that_cannot_be_kept_is_explained(client, register, text):
    page = client.post(REPORT, browser_data(text=text))

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["text"])


def test_markup_is_shown_as_it_was_typed(client, register, registrar):
    client.post(REPORT, browser_data(text="<script>alert(1)</script>", named="<b>Care</b>"))
    client.force_login(registrar)

    page = client.get(Concern.objects.get().get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>Care" not in page


WRONG_FILES = {
    "At most 5 files": [make_picture() for _turn in range(MOST_FILES + 1)],
    "Files of this type are not accepted": [make_picture("story.exe")],
    "damaged, or its content does not match its name": [make_picture(content=b"MZ, not a picture")],
    "The submitted file is empty": [make_picture(content=b"")],
}


@pytest.mark.parametrize("sentence", WRONG_FILES)
def test_files_that_are_not_taken_are_named_with_the_reason(client, register, sentence):
    for upload in WRONG_FILES[sentence]:
        upload.seek(0)
    page = client.post(REPORT, browser_data(documents=WRONG_FILES[sentence]))

    assert page.status_code == 422
    assert sentence in words(page)


def test_a_file_that_is_too_large_is_refused(client, register, settings):
    settings.MAX_UPLOAD_BYTES = 10
    page = client.post(REPORT, browser_data(documents=[make_picture()]))

    assert "the maximum is 10" in words(page).replace("\xa0", " ")


def test_programs_that_fill_in_every_field_are_kept_out_and_people_told(client, register):
    page = client.post(REPORT, browser_data(comment="buy"))

    assert (page.status_code, Concern.objects.count()) == (422, 0)
    assert "Please leave this field blank" in words(page)


def test_too_many_reports_from_one_connection_wait_and_nothing_typed_is_lost(client, register):
    for turn in range(SENT_REPORTS.most):
        assert client.post(REPORT, browser_data(text=str(turn))).status_code == 200

    page = client.post(REPORT, browser_data())
    assert (page.status_code, page.context["form"]["text"].value()) == (422, SECRET)
    assert "Please try again in an hour" in words(page)
    assert client.post(REPORT, browser_data(), REMOTE_ADDR="198.51.100.7").status_code == 200


def test_whoever_has_the_reference_reads_the_answer(client, philippines, register, registrar):
    concern, reference = send_report(philippines, register)
    add_message(concern, "We look into it.", by=registrar)
    move_concern(concern, "look_into", by=registrar, note="hush, colleagues")

    page = words(client.post(FOLLOW, {"reference": reference.lower()}))
    assert "We look into it." in page
    assert "Being examined" in page
    assert "hush, colleagues" not in page
    assert registrar.name not in page


def test_the_outcome_is_told(client, philippines, register, registrar):
    concern, reference = send_report(philippines, register)
    move_concern(concern, "look_into", by=registrar)
    move_concern(concern, "close", by=registrar, outcome="acted")

    assert "Action was taken" in words(client.post(FOLLOW, {"reference": reference}))


def test_the_person_adds_words_and_files(client, philippines):
    concern, reference = send_report(philippines)
    page = client.post(
        FOLLOW, {"reference": reference, "text": "One more thing", "documents": [make_picture()]}
    )

    assert "It has been added." in words(page)
    assert [(m.text, m.files.count()) for m in concern.messages.all()] == [(SECRET, 0), ("One more thing", 1)]


def test_a_page_loaded_again_adds_nothing_twice(client, philippines):
    concern, reference = send_report(philippines)
    for _turn in "12":
        client.post(FOLLOW, {"reference": reference, "text": "One more thing"})

    assert concern.messages.count() == 2


def test_what_could_not_be_added_is_still_there(client, philippines):
    _concern, reference = send_report(philippines)
    page = client.post(FOLLOW, {"reference": reference, "text": "kept", "documents": [make_picture("x.exe")]})

    assert (page.status_code, page.context["form"]["text"].value()) == (422, "kept")


@pytest.mark.parametrize("reference", ["", "AAAA-BBBB-CCCC-DDDD", "x" * 61, "\x00", "٠١٢", "' OR 1=1"])
def test_a_wrong_reference_opens_nothing(client, concern, reference):
    page = client.post(FOLLOW, {"reference": reference})

    assert page.status_code == 422
    assert SECRET not in words(page)


def test_a_reference_in_an_address_opens_nothing(client, philippines):
    _concern, reference = send_report(philippines)

    assert SECRET not in words(client.get(FOLLOW, {"reference": reference}))


def test_after_many_wrong_references_even_the_right_one_waits(client, philippines):
    _concern, reference = send_report(philippines)
    for turn in range(TRIED_REFERENCES.most):
        client.post(FOLLOW, {"reference": f"AAAA-{turn}"})

    page = client.post(FOLLOW, {"reference": reference})
    assert page.status_code == 422
    assert "Wait ten minutes" in words(page)


@pytest.mark.parametrize("address", [REPORT, FOLLOW])
def test_no_cache_keeps_these_pages(client, db, address):
    assert "no-store" in client.get(address)["Cache-Control"]
