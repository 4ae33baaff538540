"""Member States, authorities and reports for the tests of the figures, each created in one line."""

import random
from datetime import UTC, datetime

from authorities.models import (
    Authority,
    InstitutionType,
    MemberState,
    Region,
    RegionMembership,
    User,
    WhoMembership,
)
from reporting.models import Indicator, IndicatorValue, Round, State, Submission, SubmissionEvent, Version

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


def noon(day):
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def make_round(number=1, **fields):
    Indicator.objects.get_or_create(key="recruiter_record", name="Record", definition="Keeps a record")
    dates = {"opens": "2012", "due": "2013-01-31", "closes": "2013-10"}
    return Round.objects.create(number=number, title=f"Round {number}", **{**dates, **fields})


def make_state(iso3, region="EUR", member_from=None):
    place = MemberState.objects.count()
    state = MemberState.objects.create(
        iso3=iso3,
        iso2=LETTERS[place // 26] + LETTERS[place % 26],
        m49=f"{place:03}",
        tile_column=place % 20,
        tile_row=10 + place // 20,
        **{f"name_{language}": f"Land {iso3}" for language in LANGUAGES},
    )
    WhoMembership.objects.create(member_state=state, valid_from=member_from)
    RegionMembership.objects.create(member_state=state, region=region)
    return state


def make_authority(state, valid_from="2012-01-01", **fields):
    fields = {"institution": "Ministry", "institution_type": InstitutionType.HEALTH_MINISTRY, **fields}
    return Authority.objects.create(member_state=state, valid_from=valid_from, **fields)


def make_report(
    member_state, round=None, /, *, started_on="2012-06-01", sent_on=(), published_on=(), answers=(), **fields
):
    """Create a report with a version for each day of `sent_on`.

    `published_on` holds the days on which the versions were published, `answers` what each says of the
    record of recruiters; None, or nothing, for a version that was not published or does not answer.
    """
    submission = Submission.objects.create(
        round=round or Round.objects.get(number=1),
        member_state=member_state,
        started_at=noon(started_on),
        **fields,
    )
    for number, day in enumerate(sent_on):
        version = add_version(submission, noon(day), answers[number] if number < len(answers) else None)
        if number < len(published_on) and published_on[number]:
            publish_version(version, published_on[number])
    return submission


def add_version(submission, submitted_at, answer=None):
    version = Version.objects.create(
        submission=submission,
        number=submission.versions.count() + 1,
        content={},
        sha256="0" * 64,
        submitted_at=submitted_at,
        recorded_at=submitted_at,
        submitted_by=get_official(),
        signatory_name="A",
        signatory_position="B",
    )
    if answer is not None:
        IndicatorValue.objects.create(version=version, indicator_id="recruiter_record", value=answer)
    return version


def publish_version(version, day):
    SubmissionEvent.objects.create(
        submission=version.submission,
        version=version,
        move="publish",
        from_state=State.ACCEPTED,
        to_state=State.PUBLISHED,
        at=noon(day),
        recorded_at=noon(day),
        by=get_official(),
    )


def make_move(report, move, day, to_state):
    """Let the newest version of a report be moved on a day: accepted, returned."""
    SubmissionEvent.objects.create(
        submission=report,
        version=report.versions.order_by("-number").first(),
        move=move,
        from_state=State.SUBMITTED,
        to_state=to_state,
        at=noon(day),
        by=get_official(),
    )


def get_official():
    return User.objects.get_or_create(email="official@example.org", name="Official")[0]


def make_random_records(states, seed=1):
    """Create Member States of every region with authorities and reports at every stage of round 1."""
    dice, first = random.Random(seed), MemberState.objects.count()
    for place in range(first, first + states):
        state = make_state(f"{LETTERS[place // 26]}{LETTERS[place % 26]}X", dice.choice(Region.values))
        if dice.random() < 0.6:
            make_authority(state, institution_type=dice.choice(InstitutionType.values))
        if dice.random() < 0.7:
            sent_on = sorted(f"2013-{dice.randint(1, 12):02}-15" for _ in range(dice.randint(0, 2)))
            published_on = [dice.choice([None, "2014-01-01", "2014-02-01"]) for _ in sent_on]
            values = ["yes", "no", "unanswered", "confidential", "skipped", None]
            answers = [dice.choice(values) for _ in sent_on]
            make_report(state, sent_on=sent_on, published_on=published_on, answers=answers)
