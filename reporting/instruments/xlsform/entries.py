"""What the rows of a survey sheet become: questions, notes, and cells of tables and groups."""

from dataclasses import dataclass, field
from typing import Any

from reporting.instruments.xlsform.cells import SheetRow


@dataclass
class Entry:
    """A question, a note, or a cell of a table or group (`parent` is that), with its row in the workbook.

    `around` are the rows of the groups around it inside its section or table, outermost first; `section` the
    row of its section.
    """

    row: SheetRow
    fields: dict[str, Any]
    parent: "Entry | None" = None
    around: list[SheetRow] = field(default_factory=list)
    is_note: bool = False

    @property
    def code(self) -> str:
        return self.fields["code"]

    @property
    def is_of_known_type(self) -> bool:
        """False if its type has a problem: what else follows from the type is then not told."""
        return not self.row.has_problem("type")
