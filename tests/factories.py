"""Factories of records for tests. Country codes are real, everything else is invented."""

from datetime import UTC, date, datetime

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from authorities.models import Authority, Membership, MemberState, RegionMembership, Role, User, WhoMembership
from recruiters.models import LicenceEvent, LicenceState, Move, Recruiter, Register
from reporting.models import Indicator, Instrument, Round, Submission, Version
from reporting.models.hashes import content_sha256

NAMES = {
    "PHL": ("PH", "608", "Philippines", "WPR"),
    "IDN": ("ID", "360", "Indonesia", "WPR"),
    "IRL": ("IE", "372", "Ireland", "EUR"),
    "DEU": ("DE", "276", "Germany", "EUR"),
    "KEN": ("KE", "404", "Kenya", "AFR"),
    "NAM": ("NA", "516", "Namibia", "AFR"),
}


class MemberStateFactory(DjangoModelFactory):
    """A state with its membership of WHO and of its region since before 2010."""

    class Meta:
        model = MemberState
        django_get_or_create = ["iso3"]
        skip_postgeneration_save = True

    iso3 = "PHL"
    iso2 = factory.LazyAttribute(lambda o: NAMES[o.iso3][0])
    m49 = factory.LazyAttribute(lambda o: NAMES[o.iso3][1])
    name_en = factory.LazyAttribute(lambda o: NAMES[o.iso3][2])
    name_fr = name_es = name_ar = name_ru = name_zh = factory.SelfAttribute("name_en")
    tile_column = factory.Sequence(lambda n: n % 30)
    tile_row = factory.Sequence(lambda n: n // 30)

    @factory.post_generation
    def attributes(state, create, extracted, **kwargs):
        WhoMembership.objects.get_or_create(member_state=state)
        RegionMembership.objects.get_or_create(member_state=state, region=NAMES[state.iso3][3])


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    name = "Somebody"
    email = factory.Sequence(lambda n: f"person{n}@ministry.example")
    password = factory.django.Password("a long enough passphrase")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.FOCAL_POINT
    valid_from = date(2012, 1, 1)


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = Authority

    member_state = factory.SubFactory(MemberStateFactory)
    institution = "Ministry of Health"
    institution_type = "health_ministry"
    mailbox = factory.LazyAttribute(lambda o: f"dna.{o.member_state.iso3.lower()}@health.example")
    valid_from = date(2012, 1, 1)


class InstrumentFactory(DjangoModelFactory):
    """A small instrument with one question of each kind that matters to the rules."""

    class Meta:
        model = Instrument
        django_get_or_create = ["form_id", "version"]

    form_id = "small"
    version = "1"
    title = "A small instrument"
    note = "For tests."
    definition = factory.LazyAttribute(lambda o: small_instrument(o.form_id, o.version))


class RoundFactory(DjangoModelFactory):
    """A round that is open on the day of the test."""

    class Meta:
        model = Round
        django_get_or_create = ["number"]

    number = 6
    title = factory.LazyAttribute(lambda o: f"Round {o.number}")
    opens = "2020-01"
    due = "2100-12-31"
    instrument = factory.SubFactory(InstrumentFactory)


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        model = Submission

    round = factory.SubFactory(RoundFactory)
    member_state = factory.SubFactory(MemberStateFactory)
    started_at = datetime(2021, 1, 1, tzinfo=UTC)


class RegisterFactory(DjangoModelFactory):
    class Meta:
        model = Register

    member_state = factory.SubFactory(MemberStateFactory)
    code = "dmw"
    name = "Register of recruiters"
    keeper = "Department of Migrant Workers"
    valid_from = date(2015, 1, 1)


# The decisions that lead to each state of a licence.
DECISIONS_BY_STATE = {
    LicenceState.APPLIED: [(Move.APPLY, LicenceState.APPLIED)],
    LicenceState.AUTHORISED: [(Move.GRANT, LicenceState.AUTHORISED)],
    LicenceState.SUSPENDED: [(Move.GRANT, LicenceState.AUTHORISED), (Move.SUSPEND, LicenceState.SUSPENDED)],
    LicenceState.REVOKED: [(Move.GRANT, LicenceState.AUTHORISED), (Move.REVOKE, LicenceState.REVOKED)],
    LicenceState.WITHDRAWN: [(Move.GRANT, LicenceState.AUTHORISED), (Move.WITHDRAW, LicenceState.WITHDRAWN)],
    LicenceState.REFUSED: [(Move.APPLY, LicenceState.APPLIED), (Move.REFUSE, LicenceState.REFUSED)],
}


class RecruiterFactory(DjangoModelFactory):
    """A recruiter with the decisions that led to its state; `events=False` leaves them out."""

    class Meta:
        model = Recruiter
        skip_postgeneration_save = True

    register = factory.SubFactory(RegisterFactory)
    licence_number = factory.Sequence(lambda n: f"DMW-{n:04}")
    legal_name = factory.Sequence(lambda n: f"Example Care Recruitment {n}")
    state = LicenceState.AUTHORISED
    valid_from = date(2020, 1, 1)
    valid_until = date(2100, 1, 1)
    state_from = factory.LazyAttribute(lambda o: o.valid_from or date(2020, 1, 1))

    @factory.post_generation
    def events(recruiter, create, extracted, **kwargs):
        if not create or extracted is False:
            return
        with transaction.atomic():
            version = Register.objects.next_version(recruiter.register_id)
            LicenceEvent.objects.bulk_create(decisions(recruiter, version))


def decisions(recruiter, version):
    """Yield the unsaved events; the last takes effect on `state_from`, one before on the first day."""
    by = User.objects.filter(email="keeper@register.example").first()
    by = by or UserFactory(name="Keeper", email="keeper@register.example")
    way = DECISIONS_BY_STATE[recruiter.state]
    first = min(recruiter.valid_from or recruiter.state_from, recruiter.state_from)
    days = [first, recruiter.state_from][-len(way) :]
    for day, before, (move, state) in zip(days, ["", way[0][1]], way, strict=False):
        yield LicenceEvent(
            recruiter=recruiter,
            register_id=recruiter.register_id,
            move=move,
            from_state=before,
            to_state=state,
            effective_on=day,
            valid_from=recruiter.valid_from,
            valid_until=recruiter.valid_until,
            suspended_until=recruiter.suspended_until if state == LicenceState.SUSPENDED else None,
            version=version,
            by=by,
        )


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator
        django_get_or_create = ["key"]

    key = "recruiter_record"
    name = factory.SelfAttribute("key")
    definition = "As the test needs it."


def question(code, kind, **details):
    """Return a question as an instrument stores it."""
    return {
        "code": code,
        "number": code.removeprefix("q"),
        "text": f"Question {code}?",
        "hint": "",
        "type": kind,
        "required": False,
        "relevant": None,
        "constraint": None,
        "constraint_message": "",
        "articles": ["8.5"],
        "indicator": "",
        "public": True,
        "counted": True,
        **details,
    }


def option(value, **details):
    return {"value": value, "label": value.capitalize(), "exclusive": False, "indicator": "", **details}


def column(code, kind, **details):
    return {
        "code": code,
        "label": code.capitalize(),
        "type": kind,
        "required": False,
        "public": True,
        **details,
    }


def small_instrument(form_id="small", version="1"):
    """Return an instrument of two sections with one question of each kind that matters to the rules."""
    steps = [
        option("stakeholders"),
        option("record", indicator="recruiter_record"),
        option("none", exclusive=True),
    ]
    agreement = [column("title", "text", required=True), column("partners", "countries", required=True)]
    return {
        "id": form_id,
        "version": version,
        "title": "A small instrument",
        "note": "For tests.",
        "code_version": "2010",
        "audience": "national",
        "sections": [
            {
                "code": "s0",
                "title": "Contact",
                "questions": [question("q0", "text", public=False, required=True, articles=["7.3"])],
            },
            {
                "code": "sA",
                "title": "Steps",
                "questions": [
                    question("q1", "yesno", required=True, indicator="steps_taken"),
                    question(
                        "q2",
                        "multiple",
                        options=steps,
                        required=True,
                        relevant=["=", ["answer", "q1"], "yes"],
                    ),
                    question("q3", "longtext", relevant=["selected", ["answer", "q2"], "record"]),
                    question("q4", "group", columns=agreement, min_rows=0, max_rows=3),
                    question(
                        "q5",
                        "table",
                        columns=[column("total", "integer"), column("source", "text")],
                        rows=[
                            {"value": "doctors", "label": "Doctors"},
                            {"value": "nurses", "label": "Nurses"},
                        ],
                    ),
                    question(
                        "q6",
                        "integer",
                        constraint=[">=", ["this"], 1990],
                        constraint_message="The year must be 1990 or later.",
                    ),
                    question("q7", "file"),
                ],
            },
        ],
    }


COMPLETE = {"q0": "Ms Private Person", "q1": "yes", "q2": ["record"], "q3": "Kept by the labour ministry."}


def version_of(submission, *, by, number=1, at=datetime(2021, 6, 1, tzinfo=UTC), answers=None):
    """Create a version as if the report had been sent, without the workflow."""
    content = {"answers": answers or {}}
    return Version.objects.create(
        submission=submission,
        number=number,
        content=content,
        sha256=content_sha256(content),
        submitted_at=at,
        submitted_by=by,
        signatory_name="Dr Sign",
        signatory_position="Director",
    )
