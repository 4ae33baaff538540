"""What is not public is absent from every public address, in every format: before the hour all of a report.

The addresses are those of the permission matrix: a new public address is asked too.
"""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from authorities.languages.addresses import path_in_language
from authorities.models import ContactPerson
from reporting.models import State, Submission
from reporting.publication.consent import move_consent
from reporting.publication.planning import plan_publication
from reporting.submissions.workflow import report_workflow
from tests import factories
from tests.config.test_permissions import ADDRESSES, PUBLIC
from tests.conftest import person
from tests.factories import column, option, question
from tests.reporting.public.report_steps import (
    make_round,
    partly_public_instrument,
    start_report,
    store_file,
    submit_report,
)

# The word stands in each private value, and each in one of the shapes that a value can have.
SECRET = "Geheimwort"
# Of each type a private question, so that no way of rendering one lets it through.
PRIVATE = {
    "text": SECRET,
    "longtext": f"{SECRET}\nand more",
    "url": f"https://{SECRET}.example/",
    "email": f"{SECRET}@x.example",
    "integer": 771177,
    "decimal": "771177.5",
    "date": "1977-11-07",
    "single": SECRET,
    "multiple": [SECRET],
}
TRACES = (SECRET, "771177", "771,177", "1977")


def private_questions():
    asked = [question(f"p_{kind}", kind, public=False) for kind in PRIVATE]
    for one in asked:
        one["options"] = [option(SECRET), option("other")]
    return asked


def instrument_with_secrets():
    """Return an instrument with a private question and column of each type, and a text that repeats one."""
    definition = partly_public_instrument()
    columns = [column("title", "text"), *(column(f"c_{kind}", kind, public=False) for kind in PRIVATE)]
    for one in columns:
        one["options"] = [option(SECRET), option("other")]
    rows = [{"value": "one", "label": "One"}]
    definition["sections"][1]["questions"] += [
        *private_questions(),
        question("t1", "table", columns=columns, rows=rows),
        question("r1", "text", text="After ${p_text}?"),
    ]
    definition["repeats_answers"] = True
    return definition


def secret_answers(report):
    cells = {f"c_{kind}": value for kind, value in PRIVATE.items()}
    minutes = store_file(report, "q8", f"{SECRET}.pdf")
    return {
        **{f"p_{kind}": value for kind, value in PRIVATE.items()},
        "q0": SECRET,
        "t1": {"one": {"title": "Known", **cells}},
        "r1": "Known.",
        "q8": [{"title": "Known", "negotiator": SECRET, "minutes": minutes}],
        "q9": store_file(report, "q9", f"{SECRET}.pdf"),
        "q10": ("held_elsewhere", SECRET),
        "q11": ("confidential", SECRET),
        "q12": ("not_authorised", SECRET),
        "q7": store_file(report, "q7", "law.pdf"),
        "q3": "Openly said.",
    }


@pytest.fixture
def report(db, manager):
    """A report that was accepted; whatever is private in it and around it bears the word."""
    cache.clear()
    factories.InstrumentFactory(definition=instrument_with_secrets())
    found = start_report(make_round(6, opens="2020-01", due="2100-12-31", closes=""))
    authority = factories.AuthorityFactory(member_state=found.member_state)
    ContactPerson.objects.create(authority=authority, name=SECRET, email=f"{SECRET}@x.example")
    version = submit_report(found, **secret_answers(found))
    report_workflow.move(found, "accept", by=manager, note=SECRET)
    officer = person(SECRET, "focal_point", member_state=found.member_state)
    move_consent(version, "object", by=officer, note=SECRET)
    move_consent(version, "consent", by=officer, note=SECRET)
    return found


def public_paths(report):
    """Yield every public address with the places of this report in it, and the downloads in each format."""
    places = {
        "iso3": "PHL",
        "number": 6,
        "version_number": 1,
        "format": "csv",
        "key": "steps_taken",
        "kind": "csv",
    }
    for name in PUBLIC:
        wanted = ADDRESSES[name].pattern.converters
        if "token" in wanted or name == "questionnaire":  # about no report
            continue
        for file in report.attachments.all() if "pk" in wanted else [None]:
            for kind in ("csv", "json") if {"kind", "format"} & set(wanted) else [""]:
                given = {**places, "pk": file and file.pk, "kind": kind, "format": kind}
                yield reverse(name, kwargs={place: given[place] for place in wanted})


def read_everything(client, report):
    """Return {address: (status, all that the server says)} for a visitor, in two languages."""
    found = {}
    with override("en"):
        paths = list(dict.fromkeys(public_paths(report)))
    for path in paths:
        for language in ("en", "ar"):
            answer = client.get(path_in_language(path, language), {"lang": language})
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            headers = "\n".join(
                f"{n}: {value}" for n, value in answer.headers.items() if n != "Content-Length"
            )
            found[path, language] = answer.status_code, f"{headers}\n{body.decode('utf-8', 'replace')}"
    return found


def find_traces(found, *words):
    traces = {*words, *map(quote, words)}
    return {place: word for place, (_status, text) in found.items() for word in traces if word in text}


def test_a_published_report_gives_away_nothing_private_anywhere(client, report, manager):
    report_workflow.move(report, "publish", by=manager, note=SECRET)
    found = read_everything(client, report)

    assert found["/reports/6/PHL/", "en"][0] == 200
    assert "Openly said." in found["/reports/6/PHL.json", "en"][1]
    assert "Known" in found["/reports/6/PHL.csv", "en"][1]
    assert find_traces(found, *TRACES) == {}

    report_workflow.move(report, "take_back", by=manager, note=SECRET, public_reason="A mistake.")
    found = read_everything(client, report)
    assert found["/reports/6/PHL/v1/", "ar"][0] == 410
    assert find_traces(found, *TRACES, "Openly said.", "Known.", "law.pdf") == {}


def test_before_its_hour_a_planned_report_leaves_no_trace_in_public(client, report, manager):
    before = read_everything(client, report)
    plan_publication(report.latest_version, timezone.now() + timedelta(hours=1), by=manager)
    found = read_everything(client, report)

    assert Submission.objects.get().state == State.ACCEPTED
    # That it came is public; its page says so, and nothing else of it.
    assert {place: status for place, (status, _text) in found.items() if "/reports/" in place[0]} == {
        place: 200 if place[0] == "/reports/6/PHL/" else 404 for place in found if "/reports/" in place[0]
    }
    assert find_traces(found, *TRACES, "Openly said.", "law.pdf") == {}
    # Nor does anything else change because of the plan: no count, no list, no header.
    assert {place: status for place, (status, _text) in found.items()} == {
        place: status for place, (status, _text) in before.items()
    }
    figures = [place for place in found if place[0].startswith(("/compliance", "/countries", "/rounds"))]
    assert len(figures) > 10
    assert {place for place in figures if steady(found[place][1]) != steady(before[place][1])} == set()


def steady(text):
    """Return what a page says without what differs from visit to visit: moments, tokens and their tags."""
    return [line for line in text.splitlines() if not re.search(r"csrf|known_on|\d:\d\d|ETag", line)]
