"""The registrar's desk: lists that tell the truth, one move for many or none, entries nobody overwrites."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from authorities.models import Role
from recruiters.desk.work_list import LABELS, WorkList, registers_kept
from recruiters.licences.decisions import decide
from recruiters.models import LicenceEvent, Recruiter, Standing
from tests.conftest import person
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.desk_room import address, words

SINCE, FUTURE = date(2020, 1, 1), date(2100, 1, 1)


def one_of_each(register, today):
    soon, later = today + timedelta(days=30), today + timedelta(days=400)
    checked = {"last_verified_on": today, "next_check_on": later}
    RecruiterFactory(register=register, legal_name="Fine Nurses", **checked)
    RecruiterFactory(register=register, legal_name="Soon Over", valid_until=soon, **checked)
    RecruiterFactory(register=register, legal_name="Stopped", state=Standing.SUSPENDED, **checked)
    RecruiterFactory(register=register, legal_name="Lapsed", valid_until=today, **checked)
    RecruiterFactory(register=register, legal_name="Never Looked At")
    RecruiterFactory(register=register, legal_name="Gone", missing_since=SINCE, **checked)
    RecruiterFactory(register=register, legal_name="Asking", state=Standing.APPLIED, valid_from=None,
                     valid_until=None, state_from=SINCE, **checked)  # fmt: skip
    RecruiterFactory(
        register=register, legal_name="Revoked Long Ago", state=Standing.REVOKED, missing_since=SINCE
    )
    RecruiterFactory(register=register, legal_name="Verified Long Ago", last_verified_on=SINCE)
    RecruiterFactory(register=RegisterFactory(code="other"), legal_name="FINE NURSES Ltd")


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("expiring", ["Soon Over"]),
        ("suspended", ["Stopped"]),
        ("expired", ["Lapsed"]),
        ("unverified", ["Never Looked At", "Verified Long Ago"]),
        ("missing", ["Gone"]),
        ("applications", ["Asking"]),
        ("look_alikes", ["Fine Nurses"]),
    ],
)
def test_each_list_shows_what_it_says_and_counts_what_it_shows(desk, register, show, names):
    one_of_each(register, timezone.localdate())
    page = desk.get(address("work_list", register), {"show": show})

    assert [row.answer.recruiter.legal_name for row in page.context["rows"]] == names
    counts = {item.name: item.count for item in page.context["list"].filters}
    assert (counts[show], counts["all"]) == (len(names), 9)


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

    page = desk.get(address("work_list", register), {"q": typed})

    assert [row.answer.recruiter.legal_name for row in page.context["rows"]] == names
    assert ("come close" in words(page)) is (similar and bool(names))


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
        assert desk.get(address("work_list", register), query).status_code == 200


@pytest.mark.parametrize("size", [1, 3])
def test_my_desk_counts_every_register_at_once(registrar, register, size, django_assert_num_queries):
    for _number in range(size):
        RecruiterFactory(register=register)
    assert registrar.registers_kept
    with django_assert_num_queries(2):
        [(_register, filters)] = registers_kept(registrar, timezone.localdate())

    assert {item.name: item.count for item in filters}["unverified"] == size


def test_my_desk_leads_to_the_work(desk, register):
    RecruiterFactory(register=register)

    assert f'href="{address("work_list", register)}?show=unverified"' in words(desk.get(reverse("desk")))


def test_who_keeps_one_register_goes_straight_to_it(desk, register):
    assert desk.get(reverse("registers_kept")).url == address("work_list", register)


# Many at once


def bulk(desk, register, entries, **said):
    keys = ",".join(str(entry.pk) for entry in entries)
    register.refresh_from_db()
    said = {"effective_on": "2026-11-20", "decision": "D-1", "version": register.version, **said}
    return desk.post(address("bulk", register), {"entries": keys, **said})


def test_many_are_suspended_with_one_note(desk, register, registrar):
    both = [RecruiterFactory(register=register) for _n in range(2)]
    bulk(desk, register, both, move="suspend", note="Fees were taken.")

    events = LicenceEvent.objects.order_by("-pk")[:2]
    assert {event.note for event in events} == {"Fees were taken."}
    assert len({event.version for event in events}) == 1
    assert {entry.state for entry in Recruiter.objects.all()} == {Standing.SUSPENDED}


def test_one_in_the_way_stops_all_and_is_named(desk, register, registrar):
    fine = RecruiterFactory(register=register)
    ended = RecruiterFactory(register=register, state=Standing.REVOKED, licence_number="DMW-END")
    page = bulk(desk, register, [fine, ended], move="suspend")

    fine.refresh_from_db()
    assert (page.status_code, fine.state) == (422, Standing.AUTHORISED)
    assert f"<bdi>{ended.legal_name}</bdi>: This licence is “Revoked”, which is final." in words(page)
    assert 'value="D-1"' in words(page)


def test_the_page_says_before_it_is_tried_what_stands_in_the_way(desk, register, registrar):
    ended = RecruiterFactory(register=register, state=Standing.REVOKED)
    page = desk.get(address("bulk", register), {"move": "suspend", "entry": ended.pk})

    assert [entry for entry, _sentences in page.context["page"].in_the_way] == [ended]


def test_all_of_a_list_are_meant_and_of_no_other(desk, register, registrar):
    for _n in range(60):
        RecruiterFactory(register=register)
    RecruiterFactory(register=register, state=Standing.REVOKED)
    page = desk.get(address("bulk", register), {"move": "verify", "all": "1", "show": "unverified"})

    assert len(page.context["page"].chosen) == 60
    said = {"move": "verify", "entries": page.context["page"].keys, "next_check_on": "2100-01-01"}
    done = desk.post(address("bulk", register), {**said, "show": "unverified", "q": "Example"})
    assert done.url == f"{address('work_list', register)}?show=unverified&q=Example&order=name"
    assert Recruiter.objects.filter(last_verified_on=timezone.localdate()).count() == 60


def test_who_saw_what_stands_in_the_way_may_go_on_with_the_others(desk, register, registrar):
    fine = RecruiterFactory(register=register)
    ended = RecruiterFactory(register=register, state=Standing.REVOKED)
    early = RecruiterFactory(register=register, state_from=date(2026, 11, 21))
    page = bulk(desk, register, [fine, ended, early], move="suspend")
    assert "Go on with the other 1 entry" in words(page)
    bulk(desk, register, [fine, ended, early], move="suspend", others="1")

    assert list(LicenceEvent.objects.filter(decision="D-1").values_list("recruiter", flat=True)) == [fine.pk]


def test_a_decision_made_meanwhile_is_not_overwritten(desk, register, registrar):
    """A colleague suspended one of them by order of a court while this page lay open."""
    both = [RecruiterFactory(register=register, licence_number=f"DMW-{n}") for n in (1, 2)]
    register.refresh_from_db()
    seen = register.version
    decide(both[0], "suspend", by=registrar, effective_on=date(2026, 11, 19), decision="Court")
    page = bulk(desk, register, both, move="suspend", version=seen)

    assert (page.status_code, LicenceEvent.objects.filter(decision="D-1").count()) == (422, 0)
    assert "DMW-1: somebody decided on it meanwhile." in words(page)


def test_one_entry_is_verified_from_its_page_and_shown_again(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    there = f"{address('bulk', register)}?move=verify&amp;entry={entry.pk}"
    assert there in words(desk.get(address("entry", register, entry.pk)))
    done = bulk(desk, register, [entry], move="verify", next_check_on="2027-11-01")

    assert done.url == address("entry", register, entry.pk)
    entry.refresh_from_db()
    assert entry.last_verified_on == timezone.localdate()


def test_a_look_alike_is_shown_with_what_it_resembles_the_gravest_first(desk, register):
    RecruiterFactory(register=register, legal_name="Fine Nurses")
    abroad = RegisterFactory(code="other")
    RecruiterFactory(register=abroad, legal_name="FINE NURSE Ltd")
    RecruiterFactory(register=abroad, legal_name="Nurses Fine Inc.", state=Standing.REVOKED)
    [row] = desk.get(address("work_list", register), {"show": "look_alikes"}).context["rows"]

    assert [(other.recruiter.legal_name, str(other.word)) for other in row.alike] == [
        ("Nurses Fine Inc.", "Revoked"),
        ("FINE NURSE Ltd", "Authorised"),
    ]


def test_the_same_page_sent_twice_decides_once(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    register.refresh_from_db()
    seen = register.version
    for _click in range(2):
        bulk(desk, register, [entry], move="set_conditions", public_note="Only nurses.", version=seen)

    assert entry.events.filter(move="set_conditions").count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"entry": "x"}, {"entry": "9" * 30}, {"entries": "\x00,;"}, {"entry": "-1"}]
)
def test_nothing_ticked_is_said(desk, register, sent):
    assert "No entry was ticked" in words(desk.get(address("bulk", register), {"move": "suspend", **sent}))


def test_an_entry_of_another_register_is_not_moved(desk, register, registrar):
    foreign = RecruiterFactory(register=RegisterFactory(code="other"))
    bulk(desk, register, [foreign], move="revoke")

    foreign.refresh_from_db()
    assert foreign.state == Standing.AUTHORISED


# Who may


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
    there = address(name, register, *[entry.pk if part == "pk" else part for part in more])
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
        page = desk.get(address("register_log", register))

    assert [event.move for event in page.context["page"]] == ["suspend", "grant"] * size
    assert f"<bdi>{registrar.name}</bdi>" in words(page)


def taken_home(desk, register, ending):
    response = desk.get(address("download_register", register, ending))
    return b"".join(response.streaming_content)


def test_the_registrar_takes_the_whole_register_home(desk, register):
    RecruiterFactory(register=register, legal_name="=HYPERLINK()", complaints=3, professions=["221", "2221"])
    RecruiterFactory(register=RegisterFactory(code="other"), legal_name="Foreign")
    [row] = csv.DictReader(taken_home(desk, register, "csv").decode("utf-8-sig").splitlines())

    assert (row["legal_name"], row["complaints"], row["professions"]) == ("'=HYPERLINK()", "3", "221; 2221")
    assert (row["iso3"], row["register"], row["standing"]) == ("PHL", "dmw", "authorised")


def test_the_workbook_holds_the_same_cells(desk, register):
    RecruiterFactory(register=register, licence_number="00417", legal_name="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(taken_home(desk, register, "xlsx")))
    headers, cells = book.active.iter_rows(values_only=True)
    row = dict(zip(headers, cells, strict=True))

    assert (row["licence_number"], row["legal_name"]) == ("00417", "'=1+1")


def test_an_ending_that_is_none_is_not_found(desk, register):
    assert desk.get(address("download_register", register, "exe")).status_code == 404
