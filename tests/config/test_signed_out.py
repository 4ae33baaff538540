"""Nothing typed is lost when a session has ended: it stands in the form again once somebody signs in."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities import stashed_post as resuming
from authorities.imports import actions
from authorities.languages.addresses import path_in_language
from authorities.visitors.rate_limits import RateLimit
from config import middleware
from recruiters.models import LicenceEvent, Recruiter
from reporting.models import Answer, Contact
from tests.authorities.imports.import_fixtures import upload
from tests.factories import (
    AuthorityFactory,
    MembershipFactory,
    RecruiterFactory,
    RegisterFactory,
    RoundFactory,
    UserFactory,
)
from tests.recruiters.desk.desk_pages import ROWS, words
from tests.test_architecture import views

AGAIN = "This is not saved yet. Below is what you sent"
STASHED = "What you typed is kept for an hour"
NOT_STASHED = "Go back in your browser: what you typed is still there."
TYPED = "zz Typed words zz"
STASHING_VIEWS = {
    "certify",
    "move",
    "start_report",
    "new_entry",
    "edit_entry",
    "decision",
    "bulk",
    "import_columns",
    "import_cells",
    "explain_warnings",
    "round_state",
    "write_letters",
    "section",
    "answer_comments",
    "edit_comment",
    "ask_clarification",
    "clarification",
    "assign",
    "paper_section",
    "move_reviewer",
    "new_round",
    "round_settings",
    "consent",
    "publish_report",
    "publish_batch",
    "take_back_report",
}
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def nobody_has_sent_anything_yet():
    cache.clear()


@pytest.fixture
def entry(philippines):
    register = RegisterFactory(member_state=philippines)
    return RecruiterFactory(register=register, licence_number="DMW-1", legal_name="Care Inc.")


@pytest.fixture
def batch(entry, registrar):
    return actions.receive_file(upload("DMW-2,Care"), kind="recruiters", scope="PHL/dmw", by=registrar)


@pytest.fixture
def new_entry(entry):
    """The address of the form for a new entry."""
    return reverse("new_entry", args=["PHL", "dmw"])


def sign_in(client, user, address):
    """By the sign-in page, which leads back to the address one wanted."""
    typed = {"login": user.email, "password": "a long enough passphrase", "next": address}
    return client.get(client.post(LOGIN, typed).url)


def test_these_pages_keep_what_was_sent_and_no_others():
    assert {view.__name__ for view in views() if hasattr(view, "resumes_after_sign_in")} == STASHING_VIEWS


def test_an_entry_is_there_again_after_signing_in_and_is_saved_by_its_button_only(
    client, registrar, new_entry
):
    sent = {"legal_name": TYPED, "licence_number": "DMW-9", "move": "grant", "effective_on": "2026-01-01",
            "complaints": "0", "professions": ["2221", "2222"], "note": "From paper.", **ROWS}  # fmt: skip
    turned_away = client.post(new_entry, sent, follow=True)
    page = sign_in(client, registrar, turned_away.request["QUERY_STRING"].partition("=")[2])

    assert STASHED in words(turned_away)
    assert AGAIN in words(page)
    form, details_form = page.context["page"].form, page.context["page"].details_form
    assert (form["legal_name"].value(), form["professions"].value()) == (TYPED, ["2221", "2222"])
    assert (details_form["note"].value(), page.status_code, form.errors) == ("From paper.", 200, {})
    assert not Recruiter.objects.filter(legal_name=TYPED).exists()
    client.post(new_entry, sent)
    assert Recruiter.objects.filter(legal_name=TYPED).exists()


FORMS = {
    "edit_entry": ({"legal_name": TYPED, **ROWS}, "page", "form", "legal_name"),
    "decide": ({"note": TYPED, "effective_on": "2026-01-01"}, "page", "form", "note"),
    "bulk": ({"move": "suspend", "note": TYPED}, "page", "form", "note"),
}


@pytest.mark.parametrize("name", FORMS)
def test_so_are_corrections_and_decisions(client, registrar, entry, name):
    sent, page, form, field = FORMS[name]
    more = {"edit_entry": [entry.pk], "decide": [entry.pk, "suspend"], "bulk": []}[name]
    address = reverse(name, args=["PHL", "dmw", *more])
    client.post(address, {"entries": str(entry.pk), **sent})
    shown = sign_in(client, registrar, address)

    assert shown.status_code == 200
    assert getattr(shown.context[page], form)[field].value() == TYPED
    assert AGAIN in words(shown)
    assert LicenceEvent.objects.filter(recruiter=entry).count() == 1


def test_so_are_the_columns_of_an_import(client, registrar, batch):
    address = reverse("import_columns", args=[batch.pk])
    client.post(address, {"legal_name": "0"})
    form = sign_in(client, registrar, address).context["form"]

    batch.refresh_from_db()
    assert (form["legal_name"].value(), batch.state) == ("0", "received")


def test_so_are_answers_and_what_is_wrong_with_them_is_not_said_to_be_saved(client, focal_point, draft):
    address = reverse("section", args=[6, "PHL", "sA"])
    client.post(address, {"q3-value": TYPED, "q6-value": "no number"})
    page = sign_in(client, focal_point, address)

    forms = {shown.question["code"]: shown.form for shown in page.context["page"].questions}
    assert [forms[code]["value"].value() for code in ("q3", "q6")] == [TYPED, "no number"]
    assert "Enter a whole number, for example 12345." in words(page)
    assert "Everything else on this page was saved" not in words(page)
    assert not Answer.objects.exists()


def test_so_are_what_a_state_said_and_to_which_states_a_letter_goes(client, philippines, indonesia, manager):
    RoundFactory()
    for state in (philippines, indonesia):
        AuthorityFactory(member_state=state)
    said = reverse("round_state", args=[6, "PHL"])
    client.post(said, {"form": "contact", "contact-way": "telephone", "contact-words": TYPED})
    shown = sign_in(client, manager, said)
    client.logout()
    letter = reverse("write_letters", args=[6])
    client.post(letter, {"subject_en": TYPED, "state": ["IDN"]})
    written = sign_in(client, manager, letter)

    assert (shown.status_code, shown.context["forms"]["contact"]["words"].value()) == (200, TYPED)
    assert (written.context["form"]["subject_en"].value(), written.context["ticked"]) == (TYPED, ["IDN"])
    assert not Contact.objects.exists()


def shown_again(client, user, address):
    return AGAIN in words(sign_in(client, user, address))


def test_it_is_shown_once(client, registrar, new_entry):
    client.post(new_entry, {"legal_name": TYPED})

    assert shown_again(client, registrar, new_entry)
    assert AGAIN not in words(client.get(new_entry))


def test_it_is_kept_for_an_hour(client, registrar, new_entry, monkeypatch):
    client.post(new_entry, {"legal_name": TYPED})
    now = resuming.time.time()
    monkeypatch.setattr(resuming.time, "time", lambda: now + resuming.LIFETIME)

    assert not shown_again(client, registrar, new_entry)


def test_it_is_kept_for_its_own_address_and_forgotten_when_another_is_sent(
    client, registrar, entry, new_entry
):
    other = reverse("edit_entry", args=["PHL", "dmw", entry.pk])
    client.post(new_entry, {"legal_name": TYPED})

    assert not shown_again(client, registrar, other)
    client.post(other, {"legal_name": "", **ROWS})
    assert AGAIN not in words(client.get(new_entry))


def test_choosing_a_language_meanwhile_loses_nothing(client, registrar, new_entry):
    client.post(new_entry, {"legal_name": TYPED})
    client.get(path_in_language(LOGIN, "ar"))

    assert shown_again(client, registrar, new_entry)


def test_whom_the_page_is_not_for_does_not_see_it(client, stranger, registrar, new_entry):
    client.post(new_entry, {"legal_name": TYPED})

    assert sign_in(client, stranger, new_entry).status_code == 404


def test_files_and_the_token_of_the_form_are_not_kept(client, focal_point, draft):
    address = reverse("section", args=[6, "PHL", "sA"])
    picture = SimpleUploadedFile("zzSecretNamezz.png", b"\x89PNG")
    client.post(address, {"q3-value": TYPED, "q7-value": picture, "csrfmiddlewaretoken": "zzTokenzz"})

    (path, _at, kept, _typist) = client.session[resuming.KEY]
    assert (path, kept) == (address, "q3-value=zz+Typed+words+zz")


def test_what_is_too_long_is_not_kept_and_said_so(client, registrar, new_entry):
    page = client.post(new_entry, {"legal_name": "x" * resuming.LONGEST_POST}, follow=True)

    assert NOT_STASHED in words(page)
    assert resuming.KEY not in client.session


def test_nobody_fills_our_disk_with_what_is_kept(client, monkeypatch, new_entry):
    monkeypatch.setattr(middleware, "STASH_LIMIT", RateLimit("keeping-in-a-test", most=1, seconds=60))
    pages = [client.post(new_entry, {"legal_name": TYPED}, follow=True) for _turn in range(2)]

    assert [STASHED in words(page) for page in pages] == [True, False]


@pytest.mark.parametrize("name", ["concerns", "desk", "account_change_password"])
def test_other_pages_keep_nothing(client, db, name):
    client.post(reverse(name), {"oldpassword": TYPED})

    assert resuming.KEY not in client.session


def typed_by(client, user, address):
    """The form as this person has it in the browser, whose session then ends."""
    client.force_login(user)
    page = client.get(address).content.decode()
    client.logout()
    return {"typed_by": re.search(r'name="typed_by" value="([^"]+)"', page)[1], "legal_name": TYPED}


def test_only_who_has_typed_it_is_shown_it(client, registrar, philippines, new_entry):
    colleague = UserFactory()
    MembershipFactory(user=colleague, role="registrar", member_state=philippines, register_code="dmw")
    sent = typed_by(client, registrar, new_entry)
    client.post(new_entry, sent)
    shown_to_colleague = shown_again(client, colleague, new_entry)
    client.logout()
    client.post(new_entry, sent)

    assert (shown_to_colleague, shown_again(client, registrar, new_entry)) == (False, True)


FORM_ADDRESSES = {
    "new_entry": lambda entry, batch: ["PHL", "dmw"],
    "edit_entry": lambda entry, batch: ["PHL", "dmw", entry.pk],
    "decide": lambda entry, batch: ["PHL", "dmw", entry.pk, "suspend"],
    "import_columns": lambda entry, batch: [batch.pk],
    "section": lambda entry, batch: [6, "PHL", "sA"],
}


@pytest.mark.parametrize("name", FORM_ADDRESSES)
def test_each_of_these_forms_says_who_types(client, registrar, focal_point, entry, batch, draft, name):
    client.force_login(focal_point if name == "section" else registrar)
    page = client.get(reverse(name, args=FORM_ADDRESSES[name](entry, batch)))

    assert page.content.decode().count('name="typed_by"') == 1


def test_so_does_the_form_of_many_at_once(client, registrar, entry):
    client.force_login(registrar)
    page = client.post(reverse("bulk", args=["PHL", "dmw"]), {"entries": entry.pk, "move": "suspend"})

    assert page.content.decode().count('name="typed_by"') == 1
