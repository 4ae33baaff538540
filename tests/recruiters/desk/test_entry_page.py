"""One entry at the desk: look-alikes before saving, nothing lost or overwritten, the timeline."""

from datetime import date

import pytest
from django.utils import timezone

from recruiters.licences.decisions import amend, decide, verify
from recruiters.models import LicenceState, Recruiter, Relation, RelationKind
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.desk.desk_pages import ROWS, desk_url, words

FUTURE = date(2100, 1, 1)


def new_entry(desk, register, **fields):
    sent = {
        "stamp": "", "legal_name": "Horizon Care Inc.", "licence_number": "DMW-1", "complaints": "0",
        "move": "grant", "effective_on": "2026-01-01", "valid_until": "2027-12-31", **ROWS, **fields,
    }  # fmt: skip
    return desk.post(desk_url("new_entry", register), sent)


def test_a_recruiter_is_entered_on_one_page(desk, register, registrar):
    branch = {"branches-TOTAL_FORMS": "1", "branches-0-name": "Cebu", "branches-0-address": "1 Port Road"}
    page = new_entry(
        desk, register, professions=["2221"], source_states=["PHL"], note="From paper.", **branch
    )

    entry = Recruiter.objects.get()
    assert page.status_code == 302
    assert (entry.state, entry.valid_until) == (LicenceState.AUTHORISED, date(2028, 1, 1))
    assert (entry.professions, entry.source_states) == (["2221"], ["PHL"])
    assert entry.branches.get().name == "Cebu"
    assert (entry.events.get().note, entry.events.get().by) == ("From paper.", registrar)


def test_an_application_is_entered_without_dates_of_a_licence(desk, register):
    new_entry(desk, register, move="apply")

    assert Recruiter.objects.get().terms.status_on(date(2026, 6, 1)) == LicenceState.APPLIED


def test_a_look_alike_is_shown_before_saving_and_nothing_is_lost(desk, register):
    RecruiterFactory(register=register, legal_name="CARE HORIZON Ltd", state=LicenceState.REVOKED)
    page = new_entry(desk, register, address="1 Long Street")

    assert (page.status_code, Recruiter.objects.count()) == (422, 1)
    assert "CARE HORIZON Ltd" in words(page)
    assert "1 Long Street" in words(page)
    assert "This is another firm" in words(page)


@pytest.mark.parametrize(
    ("said", "kinds"),
    [("told_apart", [RelationKind.DIFFERENT_FIRM]), ("predecessor", [RelationKind.PREDECESSOR])],
)
def test_a_look_alike_is_another_firm_or_related(desk, register, said, kinds):
    old = RecruiterFactory(register=register, legal_name="CARE HORIZON Ltd", state=LicenceState.REVOKED)
    page = new_entry(desk, register, **{f"alike_{old.pk}": said})

    assert page.status_code == 302
    assert [relation.kind for relation in Relation.objects.filter(other=old)] == kinds


def test_the_same_company_number_is_a_look_alike_too(desk, register):
    RecruiterFactory(register=register, legal_name="Quite Different", company_number="C-77")

    assert "Quite Different" in words(new_entry(desk, register, company_number="C-77"))


def test_a_number_that_is_there_already_leads_to_its_entry(desk, register):
    old = RecruiterFactory(register=register, licence_number="DMW-1", legal_name="First Here")
    page = new_entry(desk, register, licence_number=" dmw-1")

    assert "The licence number DMW-1 is already on the register: First Here." in words(page)
    assert desk_url("entry", register, old.pk) in words(page)


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
    assert "notice stop" in words(page) or "Please correct this" in words(page)


def correct(desk, entry, stamp, **fields):
    sent = {"stamp": stamp, "legal_name": entry.legal_name, "licence_number": entry.licence_number,
            "complaints": "0", **ROWS, **fields}  # fmt: skip
    return desk.post(desk_url("edit_entry", entry.register, entry.pk), sent)


def shown_version_token(desk, entry):
    return desk.get(desk_url("edit_entry", entry.register, entry.pk)).context["page"].version_token


def test_a_correction_stands_in_the_timeline_with_before_and_after(desk, register, registrar):
    entry = RecruiterFactory(register=register, legal_name="Old Name")
    correct(desk, entry, shown_version_token(desk, entry), legal_name="New Name", note="As on the deed.")
    newest, first = desk.get(desk_url("entry", register, entry.pk)).context["timeline"]

    assert [(d.label, d.before, d.after) for d in newest.changes] == [("legal name", "Old Name", "New Name")]
    assert (newest.event.note, newest.by, first.word) == ("As on the deed.", registrar, "Granted")


def test_branches_come_and_go_and_the_timeline_remembers_them(desk, register):
    entry = RecruiterFactory(register=register)
    row = {"branches-TOTAL_FORMS": "1", "branches-0-name": "Cebu", "branches-0-address": "1 Port Road"}
    correct(desk, entry, shown_version_token(desk, entry), **row)
    gone = {
        "branches-INITIAL_FORMS": "1",
        "branches-0-id": entry.branches.get().pk,
        "branches-0-DELETE": "on",
    }
    correct(desk, entry, shown_version_token(desk, entry), **row, **gone)
    removed, added, _first = desk.get(desk_url("entry", register, entry.pk)).context["timeline"]

    assert not entry.branches.exists()
    assert [(d.before, d.after) for d in (*removed.changes, *added.changes)] == [("Cebu", ""), ("", "Cebu")]


def test_a_related_firm_is_named_by_its_register_and_number(desk, register):
    entry, other = RecruiterFactory.create_batch(2, register=register)
    row = {"relations-TOTAL_FORMS": "1", "relations-0-kind": "parent", "relations-0-register": "PHL/dmw"}
    correct(
        desk,
        entry,
        shown_version_token(desk, entry),
        **row,
        **{"relations-0-licence_number": other.licence_number},
    )

    assert entry.relations.get().other == other
    assert other.legal_name in words(desk.get(desk_url("entry", register, entry.pk)))


def test_the_timeline_names_the_other_firm_on_both_sides(desk, register):
    entry, first, second = [RecruiterFactory(register=register, legal_name=name) for name in ("A", "B", "C")]
    row = {"relations-TOTAL_FORMS": "1", "relations-0-kind": "parent", "relations-0-register": "PHL/dmw"}
    correct(
        desk,
        entry,
        shown_version_token(desk, entry),
        **row,
        **{"relations-0-licence_number": first.licence_number},
    )
    row |= {"relations-INITIAL_FORMS": "1", "relations-0-id": entry.relations.get().pk}
    correct(
        desk,
        entry,
        shown_version_token(desk, entry),
        **row,
        **{"relations-0-licence_number": second.licence_number},
    )
    changed, added, _granted = desk.get(desk_url("entry", register, entry.pk)).context["timeline"]

    assert [(d.before, d.after) for d in added.changes] == [("", f"Parent firm: {first}")]
    assert [(d.before, d.after) for d in changed.changes] == [(str(first), str(second))]
    there = desk.get(desk_url("entry", register, second.pk)).context["timeline"]
    assert [d.after for d in there[0].changes] == [str(second)]


def test_related_firms_are_told_as_they_stand_and_lead_to_the_desk_or_to_the_public(desk, register, ireland):
    entry = RecruiterFactory(register=register)
    lapsed = RecruiterFactory(register=register, valid_until="2021-01-01")
    abroad = RecruiterFactory(register=RegisterFactory(member_state=ireland, code="wrc"), state="revoked")
    Relation.objects.create(recruiter=entry, other=lapsed, kind=RelationKind.PREDECESSOR)
    Relation.objects.create(recruiter=abroad, other=entry, kind=RelationKind.SAME_FIRM)
    related = desk.get(desk_url("entry", register, entry.pk)).context["related"]

    assert [(str(firm.relation), str(firm.answer.word), firm.address) for firm in related] == [
        ("Predecessor", "Expired", desk_url("entry", register, lapsed.pk)),
        ("Named as “The same firm on another register” by", "Revoked", abroad.get_absolute_url()),
    ]


def test_a_changed_branch_is_named(desk, with_branches):
    cebu, davao = with_branches.branches.all()
    rows = branch_rows(cebu, davao, total=2)
    correct(
        desk,
        with_branches,
        shown_version_token(desk, with_branches),
        **{**rows, "branches-0-address": "New Road"},
    )
    newest = desk.get(desk_url("entry", with_branches.register, with_branches.pk)).context["timeline"][0]

    assert [(str(d.label), d.before, d.after) for d in newest.changes] == [
        ("Cebu – address", "Cebu Road", "New Road")
    ]


@pytest.mark.parametrize("size", [1, 12])
def test_the_form_asks_the_same_for_many_related_firms(
    desk, register, registrar, size, django_assert_max_num_queries
):
    entry = RecruiterFactory(register=register)
    for other in RecruiterFactory.create_batch(size, register=register):
        Relation.objects.create(recruiter=entry, other=other, kind=RelationKind.PARENT)
    with django_assert_max_num_queries(18):
        desk.get(desk_url("edit_entry", register, entry.pk))


@pytest.mark.parametrize("twice", [True, False])
def test_a_firm_is_not_related_twice_nor_to_itself(desk, register, twice):
    entry, other = RecruiterFactory.create_batch(2, register=register)
    row = {}
    for n in range(2):
        row |= {f"relations-{n}-kind": "parent", f"relations-{n}-register": "PHL/dmw"}
        row[f"relations-{n}-licence_number"] = (other if twice else entry).licence_number
    page = correct(desk, entry, shown_version_token(desk, entry), **row, **{"relations-TOTAL_FORMS": "2"})

    assert (page.status_code, entry.relations.count()) == (422, 0)


def test_saving_what_is_there_already_changes_nothing(desk, register, indonesia):
    entry = RecruiterFactory(register=register, source_states=["PHL", "IDN"], professions=["2222", "221"])
    lists = {"source_states": ["IDN", "PHL"], "professions": ["221", "2222"]}
    correct(desk, entry, shown_version_token(desk, entry), **lists)

    assert entry.events.count() == 1
    register.refresh_from_db()
    assert register.version == 1


def test_two_who_correct_the_same_entry_overwrite_nothing_silently(desk, register, registrar):
    entry = RecruiterFactory(register=register, legal_name="Old Name")
    stamp = shown_version_token(desk, entry)
    entry.address, entry.website = "Moved", "https://new.example/"
    amend(entry, by=registrar)
    page = correct(desk, entry, stamp, address="Somewhere else", note="Mine.")

    entry.refresh_from_db()
    assert (page.status_code, entry.address) == (409, "Moved")
    form = page.context["page"].form
    assert (form["address"].value(), form["website"].value()) == ("Somewhere else", "https://new.example/")
    again = correct(
        desk, entry, page.context["page"].version_token, address="Somewhere else", website=entry.website
    )
    entry.refresh_from_db()
    assert (again.status_code, entry.address) == (302, "Somewhere else")


def branch_rows(*branches, total):
    rows = {"branches-INITIAL_FORMS": str(len(branches)), "branches-TOTAL_FORMS": str(total)}
    for number, branch in enumerate(branches):
        names = {"id": branch.pk, "name": branch.name, "address": branch.address}
        rows |= {f"branches-{number}-{name}": value for name, value in names.items()}
    return rows


@pytest.fixture
def with_branches(desk, register):
    """An entry with two branches that were entered at its desk."""
    entry = RecruiterFactory(register=register)
    rows = {"branches-TOTAL_FORMS": "2"}
    for number, name in enumerate(["Cebu", "Davao"]):
        rows |= {f"branches-{number}-name": name, f"branches-{number}-address": f"{name} Road"}
    correct(desk, entry, shown_version_token(desk, entry), **rows)
    return entry


def shown_rows(page):
    return [(form["name"].value(), form["address"].value()) for form in page.context["page"].branches][:-1]


def test_a_branch_that_only_the_other_one_changed_stays_changed(desk, with_branches):
    cebu, davao = with_branches.branches.all()
    stamp, rows = shown_version_token(desk, with_branches), branch_rows(cebu, davao, total=2)
    correct(desk, with_branches, stamp, **{**rows, "branches-0-address": "New Road"})
    page = correct(desk, with_branches, stamp, **{**rows, "branches-1-name": "Davao City"})

    assert page.status_code == 409
    assert shown_rows(page) == [("Cebu", "New Road"), ("Davao City", "Davao Road")]


def test_a_branch_that_the_other_one_removed_does_not_stand_in_the_way(desk, with_branches):
    cebu, davao = with_branches.branches.all()
    stamp, rows = shown_version_token(desk, with_branches), branch_rows(cebu, davao, total=2)
    correct(desk, with_branches, stamp, **{**rows, "branches-0-DELETE": "on"})
    page = correct(desk, with_branches, stamp, **{**rows, "branches-1-name": "Davao City"})
    assert shown_rows(page) == [("Davao City", "Davao Road")]

    last = {**branch_rows(davao, total=1), "branches-0-name": "Davao City"}
    again = correct(desk, with_branches, page.context["page"].version_token, **last)
    assert (again.status_code, [branch.name for branch in with_branches.branches.all()]) == (
        302,
        ["Davao City"],
    )


def test_a_removed_branch_that_was_worked_on_comes_as_a_new_one(desk, with_branches):
    cebu, davao = with_branches.branches.all()
    stamp, rows = shown_version_token(desk, with_branches), branch_rows(cebu, davao, total=2)
    correct(desk, with_branches, stamp, **{**rows, "branches-0-DELETE": "on"})
    page = correct(desk, with_branches, stamp, **{**rows, "branches-0-address": "Another Road"})

    assert shown_rows(page) == [("Davao", "Davao Road"), ("Cebu", "Another Road")]


@pytest.mark.parametrize("deed", [
    lambda entry, by: decide(entry, "revoke", by=by, effective_on=timezone.localdate(), note="Why."),
    lambda entry, by: verify(Recruiter.objects.filter(pk=entry.pk), by=by, next_check_on=FUTURE),
])  # fmt: skip
def test_a_correction_sees_what_was_decided_or_verified_meanwhile(desk, register, registrar, deed):
    entry = RecruiterFactory(register=register)
    stamp = shown_version_token(desk, entry)
    deed(Recruiter.objects.get(pk=entry.pk), registrar)

    assert correct(desk, entry, stamp, address="New").status_code == 409


@pytest.mark.parametrize("stamp", ["", "x", "0-0", "9" * 40, "1-1-1", "\x00"])
def test_a_stamp_that_nobody_gave_out_is_stale(desk, register, registrar, stamp):
    assert correct(desk, RecruiterFactory(register=register), stamp).status_code == 409


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_of_an_entry_asks_the_same_for_much_as_for_little(
    desk, register, registrar, size, django_assert_max_num_queries
):
    entry = RecruiterFactory(register=register)
    for number in range(size):
        other = RecruiterFactory(register=register)
        Relation.objects.create(recruiter=entry, other=other, kind=RelationKind.PARENT)
        Relation.objects.create(recruiter=other, other=entry, kind=RelationKind.SAME_PEOPLE)
        entry.branches.create(name=f"Branch {number}", address="Here")
        entry.address = f"Street {number}"
        amend(entry, by=registrar)
    with django_assert_max_num_queries(18):
        page = desk.get(desk_url("entry", register, entry.pk))

    assert len(page.context["timeline"]) == size + 1
