"""Invented answers: complete, plausible for their types, and always the same for the same report."""

import random
from dataclasses import dataclass, field
from datetime import date

from authorities.models import Authority, ContactPerson
from reporting.demo.stocks import invent_flow, invent_movement, invent_stock
from reporting.demo.tables import parse_day, read_country_sizes, read_phrases, read_rows
from reporting.instruments.question_types import QuestionType
from reporting.models import Reason
from reporting.submissions.plain_answers import answer_values
from reporting.submissions.relevance import is_relevant

BLANK, REASON, EXCLUSIVE = 0.25, 0.04, 0.08
CHANCE_OF_YES = {"help_given": 0.35, "help_received": 0.4, "outflow_statistics": 0.4, "laws_database": 0.5}
CHANCE_OF_TICK = {"stakeholders": 0.85, "other": 0.1}
# Where people came from and went to: answered from the agreements, whatever else chance decides.
CAME, WENT = "q12_from", "q13_to"
REASONS = (Reason.NOT_COLLECTED, Reason.NOT_COMPILED, Reason.HELD_ELSEWHERE)
MOSTLY_FROM_ABROAD, SOME_FROM_ABROAD = 0.15, 0.05
TRAINED_IN = ("IND", "PHL", "EGY", "NGA", "ROU", "GBR", "PAK", "CUB", "ZAF", "POL", "GHA", "DEU")


@dataclass(frozen=True)
class ReportFacts:
    """The facts that the answers of a report must agree with.

    `fixed_answers` holds {indicator: answer} where the answer is decided; `never_blank` is the code of a
    question that must be answered.
    """

    iso3: str
    day: date
    authority: Authority
    contact: ContactPerson
    fixed_answers: dict = field(default_factory=dict)
    never_blank: str = ""

    @property
    def website(self):
        return self.authority.website

    @property
    def contact_answers(self):
        """{question code: answer} of the contact block, which has the same codes in every instrument."""
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
    def position(self):
        """How the country sees itself: it rests on the share of its personnel that trained abroad."""
        share = read_country_sizes()[self.iso3].trained_abroad
        return (
            "destination" if share > MOSTLY_FROM_ABROAD else "both" if share > SOME_FROM_ABROAD else "source"
        )

    @property
    def agreements(self):
        """The agreements in force on that day to which the state is a party."""
        return [
            row
            for row in read_rows("agreements.csv")
            if self.iso3 in row["parties"].split()
            and parse_day(row["valid_from"]) <= self.day
            and (not row["valid_to"] or self.day < parse_day(row["valid_to"]))
        ]


def invent_answers(instrument, facts):
    """Return the answers of a complete report: {question code: {"value", "reason", "reason_detail"}}."""
    writer = AnswerWriter(instrument, facts)
    for question in instrument.questions.values():
        if is_relevant(question, answer_values(writer.answers), facts.day):
            writer.answer(question)
    return writer.answers


class AnswerWriter:
    """Invents the answers of one report, question after question."""

    def __init__(self, instrument, facts):
        self.instrument, self.facts, self.answers = instrument, facts, {}
        self.phrases = read_phrases(instrument.form_id)
        self.dice = random.Random(f"{instrument.form_id} {facts.iso3} {facts.day}")  # noqa: S311 - invented
        self.fixed_answers = {
            "agreements": "yes" if facts.agreements else "no",
            "country_position": facts.position,
            **facts.fixed_answers,
        }
        self.inventors = {
            QuestionType.YES_NO: self.invent_yes_or_no,
            QuestionType.SINGLE: self.invent_option,
            QuestionType.MULTIPLE: self.invent_options,
            QuestionType.TEXT: self.invent_text,
            QuestionType.LONG_TEXT: self.invent_text,
            QuestionType.URL: lambda question: f"{self.facts.website}/{question['code']}",
            QuestionType.TABLE: self.invent_table,
            QuestionType.GROUP: self.invent_group,
        }

    def answer(self, question):
        decided = self.fixed_answers.get(question["indicator"])
        if decided in Reason.values:
            self.set_reason(question, decided)
        elif question["code"] in (CAME, WENT):
            self.set_value(question, self.invent_movements(question["code"]))
        elif question["code"] in self.facts.contact_answers:
            self.set_value(question, self.facts.contact_answers[question["code"]])
        elif question["type"] == QuestionType.YES_NO and not decided and self.dice.random() < REASON:
            self.set_reason(question, self.dice.choice(REASONS))
        elif question["type"] in self.inventors and not self.leaves_blank(question):
            self.set_value(question, self.inventors[question["type"]](question))

    def leaves_blank(self, question):
        decided = question["code"] == self.facts.never_blank or question["indicator"] in self.fixed_answers
        optional = not question["required"] and not decided
        return optional and self.dice.random() < BLANK

    def set_value(self, question, value):
        if value:
            self.answers[question["code"]] = {"value": value, "reason": "", "reason_detail": ""}

    def set_reason(self, question, reason):
        detail = "National statistical office" if reason == Reason.HELD_ELSEWHERE else ""
        self.answers[question["code"]] = {"value": None, "reason": str(reason), "reason_detail": detail}

    def value_of(self, code):
        return self.answers[code]["value"] if code in self.answers else None

    def invent_yes_or_no(self, question):
        likely = self.dice.random() < CHANCE_OF_YES.get(question["indicator"], 0.7)
        return self.fixed_answers.get(question["indicator"]) or ("yes" if likely else "no")

    def invent_option(self, question):
        real = [option["value"] for option in question["options"] if not option["exclusive"]]
        return self.fixed_answers.get(question["indicator"]) or self.dice.choice(real)

    def invent_options(self, question):
        alone = [option["value"] for option in question["options"] if option["exclusive"]]
        decided = self.fixed_answers.get(question["indicator"])
        if alone and (decided == "no" or (not decided and self.dice.random() < EXCLUSIVE)):
            return [self.dice.choice(alone)]
        open_to_choice = [
            option
            for option in question["options"]
            if not option["exclusive"] and self.fixed_answers.get(option["indicator"]) != "no"
        ]
        ticked = [option["value"] for option in open_to_choice if self.is_ticked(option)]
        return ticked or [open_to_choice[0]["value"]]

    def is_ticked(self, option):
        chance = self.dice.random()
        return self.fixed_answers.get(option["indicator"]) == "yes" or chance < CHANCE_OF_TICK.get(
            option["value"], 0.45
        )

    def invent_text(self, question):
        return self.dice.choice(self.phrases[question["code"]])

    def invent_table(self, question):
        """Return stocks, flows or routes by occupation; some occupations are left out by chance."""
        columns, table = {column["code"]: column for column in question["columns"]}, {}
        for row in question["rows"]:
            if self.dice.random() < BLANK / 2:
                continue
            invent = self.invent_routes if "routes" in columns else self.invent_numbers
            cells = invent(question["code"], row["value"], columns)
            table[row["value"]] = {code: cell for code, cell in cells.items() if code in columns}
        return table

    def invent_routes(self, _question, _occupation, columns):
        """Return the routes by which an occupation is recruited, and one of them as the most used."""
        routes = self.invent_options({**columns["routes"], "indicator": ""})
        return {"routes": routes, "main": self.dice.choice(routes)}

    def invent_numbers(self, question, occupation, columns):
        """Return the numbers of one occupation, and what they rest on."""
        year = self.facts.day.year - 1
        if "y1" in columns:
            cells = {"last_year": year, **invent_flow(self.facts.iso3, occupation, year, question)}
        else:
            cells = invent_stock(self.facts.iso3, occupation, year)
        cells["source"] = self.dice.choice(self.phrases[f"{question}.source"])
        choices = [columns[code] for code in ("coverage", "basis", "source_kind") if code in columns]
        return cells | {column["code"]: self.choose_option(column) for column in choices}

    def choose_option(self, column):
        return self.dice.choice([option["value"] for option in column["options"]])

    def invent_group(self, question):
        columns = {column["code"] for column in question["columns"]}
        if "countries" in columns:
            entries = [self.describe_agreement(row) for row in self.facts.agreements]
        elif "occupation" in columns:
            entries = self.invent_places_of_training()
        else:
            known = self.phrases[question["code"]]
            entries = self.dice.sample(known, self.dice.randint(1, min(3, len(known))))
        return [
            {
                code: cell
                for code, cell in {**self.common_cells(rank), **row}.items()
                if code in columns and cell != ""
            }
            for rank, row in enumerate(entries, start=1)
        ]

    def common_cells(self, rank):
        """Return the cells that are filled in the same way in every group."""
        return {
            "rank": rank,
            "url": f"{self.facts.website}/{rank}",
            "email": f"office{rank}@{self.facts.iso3.lower()}.example",
        }

    def describe_agreement(self, row):
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
            "equality": self.dice.choice(["yes", "yes", "no"]),
            "social_partners": self.dice.choice(["yes", "no", "no"]),
            "carried_out": self.dice.choice(["fully", "partly", "partly", "not_yet"]),
        }

    def invent_movements(self, code):
        """Return who came from, or went to, the partners of bilateral agreements in the last two years."""
        sizes, moves = read_country_sizes(), []
        for row in self.facts.agreements:
            for partner in sorted({*row["parties"].split()} - {self.facts.iso3}):
                # People move to where more have trained abroad; of some partners that is not known.
                attracts = sizes[partner].trained_abroad if partner in sizes else 0
                leads_here = sizes[self.facts.iso3].trained_abroad > attracts
                if row["kind"] != "bilateral" or leads_here != (code == CAME):
                    continue
                way = (partner, self.facts.iso3) if leads_here else (self.facts.iso3, partner)
                moves += [(way, partner, occupation) for occupation in ("doctors", "nurses")]
        return [
            {
                "occupation": occupation,
                "country": partner,
                "number": invent_movement(*way, occupation, year, teller=self.facts.iso3),
                "year": year,
            }
            for way, partner, occupation in dict.fromkeys(moves)
            if occupation in self.movers(way)
            for year in (self.facts.day.year - 2, self.facts.day.year - 1)
        ]

    def movers(self, way):
        """Return the occupations that an agreement between two countries is about."""
        groups = {
            group
            for row in self.facts.agreements
            if {*way} == {*row["parties"].split()}
            for group in row["personnel"].split()
        }
        return groups or {"nurses"}

    def invent_places_of_training(self):
        """Return where doctors and nurses trained abroad were trained, in falling numbers."""
        places = []
        for occupation in ("doctors", "nurses"):
            left = invent_stock(self.facts.iso3, occupation, self.facts.day.year - 1)["foreign"]
            for country in self.dice.sample([c for c in TRAINED_IN if c != self.facts.iso3], 4):
                number, left = left // 3, left - left // 3
                place = {"occupation": occupation, "country": country, "number": number}
                places.append({**place, "year": self.facts.day.year - 1})
        return places
