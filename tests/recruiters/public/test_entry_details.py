"""The public page of an entry: its life, the conditions, firms beside it. Never what is internal."""

import pytest

from recruiters.entries.status import licence_statuses
from recruiters.models import Branch, Recruiter, Register, Relation
from recruiters.public.entry_details import public_entry
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.public.scenario import TODAY, day, decided, words


@pytest.fixture
def care(philippines):
    return RecruiterFactory(legal_name="Énfermería Care Inc.", licence_number="DMW-0417-LB")


def test_past_decisions_are_told_without_who_and_why_inside(client, care):
    decided(care, "set_conditions", day("2022-05-01"), public_note="Only nurses.", decision="D/22")
    page = words(client.get(care.get_absolute_url()))

    assert "1 May 2022" in page
    assert "D/22" in page
    assert page.count("Only nurses.") == 2
    assert "Nobody To Know" not in page
    assert "internal words" not in page


def test_firms_beside_it_are_shown_with_their_status(client, care, ireland):
    irish = RegisterFactory(member_state=ireland, code="wrc")
    closed = RecruiterFactory(register=care.register, legal_name="Closed Care", state="revoked")
    Relation.objects.create(recruiter=care, other=closed, kind="predecessor", note="a secret")
    RecruiterFactory(register=irish, legal_name="Care Enfermeria Ltd", state="revoked")
    page = words(client.get(care.get_absolute_url()))

    assert "Closed Care" in page
    assert "Predecessor" in page
    assert "Care Enfermeria Ltd" in page
    assert "Be careful: similar names" in page
    assert "a secret" not in page


def test_branches_and_conduct_are_shown_and_complaints_are_not(client, care):
    Branch.objects.create(recruiter=care, name="Cebu office", address="7 Example Road")
    Recruiter.objects.filter(pk=care.pk).update(complaints=4711, fee_policy="employer_pays")
    page = words(client.get(care.get_absolute_url()))

    assert "Branch: Cebu office" in page
    assert "The employer pays" in page
    assert "4711" not in page


def dates(recruiter):
    (answer,) = licence_statuses([recruiter], TODAY)
    return str(answer.dates(public_entry(recruiter, TODAY).since))


def test_a_suspension_that_was_prolonged_counts_from_its_first_day(care):
    decided(care, "suspend", day("2026-03-01"), "suspended", suspended_until=day("2026-12-01"))
    decided(care, "suspend", day("2026-09-01"), "suspended", suspended_until=day("2027-02-01"))

    assert dates(care) == "Suspended since 1 March 2026, until and including 31 January 2027."


def test_the_timeline_tells_the_last_day_of_a_suspension(client, care):
    decided(care, "suspend", day("2026-03-01"), "suspended", suspended_until=day("2099-12-01"))

    assert "Suspended until and including 30 November 2099." in words(client.get(care.get_absolute_url()))


def test_a_suspension_after_one_that_had_ended_counts_anew(care):
    decided(care, "suspend", day("2024-03-01"), "suspended", suspended_until=day("2024-06-01"))
    decided(care, "suspend", day("2026-09-01"), "suspended")

    assert dates(care) == "Suspended since 1 September 2026."


def test_what_is_decided_for_a_later_day_is_told_and_does_not_count_yet(client, care):
    decided(care, "suspend", day("2026-03-01"), "suspended")
    decided(care, "revoke", day("2099-05-01"), "revoked")
    page = words(client.get(care.get_absolute_url()))

    assert dates(care) == "Suspended since 1 March 2026."
    assert "No, the licence is suspended" in page
    assert "Decided, but not yet in effect." in page


@pytest.mark.parametrize(
    ("move", "state", "said"),
    [
        ("revoke", "revoked", "Revoked on 2 March 2026."),
        ("withdraw", "withdrawn", "Withdrawn on 2 March 2026."),
        ("refuse", "refused", "Refused on 2 March 2026."),
        ("apply", "applied", "Applied for on 2 March 2026."),
        ("reinstate", "authorised", ""),
    ],
)
def test_the_answer_tells_the_day_of_the_decision(care, move, state, said):
    decided(care, move, day("2026-03-02"), state)

    assert dates(care) == said


def test_an_expired_licence_says_until_when_it_was_authorised_and_whether_it_was_suspended(care):
    decided(care, "renew", day("2025-01-01"), valid_until=day("2026-01-01"))
    assert dates(care) == "It was authorised until 31 December 2025."

    decided(care, "suspend", day("2025-06-01"), "suspended", valid_until=day("2026-01-01"))
    assert dates(care) == "It ran until 31 December 2025 and was suspended when it ended."


def test_an_annulled_decision_is_shown_as_such_and_counts_for_nothing(client, care):
    wrong = decided(care, "suspend", day("2026-03-01"), "suspended", public_note="Wrongly suspended.")
    decided(care, "annul", day("2026-03-01"), annuls=wrong)
    page = words(client.get(care.get_absolute_url()))

    assert "Yes, authorised today" in page
    assert page.count("Annulled later: it does not count.") == 1
    assert "Earlier decision annulled" not in page


@pytest.mark.parametrize(
    ("later", "conditions"),
    [
        ([], "Only nurses."),
        ([("set_conditions", "2027-01-01")], "Only nurses."),
        ([("grant", "2026-01-01")], ""),
    ],
)
def test_conditions_hold_until_a_new_licence_and_not_before_their_day(care, later, conditions):
    decided(care, "set_conditions", day("2025-01-01"), public_note="Only nurses.")
    for move, on in later:
        decided(care, move, day(on), public_note="Something later.")

    assert public_entry(care, TODAY).conditions == conditions


def test_a_firm_that_is_named_by_another_is_told_what_the_other_is(care):
    young = RecruiterFactory(register=care.register, legal_name="Newborn Agency")
    Relation.objects.create(recruiter=young, other=care, kind="predecessor")
    (here,), (there,) = public_entry(care, TODAY).related, public_entry(young, TODAY).related

    assert (here.answer.recruiter, str(here.relation)) == (young, "Successor")
    assert (there.answer.recruiter, str(there.relation)) == (care, "Predecessor")


def test_the_same_firm_on_several_registers_stands_together_once(care, ireland):
    Recruiter.objects.filter(pk=care.pk).update(company_number="CS 1")
    care.refresh_from_db()
    irish = RegisterFactory(member_state=ireland, code="wrc")
    numbered = RecruiterFactory(register=irish, legal_name="Quite Another Name", company_number="CS 1")
    told = RecruiterFactory(register=irish, legal_name="Enfermeria Care")
    RecruiterFactory(register=irish, legal_name="Third", company_number="")
    Relation.objects.create(recruiter=told, other=care, kind="same_firm")
    entry = public_entry(care, TODAY)

    assert {other.answer.recruiter for other in entry.same_firm} == {numbered, told}
    assert (entry.related, entry.look_alikes) == ([], [])


def test_absence_from_a_register_that_is_not_kept_says_nothing_about_today(client, care):
    address, told = "/recruiters/PHL/dmw/nobody/", "This register is not kept today"
    assert told not in words(client.get(address))

    Register.objects.update(valid_to=day("2021-01-01"))
    assert told in words(client.get(address))


@pytest.mark.parametrize("count", [1, 3])
def test_an_entry_takes_the_same_queries_however_much_stands_beside_it(
    client, care, count, django_assert_num_queries
):
    later = {"state": "revoked", "state_from": day("2099-01-01")}
    for other in RecruiterFactory.create_batch(count, register=care.register, **later):
        Relation.objects.create(recruiter=care, other=other, kind="same_people")
        Branch.objects.create(recruiter=care, name="Office", address="1 Road", member_state_id="PHL")
    RecruiterFactory.create_batch(count, register=care.register, legal_name="Enfermeria Care", **later)

    # the entry, its numbers, related firms, others beside it, decisions, branches
    with django_assert_num_queries(6):
        client.get(care.get_absolute_url())
