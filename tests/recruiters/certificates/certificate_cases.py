"""What the tests of certificates share: a key, a licence, and what a page says of a code."""

import base64
from datetime import UTC, date, datetime

from recruiters.certificates.certificate import (
    FirstCertificate,
    build_certificate,
    entry_statement,
    sign_certificate,
)
from recruiters.licences.decisions import decide
from recruiters.models import Move, Recruiter
from tests.factories import RecruiterFactory, RegisterFactory

VERIFY = "/recruiters/verify/"
SITE = "https://tracker.example"
NOW = datetime(2026, 11, 24, 10, 0, 0, tzinfo=UTC)
GENUINE = '<h2 class="verdict">Genuine</h2>'
SEED, OTHER_SEED = bytes(range(32)), bytes(range(1, 33))


def make_licence(philippines):
    care = RecruiterFactory(
        register=RegisterFactory(member_state=philippines),
        licence_number="DMW-0417/LB",
        legal_name="Énfermería <b>Care</b>",
        professions=["2221"],
        source_states=["PHL"],
    )
    care.register.version = 12
    care.register.save()
    return care


def issue_certificate(entry):
    entry = Recruiter.objects.by_name().get(pk=entry.pk)
    return sign_certificate(build_certificate(entry_statement(entry, NOW.date()), NOW, SITE))


def base64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def words(response):
    return " ".join(response.content.decode().split())


def verification_page(client, code):
    return words(client.get(VERIFY, {"c": code}))


def changed_fields(client, code):
    lines = client.get(VERIFY, {"c": code}).context["verification"].lines
    return {str(line.label): (line.certified, line.current) for line in lines if line.differs}


def set_conditions(entry, registrar, text="Only nurses."):
    decide(entry, Move.SET_CONDITIONS, by=registrar, effective_on=date(2026, 3, 1), public_note=text)


def first_certificate(entry):
    return FirstCertificate(
        site=SITE, register="PHL/dmw", version=entry.register.version, licence=entry.licence_number,
        name=entry.legal_name, status="authorised", valid_until="2100-01-01", professions="2221",
        source="PHL", destination="", at=NOW.isoformat(), illustrative=False,
    )  # fmt: skip
