"""A section with everything the standard knows: shown in the reader's language, filled in, saved."""

import pytest
from django.urls import reverse

from authorities.languages.addresses import path_in_language
from reporting.instruments.xlsform.reader import read_instrument
from reporting.models import Instrument
from tests import factories
from tests.reporting.filing.page_fields import read_fields
from tests.reporting.instruments.small_form import as_markdown, survey_form

ROWS = (
    {"type": "note", "name": "intro", "label": "**Definitions**", "label::Arabic (ar)": "تعاريف"},
    {"type": "select_one k", "name": "kind", "label": "Kind", "label::Arabic (ar)": "النوع", "default": "1"},
    {"type": "select_one sub", "name": "sub", "label": "Sub", "choice_filter": "of = ${kind}"},
    {"type": "integer", "name": "fixed", "label": "Of 2021", "default": "7", "read_only": "yes"},
    {"type": "integer", "name": "n", "label": "N", "guidance_hint": "Heads, not posts"},
    {"type": "calculate", "name": "double", "label": "Double", "calculation": "${n} * 2"},
    {"type": "begin_group", "name": "more", "label": "More", "relevant": "${n} > 3"},
    {"type": "text", "name": "why", "label": "Why ${double}?"},
    {"type": "end_group"},
    {"type": "rank k", "name": "order", "label": "Order"},
    {"type": "acknowledge", "name": "ok", "label": "Read"},
    {"type": "begin_repeat", "name": "g", "label": "Rows"},
    {"type": "integer", "name": "a", "label": "A"},
    {"type": "calculate", "name": "b", "label": "A and N", "calculation": "${a} + ${n}"},
    {"type": "end_repeat"},
)
CHOICES = [
    {"list_name": "sub", "name": name, "label": name, "of": of} for name, of in (("x", "1"), ("y", "2"))
]


@pytest.fixture
def report(philippines, focal_point, client):
    definition = read_instrument(as_markdown(survey_form(*ROWS, choices=CHOICES)), file_name="a.md")
    instrument = Instrument.objects.create(form_id="case", version="1", definition=definition)
    client.force_login(focal_point)
    round_ = factories.RoundFactory(instrument=instrument)
    return factories.SubmissionFactory(round=round_, member_state=philippines)


def address(report):
    return reverse("section", args=[report.round_id, report.member_state_id, "A"])


def test_the_page_shows_notes_computed_values_and_what_is_offered(client, report):
    report.answers.create(question="n", value=4, at=report.started_at)
    report.answers.create(question="g", value=[{"a": 2}], at=report.started_at)
    page = client.get(address(report)).content.decode()

    assert "<strong>Definitions</strong>" in page
    assert 'Why <span data-output="double" dir="auto">8</span>?' in page
    assert "<h2>More</h2>" in page
    assert "Heads, not posts" in page
    assert ">8</output>" in page
    assert ">6</output>" in page
    assert page.count('<div class="choice" hidden>') == 1
    assert 'name="fixed-value" value="7"' in page
    assert "disabled" in page.split('name="fixed-value"')[1].split(">")[0]


def test_each_text_stands_in_its_language(client, report):
    page = client.get(path_in_language(address(report), "ar")).content.decode()

    assert 'lang="ar" id="kind-text">النوع<' in page
    assert 'lang="en" id="sub-text"><bdi lang="en" dir="ltr">Sub</bdi><' in page
    assert "تعاريف" in page.split("data-note")[1].split("</div>")[0]


def test_an_untouched_page_saves_nothing_and_a_filled_one_what_was_typed(client, report):
    fields = read_fields(client.get(address(report)).content.decode())
    client.post(address(report), fields)
    assert list(report.answers.all()) == []

    typed = {"sub-value": "x", "n-value": "5", "fixed-value": "99", "ok-value": "OK", "g-0-a": "3"}
    client.post(address(report), fields | typed | {"order-value": ["3", "1", ""]})
    saved = {answer.question: answer.value for answer in report.answers.all()}

    assert saved == {"sub": "x", "n": 5, "ok": "OK", "order": ["3", "1"], "g": [{"a": 3}]}


def test_a_group_shows_as_many_rows_as_the_answers_ask_for(client, philippines, focal_point):
    rows = [
        {"type": "integer", "name": "n", "label": "How many?"},
        {"type": "begin_repeat", "name": "g", "label": "Rows", "repeat_count": "${n}"},
        {"type": "text", "name": "a", "label": "A"},
        {"type": "end_repeat"},
    ]
    definition = read_instrument(as_markdown(survey_form(*rows)), file_name="a.md")
    instrument = Instrument.objects.create(form_id="case", version="1", definition=definition)
    round_ = factories.RoundFactory(instrument=instrument)
    report = factories.SubmissionFactory(round=round_, member_state=philippines)
    report.answers.create(question="n", value=3, at=report.started_at)
    client.force_login(focal_point)
    page = client.get(address(report)).content.decode()

    assert page.count('<details class="row"') == 3
    assert "add_row" not in page


def test_an_option_is_ranked_once(client, report):
    fields = read_fields(client.get(address(report)).content.decode())
    page = client.post(address(report), fields | {"order-value": ["3", "3"]})

    assert (page.status_code, "one place only" in page.content.decode()) == (422, True)
