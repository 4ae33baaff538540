"""Which parts of a questionnaire are assigned, in words, and which are with nobody."""

from collections.abc import Collection
from dataclasses import dataclass

from reporting.instruments.question_types import Question, type_of
from reporting.models import Instrument


@dataclass(frozen=True)
class Part:
    """A section, or some questions of it: `numbers` are empty for a whole section."""

    section: str
    title: str
    codes: tuple[str, ...]
    numbers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What the form of an assignment calls a whole section."""
        return section_key(self.section)


def section_key(code: str) -> str:
    return f"section:{code}"


def is_assignable(question: Question) -> bool:
    """Return True for what somebody answers: neither computed nor given by the instrument."""
    return bool(question["text"]) and not type_of(question).is_computed and not question.get("read_only")


def list_assignable(section: dict) -> list[Question]:
    return [question for question in section["questions"] if is_assignable(question)]


def describe_parts(instrument: Instrument, codes: Collection[str]) -> list[Part]:
    """Return the sections of these questions in order, each whole or with the numbers of its questions."""
    parts = []
    for section in instrument.sections:
        asked = list_assignable(section)
        chosen = [question for question in asked if question["code"] in codes]
        if chosen:
            numbers = [] if len(chosen) == len(asked) else [q["number"] or q["code"] for q in chosen]
            found = tuple(question["code"] for question in chosen)
            parts.append(Part(section["code"], section["title"], found, tuple(numbers)))
    return parts


def expand_parts(instrument: Instrument, chosen: Collection[str]) -> list[str]:
    """Return the codes of the questions that were chosen, by themselves or with their section.

    What is computed from the answers of a section belongs to whoever answers all of it.
    """
    codes = []
    for section in instrument.sections:
        is_whole = section_key(section["code"]) in chosen
        codes += [q["code"] for q in section["questions"] if is_whole or q["code"] in chosen]
    return codes
