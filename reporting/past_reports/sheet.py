"""Importing past reports, those of earlier rounds: the rows of a sheet are collected into reports.

A report is imported whole or not at all. One that is stored already is never overwritten: the sheet either
agrees with it or is wrong.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from django.utils import timezone

from authorities.imports.engine.result import digest_rows
from authorities.imports.engine.row_importer import RowImporter
from authorities.languages.sentences import build_plural as ngettext
from authorities.languages.sentences import build_sentence as _
from authorities.languages.sentences import sentence_of
from authorities.models.changes import build_change
from authorities.spreadsheets.formats import ROW_COLUMN
from reporting.models import Answer, Reason, Round, State, Submission
from reporting.models.answers import Origin
from reporting.past_reports.answers import AnswerReader, CollectedAnswer, PastReportError
from reporting.submissions.mistakes import impossible_answers
from reporting.submissions.questionnaire import evaluate_form
from reporting.submissions.workflow import report_workflow

# The key under which a cleaned row keeps the row as it stands in the sheet.
SHEET_ROW = "row of the sheet"


@dataclass
class PastReport:
    """The rows of one report with the answers they give.

    `problems` holds {number of the row: [(column, sentence)]}; `verdict` is "new" or "unchanged".
    """

    round: Round
    iso3: str
    rows: list = field(default_factory=list)
    collected: dict[str, CollectedAnswer] = field(default_factory=dict)
    problems: dict = field(default_factory=dict)
    verdict: str = "new"
    submitted_on: date | None = None
    published_on: date | None = None

    def __str__(self):
        return f"{self.iso3}, {self.round}"

    def add_problem(self, row, column, sentence):
        self.problems.setdefault(row[ROW_COLUMN], []).append((column, sentence))

    @property
    def answers(self):
        return {code: collected.answer for code, collected in self.collected.items()}

    def find_common_day(self, column):
        """Return the day that the rows of the report give in a column; note a problem where two differ."""
        day = None
        for row in self.rows:
            day = day or row[column]
            if row[column] and row[column] != day:
                sentence = _("Another row of this report says %(day)s.")
                self.add_problem(row, column, sentence % {"day": day.isoformat()})
        return day

    def read(self, readers):
        """Read all rows into answers and days, and note every problem. `readers` are kept by round."""
        reader = readers.setdefault(self.round.pk, AnswerReader(self.round.instrument))
        unread = any(
            column == "submitted_on" for rows in self.problems.values() for column, _sentence in rows
        )
        self.submitted_on = self.find_common_day("submitted_on")
        self.published_on = self.find_common_day("published_on")
        if self.submitted_on is None and not unread:
            sentence = _("In at least one row, say when this report was received.")
            self.add_problem(self.rows[0], "submitted_on", sentence)
        elif self.published_on and self.submitted_on and self.published_on < self.submitted_on:
            self.add_problem(
                self.rows[0], "published_on", _("It cannot be published before it was received.")
            )
        first_rows: dict = {}
        for row in self.rows:
            try:
                self.read_row(reader, row, first_rows)
            except PastReportError as error:
                self.add_problem(row, error.column, error.sentence)
        if not self.problems:
            self.check_logic()

    def read_row(self, reader, row, first_rows):
        """Add the answer or the reason of one row; raise PastReportError if it gives neither properly.

        `first_rows` holds the number of the row that answered each (question, row, column) first.
        """
        if not row["question"]:
            refuse_cells_without_question(row)
            return
        question = reader.find_question(row["question"])
        first = first_rows.setdefault((question["code"], row["row"], row["column"]), row[ROW_COLUMN])
        if first != row[ROW_COLUMN]:
            words = {"first": first, "second": row[ROW_COLUMN]}
            sentence = _("Rows %(first)s and %(second)s are about the same answer. Keep one of them.")
            raise PastReportError("question", sentence % words)
        collected = self.collected.get(question["code"]) or CollectedAnswer(question)
        if row["reason"]:
            set_reason(collected, row)
        elif row["answer"]:
            refuse_answer_beside_reason(collected)
            collected.add_cell(reader, row["row"], row["column"], row["answer"])
        else:
            return
        collected.last_row = row
        self.collected[question["code"]] = collected

    def check_logic(self):
        """Note answers to questions that were not relevant, and values that the instrument does not allow."""
        form = evaluate_form(self.round.instrument, self.answers, self.submitted_on)
        for code, collected in self.collected.items():
            question = collected.question
            if not form.is_relevant(question):
                sentence = _("Because of its other answers, this report is not asked question %(number)s.")
                number = {"number": question["number"] or code}
                self.add_problem(collected.last_row, "question", sentence % number)
            elif form.values[code] != self.answers[code]["value"]:
                sentence = _(
                    "After its other answers this report is not asked every cell of question %(number)s."
                )
                number = {"number": question["number"] or code}
                self.add_problem(collected.last_row, "column", sentence % number)
            elif form.values[code]:
                for reason in impossible_answers(question, form.values[code], form.values, form.today):
                    self.add_problem(collected.last_row, "answer", reason)

    def compare(self, stored):
        """Note a problem if the stored report differs from this one; `stored` is None if there is none."""
        if stored is None:
            return
        version = max(stored.versions.all(), key=lambda version: version.number, default=None)
        published = min(
            (e.at.date() for e in stored.events.all() if e.to_state == State.PUBLISHED), default=None
        )
        if version is None:
            sentence = _("This country has started its report here, so it must also file it here.")
        elif (version.submitted_at.date(), published) != (self.submitted_on, self.published_on):
            sentence = _("This report is already in the system, with other days. It is not overwritten.")
        elif version.content["answers"] != dict(sorted(self.answers.items())):
            sentence = _(
                "This report is already in the system, with other answers. Its country corrects "
                "it, not a spreadsheet."
            )
        else:
            self.verdict = "unchanged"
            return
        self.add_problem(self.rows[0], "iso3", sentence)


def refuse_cells_without_question(row):
    for column in ("row", "column", "answer", "reason", "body"):
        if row[column]:
            raise PastReportError("question", _("Say to which question this belongs."))


def set_reason(collected, row):
    """Set the reason for not answering; raise PastReportError if an answer is given too."""
    if row["answer"] or collected.value is not None or collected.cells or collected.reason:
        raise PastReportError("reason", _("An answer and a reason why there is none: keep one of them."))
    if row["row"] or row["column"]:
        raise PastReportError("reason", _("Give a reason only for the whole question."))
    if (row["reason"] == Reason.HELD_ELSEWHERE) != bool(row["body"]):
        raise PastReportError("body", _("Name the body if the reason is “held_elsewhere”, and only then."))
    collected.reason, collected.body = row["reason"], row["body"]


def refuse_answer_beside_reason(collected):
    if collected.reason:
        raise PastReportError("answer", _("An answer and a reason why there is none: keep one of them."))


class PastReportSheet(RowImporter):
    """The importer of `PastReportResource`: collects rows into reports and records these in the workflow."""

    most_rows = 100_000

    def preview(self):
        reports = self.collect_reports()
        stored = self.find_stored(reports)
        readers: dict = {}
        for report in reports:
            report.read(readers)
            if not report.problems:
                report.compare(stored.get((report.round.pk, report.iso3)))
        self.progress("comparing", len(reports))
        self.note_problems(reports)
        self.good_reports = [report for report in reports if not report.problems]
        for report in self.good_reports:
            self.outcome.counts[report.verdict] += len(report.rows)
        self.outcome.digest = digest_rows((str(r), r.verdict, r.answers) for r in self.good_reports)
        return self.outcome

    # Reading

    def collect_reports(self):
        """Return the reports that the rows are about; note rows that name none."""
        reports: dict = {}
        dataset = self.dataset()
        for number, sentence in self.misfits:
            self.outcome.add_problem(number, "", "", sentence)
        for sheet_row in dataset.dict:
            row, problems = self.clean_row(sheet_row)
            if {"round", "iso3"} & problems.keys():
                self.note_row_problems(sheet_row, problems.items())
                continue
            report = reports.setdefault((row["round"].pk, row["iso3"]), PastReport(row["round"], row["iso3"]))
            report.rows.append(row)
            for column, sentence in problems.items():
                report.add_problem(row, column, sentence)
        return list(reports.values())

    def clean_row(self, sheet_row):
        """Return ({column: value}, {column: sentence}) of a row; a cell with a problem has the value None."""
        row, problems = {ROW_COLUMN: sheet_row[ROW_COLUMN], SHEET_ROW: sheet_row}, {}
        for column in self.resource.get_import_fields():
            name = column.column_name
            try:
                row[name] = column.widget.clean(sheet_row.get(name, ""), sheet_row)
            except ValueError as refusal:
                row[name], problems[name] = None, sentence_of(refusal)
        return row, problems

    def find_stored(self, reports):
        """Return {(round, state): submission} of the reports that are stored already."""
        rounds = {report.round.pk for report in reports}
        states = {report.iso3 for report in reports}
        submissions = Submission.objects.filter(round__in=rounds, member_state__in=states)
        submissions = submissions.prefetch_related("versions", "events")
        return {(report.round_id, report.member_state_id): report for report in submissions}

    # Problems and differences

    def note_row_problems(self, sheet_row, problems):
        for count, (column, sentence) in enumerate(problems):
            value = sheet_row.get(column, "")
            self.outcome.add_problem(sheet_row[ROW_COLUMN], column, value, sentence, first_of_row=not count)

    def note_problems(self, reports):
        """Note the problems of each report, and how many good rows stay out with the wrong ones."""
        for report in reports:
            sheet_rows = {row[ROW_COLUMN]: row[SHEET_ROW] for row in report.rows}
            for number, problems in report.problems.items():
                self.note_row_problems(sheet_rows[number], problems)
            others = [number for number in sheet_rows if number not in report.problems]
            if report.problems and others:
                sentence = ngettext(
                    "%(count)d other row of this report is not imported either: a report is "
                    "imported as a whole or not at all.",
                    "%(count)d other rows of this report are not imported either: a report is "
                    "imported as a whole or not at all.",
                    len(others),
                )
                self.outcome.add_problem(others[0], "", "", sentence % {"count": len(others)})
                self.outcome.counts["wrong"] += len(others) - 1

    def differences(self, verdict, limit=-1):
        for report in self.good_reports:
            if report.verdict == verdict:
                for row in report.rows:
                    yield row[ROW_COLUMN], row_label(report, row), row_changes(row)

    def rows_to_write(self):
        for report in self.good_reports:
            for row in report.rows if report.verdict == "new" else ():
                cells = {f.column_name: row[f.column_name] for f in self.resource.get_import_fields()}
                yield row[ROW_COLUMN], "new", {name: getattr(v, "pk", v) for name, v in cells.items()}

    # Writing

    def write(self, by, batch):
        for report in self.good_reports:
            if report.verdict == "new":
                save_report(report, by, batch)


def row_label(report, row):
    place = " ".join(filter(None, [row["question"], row["row"], row["column"]]))
    return f"{report}: {place}" if place else str(report)


def row_changes(row):
    """Return [(column, value before, value after)] of a row; before there was nothing."""
    values = {name: row[name] for name in ("answer", "reason", "body")}
    return [(name, "", value) for name, value in values.items() if value]


def start_of_day(day):
    return datetime.combine(day, time.min, tzinfo=UTC)


def save_report(report, by, batch):
    """Save a report with its answers, its version, and its events on the days when they happened."""
    submitted_at = start_of_day(report.submitted_on)
    submission = Submission.objects.create(
        round=report.round, member_state_id=report.iso3, started_at=submitted_at, state=State.DRAFT
    )
    now = timezone.now()
    Answer.objects.bulk_create(
        Answer(submission=submission, question=code, origin=Origin.IMPORTED, by=by, at=now, **answer)
        for code, answer in report.answers.items()
    )
    report_workflow.move(submission, "record", by=by, at=submitted_at, is_history=True)
    if report.published_on:
        published_at = start_of_day(report.published_on)
        report_workflow.move(submission, "record_publication", by=by, at=published_at, is_history=True)
    # What the workflow moves on is no change of the import.
    whose = {"round_id": report.round.pk, "member_state_id": report.iso3}
    build_change(submission, None, after=whose, by=by, batch=batch).save(force_insert=True)
