"""The registrar's desk: lists that tell the truth, one move for many or none, entries nobody overwrites."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from authorities.models import Role
from recruiters.desk import LABELS, WorkList, registers_kept
from recruiters.licensing import amend, decide, verify
from recruiters.models import LicenceEvent, Recruiter, Relation, RelationKind, Standing
from tests.conftest import person
from tests.factories import RecruiterFactory, RegisterFactory

SINCE, FUTURE = date(2020, 1, 1), date(2100, 1, 1)
ROWS = {
    f"{prefix}-{name}": value
    for prefix in ("branches", "relations")
    for name, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def desk(client, registrar, register):
    """Regina, signed in."""
    client.force_login(registrar)
    return client


def address(name, register, *more):
    return reverse(name, args=[register.member_state_id, register.code, *more])


def words(response):
    return " ".join(response.content.decode().split())


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
    RecruiterFactory(register=register, legal_name="Revoked Long Ago", state=Standing.REVOKED)
    RecruiterFactory(register=RegisterFactory(code="other"), legal_name="FINE NURSES Ltd")


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("expiring", ["Soon Over"]),
        ("suspended", ["Stopped"]),
        ("expired", ["Lapsed"]),
        ("unverified", ["Never Looked At"]),
        ("missing", ["Gone"]),
        ("applications", ["Asking"]),
        ("look_alikes", ["Fine Nurses"]),
    ],
)
def test_each_list_shows_what_it_says_and_counts_what_it_shows(desk, register, show, names):
    one_of_each(register, timezone.localdate())
    page = desk.get(address("work_list", register), {"show": show})

    assert [answer.recruiter.legal_name for answer in page.context["answers"]] == names
    counts = {item.name: item.count for item in page.context["list"].filters}
    assert (counts[show], counts["all"]) == (len(names), 8)


@pytest.mark.parametrize("show", list(LABELS))
def test_the_number_of_every_list_is_that_of_its_entries(register, show):
    one_of_each(register, timezone.localdate())
    asked = WorkList(register, timezone.localdate(), show=show)

    assert asked.total == asked.entries.count()


ASKED = [
    {"q": "soon"}, {"show": "expiring"}, {"order": "expiry"}, {"show": "nonsense"}, {"q": "\x00"},
    {"page": "9" * 30}, {"order": "'"},
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
    with django_assert_max_num_queries(11):
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
    said = {"effective_on": "2026-11-20", "decision": "D-1", **said}
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
    assert "DMW-END: This licence is “Revoked”, which is final." in words(page)
    assert 'value="D-1"' in words(page)


def test_the_page_says_before_it_is_tried_what_stands_in_the_way(desk, register, registrar):
    ended = RecruiterFactory(register=register, state=Standing.REVOKED)
    page = desk.get(address("bulk", register), {"move": "suspend", "entry": ended.pk})

    assert page.context["page"].in_the_way == [ended]


def test_all_of_a_list_are_meant_and_of_no_other(desk, register, registrar):
    for _n in range(60):
        RecruiterFactory(register=register)
    RecruiterFactory(register=register, state=Standing.REVOKED)
    page = desk.get(address("bulk", register), {"move": "verify", "all": "1", "show": "unverified"})

    assert len(page.context["page"].chosen) == 60
    desk.post(address("bulk", register), {"move": "verify", "entries": page.context["page"].keys,
                                          "next_check_on": "2100-01-01"})  # fmt: skip
    assert Recruiter.objects.filter(last_verified_on=timezone.localdate()).count() == 60


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


# One entry


def new_entry(desk, register, **fields):
    sent = {
        "stamp": "", "legal_name": "Horizon Care Inc.", "licence_number": "DMW-1", "complaints": "0",
        "move": "grant", "effective_on": "2026-01-01", "valid_until": "2027-12-31", **ROWS, **fields,
    }  # fmt: skip
    return desk.post(address("new_entry", register), sent)


def test_a_recruiter_is_entered_on_one_page(desk, register, registrar):
    branch = {"branches-TOTAL_FORMS": "1", "branches-0-name": "Cebu", "branches-0-address": "1 Port Road"}
    page = new_entry(
        desk, register, professions=["2221"], source_states=["PHL"], note="From paper.", **branch
    )

    entry = Recruiter.objects.get()
    assert page.status_code == 302
    assert (entry.state, entry.valid_until) == (Standing.AUTHORISED, date(2028, 1, 1))
    assert (entry.professions, entry.source_states) == (["2221"], ["PHL"])
    assert entry.branches.get().name == "Cebu"
    assert (entry.events.get().note, entry.events.get().by) == ("From paper.", registrar)


def test_an_application_is_entered_without_dates_of_a_licence(desk, register):
    new_entry(desk, register, move="apply")

    assert Recruiter.objects.get().terms.status_on(date(2026, 6, 1)) == Standing.APPLIED


def test_a_look_alike_is_shown_before_saving_and_nothing_is_lost(desk, register):
    RecruiterFactory(register=register, legal_name="CARE HORIZON Ltd", state=Standing.REVOKED)
    page = new_entry(desk, register, address="1 Long Street")

    assert (page.status_code, Recruiter.objects.count()) == (422, 1)
    assert "CARE HORIZON Ltd" in words(page)
    assert "1 Long Street" in words(page)
    assert "This is another firm" in words(page)


@pytest.mark.parametrize(("said", "kinds"), [("another", []), ("predecessor", [RelationKind.PREDECESSOR])])
def test_a_look_alike_is_another_firm_or_related(desk, register, said, kinds):
    old = RecruiterFactory(register=register, legal_name="CARE HORIZON Ltd", state=Standing.REVOKED)
    page = new_entry(desk, register, **{f"alike_{old.pk}": said})

    assert page.status_code == 302
    assert [relation.kind for relation in Relation.objects.filter(other=old)] == kinds


def test_the_same_company_number_is_a_look_alike_too(desk, register):
    RecruiterFactory(register=register, legal_name="Quite Different", company_number="C-77")

    assert "Quite Different" in words(new_entry(desk, register, company_number="C-77"))


def test_a_number_that_is_there_already_leads_to_its_entry(desk, register):
    old = RecruiterFactory(register=register, licence_number="DMW-1", legal_name="First Here")
    page = new_entry(desk, register, licence_number=" dmw-1")

    assert "The licence number DMW-1 is on the register already: First Here." in words(page)
    assert address("entry", register, old.pk) in words(page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"legal_name": ""}, {"legal_name": "x" * 251}, {"legal_name": "a\x00b"},
        {"licence_number": "9" * 500},
        {"complaints": "9" * 30}, {"complaints": "-1"}, {"professions": ["999"]}, {"source_states": ["XXX"]},
        {"website": "javascript:alert(1)"}, {"effective_on": ""}, {"effective_on": "31.12.9999"},
        {"valid_until": "9999-12-31"}, {"valid_until": "2025-01-01"}, {"move": "revoke"},
        {"relations-TOTAL_FORMS": "1", "relations-0-kind": "parent", "relations-0-register": "PHL/dmw",
         "relations-0-licence_number": "nobody"},
        {"branches-TOTAL_FORMS": "9" * 30},
        {"stamp": "1-1", "legal_name": ""},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_saved(desk, register, wrong):
    page = new_entry(desk, register, **wrong)

    assert (page.status_code, Recruiter.objects.count()) == (422, 0)
    assert "notice stop" in words(page) or "Please put this right" in words(page)


def correct(desk, entry, stamp, **fields):
    sent = {"stamp": stamp, "legal_name": entry.legal_name, "licence_number": entry.licence_number,
            "complaints": "0", **ROWS, **fields}  # fmt: skip
    return desk.post(address("edit_entry", entry.register, entry.pk), sent)


def stamp_of(desk, entry):
    return desk.get(address("edit_entry", entry.register, entry.pk)).context["page"].stamp


def test_a_correction_stands_in_the_timeline_with_before_and_after(desk, register, registrar):
    entry = RecruiterFactory(register=register, legal_name="Old Name")
    correct(desk, entry, stamp_of(desk, entry), legal_name="New Name", note="As on the deed.")
    newest, first = desk.get(address("entry", register, entry.pk)).context["timeline"]

    assert [(d.label, d.before, d.after) for d in newest.changes] == [("legal name", "Old Name", "New Name")]
    assert (newest.event.note, newest.by, first.word) == ("As on the deed.", registrar, "Granted")


def test_saving_what_is_there_already_changes_nothing(desk, register, indonesia):
    entry = RecruiterFactory(register=register, source_states=["PHL", "IDN"], professions=["2222", "221"])
    lists = {"source_states": ["IDN", "PHL"], "professions": ["221", "2222"]}
    correct(desk, entry, stamp_of(desk, entry), **lists)

    assert entry.events.count() == 1
    register.refresh_from_db()
    assert register.version == 1


def test_two_who_correct_the_same_entry_overwrite_nothing_silently(desk, register, registrar):
    entry = RecruiterFactory(register=register, legal_name="Old Name")
    stamp = stamp_of(desk, entry)
    entry.address, entry.website = "Moved", "https://new.example/"
    amend(entry, by=registrar)
    page = correct(desk, entry, stamp, address="Somewhere else", note="Mine.")

    entry.refresh_from_db()
    assert (page.status_code, entry.address) == (409, "Moved")
    form = page.context["page"].form
    assert (form["address"].value(), form["website"].value()) == ("Somewhere else", "https://new.example/")
    again = correct(desk, entry, page.context["page"].stamp, address="Somewhere else", website=entry.website)
    entry.refresh_from_db()
    assert (again.status_code, entry.address) == (302, "Somewhere else")


@pytest.mark.parametrize("deed", [
    lambda entry, by: decide(entry, "revoke", by=by, effective_on=timezone.localdate(), note="Why."),
    lambda entry, by: verify(Recruiter.objects.filter(pk=entry.pk), by=by, next_check_on=FUTURE),
])  # fmt: skip
def test_a_correction_sees_what_was_decided_or_verified_meanwhile(desk, register, registrar, deed):
    entry = RecruiterFactory(register=register)
    stamp = stamp_of(desk, entry)
    deed(Recruiter.objects.get(pk=entry.pk), registrar)

    assert correct(desk, entry, stamp, address="New").status_code == 409


@pytest.mark.parametrize("stamp", ["", "x", "0-0", "9" * 40, "1-1-1", "\x00"])
def test_a_stamp_that_nobody_gave_out_is_stale(desk, register, registrar, stamp):
    assert correct(desk, RecruiterFactory(register=register), stamp).status_code == 409


# Decisions


def test_a_suspension_ends_after_its_last_day(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    sent = {"seen": entry.events.get().pk, "effective_on": "2026-11-01", "suspended_until": "2026-12-31"}
    desk.post(address("decide", register, entry.pk, "suspend"), {**sent, "legal_ground": "Section 10"})

    entry.refresh_from_db()
    assert entry.suspended_until == date(2027, 1, 1)


def test_a_decision_asks_what_its_move_needs_and_says_what_is_missing(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    sent = {"seen": entry.events.get().pk, "effective_on": "2026-11-01"}
    page = desk.post(address("decide", register, entry.pk, "revoke"), sent)

    assert page.status_code == 422
    assert "Give the reference of the decision, or its legal ground" in words(page)


def test_a_decision_on_what_was_decided_meanwhile_is_not_made(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    seen = entry.events.get().pk
    decide(entry, "suspend", by=registrar, effective_on=date(2026, 11, 1), note="Why.")
    sent = {"seen": seen, "effective_on": "2026-11-02", "note": "Why."}
    page = desk.post(address("decide", register, entry.pk, "revoke"), sent)

    assert "Somebody decided on this licence meanwhile" in words(page)


def test_the_latest_decision_is_annulled_and_stays_in_the_timeline(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    event = decide(entry, "suspend", by=registrar, effective_on=date(2026, 11, 1), note="Why.")
    desk.post(address("decide", register, entry.pk, "annul"), {"seen": event.pk, "note": "Wrong firm."})
    page = desk.get(address("entry", register, entry.pk))

    assert page.context["recruiter"].state == Standing.AUTHORISED
    assert [moment.word for moment in page.context["timeline"]][1:] == ["Suspended", "Granted"]
    assert "Wrong firm." in words(page)


def test_only_open_moves_have_a_page(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    for move in ("annul", "correct", "refuse", "nonsense"):
        assert desk.get(address("decide", register, entry.pk, move)).status_code == 404


# Who may


@pytest.mark.parametrize(
    "role",
    ["stranger", "focal_point", "viewer", "reviewer", "manager", "administrator", "other_registrar", None],
)
@pytest.mark.parametrize(
    ("name", "more"),
    [("work_list", []), ("bulk", []), ("download_register", ["csv"]), ("new_entry", []), ("entry", ["pk"]),
     ("edit_entry", ["pk"]), ("decide", ["pk", "suspend"])],
)  # fmt: skip
def test_nobody_but_its_registrar_finds_the_desk(client, request, register, philippines, role, name, more):
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
