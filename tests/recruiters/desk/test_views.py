"""Who finds the desk, and what its log tells."""

from datetime import date

import pytest

from authorities.models import Role
from recruiters.licences.decisions import decide
from tests.conftest import person
from tests.factories import RecruiterFactory
from tests.recruiters.desk.desk_pages import desk_url, words


@pytest.mark.parametrize(
    "role",
    ["stranger", "focal_point", "viewer", "reviewer", "manager", "other_registrar", None],
)
@pytest.mark.parametrize(
    ("name", "more"),
    [("work_list", []), ("bulk", []), ("register_log", []), ("download_register", ["csv"]),
     ("new_entry", []), ("entry", ["pk"]), ("edit_entry", ["pk"]), ("decide", ["pk", "suspend"])],
)  # fmt: skip
def test_nobody_but_its_registrar_and_administrators_finds_the_desk(
    client, request, register, philippines, role, name, more
):
    entry = RecruiterFactory(register=register)
    if role:
        client.force_login(request.getfixturevalue(role))
    there = desk_url(name, register, *[entry.pk if part == "pk" else part for part in more])
    for answer in (client.get(there, {"move": "suspend"}), client.post(there, {"move": "suspend"})):
        assert answer.status_code in ({404, 405} if role else {302})


@pytest.fixture
def other_registrar(philippines):
    """Keeps another register of the same country."""
    return person("Otto Other", Role.REGISTRAR, member_state=philippines, register_code="other")


@pytest.mark.parametrize("size", [1, 3])
def test_what_was_done_is_told_with_who_did_it(
    desk, register, registrar, size, django_assert_max_num_queries
):
    for _number in range(size):
        entry = RecruiterFactory(register=register)
        decide(entry, "suspend", by=registrar, effective_on=date(2026, 11, 1), decision="D-1")
    with django_assert_max_num_queries(8):
        page = desk.get(desk_url("register_log", register))

    assert [event.move for event in page.context["page"]] == ["suspend", "grant"] * size
    assert f"<bdi>{registrar.name}</bdi>" in words(page)
