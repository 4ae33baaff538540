"""The life of a concern: every state x move, and who it is open to."""

import pytest
from django.core.exceptions import ValidationError

from authorities.transitions import NotAllowed
from recruiters.concerns import decide
from recruiters.models import ConcernState
from recruiters.workflow import concern_workflow
from tests.factories import RegisterFactory

from .concern_cast import reported

RECEIVED, LOOKED_INTO, CLOSED = ConcernState
# The whole policy: from which states, to which; None: the state stays.
POLICY = {
    "look_into": ({RECEIVED}, LOOKED_INTO),
    "close": ({LOOKED_INTO}, CLOSED),
    "reopen": ({CLOSED}, LOOKED_INTO),
    "note": (set(ConcernState), None),
    "pass_on": ({RECEIVED, LOOKED_INTO}, None),
    "remove_contact": ({CLOSED}, None),
}
WAYS = {RECEIVED: [], LOOKED_INTO: ["look_into"], CLOSED: ["look_into", "close"]}


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


def wanted(name, register):
    """What each move is made with."""
    return {"close": {"outcome": "acted"}, "pass_on": {"register": register}}.get(name, {"note": "so"})


@pytest.fixture
def brought(philippines, register, manager):
    """A concern without a register, brought to a state."""

    def bring(state):
        concern, _reference = reported(philippines)
        for name in WAYS[state]:
            decide(concern, name, by=manager, **wanted(name, register))
        return concern

    return bring


@pytest.mark.parametrize("state", ConcernState)
@pytest.mark.parametrize("name", POLICY)
def test_every_move_in_every_state(brought, register, manager, state, name):
    concern, (sources, target) = brought(state), POLICY[name]
    said = wanted(name, register)
    if state not in sources:
        with pytest.raises(NotAllowed):
            decide(concern, name, by=manager, **said)
        target = None
    else:
        event = decide(concern, name, by=manager, **said)
        assert (event.from_state, event.to_state) == (state, target or state)

    concern.refresh_from_db()
    assert concern.state == (target or state)


def test_the_table_holds_these_moves_and_no_others():
    assert set(concern_workflow.by_name) == set(POLICY)


@pytest.mark.parametrize("outcome", ["", "burnt", None])
def test_a_concern_is_not_closed_without_an_outcome(brought, manager, outcome):
    concern = brought(LOOKED_INTO)

    with pytest.raises(ValidationError, match="Say how it ended"):
        decide(concern, "close", by=manager, outcome=outcome)
    concern.refresh_from_db()
    assert (concern.state, concern.outcome) == (LOOKED_INTO, "")


def test_an_opened_concern_has_no_outcome_any_more(brought, manager):
    concern = brought(CLOSED)
    decide(concern, "reopen", by=manager, note="There is more.")

    concern.refresh_from_db()
    assert (concern.state, concern.outcome) == (LOOKED_INTO, "")


@pytest.mark.parametrize("name", ["reopen", "note"])
def test_moves_that_need_a_note(brought, manager, name):
    with pytest.raises(ValidationError, match="Say why"):
        decide(brought(CLOSED), name, by=manager, note="  ")
