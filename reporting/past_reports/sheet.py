"""A sheet of answers of earlier rounds on its way into reports, each of which comes in whole or not at all.

A report that is here already is never overwritten: it is the same, or the sheet is wrong about it.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.change_log import log
from authorities.imports.engine.result import digest
from authorities.imports.engine.row_importer import RowByRow
from authorities.spreadsheets.formats import ROW_COLUMN
from reporting.models import Answer, Reason, Round, State, Submission
from reporting.models.answers import Origin
from reporting.past_reports.answers import AnswerReader, Misfit, Said
from reporting.submissions.questionnaire import impossible, in_play
from reporting.submissions.workflow import report_workflow


@dataclass
class PastReport:
    """The lines of one report, what they say, and what is wrong with them: {row: [(column, sentence)]}."""

    round: Round
    iso3: str
    lines: list = field(default_factory=list)
    said: dict = field(default_factory=dict)
    problems: dict = field(default_factory=dict)
    verdict: str = "new"
    submitted_on: date | None = None
    published_on: date | None = None

    def __str__(self):
        return f"{self.iso3}, {self.round}"

    def wrong(self, line, column, sentence):
        self.problems.setdefault(line[ROW_COLUMN], []).append((column, sentence))

    @property
    def answers(self):
        return {code: said.answer for code, said in self.said.items()}

    def agree_on(self, column):
        """The day that the lines give; those that give none mean the same."""
        known = None
        for line in self.lines:
            known = known or line[column]
            if line[column] and line[column] != known:
                sentence = _("Another row of this report says %(day)s.")
                self.wrong(line, column, sentence % {"day": known.isoformat()})
        return known

    def read(self, readers):
        reader = readers.setdefault(self.round.pk, AnswerReader(self.round.instrument))
        unread = any(column == "submitted_on" for found in self.problems.values() for column, _said in found)
        self.submitted_on, self.published_on = self.agree_on("submitted_on"), self.agree_on("published_on")
        if self.submitted_on is None and not unread:
            self.wrong(self.lines[0], "submitted_on", _("Say in one row at least when this report came."))
        elif self.published_on and self.submitted_on and self.published_on < self.submitted_on:
            self.wrong(self.lines[0], "published_on", _("It cannot be published before it came."))
        seen: dict = {}
        for line in self.lines:
            try:
                self.read_line(reader, line, seen)
            except Misfit as misfit:
                self.wrong(line, misfit.column, misfit.sentence)
        if not self.problems:
            self.check_logic()

    def read_line(self, reader, line, seen):
        if not line["question"]:
            for column in ("row", "column", "answer", "reason", "body"):
                if line[column]:
                    raise Misfit("question", _("Say to which question this belongs."))
            return
        question = reader.question(line["question"])
        first = seen.setdefault((question["code"], line["row"], line["column"]), line[ROW_COLUMN])
        if first != line[ROW_COLUMN]:
            words = {"first": first, "second": line[ROW_COLUMN]}
            raise Misfit(
                "question", _("Rows %(first)s and %(second)s answer the same. Keep one of them.") % words
            )
        said = self.said.get(question["code"]) or Said(question)
        if line["reason"]:
            give_reason(said, line)
        elif line["answer"]:
            refuse_beside_a_reason(said)
            said.add(reader, line["row"], line["column"], line["answer"])
        else:
            return
        said.line = line
        self.said[question["code"]] = said

    def check_logic(self):
        """What the questionnaire would not have asked, or not have taken."""
        counted = in_play(self.round.instrument, self.answers)
        for code, said in self.said.items():
            if code not in counted:
                sentence = _("After its other answers this report is not asked question %(number)s.")
                self.wrong(said.line, "question", sentence % {"number": said.question["number"] or code})
            elif counted[code]["value"]:
                for sentence in impossible(said.question, counted[code]["value"], counted):
                    self.wrong(said.line, "answer", sentence)

    def compare(self, stored):
        """With the report that is here, if one is."""
        if stored is None:
            return
        version = max(stored.versions.all(), key=lambda version: version.number, default=None)
        published = min(
            (e.at.date() for e in stored.events.all() if e.to_state == State.PUBLISHED), default=None
        )
        if version is None:
            sentence = _("This country has begun its report here, so it files it here too.")
        elif (version.submitted_at.date(), published) != (self.submitted_on, self.published_on):
            sentence = _("This report is here already, with other days. It is not overwritten.")
        elif version.content["answers"] != dict(sorted(self.answers.items())):
            sentence = _(
                "This report is here already, with other answers. Its country corrects it, no sheet."
            )
        else:
            self.verdict = "unchanged"
            return
        self.wrong(self.lines[0], "iso3", sentence)


def give_reason(said, line):
    if line["answer"] or said.value is not None or said.cells or said.reason:
        raise Misfit("reason", _("An answer and a reason why there is none: keep one of them."))
    if line["row"] or line["column"]:
        raise Misfit("reason", _("A reason is given for the whole question."))
    if (line["reason"] == Reason.HELD_ELSEWHERE) != bool(line["body"]):
        raise Misfit("body", _("Name the body if the reason is “held_elsewhere”, and only then."))
    said.reason, said.body = line["reason"], line["body"]


def refuse_beside_a_reason(said):
    if said.reason:
        raise Misfit("answer", _("An answer and a reason why there is none: keep one of them."))


class ReportSheet(RowByRow):
    """The way in for `HistoricalReportResource`: rows become reports, reports go through the workflow."""

    most_rows = 100_000

    def preview(self):
        found = self.reports()
        stored = self.stored(found)
        readers: dict = {}
        for report in found:
            report.read(readers)
            if not report.problems:
                report.compare(stored.get((report.round.pk, report.iso3)))
        self.progress("comparing", len(found))
        self.tell(found)
        self.found = [report for report in found if not report.problems]
        for report in self.found:
            self.outcome.counts[report.verdict] += len(report.lines)
        self.outcome.digest = digest((str(r), r.verdict, r.answers) for r in self.found)
        return self.outcome

    # Reading

    def reports(self):
        """The reports that the rows are about; what names none is told at once."""
        found: dict = {}
        dataset = self.dataset()
        for number, sentence in getattr(self.source, "misfits", ()):
            self.outcome.wrong(number, "", "", sentence)
        for row in dataset.dict:
            line, wrong = self.line(row)
            if {"round", "iso3"} & wrong.keys():
                self.put_down(row, wrong.items())
                continue
            report = found.setdefault(
                (line["round"].pk, line["iso3"]), PastReport(line["round"], line["iso3"])
            )
            report.lines.append(line)
            for column, sentence in wrong.items():
                report.wrong(line, column, sentence)
        return list(found.values())

    def line(self, row):
        """(values, {column: sentence}) of a row; what cannot be read is None."""
        line, wrong = {ROW_COLUMN: row[ROW_COLUMN], "row of the sheet": row}, {}
        for column in self.resource.get_import_fields():
            name = column.column_name
            try:
                line[name] = column.widget.clean(row.get(name, ""), row)
            except ValueError as refusal:
                line[name], wrong[name] = None, str(refusal)
        return line, wrong

    def stored(self, found):
        """{(round, state): report here}."""
        rounds = {report.round.pk for report in found}
        states = {report.iso3 for report in found}
        here = Submission.objects.filter(round__in=rounds, member_state__in=states)
        here = here.prefetch_related("versions", "events")
        return {(report.round_id, report.member_state_id): report for report in here}

    # Telling

    def put_down(self, row, problems):
        for count, (column, sentence) in enumerate(problems):
            self.outcome.wrong(row[ROW_COLUMN], column, row.get(column, ""), sentence, first_of_row=not count)

    def tell(self, found):
        """The problems of each report, and how many good rows stay out with them."""
        for report in found:
            rows = {line[ROW_COLUMN]: line["row of the sheet"] for line in report.lines}
            for number, problems in report.problems.items():
                self.put_down(rows[number], problems)
            others = [number for number in rows if number not in report.problems]
            if report.problems and others:
                sentence = ngettext(
                    "%(count)d other row of this report stays out with it: it comes in whole or not at all.",
                    "%(count)d other rows of this report stay out with it: it comes in whole or not at all.",
                    len(others),
                )
                self.outcome.wrong(others[0], "", "", sentence % {"count": len(others)})
                self.outcome.counts["wrong"] += len(others) - 1

    def differences(self, verdict, limit=-1):
        for report in self.found:
            if report.verdict == verdict:
                for line in report.lines:
                    yield line[ROW_COLUMN], label_of(report, line), changes_of(line)

    # Writing

    def write(self, by, batch):
        for report in self.found:
            if report.verdict == "new":
                record(report, by, batch)


def label_of(report, line):
    place = " ".join(filter(None, [line["question"], line["row"], line["column"]]))
    return f"{report}: {place}" if place else str(report)


def changes_of(line):
    told = {name: line[name] for name in ("answer", "reason", "body")}
    return [(name, "", value) for name, value in told.items() if value]


def midnight(day):
    return datetime.combine(day, time.min, tzinfo=UTC)


def record(report, by, batch):
    """Saves a report as it came then: its answers, its version, and when it was published."""
    came = midnight(report.submitted_on)
    submission = Submission.objects.create(
        round=report.round, member_state_id=report.iso3, started_at=came, state=State.DRAFT
    )
    now = timezone.now()
    Answer.objects.bulk_create(
        Answer(submission=submission, question=code, origin=Origin.IMPORTED, by=by, at=now, **answer)
        for code, answer in report.answers.items()
    )
    report_workflow.move(submission, "record", by=by, at=came, is_history=True)
    if report.published_on:
        published = midnight(report.published_on)
        report_workflow.move(submission, "record_publication", by=by, at=published, is_history=True)
    log(submission, None, by=by, batch=batch)
