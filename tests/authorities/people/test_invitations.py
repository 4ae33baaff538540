"""People are let in by an invitation to their address, once, only by who may; what ends stays on record."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from authorities.models import (
    Change,
    Invitation,
    InvitationEvent,
    InvitationState,
    Membership,
    RefusedAddress,
    Role,
    SentMail,
    User,
)
from authorities.people.invitation_workflow import build_handover, invitation_workflow, invite_person
from authorities.people.links import invitation_link
from tests.authorities.jobs.worker_process import work_off
from tests.conftest import person
from tests.factories import UserFactory

NEW = "nora.new@labour.example"
PASSWORD = "seven quiet otters sing"
ACCOUNT = {"name": "Nora New", "password": PASSWORD, "again": PASSWORD}


def offer(by, role=Role.CONTRIBUTOR, email=NEW, **scope):
    invitation = Invitation(role=role, email=email, language="en", **scope)
    invite_person(invitation, by=by)
    return invitation


@pytest.fixture
def invited(focal_point, philippines):
    return offer(focal_point, member_state=philippines)


def path_of(invitation):
    return re.sub(r"^https?://[^/]+", "", invitation_link(invitation))


def sign_in(client, user):
    client.force_login(user)
    return client


def text_of(response):
    return response.content.decode()


def roles_of(email):
    return [
        str(role) for role in Membership.objects.in_force_on(timezone.localdate()).filter(user__email=email)
    ]


CAST = [
    "focal_point",
    "contributor",
    "viewer",
    "registrar",
    "stranger",
    "reviewer",
    "manager",
    "administrator",
]
SCOPES = {
    Role.FOCAL_POINT: {"member_state_id": "PHL"},
    Role.DEPUTY: {"member_state_id": "PHL"},
    Role.CONTRIBUTOR: {"member_state_id": "PHL"},
    Role.VIEWER: {"member_state_id": "PHL"},
    Role.REGISTRAR: {"member_state_id": "PHL", "register_code": "dmw"},
    Role.REVIEWER: {},
    Role.MANAGER: {},
    Role.ADMINISTRATOR: {},
}
LET_IN = {
    "focal_point": {Role.DEPUTY, Role.CONTRIBUTOR, Role.VIEWER},
    "registrar": {Role.REGISTRAR},
    "manager": {Role.FOCAL_POINT, Role.REVIEWER},
    "administrator": set(Role),
}


def test_each_role_lets_in_those_of_the_table_and_nobody_else(request, philippines):
    for name in CAST:
        by = request.getfixturevalue(name)
        allowed = {role for role, scope in SCOPES.items() if by.lets_in(Membership(role=role, **scope))}

        assert allowed == LET_IN.get(name, set()), name


def test_a_registrar_lets_nobody_into_another_register(registrar):
    with pytest.raises(ValidationError):
        offer(registrar, Role.REGISTRAR, member_state_id="PHL", register_code="poea")


SENDERS = {"focal_point", "administrator"}
WHO_MOVES = {"renew": SENDERS, "withdraw": SENDERS, "accept": {"themselves"}}


def test_every_state_role_and_move(request, invited):
    """Only a waiting invitation moves: by who may let in there; accepting is for the address."""
    people = {name: request.getfixturevalue(name) for name in CAST} | {"themselves": UserFactory(email=NEW)}
    for state in InvitationState:
        invited.state = state
        for move, who in WHO_MOVES.items():
            row = invitation_workflow.by_name[move]
            moved = {
                name
                for name, user in people.items()
                if state in row.sources and invitation_workflow.may(user, row.by, invited)
            }

            assert moved == (who if state == InvitationState.WAITING else set()), (state, move)


def test_the_mail_has_a_working_link_in_the_language_of_the_invited(
    client, focal_point, philippines, mailoutbox
):
    invitation = Invitation(
        role=Role.CONTRIBUTOR,
        email=NEW,
        language="fr",
        member_state=philippines,
        message="For section E, please.",
    )
    invite_person(invitation, by=focal_point)
    work_off()
    [mail] = mailoutbox
    [link] = re.findall(r"http://127.0.0.1:8000(/fr/invitation/\S+)", mail.body)

    assert mail.to == [NEW]
    assert "Fosca Focal" in mail.body
    assert "For section E, please." in mail.body
    assert re.search(r"\d\d:\d\d UTC[^T]", mail.body)
    assert client.get(link).status_code == 200


def test_a_new_person_opens_an_account_and_is_signed_in(client, invited, focal_point, mailoutbox):
    path = path_of(invited)
    opened = client.get(path)
    nobody_yet = roles_of(NEW)
    answer = client.post(path, ACCOUNT)
    work_off()

    assert NEW in text_of(opened)
    assert nobody_yet == []
    assert answer.status_code == 302
    assert roles_of(NEW) == ["Contributor PHL"]
    assert client.get(reverse("desk")).status_code == 200
    assert [mail.to for mail in mailoutbox if "accepted" in mail.subject] == [[focal_point.email]]
    assert Change.objects.filter(model="authorities.membership", by__email=NEW).count() == 1


def test_a_link_works_once(client, invited):
    path = path_of(invited)
    client.post(path, ACCOUNT)
    client.logout()
    again = client.post(path, ACCOUNT)

    assert again.status_code == 410
    assert "accepted already" in text_of(again)
    assert User.objects.filter(email=NEW).count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("expired", "too old"),
        ("renewed", "A newer e-mail was sent"),
        ("withdrawn", "was withdrawn"),
        ("inviter left", "can no longer do so"),
        ("mistyped", "not copied completely"),
    ],
)
def test_a_link_that_no_longer_works_says_why(client, invited, focal_point, change, sentence):
    path = path_of(invited)
    match change:
        case "expired":
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        case "renewed":
            invitation_workflow.move(invited, "renew", by=focal_point)
        case "withdrawn":
            invitation_workflow.move(invited, "withdraw", by=focal_point)
        case "inviter left":
            focal_point.memberships.update(valid_to=timezone.localdate())
        case "mistyped":
            path = path.rstrip("/")[:-1] + "/"
    answer = client.post(path, ACCOUNT)

    assert answer.status_code == 410
    assert sentence in text_of(answer)
    assert not User.objects.filter(email=NEW).exists()


def test_a_forwarded_mail_gives_the_role_to_nobody_else(client, invited, stranger, focal_point, philippines):
    """Who is signed in with another address cannot accept for themselves."""
    known = offer(focal_point, Role.VIEWER, "stefan.elsewhere@labour.example", member_state=philippines)
    User.objects.create_user("stefan.elsewhere@labour.example", PASSWORD, name="Stefan Elsewhere")
    answer = sign_in(client, stranger).post(path_of(known))

    assert "another address" in text_of(answer)
    assert roles_of(stranger.email) == ["Focal point IDN"]


def test_who_has_an_account_signs_in_and_accepts(client, focal_point, philippines, stranger):
    invitation = offer(focal_point, Role.VIEWER, stranger.email.upper().lower(), member_state=philippines)
    path = path_of(invitation)
    first = client.get(path)
    sign_in(client, stranger).post(path)

    assert reverse("account_login") in text_of(first)
    assert sorted(roles_of(stranger.email)) == ["Focal point IDN", "Viewer PHL"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": "short", "again": "short"}, "too short"),
        ({"again": "another one here"}, "two passwords differ"),
        ({"name": ""}, "required"),
        ({"password": NEW, "again": NEW}, "too similar"),
    ],
)
def test_a_bad_account_is_explained_and_nothing_is_opened(client, invited, typed, sentence):
    answer = client.post(path_of(invited), {**ACCOUNT, **typed})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not User.objects.filter(email=NEW).exists()


def test_a_successor_takes_over_and_the_past_stays_readable(client, focal_point, philippines):
    [own] = focal_point.memberships.all()
    invitation = build_handover(own)
    invitation.email, invitation.language = NEW, "en"
    invite_person(invitation, by=focal_point)
    still = roles_of(focal_point.email)
    client.post(path_of(invitation), ACCOUNT)
    own.refresh_from_db()

    assert still == ["Focal point PHL"]
    assert roles_of(NEW) == ["Focal point PHL"]
    assert roles_of(focal_point.email) == []
    assert own.valid_to == timezone.localdate()
    assert "Fosca Focal" in text_of(client.get(reverse("people")))


def test_the_form_offers_what_one_may_give_and_takes_the_state_from_the_role(client, focal_point, indonesia):
    room = sign_in(client, focal_point)
    page = text_of(room.get(reverse("invite")))
    room.post(
        reverse("invite"),
        {"email": NEW, "offer": "deputy PHL", "member_state": "IDN", "language": "es", "message": ""},
    )

    assert page.count('name="offer"') == 3
    assert 'name="member_state"' not in page
    assert Invitation.objects.get().reach == ("PHL", "", "")


def test_a_manager_says_which_state(client, manager, philippines):
    room = sign_in(client, manager)
    typed = {
        "email": NEW,
        "offer": "focal_point",
        "language": "en",
        "message": "",
        "member_state": "",
        "region": "",
    }
    without = room.post(reverse("invite"), typed)
    done = room.post(reverse("invite"), {**typed, "member_state": "PHL"})

    assert without.status_code == 422
    assert "Say what this role is for." in text_of(without)
    assert done.status_code == 302
    assert Invitation.objects.get().member_state_id == "PHL"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": NEW.upper()}, "invited already"),
        ({"email": "not an address"}, "valid email"),
        ({"email": "CONRAD", "offer": "contributor PHL"}, "has this role already"),
        ({"offer": "administrator"}, "valid choice"),
        ({"offer": "contributor IDN"}, "valid choice"),
    ],
)
def test_an_invitation_that_cannot_be_sent_is_explained(
    client, focal_point, contributor, invited, typed, sentence
):
    typed = {key: contributor.email if value == "CONRAD" else value for key, value in typed.items()}
    form = {
        "email": "other@labour.example",
        "offer": "contributor PHL",
        "language": "en",
        "message": "",
        **typed,
    }
    answer = sign_in(client, focal_point).post(reverse("invite"), form)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Invitation.objects.count() == 1


def test_inviting_and_withdrawing_again_mails_the_world_no_more_than_waiting_invitations(
    invited, focal_point, philippines
):
    first = invited.events.get()
    more = [
        InvitationEvent(invitation=invited, move="renew", by=focal_point, at=first.at) for _n in range(48)
    ]
    InvitationEvent.objects.bulk_create(more)
    invitation_workflow.move(
        offer(focal_point, email="fifty@labour.example", member_state=philippines), "withdraw", by=focal_point
    )

    with pytest.raises(ValidationError, match="Try again in an hour"):
        offer(focal_point, email="next@labour.example", member_state=philippines)
    assert not Invitation.objects.to_address("next@labour.example").exists()


def test_it_is_sent_again_a_few_times_only(client, focal_point, invited, mailoutbox):
    room = sign_in(client, focal_point)
    again = reverse("move_invitation", args=[invited.pk, "renew"])
    for _time in range(6):
        last = room.post(again, follow=True)
    work_off()

    assert "was sent 5 times" in text_of(last)
    assert len(mailoutbox) == 1  # a mail that was overtaken is not sent


def test_people_are_seen_by_their_state_and_the_secretariat_alone(
    client, invited, contributor, viewer, registrar, stranger, reviewer, reviewer_of_europe
):
    seen = {}
    for user in (viewer, registrar, reviewer, stranger, reviewer_of_europe):
        room = sign_in(client, user)
        answer = room.get(reverse("state_people", args=["PHL"]))
        pages = text_of(answer) + text_of(room.get(reverse("people")))
        seen[user.name.split()[0]] = (answer.status_code, contributor.email in pages, NEW in pages)

    assert seen == {
        "Vera": (200, True, True),
        "Regina": (200, True, True),
        "Rita": (200, True, True),
        "Stefan": (404, False, False),
        "Egon": (404, False, False),
    }


def test_a_role_is_ended_by_who_may_let_in_and_access_ends_at_once(client, focal_point, contributor, viewer):
    [role] = contributor.memberships.all()
    address = reverse("end_role", args=[role.pk])
    refused = sign_in(client, viewer).post(address).status_code
    page = text_of(sign_in(client, focal_point).get(address))
    client.post(address)
    twice = client.post(address).status_code

    assert refused == 404
    assert "Conrad Contributor" in page
    assert roles_of(contributor.email) == []
    assert twice == 404
    assert Membership.objects.filter(user=contributor).count() == 1


def test_the_last_administrator_stays(client, administrator):
    other = person("Ada Administrator", Role.ADMINISTRATOR)
    administrator.set_unusable_password()
    administrator.save()
    answer = sign_in(client, administrator).post(reverse("end_role", args=[other.memberships.get().pk]))

    assert answer.status_code == 409
    assert "Nobody else would be an administrator" in text_of(answer)


def test_the_page_asks_the_same_number_of_queries_whatever_it_shows(
    client, manager, focal_point, contributor, philippines, indonesia, django_assert_num_queries
):
    room = sign_in(client, manager)
    room.get(reverse("people"))
    with django_assert_num_queries(10):
        room.get(reverse("people"))
    for number in range(5):
        offer(focal_point, email=f"p{number}@labour.example", member_state=philippines)
        person(f"Person {number}", Role.FOCAL_POINT, member_state=indonesia)
    with django_assert_num_queries(10):
        page = text_of(room.get(reverse("people")))

    assert "Person 4" in page


def test_the_page_shows_what_was_sent_and_which_mailbox_refuses(client, invited, focal_point, viewer):
    for address in (NEW, viewer.email):
        RefusedAddress.objects.create(address=address, reason="550 5.1.1 Unknown")
    client.force_login(focal_point)
    html = client.get(reverse("people")).content.decode()

    assert html.count("does not accept mail since") == 2
    assert "1 notice was sent about this" in html
    assert "You are invited to the WHO Code reporting tracker" in html
    assert [mail for mail in SentMail.objects.all() if "/invitation/" in mail.text] == []
