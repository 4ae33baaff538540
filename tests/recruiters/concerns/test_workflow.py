"""The life of a concern: every state x move, and who it is open to."""

import pytest
from django.core.exceptions import ValidationError

from authorities.transitions import NotAllowed
from recruiters.concerns.actions import concern_history, move_concern
from recruiters.concerns.workflow import concern_workflow
from recruiters.models import ConcernState
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.concerns.sample_reports import send_report

RECEIVED, LOOKED_INTO, CLOSED = ConcernState
# The whole policy: from which states, to which; None: the state stays.
POLICY = {
    "look_into": ({RECEIVED}, LOOKED_INTO),
    "close": ({LOOKED_INTO}, CLOSED),
    "reopen": ({CLOSED}, LOOKED_INTO),
    "note": (set(ConcernState), None),
    "pass_on": ({RECEIVED, LOOKED_INTO}, None),
    "link": (set(ConcernState), None),
    "remove_contact": ({CLOSED}, None),
}
WAYS = {RECEIVED: [], LOOKED_INTO: ["look_into"], CLOSED: ["look_into", "close"]}


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


def move_details(name, register):
    """What each move is made with."""
    details = {
        "close": {"outcome": "acted"},
        "pass_on": {"register": register},
        "link": {"licence": "SEA-1"},
    }
    return details.get(name, {"note": "so"})


@pytest.fixture
def entry(philippines):
    """Of the other register."""
    sea = RegisterFactory(member_state=philippines, code="sea", name="Register of seafarers")
    return RecruiterFactory(register=sea, licence_number="SEA-1", legal_name="Sea Care")


@pytest.fixture
def concern_in_state(philippines, register, entry, manager):
    """A concern of the register of seafarers, linked to nobody, brought to a state."""

    def make_concern(state):
        concern, _reference = send_report(philippines, entry.register)
        for name in WAYS[state]:
            move_concern(concern, name, by=manager, **move_details(name, register))
        return concern

    return make_concern


@pytest.mark.parametrize("state", ConcernState)
@pytest.mark.parametrize("name", POLICY)
def test_every_move_in_every_state(concern_in_state, register, manager, state, name):
    concern, (sources, target) = concern_in_state(state), POLICY[name]
    details = move_details(name, register)
    if state not in sources:
        with pytest.raises(NotAllowed):
            move_concern(concern, name, by=manager, **details)
        target = None
    else:
        event = move_concern(concern, name, by=manager, **details)
        assert (event.from_state, event.to_state) == (state, target or state)

    concern.refresh_from_db()
    assert concern.state == (target or state)


def test_the_table_holds_these_moves_and_no_others():
    assert set(concern_workflow.by_name) == set(POLICY)


@pytest.mark.parametrize("outcome", ["", "burnt", None])
def test_a_concern_is_not_closed_without_an_outcome(concern_in_state, manager, outcome):
    concern = concern_in_state(LOOKED_INTO)

    with pytest.raises(ValidationError, match="Say how it ended"):
        move_concern(concern, "close", by=manager, outcome=outcome)
    concern.refresh_from_db()
    assert (concern.state, concern.outcome) == (LOOKED_INTO, "")


def test_an_opened_concern_has_no_outcome_any_more(concern_in_state, manager):
    concern = concern_in_state(CLOSED)
    move_concern(concern, "reopen", by=manager, note="There is more.")

    concern.refresh_from_db()
    assert (concern.state, concern.outcome) == (LOOKED_INTO, "")


@pytest.mark.parametrize("name", ["reopen", "note"])
def test_moves_that_need_a_note(concern_in_state, manager, name):
    with pytest.raises(ValidationError, match="Say why"):
        move_concern(concern_in_state(CLOSED), name, by=manager, note="  ")


def test_a_concern_is_linked_to_the_entry_of_a_number_however_it_is_typed(concern_in_state, entry, manager):
    concern = concern_in_state(RECEIVED)
    event = move_concern(concern, "link", by=manager, licence=" sea-1")

    concern.refresh_from_db()
    assert (concern.recruiter, event.licence) == (entry, "SEA-1")
    assert entry.concerns.get() == concern


def test_without_a_number_it_is_linked_to_none(concern_in_state, manager):
    concern = concern_in_state(RECEIVED)
    move_concern(concern, "link", by=manager, licence="SEA-1")
    event = move_concern(concern, "link", by=manager, licence="")

    concern.refresh_from_db()
    assert (concern.recruiter, event.licence) == (None, "")
    assert [words for words, _event in concern_history(concern)] == [
        "Link to an entry",
        "No longer linked to an entry",
    ]


REFUSED = {
    "DMW-1": "The register “Register of seafarers” has no licence “DMW-1”.",
    "": "It is not linked to an entry.",
}


@pytest.mark.parametrize("licence", REFUSED)
def test_it_is_linked_to_an_entry_of_its_own_register_only(concern_in_state, register, manager, licence):
    RecruiterFactory(register=register, licence_number="DMW-1")
    concern = concern_in_state(RECEIVED)

    with pytest.raises(ValidationError, match=REFUSED[licence]):
        move_concern(concern, "link", by=manager, licence=licence)


def test_it_is_linked_to_the_same_entry_once(concern_in_state, manager):
    concern = concern_in_state(RECEIVED)
    move_concern(concern, "link", by=manager, licence="SEA-1")

    with pytest.raises(ValidationError, match="already linked to this entry"):
        move_concern(concern, "link", by=manager, licence="SEA-1")


def test_a_concern_of_no_register_is_linked_to_nobody(philippines, entry, manager):
    concern, _reference = send_report(philippines)

    with pytest.raises(ValidationError, match="not assigned to a register yet"):
        move_concern(concern, "link", by=manager, licence="SEA-1")


def test_passed_on_it_is_linked_to_the_entry_of_the_next_register_if_the_number_is_there(
    philippines, register, entry, manager
):
    namesake = RecruiterFactory(register=register, licence_number="SEA-1")
    concern, _reference = send_report(philippines, entry.register, licence="SEA-1")
    move_concern(concern, "pass_on", by=manager, register=register)

    concern.refresh_from_db()
    assert concern.recruiter == namesake
    namesake.delete()
    concern.refresh_from_db()
    move_concern(concern, "pass_on", by=manager, register=entry.register)
    assert concern.recruiter == entry
