"""The administrators' room: who gets in, what is protected, what is explained."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import quote
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities.models import (
    Authority,
    Membership,
    RegionMembership,
    Role,
    User,
    WhoMembership,
)
from tests.authorities.jobs.worker_process import work_off
from tests.factories import AuthorityFactory

MODELS = [model for model in admin.site._registry if model._meta.app_label in ("authorities", "recruiters")]


def label(model):
    return model._meta.label_lower


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def words(response):
    return [str(message) for message in response.context["messages"]]


# Who gets in


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_a_visitor_is_asked_to_sign_in(client, db, model):
    response = client.get(page(model, "changelist"))

    assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_for_a_focal_point_the_room_does_not_exist(client, focal_point, model):
    client.force_login(focal_point)

    assert client.get(page(model, "changelist")).status_code == 404


@pytest.mark.parametrize("name", ["import", "process_import", "export"])
def test_a_focal_point_cannot_import_or_export(client, focal_point, name):
    client.force_login(focal_point)

    assert client.post(page(Authority, name)).status_code == 404


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_every_list_search_and_record_opens(room, one_of_each, model):
    first = model._default_manager.first()
    pages = [page(model, "changelist"), page(model, "changelist") + "?q=phl"]
    pages += [page(model, "change", first.pk)] if first else []

    opened = {address: room.get(address, follow=True).status_code for address in pages}
    assert opened == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_nothing_of_record_is_deleted_neither_alone_nor_among_many(room, one_of_each, model):
    first = model._default_manager.first()
    if first is None or model._meta.model_name == "job":
        return
    chosen = {"action": "delete_selected", "_selected_action": [first.pk], "post": "yes"}
    room.post(page(model, "changelist"), chosen)

    assert room.post(page(model, "delete", quote(first.pk)), {"post": "yes"}).status_code in (403, 404)
    assert model._default_manager.filter(pk=first.pk).exists()


# Member States


def history_of(state, rows):
    """What the page of a state sends: only the regions have rows."""
    data = {"time_zone": "Asia/Jakarta"}
    for prefix in ("who_memberships", "region_memberships", "income_classifications", "safeguards_listings"):
        count = len(rows) if prefix == "region_memberships" else 0
        kept = state.region_memberships.count() if count else 0
        data |= {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": kept}
    for number, row in enumerate(rows):
        data |= {f"region_memberships-{number}-{name}": value for name, value in row.items()}
        data[f"region_memberships-{number}-member_state"] = state.pk
    return data | {f"name_{language}": "Indonesia" for language in ("en", "fr", "es", "ar", "ru", "zh")}


def test_one_region_may_follow_another_in_one_go(room, indonesia):
    old = indonesia.region_memberships.get()
    rows = [
        {"id": old.pk, "region": "SEAR", "valid_from": "", "valid_to": "2025-05-22"},
        {"id": "", "region": "WPR", "valid_from": "2025-05-23", "valid_to": ""},
    ]
    room.post(page(type(indonesia), "change", "IDN"), history_of(indonesia, rows))

    assert list(RegionMembership.objects.order_by("region").values_list("region", "valid_to")) == [
        ("SEAR", datetime.date(2025, 5, 23)),
        ("WPR", None),
    ]


def test_two_regions_on_one_day_are_refused_in_words(room, indonesia):
    old = indonesia.region_memberships.get()
    rows = [
        {"id": old.pk, "region": "SEAR", "valid_from": "", "valid_to": ""},
        {"id": "", "region": "WPR", "valid_from": "2025-05-23", "valid_to": ""},
    ]
    response = room.post(page(type(indonesia), "change", "IDN"), history_of(indonesia, rows))

    assert "are both in force on the same day" in response.content.decode()
    assert RegionMembership.objects.count() == 1


def test_an_announced_end_is_applied_by_an_administrator_and_remembered(room, philippines):
    membership = philippines.who_memberships.get()
    WhoMembership.objects.update(announced_end=datetime.date(2026, 1, 22))
    action = {"action": "apply_announced_end", "_selected_action": [membership.pk]}
    response = room.post(page(WhoMembership, "changelist"), action, follow=True)

    assert WhoMembership.objects.get().valid_to == datetime.date(2026, 1, 22)
    assert LogEntry.objects.get().change_message == "Applied the announced end."
    assert words(response) == ["From 2026-01-22, Philippines is no longer counted as a Member State."]


def test_where_no_end_was_announced_nothing_is_applied(room, philippines):
    action = {"action": "apply_announced_end", "_selected_action": [philippines.who_memberships.get().pk]}
    response = room.post(page(WhoMembership, "changelist"), action, follow=True)

    assert WhoMembership.objects.get().valid_to is None
    assert words(response) == ["Philippines: No end was announced, so nothing was changed."]


# Authorities

DESIGNATION = {
    "member_state": "PHL",
    "institution": "Department of Health",
    "institution_type": "health_ministry",
    "valid_from": "2012-01-01",
    "contact_persons-TOTAL_FORMS": 0,
    "contact_persons-INITIAL_FORMS": 0,
}


def test_an_authority_is_designated(room, philippines):
    room.post(page(Authority, "add"), DESIGNATION)

    assert Authority.objects.get().institution == "Department of Health"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"valid_from": "2020-01-01"}, "Another one is in force during that time: Ministry of Health (PHL)."),
        ({"valid_from": ""}, "This field is required."),
        (
            {"valid_from": "2011-05-05", "valid_to": "2011-01-01"},
            "The end must be later than the start.",
        ),
        ({"member_state": "XYZ"}, "Select a valid choice."),
        ({"website": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_a_designation_that_cannot_be_is_refused_in_words(room, philippines, cells, sentence):
    AuthorityFactory(member_state=philippines)
    response = room.post(page(Authority, "add"), {**DESIGNATION, **cells})

    assert sentence in response.content.decode()
    assert Authority.objects.count() == 1


def test_a_contradiction_that_only_the_database_sees_is_explained(room, philippines, monkeypatch):
    """Somebody else was quicker, by a way that takes no lock."""
    monkeypatch.setattr("authorities.admin.designate", save_with_twin)
    shown = room.post(page(Authority, "add"), DESIGNATION, follow=True).content.decode()

    assert "Somebody else changed a record at the same time" in shown
    assert f'value="{DESIGNATION["institution"]}"' in shown
    assert Authority.objects.count() == 0


def save_with_twin(authority, by):
    authority.save()
    Authority(pk=authority.pk, member_state_id="PHL", valid_from="2012-01-01").save(force_insert=True)


def test_a_letter_is_handed_out_in_this_room_only(room, client, focal_point, philippines):
    authority = AuthorityFactory(letter=SimpleUploadedFile("letter.pdf", b"%PDF-1.7 secret"))
    address = reverse("admin:authorities_letter", args=[authority.pk])
    response = room.get(address)

    assert b"".join(response.streaming_content) == b"%PDF-1.7 secret"
    assert response["Content-Disposition"] == 'attachment; filename="letter-PHL-2012-01-01.pdf"'
    assert authority.letter.name not in room.get(page(Authority, "change", authority.pk)).content.decode()
    client.force_login(focal_point)
    assert client.get(address).status_code == 404


def test_where_no_letter_is_there_is_none_to_hand_out(room, philippines):
    address = reverse("admin:authorities_letter", args=[AuthorityFactory().pk])

    assert room.get(address).status_code == 404


# People


def test_somebody_new_gets_a_link_instead_of_a_password(room, philippines, mailoutbox):
    data = {"email": "Nora@Ministry.example", "name": "Nora New"}
    data |= {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0}
    data |= {"memberships-0-role": "focal_point", "memberships-0-member_state": "PHL"}
    room.post(page(User, "add"), {**data, "memberships-0-valid_from": "2026-01-01"})
    nora = User.objects.get(email="nora@ministry.example")
    work_off()

    assert (nora.has_usable_password(), nora.holds(Role.FOCAL_POINT, member_state="PHL")) == (False, True)
    assert [mail.to for mail in mailoutbox] == [["nora@ministry.example"]]
    assert "/accounts/password/reset/key/" in mailoutbox[0].body


def test_a_person_is_not_opened_twice_in_another_case(room, focal_point):
    data = {"email": focal_point.email.upper(), "name": "Twin"}
    data |= {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    response = room.post(page(User, "add"), data)

    assert "already exists" in response.content.decode()


def test_a_person_whose_address_changed_is_not_found_by_the_old_one(room, focal_point, mailoutbox):
    old = focal_point.email
    EmailAddress.objects.create(user=focal_point, email=old, verified=True)
    data = {"email": "New@ministry.example", "name": "Fosca"}
    data |= {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    room.post(page(User, "change", focal_point.pk), data)
    focal_point.refresh_from_db()
    work_off()

    assert [(mail.subject, mail.to) for mail in mailoutbox] == [("Your address was changed", [old])]
    assert (focal_point.email, EmailAddress.objects.count()) == ("new@ministry.example", 0)


def test_a_role_that_was_given_can_only_end(room, focal_point):
    membership = focal_point.memberships.get()
    data = {"role": "viewer", "member_state": "PHL", "user": focal_point.pk, "valid_from": "2001-01-01"}
    room.post(page(Membership, "change", membership.pk), {**data, "valid_to": "2026-01-01"})
    membership.refresh_from_db()

    assert (membership.role, membership.valid_from) == ("focal_point", datetime.date(2012, 1, 1))
    assert membership.valid_to == datetime.date(2026, 1, 1)
