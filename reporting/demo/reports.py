"""The invented reports of the demonstration, written in bulk as the workflow would have left them.

Every move is looked up in the table of the workflow, and every version is made as for real reports.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from reporting.checks.findings_tally import store_tallies
from reporting.demo.answers import ReportFacts, invent_answers
from reporting.demo.consents import load_consents
from reporting.demo.designations import build_contact_person
from reporting.demo.explanations import freeze_what_checks_say
from reporting.demo.tables import parse_moment, read_rows
from reporting.models import (
    Answer,
    Justification,
    Round,
    Submission,
    SubmissionEvent,
    Version,
)
from reporting.models.submissions import State
from reporting.submissions.answer_languages import takes_words
from reporting.submissions.versions import build_version, store_index
from reporting.submissions.workflow import report_workflow

SIGNATORY = {
    "signatory_name": "A. N. Example (illustrative)",
    "signatory_position": "Head of the designated national authority",
}
WRITTEN_IN = "en"
DEMO_ROUND = 6
# The time from the start of a draft to its last answer.
FIRST_SITTING = timedelta(hours=3)


@dataclass(frozen=True)
class Filing:
    """A row of reports.csv: one report with the time of each move."""

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
    def parse_row(cls, row):
        moments = {f.name: parse_moment(row[f.name]) for f in fields(cls) if "datetime" in str(f.type)}
        return cls(**{**row, **moments, "round": int(row["round"]), "filled": float(row["filled"] or 1)})

    @property
    def moves(self):
        """[(name of the move, moment)] in order of time."""
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
    def transitions(self):
        """[(transition, state before, moment)]; raises ValueError if the workflow does not allow one."""
        state, transitions = State.DRAFT, []
        for name, at in self.moves:
            row = report_workflow.by_name[name]
            if state not in row.sources:
                raise ValueError(f"{self.iso3}, round {self.round}: {name} is not open in state {state}.")
            transitions.append((row, state, at))
            state = row.target
        return transitions

    @property
    def state(self):
        return self.transitions[-1][0].target if self.moves else State.DRAFT

    @property
    def fixed_answers(self):
        answers = {key: getattr(self, key) for key in ("equal_rights", "steps_taken", "recruiter_record")}
        return {key: word for key, word in answers.items() if word}


def load_invented_reports(people, authorities):
    """Create every report with its answers, versions and events; return the number of reports.

    `authorities` holds {ISO code: authorities of the state}.
    """
    filings = [Filing.parse_row(row) for row in read_rows("reports.csv")]
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
    late = create_answers(reports, people, authorities)
    first = create_versions(reports, people, 1, "sent")
    Answer.objects.bulk_create(late)
    second = create_versions(reports, people, 2, "resent")
    create_events(reports, people, first, second)
    load_consents(people)
    return len(reports)


def create_answers(reports, people, authorities):
    """Save the answers of each report; return, unsaved, those it added when it was sent again."""
    early, late = [], []
    for filing, submission in reports.items():
        until = filing.sent or filing.started + FIRST_SITTING
        answers = invent_answers(submission.round.instrument, build_facts(filing, until.date(), authorities))
        first = list(answers.items())[: round(len(answers) * filing.filled)]
        by = people.focal_points[filing.iso3]
        for place, (code, answer) in enumerate(first):
            at = filing.started + (until - filing.started) * place / len(first)
            row = Answer(submission=submission, question=code, by=by, at=at.replace(microsecond=0), **answer)
            if takes_words(submission.round.instrument.questions[code]):
                row.language = WRITTEN_IN
            if code != filing.returned_for:
                early.append(row)
            elif filing.resent:
                row.at = filing.resent - FIRST_SITTING
                late.append(row)
    Answer.objects.bulk_create(early, batch_size=1000)
    return late


def build_facts(filing, day, authorities):
    authority = next(a for a in authorities[filing.iso3] if a.holds_on(day))
    return ReportFacts(
        iso3=filing.iso3,
        day=day,
        authority=authority,
        contact=build_contact_person(authority),
        fixed_answers=filing.fixed_answers,
        never_blank=filing.returned_for,
    )


def create_versions(reports, people, number, moment_name):
    """Create and index the versions with that number; return {filing: version}.

    `moment_name` is the field of `Filing` that holds the time at which they were sent.
    """
    sent = [filing for filing in reports if getattr(filing, moment_name)]
    submissions = Submission.objects.prefetch_related("answers", "round__instrument").in_bulk(
        [reports[filing].pk for filing in sent]
    )
    built, explained = {}, []
    for filing in sorted(sent, key=lambda filing: filing.round):
        submission, by, at = (
            submissions[reports[filing].pk],
            people.focal_points[filing.iso3],
            getattr(filing, moment_name),
        )
        more = {}
        if filing.round == DEMO_ROUND:
            more, rows = freeze_what_checks_say(submission, last_published(built, filing), by=by, at=at)
            explained += rows
        built[filing] = build_version(submission, number, by=by, at=at, more=more, **SIGNATORY)
    versions = Version.objects.bulk_create(built[filing] for filing in sent)
    store_tallies(versions)
    Justification.objects.bulk_create(explained)
    store_index(versions)
    return dict(zip(sent, versions, strict=True))


def last_published(versions, filing):
    """Return the version of the newest earlier round of the same state that is published; None if none is."""
    earlier = [
        one for one in versions if one.iso3 == filing.iso3 and one.published and one.round < filing.round
    ]
    return versions[max(earlier, key=lambda one: one.round)] if earlier else None


def create_events(reports, people, first, second):
    events = []
    for filing, submission in reports.items():
        author = people.focal_points[filing.iso3]
        by = {"submit": author, "withdraw": author, "publish": people.manager}
        for row, before, at in filing.transitions:
            version = second[filing] if filing.resent and at >= filing.resent else first[filing]
            events.append(
                SubmissionEvent(
                    submission=submission,
                    version=version,
                    move=row.name,
                    from_state=before,
                    to_state=row.target,
                    at=at,
                    recorded_at=at,
                    by=by.get(row.name, people.reviewer),
                    note=event_note(row, submission, filing),
                )
            )
    SubmissionEvent.objects.bulk_create(events, batch_size=1000)


def event_note(row, submission, filing):
    if row.name == "withdraw":
        return "One answer has to be checked with another ministry. The report will be sent again."
    return missing_answer_note(submission, filing) if row.needs_note else ""


def missing_answer_note(submission, filing):
    question = submission.round.instrument.questions[filing.returned_for]
    return (
        f"Question {question['number']} is still open: “{question['text']}”. "
        "Please answer it and send the report again."
    )
