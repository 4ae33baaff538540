"""A manager brings in a questionnaire of two languages: tried, compared, attached, mended later."""

import pytest
from playwright.sync_api import expect

from reporting.models import Instrument, Round
from tests import factories
from tests.journeys.accessibility import accessibility_problems, force_login, sqlite_only

pytestmark = pytest.mark.django_db(transaction=True)
FORM = """
| settings |          |         |            |                  |
|          | form_id  | version | form_title | default_language |
|          | two-page | {version} | Two pages  | en |

| survey   |                   |      |                     |                       |           |
|          | type              | name | label::English (en) | label::Français (fr)  | relevant  |
|          | begin_group       | a    | First               | Premier               |           |
|          | select_one yes_no | q1   | Steps taken?        | Des mesures ?         |           |
|          | end_group         |      |                     |                       |           |
|          | begin_group       | b    | Second              | Second                |           |
|          | text              | q2   | Whihc?              | Lesquelles ?          | ${{q1}} = 'yes' |
|          | integer           | q3   | How many?           | Combien ?             |           |
|          | end_group         |      |                     |                       |           |

| choices |           |      |                     |                      |
|         | list_name | name | label::English (en) | label::Français (fr) |
|         | yes_no    | yes  | Yes                 | Oui                  |
|         | yes_no    | no   | No                  | Non                  |
"""
FAULTS = {
    "select_one yes_no": "select_one nowhere",
    "${q1} = 'yes'": "${q9} = 'yes'",
    "| integer           | q3": "| integr            | q3",
    "| text              | q2   | Whihc?              ": "| text              | q2   |                     ",
    "| begin_group       | b    ": "| begin_group       | b b  ",
}


@pytest.fixture
def desk(page, live_server, manager):
    force_login(page, live_server, manager)
    page.goto("/instruments/")
    return page


def send(page, content):
    page.goto("/instruments/")
    sent = {"name": "form.md", "mimeType": "text/markdown", "buffer": content.encode()}
    page.get_by_label("XLSForm workbook").set_input_files(sent)
    page.get_by_role("button", name="Check and take in").click()


def test_a_questionnaire_is_mended_tried_compared_attached_and_its_typo_mended_later(
    desk, live_server, focal_point
):
    factories.RoundFactory(number=5, instrument=None, opens="2012", closes="2013")
    coming = factories.RoundFactory(number=7, opens="2099-01", instrument=None)
    faulty = FORM.format(version=1)
    for right, wrong in FAULTS.items():
        faulty = faulty.replace(right, wrong)

    send(desk, faulty)
    problems = desk.locator("#problems")
    for words in ("nowhere", "q9", "integr", "row 6", "b b"):
        expect(problems).to_contain_text(words)

    send(desk, FORM.format(version=1))
    expect(desk.get_by_role("heading", name="Two pages")).to_be_visible()
    desk.get_by_role("link", name="First").click()
    expect(desk.get_by_text("Steps taken?")).to_be_visible()
    desk.get_by_label("Language", exact=True).select_option("fr")
    desk.get_by_role("button", name="Show").click()
    expect(desk.get_by_text("Des mesures ?")).to_be_visible()
    desk.get_by_label("Oui").check()
    desk.get_by_role("button", name="Essayer et continuer").click()
    expect(desk.get_by_text("Lesquelles ?")).to_be_visible()

    send(desk, FORM.format(version=2).replace("integer", "text   "))
    desk.get_by_label("Compare with").select_option(label="Two pages (1)")
    desk.get_by_role("button", name="Show what differs").click()
    expect(desk.get_by_text("the type of answer")).to_be_visible()

    desk.goto("/instruments/two-page/2/")
    desk.get_by_label("Round", exact=True).select_option(str(coming.pk))
    desk.get_by_role("button", name="Let this round ask these questions").click()
    expect(desk.get_by_text("asks the questions of this instrument")).to_be_visible()
    desk.get_by_label("Closes").fill("2098")
    desk.get_by_role("button", name="Store the dates").click()
    expect(desk.locator("#problems")).to_contain_text("cannot close before it has opened")
    desk.get_by_label("Closes").fill("2100")
    desk.get_by_role("button", name="Store the dates").click()
    expect(desk.get_by_text("The dates are stored.")).to_be_visible()

    Round.objects.filter(pk=coming.pk).update(opens="2020-01", due="2099-12-31")
    report = factories.SubmissionFactory(
        round=coming, member_state=focal_point.memberships.get().member_state
    )
    send(desk, FORM.format(version=2).replace("integer", "text   ").replace("Whihc?", "Which?"))
    expect(desk.get_by_text("Only words change")).to_be_visible()
    desk.get_by_role("button", name="Replace it").click()
    assert Instrument.objects.get(version="2").questions["q2"]["text"] == "Which?"

    force_login(desk, live_server, focal_point)
    desk.goto(report.get_absolute_url())
    expect(desk.get_by_text("mended")).to_be_visible()


@sqlite_only
def test_pages_of_the_desk_are_accessible(layout_page, live_server, manager):
    force_login(layout_page, live_server, manager)
    instrument = factories.InstrumentFactory()
    factories.RoundFactory(number=7, opens="2099", due="", closes="")
    place = instrument.get_absolute_url()
    problems = []
    for path in ("/instruments/", "/instruments/rounds/7/", place, f"{place}indicators/",
                 f"{place}translations/", f"{place}test/sections/sA/", f"{place}test/"):  # fmt: skip
        layout_page.goto(path)
        problems += accessibility_problems(layout_page, path)

    assert problems == []
