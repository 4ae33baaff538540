"""The life of a licence: every state x role x move, and the sentence to whom it is not open."""

from datetime import date
from itertools import product

import pytest
from django.core.exceptions import ValidationError

from authorities.models import Role
from authorities.transitions import NotAllowed
from recruiters.licence_workflow import licence_workflow
from recruiters.licences.decisions import amend, decide, enter
from recruiters.models import LicenceEvent, LicenceState, Recruiter
from tests.conftest import person, rolled_back
from tests.factories import RegisterFactory

APPLIED, AUTHORISED, SUSPENDED, REVOKED, WITHDRAWN, REFUSED = LicenceState
THEN, LATER, YEARS_LATER = date(2025, 3, 1), date(2026, 3, 1), date(2030, 1, 1)
FINAL_WORDS = "which is final. A new licence needs another licence number."
WHY = {"decision": "D-17"}

# The whole policy, written out: from which states, by whom, to which state; None: the state stays.
POLICY = {
    "apply": ({REFUSED}, {"registrar"}, APPLIED),
    "grant": ({APPLIED}, {"registrar"}, AUTHORISED),
    "renew": ({AUTHORISED}, {"registrar"}, AUTHORISED),
    "set_conditions": ({AUTHORISED}, {"registrar"}, AUTHORISED),
    "suspend": ({AUTHORISED, SUSPENDED}, {"registrar"}, SUSPENDED),
    "reinstate": ({SUSPENDED}, {"registrar"}, AUTHORISED),
    "revoke": ({AUTHORISED, SUSPENDED}, {"registrar"}, REVOKED),
    "withdraw": ({APPLIED, AUTHORISED, SUSPENDED}, {"registrar"}, WITHDRAWN),
    "refuse": ({APPLIED}, {"registrar"}, REFUSED),
    "correct": (set(LicenceState), {"registrar", "administrator"}, None),
    "verify": (set(LicenceState), {"registrar", "administrator"}, None),
    "annul": (set(LicenceState), {"registrar"}, None),
}
# Made for many entries at once, on a page of its own.
NO_BUTTON = {"verify"}
# What each move is made with where nothing else is said.
WITH = {
    "grant": {"valid_until": YEARS_LATER},
    "renew": {"valid_until": date(2031, 1, 1)},
    "set_conditions": {"public_note": "Only for hospitals."},
    "suspend": WHY,
    "revoke": WHY,
    "refuse": WHY,
}
CAST = [
    "registrar", "registrar_elsewhere", "focal_point", "contributor", "viewer", "stranger",
    "reviewer", "manager", "administrator",
]  # fmt: skip
WAYS = {
    APPLIED: ["apply", "refuse", "apply"],
    AUTHORISED: ["apply", "grant"],
    SUSPENDED: ["apply", "grant", "suspend"],
    REVOKED: ["apply", "grant", "revoke"],
    WITHDRAWN: ["apply", "withdraw"],
    REFUSED: ["apply", "refuse"],
}


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def registrar_elsewhere(philippines):
    """Rosa keeps the register of seafarers of the same country."""
    return person("Rosa Elsewhere", Role.REGISTRAR, member_state=philippines, register_code="sea")


def entry(register, registrar, state, day=THEN):
    """An entry after the moves that lead to a state."""
    first, *moves = WAYS[state]
    recruiter = Recruiter(register=register, licence_number="DMW-0417", legal_name="Care")
    enter(recruiter, by=registrar, move=first, effective_on=day)
    for name in moves:
        decide(recruiter, name, by=registrar, effective_on=day, **WITH.get(name, {}))
    return recruiter


@pytest.fixture
def licence(register, registrar):
    return entry(register, registrar, AUTHORISED)


def refusals(recruiter, move, **said):
    with pytest.raises(ValidationError) as refusal:
        decide(recruiter, move, **{"effective_on": LATER, **said})
    return refusal.value.messages


def try_it(recruiter, move, user):
    """Makes the move with all it asks for."""
    said = WITH.get(move, {})
    if move == "annul":
        said = {"annuls": recruiter.events.decisions().last(), "note": "By mistake."}
    return decide(recruiter, move, by=user, effective_on=LATER, **said)


@pytest.fixture
def cast(request):
    """Everybody of the cast, by name."""
    return {who: request.getfixturevalue(who) for who in CAST}


@pytest.mark.parametrize("state", LicenceState)
def test_every_state_role_and_move(subtests, cast, register, state):
    pk = entry(register, cast["registrar"], state).pk
    for (who, user), move in product(cast.items(), POLICY):
        with subtests.test(who=who, move=move), rolled_back():
            check_move(Recruiter.objects.get(pk=pk), state, who, user, move)


def check_move(recruiter, state, who, user, move):
    sources, people, target = POLICY[move]
    events = recruiter.events.count()

    if state in sources and who in people:
        event = try_it(recruiter, move, user)
        reached = target or event.to_state
        assert (event.from_state, event.to_state, event.by, event.move) == (state, reached, user, move)
    else:
        reached = state
        with pytest.raises(ValidationError):
            try_it(recruiter, move, user)
        assert recruiter.events.count() == events
    recruiter.refresh_from_db()
    assert recruiter.state == reached


def test_who_sees_moves_is_who_may_make_them(cast, licence):
    for who, user in cast.items():
        seen = {row.name for row in licence_workflow.available_transitions(user, licence)}
        moves = {
            move for move, (sources, people, _) in POLICY.items() if who in people and AUTHORISED in sources
        }

        assert seen == moves - NO_BUTTON, who


def test_the_policy_names_every_move():
    assert {row.name for row in licence_workflow.transitions} == set(POLICY)


def test_an_entry_begins_as_applied_for_or_granted(subtests, cast, register):
    for (who, user), move in product(cast.items(), POLICY):
        with subtests.test(who=who, move=move), rolled_back():
            check_beginning(register, who, user, move)


def check_beginning(register, who, user, move):
    recruiter = Recruiter(register=register, licence_number="1", legal_name="Care")
    begin = {"by": user, "move": move, "effective_on": THEN}

    if who in ("registrar", "administrator") and move in ("apply", "grant"):
        assert enter(recruiter, **begin).to_state == POLICY[move][2]
    else:
        with pytest.raises(NotAllowed):
            enter(recruiter, **begin)
        assert Recruiter.objects.count() == 0


# What a move asks for


@pytest.mark.parametrize("move", sorted(set(POLICY) - {"annul", "correct", "verify"}))
def test_no_decision_takes_effect_before_the_last(register, registrar, move):
    state = next(iter(sorted(POLICY[move][0])))
    recruiter = entry(register, registrar, state, day=LATER)

    assert refusals(recruiter, move, by=registrar, effective_on=date(2026, 2, 28), **WITH.get(move, {})) == [
        "The last decision takes effect on 1 March 2026. The next one cannot take effect before it; annul "
        "the last one first if it is wrong."
    ]


@pytest.mark.parametrize("move", sorted(set(POLICY) - {"annul"}))
def test_every_decision_has_a_date_of_effect(register, registrar, move):
    recruiter = entry(register, registrar, next(iter(sorted(POLICY[move][0]))))

    assert refusals(recruiter, move, by=registrar, effective_on=None, **WITH.get(move, {})) == [
        "Give the date of effect."
    ]


@pytest.mark.parametrize(
    ("state", "move"), [(AUTHORISED, "suspend"), (AUTHORISED, "revoke"), (APPLIED, "refuse")]
)
def test_what_takes_a_right_away_names_its_ground(register, registrar, state, move):
    recruiter = entry(register, registrar, state)

    assert refusals(recruiter, move, by=registrar, note=" ", decision="\t") == [
        "Give the reference of the decision, or its legal ground, or a note: all three are missing."
    ]
    assert decide(recruiter, move, by=registrar, effective_on=LATER, legal_ground="Section 11").pk


def test_conditions_are_public(licence, registrar):
    assert refusals(licence, "set_conditions", by=registrar, note="Internal.") == [
        "Write the conditions in the public note."
    ]


@pytest.mark.parametrize("until", [date(2026, 2, 1), LATER])
def test_a_suspension_ends_after_it_begins(licence, registrar, until):
    assert refusals(licence, "suspend", by=registrar, suspended_until=until, **WHY) == [
        "“Suspended until” must be after the date of effect."
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Give the day until which the licence is renewed."),
        (
            {"valid_until": YEARS_LATER},
            "The licence is already valid until 1 January 2030. A renewal must end later.",
        ),
        (
            {"valid_until": date(2033, 1, 1), "valid_from": date(2026, 4, 1)},
            "The new period begins on 1 April 2026: make the renewal take effect on that day, so "
            "that the present period counts until then.",
        ),
    ],
)
def test_a_renewal_is_longer_and_leaves_no_hole(licence, registrar, said, sentence):
    assert refusals(licence, "renew", by=registrar, **said) == [sentence]


@pytest.mark.parametrize("until", [THEN, date(2025, 2, 1)])
def test_a_licence_is_not_granted_for_no_time_at_all(register, registrar, until):
    recruiter = entry(register, registrar, APPLIED)

    assert refusals(recruiter, "grant", by=registrar, effective_on=THEN, valid_until=until) == [
        "“Valid until” must be after “valid from” and after the date of effect."
    ]


@pytest.mark.parametrize("move", ["renew", "set_conditions"])
def test_a_suspended_licence_is_reinstated_before_anything_else(register, registrar, move):
    recruiter = entry(register, registrar, SUSPENDED)

    assert refusals(recruiter, move, by=registrar, **WITH[move]) == [
        "The licence is suspended on 1 March 2026. Reinstate it first."
    ]


@pytest.mark.parametrize("move", ["renew", "set_conditions"])
def test_after_its_term_a_suspension_is_in_nobodys_way(licence, registrar, move):
    decide(licence, "suspend", by=registrar, effective_on=THEN, suspended_until=LATER, **WHY)

    event = decide(licence, move, by=registrar, effective_on=LATER, **WITH[move])

    assert (event.to_state, licence.suspended_until) == (AUTHORISED, None)


def test_what_ended_by_itself_is_not_lifted(licence, registrar):
    decide(licence, "suspend", by=registrar, effective_on=THEN, suspended_until=date(2025, 9, 1), **WHY)

    assert refusals(licence, "reinstate", by=registrar) == [
        "The last day of the suspension is 31 August 2025; there is nothing to lift on 1 March 2026."
    ]


@pytest.mark.parametrize(
    ("state", "move", "sentence"),
    [
        (REVOKED, "reinstate", f"This licence is “Revoked”, {FINAL_WORDS}"),
        (WITHDRAWN, "grant", f"This licence is “Withdrawn”, {FINAL_WORDS}"),
        (APPLIED, "suspend", "“Suspend” is not possible while the licence is “Applied for”."),
    ],
)
def test_who_is_too_late_or_too_early_is_told(register, registrar, state, move, sentence):
    assert refusals(entry(register, registrar, state), move, by=registrar, **WITH.get(move, {})) == [sentence]


def test_every_reason_is_given_at_once(licence, registrar):
    assert len(refusals(licence, "suspend", by=registrar, effective_on=date(2024, 1, 1),
                        suspended_until=date(2023, 1, 1))) == 3  # fmt: skip


# Annulling


def test_what_is_annulled_leaves_the_terms_of_the_decision_before(licence, registrar):
    before = licence.terms
    mistake = decide(licence, "revoke", by=registrar, effective_on=LATER, **WHY)
    amend(Recruiter(**{**vars_of(licence), "legal_name": "Corrected meanwhile"}), by=registrar)

    event = decide(licence, "annul", by=registrar, annuls=mistake, note="The wrong firm.")

    assert (licence.terms, licence.state_from, licence.legal_name) == (before, THEN, "Corrected meanwhile")
    assert (event.annuls, event.effective_on, event.terms) == (mistake, LATER, before)
    assert decide(licence, "revoke", by=registrar, effective_on=date(2025, 9, 1), **WHY).pk


def vars_of(recruiter):
    return {field.attname: getattr(recruiter, field.attname) for field in recruiter._meta.concrete_fields}


def test_only_the_latest_decision_is_annulled_and_only_once(licence, registrar):
    granted = licence.events.decisions().last()
    mistake = decide(licence, "suspend", by=registrar, effective_on=LATER, **WHY)
    too_late = ["Only the latest decision can be annulled, and this is no longer the latest."]

    assert refusals(licence, "annul", by=registrar, annuls=granted, note="x") == too_late
    assert refusals(licence, "annul", by=registrar, note="x") == too_late
    assert refusals(licence, "annul", by=registrar, annuls=mistake) == [
        "Say why, so that the others know what to do."
    ]
    decide(licence, "annul", by=registrar, annuls=mistake, note="x")
    assert refusals(licence, "annul", by=registrar, annuls=mistake, note="x") == too_late


def test_the_first_decision_of_an_entry_is_not_annulled(register, registrar):
    recruiter = Recruiter(register=register, licence_number="1", legal_name="Care")
    enter(recruiter, by=registrar, move="apply", effective_on=THEN)

    assert refusals(recruiter, "annul", by=registrar, annuls=recruiter.events.get(), note="x") == [
        "The first decision of an entry cannot be annulled."
    ]
    assert LicenceEvent.objects.count() == 1
