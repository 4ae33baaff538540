"""Who may read a concern: every role, every place."""

import html

import pytest
from django.urls import reverse

from authorities.models import Role
from recruiters.concerns.actions import move_concern
from recruiters.concerns.workflow import concern_workflow
from recruiters.models import Concern, ConcernFile
from tests.conftest import person
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.concerns.sample_reports import DESK, make_picture, send_report, words


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def concern(philippines, register):
    return send_report(philippines, register)[0]


CAST = ["registrar", "registrar_elsewhere", "focal_point", "contributor", "viewer", "stranger", "reviewer",
        "reviewer_of_europe", "manager", "administrator"]  # fmt: skip
WHERE = [
    "own register",
    "other register of the state",
    "other state of the region",
    "other region",
    "no register",
    "same code in another country",
]
READERS = {
    "registrar": {"own register"},
    "registrar_elsewhere": {"other register of the state"},
    "reviewer": set(WHERE),
    "reviewer_of_europe": {"other region", "same code in another country"},
    "manager": set(WHERE),
}


@pytest.fixture
def registrar_elsewhere(philippines):
    """Rosa keeps the register of seafarers of the same country."""
    return person("Rosa Elsewhere", Role.REGISTRAR, member_state=philippines, register_code="sea")


@pytest.fixture
def concerns_by_place(philippines, indonesia, ireland, register):
    """One concern of each kind of place."""
    sea = RegisterFactory(member_state=philippines, code="sea")
    places = [
        (philippines, register),
        (philippines, sea),
        (indonesia, None),
        (ireland, None),
        (philippines, None),
        (ireland, RegisterFactory(member_state=ireland)),
    ]
    return {where: send_report(*at, text=where)[0] for where, at in zip(WHERE, places, strict=True)}


@pytest.mark.parametrize("role", CAST)
def test_concerns_are_read_by_those_concerned_and_by_nobody_else(request, client, concerns_by_place, role):
    client.force_login(request.getfixturevalue(role))

    seen = {
        where
        for where, concern in concerns_by_place.items()
        if client.get(concern.get_absolute_url()).status_code == 200
    }
    assert seen == READERS.get(role, set())


@pytest.mark.parametrize("role", CAST)
def test_who_reads_may_move_and_who_does_not_may_not(request, concerns_by_place, role):
    user = request.getfixturevalue(role)

    movable = {
        where
        for where, concern in concerns_by_place.items()
        if concern_workflow.available_transitions(user, concern)
    }
    assert movable == READERS.get(role, set())
    assert movable == {
        w for w, c in concerns_by_place.items() if Concern.objects.visible_to(user).filter(pk=c.pk).exists()
    }


@pytest.mark.parametrize("role", [role for role in CAST if role not in READERS])
@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/reply/", "{pk}/look_into/"])
def test_for_strangers_the_desk_does_not_exist(request, client, concern, role, path):
    client.force_login(request.getfixturevalue(role))
    address = DESK + path.format(pk=concern.pk)

    answer = client.post(address, {"text": "x"}) if path.count("/") == 2 else client.get(address)
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["", "1/", "1/reply/", "1/look_into/"])
def test_who_is_not_signed_in_is_asked_to(client, path):
    assert client.get(DESK + path).status_code == 302


@pytest.mark.parametrize("role", CAST)
def test_files_are_handed_to_those_concerned_only(request, client, philippines, register, role):
    send_report(philippines, register, files=[make_picture()])
    client.force_login(request.getfixturevalue(role))
    page = client.get(reverse("concern_file", args=[ConcernFile.objects.get().pk]))
    page.close()

    assert page.status_code == (200 if "own register" in READERS.get(role, set()) else 404)


def test_a_file_is_called_by_its_number_not_by_its_name(client, philippines, register, registrar):
    send_report(philippines, register, files=[make_picture()])
    stored = ConcernFile.objects.get()
    client.force_login(registrar)
    page = client.get(reverse("concern_file", args=[stored.pk]))

    assert page.getvalue().startswith(b"\x89PNG")
    assert "zzSecretNamezz" not in page["Content-Disposition"] + stored.file.name
    assert "sandbox" in page["Content-Security-Policy"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_the_same_number_of_queries_whatever_its_length(
    client, django_assert_num_queries, philippines, register, registrar, number
):
    entry = RecruiterFactory(register=register, licence_number="DMW-0417")
    for turn in range(number):
        send_report(philippines, register, text=str(turn), licence=entry.licence_number)
    client.force_login(registrar)

    with django_assert_num_queries(6):
        page = client.get(DESK, {"q": "dmw", "state": "received"})
    assert len(page.context["page"].object_list) == number


@pytest.mark.parametrize(("query", "number"), [("received", 1), ("closed", 0), ("", 1), ("nonsense", 1)])
def test_the_list_is_narrowed_by_state(client, concern, registrar, query, number):
    client.force_login(registrar)

    assert len(client.get(DESK, {"state": query}).context["page"].object_list) == number


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("agency", {"Azure Agency"}),
        ("77", {"Azure Agency"}),
        ("0417", {"Blue Care"}),
        ("\x00", {"Azure Agency", "Blue Care"}),
        ("%", set()),
    ],
)
def test_the_list_is_searched_by_name_and_by_licence_as_given_or_as_linked(
    client, philippines, register, registrar, query, found
):
    RecruiterFactory(register=register, licence_number="DMW-0417")
    send_report(philippines, register, named="Azure Agency", licence="No. 77")
    blue, _reference = send_report(philippines, register, named="Blue Care")
    move_concern(blue, "link", by=registrar, licence="DMW-0417")
    client.force_login(registrar)

    page = client.get(DESK, {"q": query, "state": "received"})
    assert {concern.named for concern in page.context["page"]} == found
    assert page.context["form"]["state"].value() == "received"


def test_words_that_find_nothing_are_repeated(client, concern, registrar):
    client.force_login(registrar)

    assert "No concern here is about “<b>”" in html.unescape(words(client.get(DESK, {"q": "<b>"})))


def test_my_desk_counts_what_is_open(client, concern, registrar):
    client.force_login(registrar)

    assert "1 is open." in words(client.get(reverse("desk")))


def test_the_desk_of_others_does_not_speak_of_concerns(client, concern, focal_point):
    client.force_login(focal_point)

    assert "concerns" not in words(client.get(reverse("desk")))
