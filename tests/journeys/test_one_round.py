"""One round, run by one manager: made, asked, chased; answered by ministries who come by mail; published."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from authorities.languages.addresses import path_in_language
from reporting.models import AssignmentState, Round, Submission
from tests import factories
from tests.journeys.accessibility import force_login
from tests.journeys.post_room import PostRoom, describe, moved_clock
from tests.smtp_server import SmtpServer, use_server

pytestmark = pytest.mark.django_db(transaction=True)
FORM = """
| settings |                   |         |                     |                  |                          |
|          | form_id           | version | form_title          | default_language | form_title::Français (fr)|
|          | one-page          | 1       | Round of ministries | en               | Cycle des ministères     |

| survey   |                   |        |                     |                       |          |        |
|          | type              | name   | label::English (en) | label::Français (fr)  | required | public |
|          | begin_group       | health | Health              | Santé                 |          |        |
|          | text              | h1     | Who coordinates?    | Qui coordonne ?       | yes      | no     |
|          | end_group         |        |                     |                       |          |        |
|          | begin_group       | labour | Labour              | Travail               |          |        |
|          | select_one yes_no | l1     | Is there a law?     | Existe-t-il une loi ? | yes      | yes    |
|          | integer           | l2     | How many permits?   | Combien de permis ?   | yes      | yes    |
|          | end_group         |        |                     |                       |          |        |
|          | begin_group       | school | Education           | Éducation             |          |        |
|          | integer           | e1     | How many graduates? | Combien de diplômés ? | yes      | yes    |
|          | end_group         |        |                     |                       |          |        |

| choices  |                   |        |                     |                       |
|          | list_name         | name   | label::English (en) | label::Français (fr)  |
|          | yes_no            | yes    | Yes                 | Oui                   |
|          | yes_no            | no     | No                  | Non                   |
"""
REPORT = "/filing/7/PHL/"
FOCAL, LABOUR, SCHOOL, TRADE = (
    f"{name}@{place}.example"
    for name, place in [("fe", "health"), ("luis", "labour"), ("samira", "school"), ("tom", "trade")]
)
PASSWORD = "seven quiet otters sing"
PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 768}


class Seat:
    """A person at a machine of their own, with pages in their language."""

    def __init__(self, browser, live_server, language, viewport):
        self.language, self.live_server = language, live_server
        self.context = browser.new_context(base_url=live_server.url, viewport=viewport)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()

    def words(self, msgid):
        with override(self.language):
            return gettext(msgid)

    def go(self, path):
        self.page.goto(path_in_language(path, self.language))

    def fill(self, **fields):
        """Fill in fields by their names; `True` ticks a box."""
        for name, value in fields.items():
            field = self.page.locator(f':is(input, select, textarea)[name="{name.replace("__", "-")}"]')
            if value is True:
                field.check()
            elif field.first.evaluate("(one) => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def press(self, msgid):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=self.words(msgid), exact=True).first.click()
        assert self.page.locator(".problems").all_text_contents() == []

    def report(self):
        return Submission.objects.get(round=7, member_state="PHL")

    def sees(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()


@pytest.fixture
def post(settings):
    with SmtpServer() as server:
        use_server(settings, server)
        yield PostRoom(server)


@pytest.fixture
def seat(browser, live_server):
    """Seats a person at a machine."""
    seats = []

    def take(language="en", viewport=LAPTOP):
        seats.append(Seat(browser, live_server, language, viewport))
        return seats[-1]

    yield take
    for one in seats:
        one.context.close()


def make_round(mara):
    """Take in a questionnaire of two languages, and make the round that asks it."""
    mara.go("/instruments/")
    sent = {"name": "form.md", "mimeType": "text/markdown", "buffer": FORM.encode()}
    mara.page.get_by_label("XLSForm workbook").set_input_files(sent)
    mara.press("Check and take in")
    mara.go("/round-desk/new/")
    mara.fill(number="7", title="Round seven", due="2100-06-30", closes="2100-12-31")
    mara.page.get_by_label("Opens").fill(timezone.localdate().isoformat())
    mara.page.locator("[name=instrument]").select_option(index=1)
    mara.press("Make the round")
    mara.sees("The round is made.")
    assert Round.objects.get(pk=7).instrument.form_id == "one-page"


def invite_focal_point(mara, post, seat):
    """Let the focal point in, in French, by the link of a mail; return their seat."""
    mara.go("/people/invite/?member_state=PHL")
    mara.fill(email=FOCAL, language="fr", message="Welcome, Fe.")
    mara.page.locator("[name=offer][value=focal_point]").check()
    mara.press("Send the invitation")
    mara.sees(f"The invitation is on its way to {FOCAL}.")
    post.send()
    mail = post.take(FOCAL)
    assert mail.is_in("fr")
    assert "Welcome, Fe." in mail.text
    fe = seat("fr")
    fe.go(mail.path)
    fe.fill(name="Fe Reyes", password=PASSWORD, again=PASSWORD)
    fe.press("Open my account and accept")
    fe.page.wait_for_url("**/desk/")
    post.send()
    accepted = post.take(mara.email)
    assert FOCAL in accepted.text
    assert accepted.is_in("en")
    return fe


def chase(mara, post):
    """Write to those who have not begun, each in their language; the preview is what is sent."""
    mara.go("/round-desk/7/write/")
    mara.fill(subject_en="A call", text_en="Please report.", subject_fr="Un appel", text_fr="Répondez.")
    mara.press("Show who gets what")
    mara.page.locator("summary").filter(has_text="Philippines").first.click()
    mara.sees("Répondez.")
    mara.press("Send the letter")
    post.send()
    letter = post.take(FOCAL)
    assert (letter.subject, "Répondez." in letter.text) == ("Un appel", True)
    assert "Please report." in post.take("dna.irl@health.example").text


def assign(fe, post, seat, part, institution, email, language, viewport):
    """Ask another ministry for a part; return the seat of who comes by the link of the mail."""
    soon = (timezone.localdate() + timedelta(days=60)).isoformat()
    fe.go(f"{REPORT}assignments/new/")
    fe.page.locator(f"[name=parts][value='section:{part}']").check()
    fe.fill(institution=institution, email=email, language=language, message="Merci d’avance.", due=soon)
    fe.press("Assign and send the e-mail")
    fe.page.wait_for_url(f"**{REPORT}assignments/")
    post.send()
    mail = post.take(email)
    assert mail.is_in(language)
    assert "Merci d’avance." in mail.text
    guest = seat(language, viewport)
    guest.go(mail.path)
    guest.fill(name=email.partition("@")[0].title())
    guest.press("Go to the questions")
    guest.page.wait_for_url(f"**{REPORT}assignments/*/")
    guest.part, guest.email = guest.page.url, email
    return guest


def answer(guest, section, **answers):
    """Fill in a section and save it."""
    guest.go(f"{REPORT}sections/{section}/")
    for code, value in answers.items():
        if value in ("yes", "no"):
            guest.page.locator(f"[name={code}-value][value={value}]").check()
        else:
            guest.page.locator(f"[name={code}-value]").fill(value)
    guest.press("Save and continue")


def say_ready(guest):
    guest.go(guest.part)
    guest.press("My part is ready")
    guest.sees(guest.words("Done: %(state)s.") % {"state": guest.words("Ready")})


def accept_parts(fe):
    """Read what is ready, and accept it."""
    for ready in fe.report().assignments.filter(state=AssignmentState.READY):
        fe.go(ready.get_absolute_url())
        fe.press("Accept this part")


def discuss(fe, luis):
    """Ask about an answer in a comment that names its author; the answer comes by the same way."""
    fe.go(f"{REPORT}answers/l2/comments/")
    fe.page.locator("[name=text]").press_sequentially("Est-ce par an, @Lu")
    fe.page.locator("[name=text]").press("Enter")
    fe.press("Add the comment")
    luis.go(f"{REPORT}sections/labour/")
    luis.page.locator("#l2 .discussion a").click()
    luis.sees("Est-ce par an, @Luis")
    luis.fill(text="Sí, por año.")
    luis.press("Add the comment")
    luis.sees("Sí, por año.")
    fe.go(f"{REPORT}answers/l2/comments/")
    fe.sees("Sí, por año.")
    fe.press("Settle")


def certify(fe):
    fe.go(f"{REPORT}certify/")
    fe.fill(signatory_name="Fe Reyes", signatory_position="Directrice", agreed=True)
    fe.press("Certify and submit")
    fe.page.wait_for_url("**/receipt/")


def ask_back(mara, fe, post):
    """Ask about one answer and return that answer alone; it is corrected, and the report accepted."""
    mara.go(f"{REPORT}answers/l2/clarifications/ask/")
    mara.fill(note="Is this per year?")
    mara.press("Ask the country")
    asked = mara.page.url
    mara.go(f"{REPORT}move/return/")
    mara.fill(note="Correct the permits, please.")
    mara.page.locator("[name=opens][value=chosen]").check()
    mara.page.locator("[name=questions][value=l2]").check()
    mara.press("Return for correction")
    post.send()
    assert (
        fe.words("The report was returned for correction. Read the note, then correct and submit it.")
        in post.take(FOCAL).text
    )
    answer(fe, "labour", l2="950")
    certify(fe)
    mara.go(asked)
    mara.fill(close__outcome="changed")
    mara.press("Close")
    mara.go(f"{REPORT}move/accept/")
    mara.press("Accept")


def publish(mara, fe, post):
    """Get the consent of the country, and plan the hour; nothing is public before it."""
    post.send()
    fe.go(post.take(FOCAL).path)
    fe.press("Consent to publication")
    mara.go(f"{REPORT}publish/")
    mara.fill(moment=(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"))
    mara.press("Publish at this hour")
    post.send()
    planned = post.take(FOCAL)
    assert planned.is_in("fr")
    fe.go(planned.path)


def let_ministries_in(fe, post, seat):
    """Ask three ministries by mail; return the seats of the two who answer, on a phone and on a laptop."""
    luis = assign(fe, post, seat, "labour", "Ministère du Travail", LABOUR, "es", PHONE)
    tom = assign(fe, post, seat, "school", "Ministère du Commerce", TRADE, "en", LAPTOP)
    tom.fill(note="Schools are not ours.")
    tom.press("Decline")
    post.send()
    declined = post.take(FOCAL)
    assert fe.words("A part was declined") in declined.subject
    fe.go(declined.path)
    fe.sees("Schools are not ours.")
    samira = assign(fe, post, seat, "school", "Ministère de l’Éducation", SCHOOL, "ar", LAPTOP)
    return luis, samira


def read_mails_of_first_morning(fe, mara, guests, post):
    """Read what was accepted, at once, and what waited for the morning."""
    post.send()
    for guest in guests:
        accepted = post.take(guest.email)
        assert guest.words("Your part was accepted") in accepted.subject
        assert accepted.is_in(guest.language)
    post.send_in_the_morning(1)
    assert post.take(LABOUR).path.startswith(f"/es{REPORT}answers/l2/comments/")
    assert post.take(FOCAL).text.count("/assignments/") == 2
    sent = post.take(mara.email)
    assert sent.subject.endswith(mara.words("Submitted"))
    mara.go(sent.path)
    mara.sees("900")


def read_mails_of_second_morning(fe, mara, post):
    """Read in one mail each what happened in a day."""
    post.send_in_the_morning(2)
    to_country, to_manager = post.take(FOCAL), post.take(mara.email)
    assert to_country.is_in("fr")
    assert fe.words("The report was accepted.") in to_country.text
    for sentence in (
        "The report was submitted.",
        "The country consents to the publication of its report.",
    ):
        assert mara.words(sentence) in to_manager.text
    assert "/clarifications/" in to_country.text
    assert "/clarifications/" in to_manager.text


def wait_for_the_hour(fe, post, everybody):
    """See nothing before the hour, and after it what is public."""
    everybody.go("/reports/7/PHL/")
    assert "950" not in everybody.page.content()
    with moved_clock(days=4):
        post.send()
    everybody.go("/reports/7/PHL/")
    everybody.sees("950")
    assert "SECRET" not in everybody.page.content()
    post.send_in_the_morning(5)
    for address, language in ((FOCAL, fe.language), (LABOUR, "es"), (SCHOOL, "ar")):
        with override(language):
            assert gettext("The report is published: everybody can read it.") in post.take(address).text


def test_one_manager_runs_a_round_with_ministries_who_come_by_mail(
    seat, post, live_server, manager, philippines, ireland
):
    factories.AuthorityFactory(member_state=ireland)
    mara, everybody = seat(), seat("fr", PHONE)
    mara.email = manager.email
    force_login(mara.page, live_server, manager)
    make_round(mara)
    fe = invite_focal_point(mara, post, seat)
    chase(mara, post)
    fe.go("/desk/")
    fe.press("Start the report")
    luis, samira = let_ministries_in(fe, post, seat)
    answer(luis, "labour", l1="yes", l2="900")
    answer(samira, "school", e1="300")
    answer(fe, "health", h1="SECRET")
    discuss(fe, luis)
    for guest in (luis, samira):
        say_ready(guest)
    accept_parts(fe)
    certify(fe)
    read_mails_of_first_morning(fe, mara, (luis, samira), post)
    ask_back(mara, fe, post)
    publish(mara, fe, post)
    read_mails_of_second_morning(fe, mara, post)
    wait_for_the_hour(fe, post, everybody)
    assert describe(post.unread) == []
