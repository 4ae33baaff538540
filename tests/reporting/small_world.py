"""A small world to count: states, authorities and reports, each said in one line."""

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


def a_round(number=1, **fields):
    Indicator.objects.get_or_create(key="recruiter_record", name="Record", definition="Keeps a record")
    dates = {"opens": "2012", "due": "2013-01-31", "closes": "2013-10"}
    return Round.objects.create(number=number, title=f"Round {number}", **{**dates, **fields})


def a_state(iso3, region="EUR", member_from=None):
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


def an_authority(state, valid_from="2012-01-01", **fields):
    fields = {"institution": "Ministry", "institution_type": InstitutionType.HEALTH_MINISTRY, **fields}
    return Authority.objects.create(member_state=state, valid_from=valid_from, **fields)


def a_report(member_state, round=None, /, *, begun="2012-06-01", sent=(), published=(), says=(), **fields):
    """One entry a version in `sent` and `published` (days, or None) and `says` (the answer, or None)."""
    submission = Submission.objects.create(
        round=round or Round.objects.get(number=1),
        member_state=member_state,
        started_at=noon(begun),
        **fields,
    )
    for number, day in enumerate(sent):
        version = a_version(submission, noon(day), says[number] if number < len(says) else None)
        if number < len(published) and published[number]:
            publish(version, published[number])
    return submission


def a_version(submission, moment, says=None):
    version = Version.objects.create(
        submission=submission,
        number=submission.versions.count() + 1,
        content={},
        sha256="0" * 64,
        submitted_at=moment,
        submitted_by=an_official(),
        signatory_name="A",
        signatory_position="B",
    )
    if says is not None:
        IndicatorValue.objects.create(version=version, indicator_id="recruiter_record", value=says)
    return version


def publish(version, day):
    SubmissionEvent.objects.create(
        submission=version.submission,
        version=version,
        move="publish",
        from_state=State.ACCEPTED,
        to_state=State.PUBLISHED,
        at=noon(day),
        by=an_official(),
    )


def an_official():
    return User.objects.get_or_create(email="official@example.org", name="Official")[0]


def a_world(states, seed=1):
    """States of every region, at every stage of round 1."""
    dice, first = random.Random(seed), MemberState.objects.count()
    for place in range(first, first + states):
        state = a_state(f"{LETTERS[place // 26]}{LETTERS[place % 26]}X", dice.choice(Region.values))
        if dice.random() < 0.6:
            an_authority(state, institution_type=dice.choice(InstitutionType.values))
        if dice.random() < 0.7:
            sent = sorted(f"2013-{dice.randint(1, 12):02}-15" for _ in range(dice.randint(0, 2)))
            published = [dice.choice([None, "2014-01-01", "2014-02-01"]) for _ in sent]
            says = [dice.choice(["yes", "no", "unanswered", "confidential", "skipped", None]) for _ in sent]
            a_report(state, sent=sent, published=published, says=says)
