"""Rows that call an entry by another name: a new name of the firm, or perhaps another firm.

Names that have little in common are asked about before the row counts; a firm with a new name keeps the one
before as a former name.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from authorities.imports.engine.staging import CHUNK, STAGED
from authorities.languages.sentences import build_sentence as _
from authorities.languages.sentences import recall_message
from recruiters.imports.dialects import recruiter_import_dialect
from recruiters.imports.events import LicenceEventStatements
from recruiters.renames import are_unlike, is_other_spelling, share_a_name

RENAMED, CORRECTED, ANOTHER = "renamed", "corrected", "another"
IDENTITY_CHOICES = [
    (RENAMED, gettext_lazy("the same firm under a new name: keep the former name")),
    (CORRECTED, gettext_lazy("the same firm: its name here was wrong")),
    (ANOTHER, gettext_lazy("another firm: leave the row out")),
]
ANOTHER_FIRM = gettext_lazy("The row is left out: you said that it is about another firm.")


class NameChecks(LicenceEventStatements):
    """`asked` and `left_out` are (row, licence number, name here, name in the file)."""

    asked: list[tuple[int, str, str, str]]
    left_out: list[tuple[int, str, str, str]]

    def check_names(self) -> set[int]:
        """Name as a problem each row that may be about another firm; return these rows, still on the stage.

        Rows that are said to be about another firm leave it.
        """
        self.asked, self.left_out = [], []
        self.stage.run(f"ALTER TABLE {self.stage.temporary(STAGED)} ADD COLUMN former_name text")
        renamed = []
        for number, licence, here, keys, said, other_keys in self.stage.fetch_rows(
            f"SELECT s.number, r.licence_number, r.legal_name, r.other_keys, s.legal_name, s.other_keys "
            f"FROM {STAGED} s JOIN {self.stage.table} r ON {self.stage.same_key} "
            f"WHERE r.name_key <> s.name_key ORDER BY s.number"
        ):
            if is_other_spelling(here, said):
                continue
            answer = self.answer_about(number, here, said)
            if answer == ANOTHER:
                self.left_out.append((number, licence, here, said))
            elif answer or share_a_name(here, keys, said, other_keys) or not are_unlike(here, said):
                renamed += [number] if answer != CORRECTED else []
            else:
                self.asked.append((number, licence, here, said))
        self.mark_renamed(renamed)
        self.stage.drop([row[0] for row in self.left_out])
        for number, licence, here, said in self.asked:
            self.outcome.add_problem(number, "legal_name", said, unlike_message(licence, here))
        return {row[0] for row in self.asked}

    def answer_about(self, number: int, here: str, said: str) -> str:
        """Return what a person has said of a row; blank if nothing, or if it was of other names."""
        *names, answer = self.resource.identity_answers.get(str(number), ["", "", ""])
        return answer if names == [here, said] else ""

    def mark_renamed(self, numbers: list[int]) -> None:
        """Note on the stage which rows leave the name before as a former one."""
        for start in range(0, len(numbers), CHUNK):
            among = ", ".join(map(str, numbers[start : start + CHUNK]))
            self.stage.run(f"UPDATE {STAGED} SET former_name = '1' WHERE number IN ({among})")

    @property
    def new_earlier_names(self) -> str:
        """The earlier names of a changed row, in SQL."""
        more = recruiter_import_dialect().append_name("r.earlier_names", "r.legal_name", self.today)
        return f"CASE WHEN s.former_name IS NULL THEN r.earlier_names ELSE {more} END"

    def identity_questions(self) -> Iterator[tuple]:
        return iter(self.asked)

    def left_out_notes(self) -> Iterator[tuple]:
        header = self.mapping["legal_name"]
        return (
            (number, header, said, recall_message(ANOTHER_FIRM))
            for number, _licence, _here, said in self.left_out
        )


def unlike_message(licence: str, name: str) -> str:
    sentence = _(
        "The licence number %(number)s belongs to “%(name)s” here. Say whether this is the same firm, or "
        "correct the cell."
    )
    return sentence % {"number": licence, "name": name}
