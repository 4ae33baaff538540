"""The work list: each list shows what it says, and its number is that of its entries."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recruiters.desk.work_list import LABELS, WorkList, kept_registers_with_work
from recruiters.models import LicenceState
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.desk.desk_pages import desk_url, words

SINCE, FUTURE = date(2020, 1, 1), date(2100, 1, 1)


STATUSES = [
    "applications",
    "authorised",
    "suspended",
    "expired",
    "not_yet_valid",
    "revoked",
    "withdrawn",
    "refused",
]


def one_of_each(register, today):
    soon, later = today + timedelta(days=30), today + timedelta(days=400)
    checked = {"last_verified_on": today, "next_check_on": later}
    RecruiterFactory(register=register, legal_name="Fine Nurses", **checked)
    RecruiterFactory(register=register, legal_name="Soon Over", valid_until=soon, **checked)
    RecruiterFactory(register=register, legal_name="Stopped", state=LicenceState.SUSPENDED, **checked)
    RecruiterFactory(register=register, legal_name="Lapsed", valid_until=today, **checked)
    RecruiterFactory(register=register, legal_name="Never Looked At")
    RecruiterFactory(register=register, legal_name="Gone", missing_since=SINCE, **checked)
    RecruiterFactory(register=register, legal_name="Asking", state=LicenceState.APPLIED, valid_from=None,
                     valid_until=None, state_from=SINCE, **checked)  # fmt: skip
    RecruiterFactory(
        register=register, legal_name="Revoked Long Ago", state=LicenceState.REVOKED, missing_since=SINCE
    )
    RecruiterFactory(register=register, legal_name="Verified Long Ago", last_verified_on=SINCE)
    RecruiterFactory(register=RegisterFactory(code="other"), legal_name="FINE NURSES Ltd")


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("expiring", ["Soon Over"]),
        ("suspended", ["Stopped"]),
        ("expired", ["Lapsed"]),
        ("revoked", ["Revoked Long Ago"]),
        ("authorised", ["Fine Nurses", "Gone", "Never Looked At", "Soon Over", "Verified Long Ago"]),
        ("unverified", ["Never Looked At", "Verified Long Ago"]),
        ("missing", ["Gone"]),
        ("applications", ["Asking"]),
        ("look_alikes", ["Fine Nurses"]),
    ],
)
def test_each_list_shows_what_it_says_and_counts_what_it_shows(desk, register, show, names):
    one_of_each(register, timezone.localdate())
    page = desk.get(desk_url("work_list", register), {"show": show})

    assert [row.answer.recruiter.legal_name for row in page.context["rows"]] == names
    counts = {item.name: item.count for item in page.context["list"].filters}
    assert (counts[show], counts["all"]) == (len(names), 9)
    assert sum(counts.get(status, 0) for status in STATUSES) == counts["all"]
    assert not {"withdrawn", "refused", "not_yet_valid"} & counts.keys()


@pytest.mark.parametrize("show", list(LABELS))
def test_the_number_of_every_list_is_that_of_its_entries(register, show):
    one_of_each(register, timezone.localdate())
    asked = WorkList(register, timezone.localdate(), show=show)

    assert asked.total == asked.entries.count()


@pytest.mark.parametrize(
    ("typed", "names", "similar"),
    [
        ("golden", ["Golden Bridge"], False),
        ("goldne brige", ["Golden Bridge"], True),
        ("cedar", [], True),
        ("!!!", ["Golden Bridge", "Silver Lake"], False),
    ],
)
def test_a_typing_error_does_not_hide_an_entry_and_the_list_says_so(desk, register, typed, names, similar):
    RecruiterFactory(register=register, legal_name="Golden Bridge")
    RecruiterFactory(register=register, legal_name="Silver Lake")
    RecruiterFactory(register=RegisterFactory(code="other"), legal_name="Cedar")

    page = desk.get(desk_url("work_list", register), {"q": typed})

    assert [row.answer.recruiter.legal_name for row in page.context["rows"]] == names
    assert ("These entries are similar" in words(page)) is (similar and bool(names))


ASKED = [
    {"q": "soon"}, {"q": "sonn"}, {"q": "!!!"}, {"q": "\x00"}, {"show": "expiring"}, {"order": "expiry"},
    {"show": "nonsense"}, {"page": "9" * 30}, {"order": "'"},
]  # fmt: skip


@pytest.mark.parametrize("query", ASKED)
def test_the_list_asks_as_many_questions_for_three_as_for_one(
    desk, register, django_assert_max_num_queries, query
):
    RecruiterFactory(
        register=register, legal_name="Soon", valid_until=timezone.localdate() + timedelta(days=1)
    )
    for later in range(3):
        RecruiterFactory(register=register, legal_name=f"Soon {later}", state_from=FUTURE)
    with django_assert_max_num_queries(12):
        assert desk.get(desk_url("work_list", register), query).status_code == 200


@pytest.mark.parametrize("size", [1, 3])
def test_my_desk_counts_every_register_at_once(registrar, register, size, django_assert_num_queries):
    for _number in range(size):
        RecruiterFactory(register=register)
    assert registrar.registers_kept
    with django_assert_num_queries(2):
        [(_register, filters)] = kept_registers_with_work(registrar, timezone.localdate())

    assert {item.name: item.count for item in filters}["unverified"] == size


def test_my_desk_leads_to_the_work(desk, register):
    RecruiterFactory(register=register)

    assert f'href="{desk_url("work_list", register)}?show=unverified"' in words(desk.get(reverse("desk")))


def test_who_keeps_one_register_goes_straight_to_it(desk, register):
    assert desk.get(reverse("registers_kept")).url == desk_url("work_list", register)


def test_a_look_alike_is_shown_with_what_it_resembles_the_gravest_first(desk, register):
    RecruiterFactory(register=register, legal_name="Fine Nurses")
    abroad = RegisterFactory(code="other")
    RecruiterFactory(register=abroad, legal_name="FINE NURSE Ltd")
    RecruiterFactory(register=abroad, legal_name="Nurses Fine Inc.", state=LicenceState.REVOKED)
    [row] = desk.get(desk_url("work_list", register), {"show": "look_alikes"}).context["rows"]

    assert [(other.recruiter.legal_name, str(other.word)) for other in row.look_alikes] == [
        ("Nurses Fine Inc.", "Revoked"),
        ("FINE NURSE Ltd", "Authorised"),
    ]
