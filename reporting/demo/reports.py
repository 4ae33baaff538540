"""The invented reports of the demonstration, written in bulk as the workflow would have left them.

Every move is looked up in the table of the workflow, every version drawn up by reporting/publishing.py.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from reporting.demo.answers import Facts, answers_of
from reporting.demo.designations import contact_person
from reporting.demo.tables import moment, rows
from reporting.models import Answer, IndicatorValue, Round, Submission, SubmissionEvent, Version
from reporting.models.submissions import State
from reporting.submissions.versions import draw_up, index
from reporting.submissions.workflow import report_workflow

SIGNATORY = {
    "signatory_name": "A. N. Example (illustrative)",
    "signatory_position": "Head of the designated national authority",
}
# A draft was last touched so long after it was begun.
FIRST_SITTING = timedelta(hours=3)


@dataclass(frozen=True)
class Filing:
    """A row of reports.csv: one report and what became of it, each move with its moment."""

    round: int
    iso3: str
    started: datetime
    sent: datetime | None
    returned: datetime | None
    withdrawn: datetime | None
    returned_for: str
    resent: datetime | None
    accepted: datetime | None
    published: datetime | None
    filled: float
    equal_rights: str
    steps_taken: str
    recruiter_record: str

    @classmethod
    def read(cls, row):
        moments = {f.name: moment(row[f.name]) for f in fields(cls) if "datetime" in str(f.type)}
        return cls(**{**row, **moments, "round": int(row["round"]), "filled": float(row["filled"] or 1)})

    @property
    def moves(self):
        """[(name of the move, moment)] in the order of time."""
        made = [
            ("submit", self.sent),
            ("return", self.returned),
            ("withdraw", self.withdrawn),
            ("submit", self.resent),
            ("accept", self.accepted),
            ("publish", self.published),
        ]
        return [(name, at) for name, at in made if at]

    @property
    def steps(self):
        """[(row of the workflow's table, state before, moment)], each open in the state before it."""
        state, steps = State.DRAFT, []
        for name, at in self.moves:
            row = report_workflow.by_name[name]
            if state not in row.sources:
                raise ValueError(f"{self.iso3}, round {self.round}: {name} is not open in state {state}.")
            steps.append((row, state, at))
            state = row.target
        return steps

    @property
    def state(self):
        return self.steps[-1][0].target if self.moves else State.DRAFT

    @property
    def says(self):
        said = {key: getattr(self, key) for key in ("equal_rights", "steps_taken", "recruiter_record")}
        return {key: word for key, word in said.items() if word}


def load_reports(cast, offices):
    """Makes every report with its answers, versions and events; returns how many reports."""
    filings = [Filing.read(row) for row in rows("reports.csv")]
    rounds = Round.objects.select_related("instrument").in_bulk()
    submissions = Submission.objects.bulk_create(
        Submission(
            round=rounds[filing.round],
            member_state_id=filing.iso3,
            state=filing.state,
            started_at=filing.started,
            illustrative=True,
        )
        for filing in filings
    )
    reports = dict(zip(filings, submissions, strict=True))
    late = write_answers(reports, cast, offices)
    first = send(reports, cast, 1, "sent")
    Answer.objects.bulk_create(late)
    second = send(reports, cast, 2, "resent")
    write_events(reports, cast, first, second)
    return len(reports)


def write_answers(reports, cast, offices):
    """Stores what each report said at first; returns, not stored, what it added when it was sent again."""
    early, late = [], []
    for filing, submission in reports.items():
        until = filing.sent or filing.started + FIRST_SITTING
        said = answers_of(submission.round.instrument, facts_of(filing, until.date(), offices))
        first = list(said.items())[: round(len(said) * filing.filled)]
        by = cast.focal_points[filing.iso3]
        for place, (code, answer) in enumerate(first):
            at = filing.started + (until - filing.started) * place / len(first)
            row = Answer(submission=submission, question=code, by=by, at=at.replace(microsecond=0), **answer)
            if code != filing.returned_for:
                early.append(row)
            elif filing.resent:
                row.at = filing.resent - FIRST_SITTING
                late.append(row)
    Answer.objects.bulk_create(early, batch_size=1000)
    return late


def facts_of(filing, day, offices):
    authority = next(held for held in offices[filing.iso3] if held.holds_on(day))
    return Facts(
        iso3=filing.iso3,
        day=day,
        authority=authority,
        contact=contact_person(authority),
        says=filing.says,
        never_blank=filing.returned_for,
    )


def send(reports, cast, number, moved):
    """Draws up and indexes the versions with that number; returns them by report."""
    sent = [filing for filing in reports if getattr(filing, moved)]
    answered = Submission.objects.prefetch_related("answers", "round__instrument").in_bulk(
        [reports[filing].pk for filing in sent]
    )
    versions = Version.objects.bulk_create(
        draw_up(
            answered[reports[filing].pk],
            number,
            by=cast.focal_points[filing.iso3],
            at=getattr(filing, moved),
            **SIGNATORY,
        )
        for filing in sent
    )
    IndicatorValue.objects.bulk_create(
        [row for version in versions for row in index(version)], batch_size=1000
    )
    return dict(zip(sent, versions, strict=True))


def write_events(reports, cast, first, second):
    events = []
    for filing, submission in reports.items():
        author = cast.focal_points[filing.iso3]
        by = {"submit": author, "withdraw": author, "publish": cast.manager}
        for row, before, at in filing.steps:
            version = second[filing] if filing.resent and at >= filing.resent else first[filing]
            events.append(
                SubmissionEvent(
                    submission=submission,
                    version=version,
                    move=row.name,
                    from_state=before,
                    to_state=row.target,
                    at=at,
                    by=by.get(row.name, cast.reviewer),
                    note=note_of(row, submission, filing),
                )
            )
    SubmissionEvent.objects.bulk_create(events, batch_size=1000)


def note_of(row, submission, filing):
    if row.name == "withdraw":
        return "One answer has to be checked with another ministry. The report will be sent again."
    return what_is_open(submission, filing) if row.needs_note else ""


def what_is_open(submission, filing):
    question = submission.round.instrument.questions[filing.returned_for]
    return (
        f"Question {question['number']} is still open: “{question['text']}”. "
        "Please answer it and send the report again."
    )
