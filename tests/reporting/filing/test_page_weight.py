"""What a section of the national instrument weighs on the line: at most 150 kB at first, 40 kB after."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from reporting.instruments.xlsform.reader import read_instrument_file
from reporting.models.instruments import load_instrument
from tests import factories

FIRST_VISIT, LATER_VISITS = 150_000, 40_000
STATIC = re.compile(r'(?:src|href)="/static/([^"]+)"')
IMPORT = re.compile(r'(?:from|import)\s*\(?"(\.[^"]+)"')


def linked_files(html):
    """Return the paths of the static files that a page loads, imported scripts among them."""
    found, waiting = set(), STATIC.findall(html)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name.endswith(".js"):
            folder = Path("/", name).parent
            imported = IMPORT.findall(read_static(name).decode())
            waiting += [str((folder / other).resolve().relative_to("/")) for other in imported]
    return found


def read_static(name):
    return Path(finders.find(name)).read_bytes()


def weigh(content):
    return len(gzip.compress(content))


def test_every_section_is_light(client, philippines, focal_point):
    definition = read_instrument_file(Path(settings.BASE_DIR) / "fixtures/instruments/nri-2021.md")
    round_ = factories.RoundFactory(instrument=load_instrument(definition))
    factories.SubmissionFactory(round=round_, member_state=philippines)
    client.force_login(focal_point)
    pages = {
        section["code"]: client.get(reverse("section", args=[6, "PHL", section["code"]])).content
        for section in round_.instrument.sections
    }
    files = linked_files(pages["E"].decode())
    static = sum(weigh(read_static(name)) for name in files)
    later = {code: weigh(content) for code, content in pages.items()}

    assert {"site.css", "filing.css", "js/rules/logic.js"} <= files
    assert {code: size for code, size in later.items() if size > LATER_VISITS} == {}
    assert static + max(later.values()) < FIRST_VISIT
