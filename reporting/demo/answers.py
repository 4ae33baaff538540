"""Invented answers: complete, plausible in their types, and the same each time for the same report."""

import random
from dataclasses import dataclass, field
from datetime import date

from authorities.models import Authority, ContactPerson
from reporting.demo.stocks import flow, stock
from reporting.demo.tables import day, phrases, rows
from reporting.models import Reason
from reporting.submissions.questionnaire import applies

BLANK, REASON, EXCLUSIVE = 0.25, 0.04, 0.08
CHANCE_OF_YES = {"help_given": 0.35, "help_received": 0.4, "outflow_statistics": 0.4, "laws_database": 0.5}
CHANCE_OF_TICK = {"stakeholders": 0.85, "other": 0.1}
REASONS = (Reason.NOT_COLLECTED, Reason.NOT_COMPILED, Reason.HELD_ELSEWHERE)
TRAINED_IN = ("IND", "PHL", "EGY", "NGA", "ROU", "GBR", "PAK", "CUB", "ZAF", "POL", "GHA", "DEU")


@dataclass(frozen=True)
class Facts:
    """What is known of a report before it is written."""

    iso3: str
    day: date
    authority: Authority
    contact: ContactPerson
    says: dict = field(default_factory=dict)
    never_blank: str = ""

    @property
    def site(self):
        return self.authority.website

    @property
    def office(self):
        """The contact block, which every instrument asks under the same codes."""
        return {
            "q0_2": self.authority.institution,
            "q0_3": self.contact.name,
            "q0_4": self.contact.post,
            "q0_5": "1 Example Street\nCapital City",
            "q0_6": self.contact.telephone,
            "q0_7": "+00 000 000 001",
            "q0_8": self.authority.mailbox,
        }

    @property
    def agreements(self):
        """Arrangements in force on the day to which the state is a party."""
        return [
            row
            for row in rows("agreements.csv")
            if self.iso3 in row["parties"].split()
            and day(row["valid_from"]) <= self.day
            and (not row["valid_to"] or self.day < day(row["valid_to"]))
        ]


def answers_of(instrument, facts):
    """Everything a complete report says: {question code: {"value", "reason", "reason_detail"}}."""
    pen = Pen(instrument, facts)
    for question in instrument.questions.values():
        if applies(question, pen.said):
            pen.answer(question)
    return pen.said


class Pen:
    """Writes one report, question after question."""

    def __init__(self, instrument, facts):
        self.instrument, self.facts, self.said = instrument, facts, {}
        self.phrases = phrases(instrument.form_id)
        self.dice = random.Random(f"{instrument.form_id} {facts.iso3} {facts.day}")  # noqa: S311 - invented
        self.says = {"agreements": "yes" if facts.agreements else "no", **facts.says}
        self.writers = {
            "yesno": self.yes_or_no,
            "single": self.one_option,
            "multiple": self.some_options,
            "text": self.words,
            "longtext": self.words,
            "url": lambda question: f"{self.facts.site}/{question['code']}",
            "table": self.table,
            "group": self.group,
        }

    def answer(self, question):
        decided = self.says.get(question["indicator"])
        if decided in Reason.values:
            self.give_reason(question, decided)
        elif question["code"] in self.facts.office:
            self.put(question, self.facts.office[question["code"]])
        elif question["type"] == "yesno" and not decided and self.dice.random() < REASON:
            self.give_reason(question, self.dice.choice(REASONS))
        elif question["type"] in self.writers and not self.leaves_blank(question):
            self.put(question, self.writers[question["type"]](question))

    def leaves_blank(self, question):
        optional = not question["required"] and question["code"] != self.facts.never_blank
        return optional and self.dice.random() < BLANK

    def put(self, question, value):
        if value:
            self.said[question["code"]] = {"value": value, "reason": "", "reason_detail": ""}

    def give_reason(self, question, reason):
        detail = "National statistical office" if reason == Reason.HELD_ELSEWHERE else ""
        self.said[question["code"]] = {"value": None, "reason": str(reason), "reason_detail": detail}

    def value_of(self, code):
        return self.said[code]["value"] if code in self.said else None

    def yes_or_no(self, question):
        likely = self.dice.random() < CHANCE_OF_YES.get(question["indicator"], 0.7)
        return self.says.get(question["indicator"]) or ("yes" if likely else "no")

    def one_option(self, question):
        """One of the options; of those ticked just before, if the same were offered there."""
        before = [
            code
            for code, other in self.instrument.questions.items()
            if other["type"] == "multiple" and other["options"] == question["options"]
        ]
        if before:
            return self.dice.choice(self.value_of(before[0]) or [""])
        real = [option["value"] for option in question["options"] if not option["exclusive"]]
        return self.dice.choice(real)

    def some_options(self, question):
        alone = [option["value"] for option in question["options"] if option["exclusive"]]
        decided = self.says.get(question["indicator"])
        if alone and (decided == "no" or (not decided and self.dice.random() < EXCLUSIVE)):
            return [self.dice.choice(alone)]
        open_to_choice = [
            option
            for option in question["options"]
            if not option["exclusive"] and self.says.get(option["indicator"]) != "no"
        ]
        ticked = [option["value"] for option in open_to_choice if self.ticks(option)]
        return ticked or [open_to_choice[0]["value"]]

    def ticks(self, option):
        chance = self.dice.random()
        return self.says.get(option["indicator"]) == "yes" or chance < CHANCE_OF_TICK.get(
            option["value"], 0.45
        )

    def words(self, question):
        return self.dice.choice(self.phrases[question["code"]])

    def table(self, question):
        """Stocks or flows of each occupation; now and then one is left out."""
        columns = {column["code"] for column in question["columns"]}
        year, table = self.facts.day.year - 1, {}
        for row in question["rows"]:
            if self.dice.random() < BLANK / 2:
                continue
            if "y1" in columns:
                cells = flow(self.facts.iso3, row["value"], year, question["code"])
            else:
                cells = stock(self.facts.iso3, row["value"], year)
            cells["source"] = self.dice.choice(self.phrases[f"{question['code']}.source"])
            table[row["value"]] = {code: cell for code, cell in cells.items() if code in columns}
        return table

    def group(self, question):
        columns = {column["code"] for column in question["columns"]}
        if "countries" in columns:
            entries = [self.agreement(row) for row in self.facts.agreements]
        elif "occupation" in columns:
            entries = self.places_of_training()
        else:
            known = self.phrases[question["code"]]
            entries = self.dice.sample(known, self.dice.randint(1, min(3, len(known))))
        return [
            {
                code: cell
                for code, cell in {**self.usual(rank), **row}.items()
                if code in columns and cell != ""
            }
            for rank, row in enumerate(entries, start=1)
        ]

    def usual(self, rank):
        """Cells that are filled alike in every group that has them."""
        return {
            "rank": rank,
            "url": f"{self.facts.site}/{rank}",
            "email": f"office{rank}@{self.facts.iso3.lower()}.example",
        }

    def agreement(self, row):
        return {
            "title": row["title"],
            "type": row["kind"],
            "countries": sorted(set(row["parties"].split()) - {self.facts.iso3}),
            "coverage": "national",
            "from": row["valid_from"],
            "to": row["valid_to"],
            "cadres": row["personnel"].split(),
            "content": row["subjects"].split(),
            "signed_by": ["health", self.dice.choice(["foreign", "labour"])],
            "cites_code": "yes" if row["valid_from"] > "2011" and self.dice.random() < 0.6 else "no",
            "ethical": self.dice.choice(["yes", "yes", "no"]),
            "source_support": self.dice.choice(["yes", "no"]),
        }

    def places_of_training(self):
        """Where those trained abroad were trained: less than all of them, in falling numbers."""
        places = []
        for occupation in ("doctors", "nurses"):
            left = stock(self.facts.iso3, occupation, self.facts.day.year - 1)["foreign"]
            for country in self.dice.sample([c for c in TRAINED_IN if c != self.facts.iso3], 4):
                number, left = left // 3, left - left // 3
                places.append({"occupation": occupation, "country": country, "number": number})
        return places
