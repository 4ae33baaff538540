"""Published reports with given answers to the questionnaire of round 4, indexed as a sent report is."""

from functools import cache

from django.conf import settings

from reporting.instruments.xlsform.reader import read_instrument_file
from reporting.models import Indicator, Version
from reporting.models.instruments import load_instrument
from reporting.submissions.versions import store_index
from tests.reporting.compliance.records import get_official, make_report, make_round, noon, publish_version


@cache
def read_definition(name="nri-2021"):
    return read_instrument_file(settings.BASE_DIR / "fixtures" / "instruments" / f"{name}.md")


def load_national_instrument(name="nri-2021"):
    """Store the instrument with the indicators that it asks."""
    definition = read_definition(name)
    for section in definition["sections"]:
        for question in section["questions"]:
            for part in (question, *question.get("options", [])):
                if part["indicator"]:
                    Indicator.objects.get_or_create(
                        key=part["indicator"], defaults={"name": part["indicator"]}
                    )
    return load_instrument(definition)


def make_national_round(number=4, **fields):
    round_ = make_round(number, **fields)
    round_.instrument = load_national_instrument()
    round_.save()
    return round_


def tell(state, round_, answers, *, sent_on="2013-01-10", published_on="2013-02-01", language="en", **fields):
    """Create a report with one version with these answers, {code: value}; return the version."""
    submission = make_report(state, round_, **fields)
    full = {
        code: {"value": value, "reason": "", "reason_detail": "", "language": language}
        for code, value in answers.items()
    }
    version = Version.objects.create(
        submission=submission,
        number=1,
        content={"answers": full},
        sha256="0" * 64,
        submitted_at=noon(sent_on),
        submitted_by=get_official(),
        signatory_name="A",
        signatory_position="B",
    )
    store_index([version])
    if published_on:
        publish_version(version, published_on)
    return version


def agreement(*countries, title="", begins="", kind="bilateral", **cells):
    cells = {"title": title, "countries": [*countries], "from": begins, "type": kind, **cells}
    return {code: cell for code, cell in cells.items() if cell}
