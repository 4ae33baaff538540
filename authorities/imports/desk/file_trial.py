"""A trial of a file, which is not kept: the same reading, guesses and checks as at the desk.

For the command line, where one process does what a person and a worker do at the desk.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from authorities.imports import actions, tasks
from authorities.imports.day_doubts import CHOICES, QUESTIONS, is_unanswered
from authorities.imports.desk.file_preview import describe_target_columns
from authorities.imports.desk.recurring_errors import RecurringProblems
from authorities.imports.engine.importer import ignore_progress
from authorities.imports.engine.row_results import RowProblem
from authorities.imports.interpretation import describe_interpretation, extend_words, questions_on_days
from authorities.imports.preview_file import category_rows
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from authorities.models import Import, ImportState
from authorities.spreadsheets.reader import open_sheet

COUNTS = ("new", "changed", "unchanged", "missing", "wrong")


@dataclass
class FileTrial:
    """The result of a trial: `counts`, `problems` and `questions` as dicts, `notes` as sentences, and `rows`,
    what would be written in the columns of an export. `words` are the meanings that were accepted for words
    of the file: {column: {word: codes}}."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    problems: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[dict] = field(default_factory=list)
    rows: list[dict] = field(default_factory=list)
    words: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def may_be_applied(self) -> bool:
        return not self.problems and not self.counts["wrong"]

    @property
    def has_something_to_apply(self) -> bool:
        return any(self.counts[name] for name in ("new", "changed", "missing"))


def try_file(
    upload: Any, desk: ImportDesk, *, whole_list: bool = False, accept_guesses: bool = False
) -> FileTrial:
    """Return what a file would do at a desk; nothing is kept.

    Words that nobody knows have their likely meaning if guesses are to be accepted. Raises ValidationError if
    the file is refused.
    """
    batch = actions.read_upload(upload, kind=desk.kind.name, scope=desk.scope, whole_list=whole_list)
    trial = try_rows(batch, upload, desk)
    if accept_guesses and (words := likely_meanings(batch, trial)):
        batch.reading = extend_words(batch.reading, words)
        trial = try_rows(batch, upload, desk)
        trial.words = words
    return trial


def likely_meanings(batch: Import, trial: FileTrial) -> dict[str, dict[str, list[str]]]:
    """Return {column: {word: codes}} of the words that have a likely meaning."""
    columns = {header: column for column, header in batch.mapping.items()}
    words: dict[str, dict[str, list[str]]] = {}
    for question in trial.questions:
        if question.get("guess") is not None:
            column = columns[question["column"]]
            words.setdefault(column, {})[question["value"]] = question["guess"]
    return words


def try_rows(batch: Import, upload: Any, desk: ImportDesk) -> FileTrial:
    """Return what the rows of a file would do, read as the import says."""
    titles = {column.name: column.title for column in describe_target_columns(desk)}
    trial = FileTrial(notes=list(map(str, batch.notes)))
    trial.questions += [*ask_about_days(batch), *ask_about_missing_columns(batch)]
    try:
        actions.refuse_incomplete_mapping(batch, batch.mapping)
    except ValidationError as refusal:
        trial.problems += [describe_problem(None, "", "", sentence) for sentence in refusal.messages]
        return trial
    source = open_sheet(upload, upload.name, batch.reading)
    importer = tasks.build_importer(batch, source, progress=ignore_progress)
    try:
        importer.preview()
        gather_findings(trial, batch, importer)
        trial.notes[:0] = [*map(str, source.notes), *importer.notes_on_cells()]
    finally:
        importer.close()
    trial.notes += describe_interpretation(batch, titles)
    trial.notes = list(dict.fromkeys(trial.notes))
    return trial


def gather_findings(trial: FileTrial, batch: Import, importer: Any) -> None:
    """Add to a trial what the importer found in its preview."""
    trial.counts |= {name: importer.outcome.counts.get(name, 0) for name in COUNTS}
    wrong = list(category_rows(importer, "wrong"))
    trial.problems += describe_problems(batch, wrong)
    trial.questions += [*ask_about_words(batch, wrong), *ask_about_identities(importer)]
    trial.notes += [
        str(RowProblem(text, row, column, str(value))) for row, column, value, text in importer.noted()
    ]
    trial.notes += [
        _("Row %(row)s: “%(name)s” resembles “%(other)s”.") % {"row": row, "name": name, "other": other}
        for row, name, other, *_rest in importer.look_alikes()
    ]
    trial.rows += [
        {"row": row, "verdict": verdict, **cells} for row, verdict, cells in importer.rows_to_write()
    ]


def describe_problems(batch: Import, problems: list[tuple]) -> list[dict]:
    """Return the problems as dicts; a fault of a whole column is told once, without a row."""
    faults = batch.reading["excerpt"].get("faults", {}).values()
    whole = {fault["header"] for fault in faults} | {
        column for column in lacking_columns(batch) if column not in batch.headers
    }
    whole |= {header for header, doubts in batch.reading["doubts"].items() if is_unanswered(doubts)}
    found: dict[tuple, dict] = {}
    for row, column, value, sentence in problems:
        place = (None, column) if column in whole else (row, column, sentence)
        found.setdefault(place, describe_problem(place[0], column, value, sentence))
    return list(found.values())


def lacking_columns(batch: Import) -> list[str]:
    """Return the columns that a file lacks and for which one value may be typed for all rows."""
    return [
        column for column in IMPORT_KINDS[batch.kind].resource.columns_for_all if column not in batch.mapping
    ]


def ask_about_missing_columns(batch: Import) -> list[dict]:
    """Return a question for each column that new records need and the file lacks."""
    advice = IMPORT_KINDS[batch.kind].resource.advice_on_missing
    return [
        {"column": column, "value": "", "message": str(advice[column]), "rows": None, "choices": []}
        for column in lacking_columns(batch)
    ]


def describe_problem(row: int | None, column: str, value: str, sentence: str) -> dict:
    return {"row": row, "column": column, "value": value, "message": str(sentence)}


def ask_about_days(batch: Import) -> list[dict]:
    """Return a question for each column whose days may have two readings and show neither."""
    unclear = [h for h in batch.reading["excerpt"]["days"] if not batch.reading.get("dates", {}).get(h)]
    sentence = _("In “%(header)s”: does the day come before the month?")
    asked: list[tuple] = [(header, sentence, []) for header in unclear if header in batch.mapping.values()]
    asked += [
        (header, QUESTIONS[doubt], [code for code, _label in CHOICES[doubt]])
        for header, doubt, _answer in questions_on_days(
            IMPORT_KINDS[batch.kind].resource, batch.mapping, batch.reading["doubts"]
        )
    ]
    return [
        {"column": header, "value": "", "message": words % {"header": header}, "rows": None, "choices": codes}
        for header, words, codes in asked
    ]


def ask_about_identities(importer: Any) -> Iterator[dict]:
    """Yield a question for each row that may be about another record than the one it names."""
    sentence = _("Row %(row)s: the number %(number)s belongs to “%(here)s”; the file calls it “%(file)s”.")
    choices = [code for code, _label in importer.resource.identity_choices]
    for row, number, here, file in importer.identity_questions():
        words = {"row": row, "number": number, "here": here, "file": file}
        yield {"column": "", "value": file, "message": sentence % words, "rows": 1, "choices": choices}


def ask_about_words(batch: Import, problems: list[tuple]) -> list[dict]:
    """Return a question for each word that no closed list has."""
    sentence = _("What does “%(word)s” mean?")
    return [
        {
            "column": batch.mapping.get(found.column, found.column),
            "value": found.word,
            "message": sentence % {"word": found.word},
            "rows": found.rows,
            "choices": [code for code, _label in found.choices],
            "guess": found.guess,
        }
        for found in RecurringProblems(batch, problems).unknown
    ]


def apply_file(
    upload: Any, desk: ImportDesk, *, by: Any, whole_list: bool = False, words: dict | None = None
) -> None:
    """Receive, check and apply a file in this process, signed by a person.

    `words` are the meanings of its words, as a trial has them.

    Raises ValidationError with a sentence if it was not applied.
    """
    upload.seek(0)
    batch = actions.receive_file(upload, kind=desk.kind.name, scope=desk.scope, by=by, whole_list=whole_list)
    reading = extend_words(batch.reading, words or {})
    actions.request_check(
        batch, by=by, mapping=batch.mapping, reading=reading, hand_over=leave_to_this_process
    )
    tasks.check_import.call(batch.pk)
    batch.refresh_from_db()
    if batch.state == ImportState.CHECKED:
        actions.request_apply(batch, by=by, hand_over=leave_to_this_process)
        tasks.apply_import.call(batch.pk)
        batch.refresh_from_db()
    if batch.state != ImportState.APPLIED:
        if batch.state in (ImportState.CHECKED, ImportState.CHECKING, ImportState.NOTHING):
            actions.cancel_import(batch, by=by)
        raise ValidationError(batch.failure or _("The records have changed meanwhile. Check the file again."))


def leave_to_this_process(task: Any, batch: Import) -> None:
    """Take the place of handing work to a worker, where the same process does it next."""
