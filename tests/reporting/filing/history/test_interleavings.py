"""Whatever three people do at once, every change is in the history, and nobody loses anything unseen."""

import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reporting.models.answer_changes import Way
from tests import factories
from tests.reporting.filing.history.office import Office

# What may be typed into the fields of each question.
TYPED = {
    "q1": [{"q1-value": [answer]} for answer in ("yes", "no")],
    "q2": [{"q2-value": list(codes)} for codes in (["stakeholders"], ["record"], ["record", "stakeholders"])],
    "q3": [{"q3-value": [text]} for text in ("Here.", "There.", "Here. And there.", "")]
    + [{"q3-value": [""], "q3-reason": ["confidential"]}, {"q3-reason": [""]}],
    "q4": [{"q4-0-title": [title], "q4-0-partners": ["PHL"]} for title in ("One", "Uno")]
    + [{"q4-1-title": [title], "q4-1-partners": ["PHL"], "q4-rows": ["2"]} for title in ("Two", "Due")]
    + [{"q4-drop-0": ["on"]}],
    "q5": [
        {f"q5-{row}-{column}": [text]}
        for row in ("doctors", "nurses")
        for column, texts in (("total", ("1", "2", "many")), ("source", ("Census", "")))
        for text in texts
    ]
    + [{"q5-reason": ["not_collected"]}, {"q5-reason": [""]}],
    "q6": [{"q6-value": [year]} for year in ("2001", "2002", "soon")],
}
CARRIED = {
    "q1": "no",
    "q3": "As last time.",
    "q4": [{"title": "Carried", "partners": ["PHL"]}],
    "q5": {"doctors": {"total": 7}},
}
ACTS = ("open", "save", "save", "autosave", "autosave", "put_back", "bring_forward", "mine", "theirs", "join")
STEPS = st.tuples(
    st.integers(0, 2), st.sampled_from(ACTS), st.sampled_from(sorted(TYPED)), st.integers(0, 11)
)


def take_step(office, person, act, code, number):
    window = office.windows[person]
    edits = TYPED[code][number % len(TYPED[code])]
    if "q4-1-title" in edits:
        window.fields.setdefault("q4~1", [""])  # as a page does that adds a row
    match act:
        case "open":
            office.open(window)
        case "save":
            office.act(window, Way.TYPED, office.type_and_save, edits)
        case "autosave":
            typed = {name: texts for name, texts in edits.items() if "-drop-" not in name}
            office.act(window, Way.AUTOSAVED, office.autosave, code, typed)
        case "put_back":
            office.act(window, Way.PUT_BACK, office.put_back, code, number)
        case "bring_forward" if code in CARRIED:
            office.act(window, Way.BROUGHT_FORWARD, office.bring_forward, code, CARRIED[code])
        case "mine" | "theirs" | "join" if window.conflicts:
            settled = tuple(window.conflicts)
            office.act(window, Way.TYPED, office.type_and_save, {}, act, settled=settled)


def work(submission, people, steps):
    """Let people do things; return the values that stand there in the end."""
    office = Office(submission, people)
    for step in steps:
        take_step(office, *step)
    office.assert_history_is_whole()
    return {row.question: row.value for row in submission.answers.all()}


@pytest.fixture
def third(philippines):
    """Carla: a second contributor of the Philippines."""
    user = factories.UserFactory(name="Carla Contributor")
    factories.MembershipFactory(user=user, role="contributor", member_state=philippines)
    return user


# Without shrinking: what fails is short enough, and shrinking it would take minutes.
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=10, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=6, max_size=24))
def test_nothing_is_lost_whatever_three_people_do(steps, draft, focal_point, contributor, third):
    savepoint = transaction.savepoint()
    try:
        work(draft, [focal_point, contributor, third], steps)
    finally:
        transaction.savepoint_rollback(savepoint)


def test_the_same_work_ends_with_the_same_answers_on_either_database(draft, focal_point, contributor, third):
    """Both databases run this test, so what stands here is what both say."""
    chance = random.Random(3)  # noqa: S311  # the same steps every time
    steps = [
        (chance.randrange(3), chance.choice(ACTS), chance.choice(sorted(TYPED)), chance.randrange(12))
        for _step in range(60)
    ]

    assert work(draft, [focal_point, contributor, third], steps) == {
        "q1": "yes",
        "q2": ["record", "stakeholders"],
        "q3": "Here.",
        "q4": [{"title": "One", "partners": ["PHL"]}, {"title": "Two", "partners": ["PHL"]}],
        "q5": {
            "doctors": {"total": 1, "source": "Census"},
            "nurses": {"total": 1, "source": None},
        },
        "q6": None,
    }
