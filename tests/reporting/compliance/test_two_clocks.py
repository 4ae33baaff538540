"""Whatever is entered late, corrected, annulled or undone: what was answered once is answered again."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from authorities.annulments.actions import annul
from authorities.designations import designate
from authorities.known_facts.announced_ends import apply_announced_end
from authorities.known_facts.writing import save_fact
from authorities.models import (
    Authority,
    ImportState,
    IncomeClassification,
    InstitutionType,
    MemberState,
    Region,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from recruiters.models import Register
from recruiters.register_changes import save_register
from reporting.compliance.clocks import today_utc
from reporting.compliance.later_knowledge.learned_since import find_learned_since
from reporting.compliance.query import QueryParser
from reporting.compliance.summary import summarise
from reporting.compliance.summary_exports import summary_as_json
from reporting.models import ReportReceipt, Round
from reporting.round_desk.receipts.recording import record_receipt
from tests import factories
from tests.authorities.imports.import_steps import applied, undone
from tests.conftest import count_examples, rolled_back
from tests.reporting.compliance.records import make_authority, make_report, make_round, make_state

CODES = ("ABW", "CUB", "FJI", "GHA")
DAYS = ("2012-12-31", "2013-07-31", "2019-07-31")
STEPS = st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 5))


class World:
    """Four Member States, two rounds, and everybody who enters something late."""

    def __init__(self, administrator):
        self.administrator, self.batches = administrator, []
        make_round(1, opens="2012-03-01")
        factories.IndicatorFactory(key="steps_taken")
        make_round(2, opens="2019", due="2019-06", closes="", instrument=factories.InstrumentFactory())
        make_round(3, opens="2022", due="2023", closes="")
        for place, code in enumerate(CODES):
            state = make_state(code, Region.values[place])
            if place % 2:
                make_authority(state)
                days = {"sent_on": ["2012-12-01"], "published_on": ["2013-01-05"]}
                make_report(state, Round.objects.get(number=1), answers=["yes"], **days)

    def act(self, deed, place, number):
        """Do one of the deeds to one of the states; what is refused changes nothing."""
        state = MemberState.objects.get(pk=CODES[place])
        with suppress(ValidationError):
            DEEDS[deed % len(DEEDS)](self, state, number)


def designate_late(world, state, number):
    begins, kind = date(2012 + number, 1, 1), InstitutionType.values[number]
    ends = date(2014 + number, 1, 1)
    facts = {"institution": "Late", "institution_type": kind, "valid_from": begins, "valid_to": ends}
    designate(Authority(member_state=state, **facts), by=world.administrator)


def correct_designation(world, state, number):
    for authority in state.authorities.all()[:1]:
        authority.institution_type = InstitutionType.values[number]
        designate(authority, by=world.administrator)


def annul_designation(world, state, number):
    for authority in state.authorities.all()[:1]:
        annul(authority, by=world.administrator, reason="Another country was meant.")


def end_membership(world, state, number):
    membership = WhoMembership.objects.get(member_state=state)
    membership.announced_end = date(2012 + number, 12, 1)
    save_fact(membership, by=world.administrator)
    apply_announced_end(membership, by=world.administrator)


def move_region(world, state, number):
    lies_in = RegionMembership.objects.get(member_state=state)
    lies_in.region = Region.values[number]
    save_fact(lies_in, by=None)


def classify_income(world, state, number):
    group = IncomeClassification(member_state=state, fiscal_year=2013 + number, income_group="H")
    group.full_clean()
    save_fact(group, by=None)


def list_under_safeguards(world, state, number):
    listing = SafeguardsListing(member_state=state, edition=2020 + number)
    listing.full_clean()
    save_fact(listing, by=None)


def move_closing_day(world, state, number):
    round_ = Round.objects.get(number=1)
    round_.closes = ["", "2012-12-01", "2013-03", "2013-12-31", "2014", "2015"][number]
    round_.due = "2012-11"
    save_fact(round_, by=world.administrator, columns=["closes", "due"])


def record_late_receipt(world, state, number):
    receipt = ReportReceipt(round_id=1, member_state=state, received_on=f"2013-0{number + 1}", source="A77/1")
    receipt.full_clean()
    record_receipt(receipt, by=world.administrator)


def open_register(world, state, number):
    facts = {"code": f"r{number}", "name": "Register", "keeper": "Ministry"}
    register = Register(member_state=state, valid_from=date(2013, 1, 1), **facts)
    register.validate_constraints()
    save_register(register, by=world.administrator)


def import_report(world, state, number):
    row = {"round": "2", "iso3": state.pk, "submitted_on": "2019-05-01", "published_on": "2019-06-01"}
    if not state.submissions.filter(round=2).exists():
        world.batches.append(applied(world.administrator, {**row, "question": ""}, kind="reports", scope=""))


def undo_newest_import(world, state, number):
    if world.batches:
        assert undone(world.batches.pop()).state == ImportState.UNDONE


def rename_state(world, state, number):
    state.name_en = f"Land {number}"
    save_fact(state, by=None)


DEEDS = (
    designate_late,
    correct_designation,
    annul_designation,
    end_membership,
    move_region,
    classify_income,
    list_under_safeguards,
    move_closing_day,
    record_late_receipt,
    open_register,
    import_report,
    undo_newest_import,
    rename_state,
)


def answer(day, number, known_on):
    asked = {"as_of": day, "round": str(number), "known_on": known_on.isoformat()}
    return summary_as_json(summarise(QueryParser.with_known_rounds().parse(asked)))


@settings(
    max_examples=count_examples(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],
)
@given(st.lists(STEPS, min_size=2, max_size=5))
@pytest.mark.django_db
def test_what_was_answered_once_is_answered_again(administrator, monkeypatch, steps):
    real, passed, answers = timezone.now, timedelta(days=1), {}
    with monkeypatch.context() as moved, rolled_back():
        moved.setattr("django.utils.timezone.now", lambda: real() + passed)
        world = World(administrator)
        for step in steps:
            world.act(*step)
            done_on, passed = today_utc(), passed + timedelta(days=1)
            for day, number in zip(DAYS, (1, 1, 2), strict=True):
                answers[day, number, done_on] = answer(day, number, done_on)
        assert {question: answer(*question) for question in answers} == answers


def test_a_closing_day_that_was_entered_late_changes_what_is_known_now(administrator):
    round_ = make_round(1, opens="2012-03-01", closes="")
    make_report(make_state("FJI"), round_, sent_on=["2013-12-01"])
    round_.closes = "2013-10-31"
    save_fact(round_, by=administrator)
    known = (today_utc() - timedelta(days=1)).isoformat()
    asked = {"as_of": "2013-12-31", "round": "1", "known_on": known}
    learned = find_learned_since(summarise(QueryParser.with_known_rounds().parse(asked)))

    assert ("Have reported", 1, 0) in [(str(d.name), d.known, d.now) for d in learned.differences]
