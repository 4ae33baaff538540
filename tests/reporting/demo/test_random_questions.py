"""Questions at random, after late deeds at random, have the answers that an independent recount gives."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from authorities.known_facts.writing import save_fact
from authorities.models import (
    Authority,
    Change,
    ChangeKind,
    IncomeClassification,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from recruiters.models import Register
from reporting.compliance.query import QueryParser
from reporting.compliance.summary import summarise
from reporting.models import ReportReceipt, Round
from tests.conftest import count_examples
from tests.factories import UserFactory
from tests.reporting.demo.recomputed_figures import REGIONS, KnownWorld, Recount

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

QUESTIONS, DEEDS = 300, 60
FIRST_DAY, LAST_DAY = date(2012, 1, 1), date(2026, 11, 20)


def day_between(dice, first, last):
    return first + timedelta(days=dice.randrange((last - first).days + 1))


class LateDeeds:
    """What is entered, corrected and annulled late, each on its own day in the order of time."""

    def __init__(self, dice):
        self.dice, self.by = dice, UserFactory()

    def do_all(self, number):
        days = sorted(day_between(self.dice, FIRST_DAY, LAST_DAY) for _number in range(number))
        for day in days:
            deed = self.dice.choice([
                self.designate, self.correct_type, self.annul, self.move_region, self.end_membership,
                self.classify, self.list_state, self.end_register, self.move_closing, self.record_receipt,
            ])  # fmt: skip
            deed(datetime(day.year, day.month, day.day, self.dice.randrange(24), 30, tzinfo=UTC))

    def save(self, record, at, **changes):
        for name, value in changes.items():
            setattr(record, name, value)
        save_fact(record, by=self.by, at=at)

    def choose(self, rows):
        return self.dice.choice(list(rows.order_by("pk")))

    def designate(self, at):
        first = self.choose(Authority.objects.filter(valid_from__gt=date(2013, 1, 1)))
        state = first.member_state_id
        if not Authority.objects.filter(member_state=state, valid_from__lt=first.valid_from).exists():
            added = Authority(member_state_id=state, institution="Late", institution_type="labour")
            self.save(added, at, valid_from=date(2012, 3, 1), valid_to=date(2012, 12, 31))

    def correct_type(self, at):
        self.save(
            self.choose(Authority.objects),
            at,
            institution_type=self.dice.choice(["labour", "health_ministry"]),
        )

    def annul(self, at):
        record = self.choose(self.dice.choice([Authority, SafeguardsListing, Register]).objects.all())
        for name, value in {
            "annulled_at": at,
            "annulled_by": self.by,
            "annulment_reason": "Never so.",
        }.items():
            setattr(record, name, value)
        save_fact(record, by=self.by, at=at, kind=ChangeKind.ANNULLED)

    def move_region(self, at):
        self.save(self.choose(RegionMembership.objects), at, region=self.dice.choice(REGIONS))

    def end_membership(self, at):
        membership = self.choose(WhoMembership.objects.filter(valid_from=None))
        self.save(membership, at, valid_to=day_between(self.dice, FIRST_DAY, LAST_DAY))

    def classify(self, at):
        year, state = self.dice.choice([2014, 2019, 2027]), self.choose(WhoMembership.objects).member_state_id
        row = IncomeClassification.objects.filter(member_state=state, fiscal_year=year).first()
        row = row or IncomeClassification(member_state_id=state, fiscal_year=year)
        self.save(row, at, income_group=self.dice.choice(["L", "LM", "UM", "H"]))

    def list_state(self, at):
        state = self.choose(WhoMembership.objects).member_state_id
        if not SafeguardsListing.objects.filter(member_state=state, edition=2020).exists():
            self.save(SafeguardsListing(member_state_id=state), at, edition=2020)

    def end_register(self, at):
        if Register.objects.exists():
            self.save(
                self.choose(Register.objects), at, valid_to=day_between(self.dice, date(2020, 1, 1), LAST_DAY)
            )

    def move_closing(self, at):
        round_ = Round.objects.get(number=self.dice.choice([1, 3]))
        closes = {1: ["", "2012-12-31", "2013-03"], 3: ["2018-10", "2019-03", "2018-09-01"]}[round_.number]
        self.save(round_, at, closes=self.dice.choice(closes))

    def record_receipt(self, at):
        state = self.choose(WhoMembership.objects).member_state_id
        number = self.dice.choice([1, 2, 3])
        if not ReportReceipt.objects.filter(member_state=state, round=number).exists():
            received = self.dice.choice(
                {1: ["2012", "2013-02", "2012-11-30"], 2: ["2015-09", "2016"], 3: ["2018-08", "2018-08-20"]}[
                    number
                ]
            )
            self.save(
                ReportReceipt(member_state_id=state, round_id=number, source="A list"),
                at,
                received_on=received,
            )


def read_log():
    """Return the rows of the log as they were written; what the first load brought stands in the files."""
    columns = ("model", "record", "before", "after", "at")
    return list(Change.objects.exclude(kind="baseline").order_by("pk").values_list(*columns))


def ask_at_random(dice):
    day = day_between(dice, FIRST_DAY, LAST_DAY)
    filters = {
        "region": dice.choice(REGIONS), "income": dice.choice(["L", "LM", "UM", "H"]),
        "safeguards": dice.choice(["2020", "2023"]), "first_time": dice.choice(["yes", "no"]),
    }  # fmt: skip
    chosen = dice.sample(sorted(filters), dice.choice([0, 0, 1, 1, 2]))
    known = dice.choice([day, day_between(dice, day, LAST_DAY), LAST_DAY])
    number = dice.choice([1, 1, 2, 3, 3, 4])
    return day, known, number, {name: filters[name] for name in chosen}


def test_three_hundred_questions_are_answered_as_a_recount_answers_them():
    dice, questions = random.Random(20130731), count_examples(QUESTIONS)  # noqa: S311 - the same questions each time
    with transaction.atomic():
        LateDeeds(dice).do_all(DEEDS)
        log, parser = read_log(), QueryParser.with_known_rounds()
        now = KnownWorld(log, LAST_DAY)
        different, changed = [], 0
        for _number in range(questions):
            day, known, number, filters = ask_at_random(dice)
            asked = {"as_of": str(day), "known_on": str(known), "round": str(number), **filters}
            found = summarise(parser.parse(asked))
            recount = Recount(KnownWorld(log, known), day, number, filters)
            for group in (found.world, *found.regions):
                expected = recount.numbers(None if group.code == "WORLD" else group.code)
                numbers = {name: group.numbers[name] for name in expected}
                if numbers != expected:
                    different.append(
                        (
                            asked,
                            group.code,
                            {n: (numbers[n], expected[n]) for n in expected if numbers[n] != expected[n]},
                        )
                    )
            changed += recount.numbers() != Recount(now, day, number, filters).numbers()
        transaction.set_rollback(True)

    assert different == []
    assert changed > questions / 4  # the second clock mattered
