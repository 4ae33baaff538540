"""What the checks say of the reports of the demonstration round, and how some countries explain it."""

from reporting.checks.facts import Facts, FilledLastReport
from reporting.checks.findings import find_warnings
from reporting.checks.frozen_findings import CONTENT_KEY, freeze_explained
from reporting.checks.justifying import read_findings
from reporting.demo.tables import read_rows
from reporting.models import Justification, Submission
from reporting.submissions.plain_answers import working_answers
from reporting.submissions.questionnaire import evaluate_form, evaluate_submission
from reporting.submissions.versions import evaluate_version

WRITTEN_IN = "en"


def read_explanations(round_number, iso3):
    """Return {key of a check: how a country explains what it says of its report}."""
    rows = read_rows("explanations.csv")
    return {r["check"]: r["text"] for r in rows if (int(r["round"]), r["iso3"]) == (round_number, iso3)}


def freeze_what_checks_say(submission, last_version, *, by, at):
    """Return (what a version holds beside the answers, the explanations to be stored with it)."""
    day = submission.member_state.local_day(at)
    form = evaluate_form(submission.round.instrument, working_answers(submission), day)
    facts = Facts(iso3=submission.member_state_id, last=last_version and describe_last(last_version))
    explained = build_justifications(submission, find_warnings(form, facts), by=by, at=at)
    findings = freeze_explained(form, facts, explained)
    return ({CONTENT_KEY: findings} if findings else {}), explained


def describe_last(version):
    day = version.submission.member_state.local_day(version.submitted_at)
    return FilledLastReport(version.submission.round_id, day, evaluate_version(version))


def build_justifications(submission, findings, *, by, at):
    """Return, unsaved, an explanation of the first finding of each check that the country explains."""
    explanations = read_explanations(submission.round_id, submission.member_state_id)
    first = {finding.check.key: finding for finding in reversed(findings)}
    return [
        Justification(
            submission=submission,
            check_key=key,
            place=first[key].place,
            basis=first[key].basis,
            finding=first[key].sentence,
            text=text,
            language=WRITTEN_IN,
            by=by,
            at=at,
        )
        for key, text in explanations.items()
        if key in first
    ]


def explain_drafts(people, round_number):
    """Store the explanations of reports that are still being filled in."""
    rows = []
    for submission in Submission.objects.for_desk().filter(round=round_number, versions=None):
        form = evaluate_submission(submission)
        findings = [found.finding for found in read_findings(submission, form)]
        by = people.focal_points[submission.member_state_id]
        rows += build_justifications(submission, findings, by=by, at=submission.started_at)
    Justification.objects.bulk_create(rows)
