"""The connection, the session, the tab, the browser, the server go while people type: nothing is lost."""

import os
import signal
import subprocess

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from playwright.sync_api import expect

from reporting.models import AnswerChange, State, UnsavedText
from tests.journeys.accessibility import accessibility_problems, force_login, sqlite_only
from tests.reporting.filing.page_fields import find_value

pytestmark = pytest.mark.django_db(transaction=True)
SECTION = "/filing/6/PHL/sections/sA/"
PASSWORD = "a long enough passphrase"  # noqa: S105
# Until the browser can show this page without a connection.
KEPT_FOR_OFFLINE = """async () => {
  await navigator.serviceWorker.ready;
  while (!(await caches.match(location.pathname))) await new Promise((resolve) => setTimeout(resolve, 50));
}"""


@pytest.fixture
def filing(page, live_server, complete, focal_point):
    """Fosca at the section of steps."""
    force_login(page, live_server, focal_point)
    page.goto(SECTION)
    return page


def type_in(page, name, text):
    page.locator(f"[name={name}]").fill(text)


def says(page, code, text):
    """Wait until the page says something beside a question; it must within the seconds that are promised."""
    expect(page.locator(f"#{code}-state")).to_contain_text(text, timeout=4000)


def shows(page, name, text):
    expect(page.locator(f"[name={name}]")).to_have_value(text)


def sign_in(page, user):
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()


def unsent(page):
    """Return how many answers the browser keeps."""
    return page.evaluate("""() => new Promise((resolve) => {
        const opening = indexedDB.open("filing");
        opening.onsuccess = () => {
            if (!opening.result.objectStoreNames.length) return resolve(0);
            const asked = opening.result.transaction("unsent").objectStore("unsent").count();
            asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
        };
    })""")


def wait_until_sent(page):
    for _attempt in range(40):
        if not unsent(page):
            return
        page.wait_for_timeout(100)
    pytest.fail("What was typed is still kept by the browser alone.")


def test_each_answer_says_what_became_of_it(filing, complete, contributor):
    type_in(filing, "q3-value", "Typed, then left alone.")
    type_in(filing, "q4-0-title", "Agreement")
    type_in(filing, "q5-doctors-total", "many")
    says(filing, "q3", "Saved ")
    says(filing, "q5", "Not saved: Enter a whole number")
    whole = filing.locator("[data-autosave-note]")
    expect(whole).to_have_text("Some answers could not be saved")
    assert find_value(complete, "q3") == "Typed, then left alone."
    assert UnsavedText.objects.get().question == "q5"

    type_in(filing, "q4-0-title", "Agreement of 2024")
    type_in(filing, "q5-doctors-total", "12")
    complete.answers.filter(question="q3").update(value="Theirs.", by=contributor, cell_authors={})
    type_in(filing, "q3-value", "Mine.")
    says(filing, "q3", "Not saved: somebody changed this answer")
    expect(filing.locator("#q3").get_by_text("Theirs.")).to_be_visible()
    assert [row["title"] for row in find_value(complete, "q4")] == ["Agreement of 2024"]
    says(filing, "q5", "Saved ")
    expect(filing.locator("[name=q5-doctors-total]")).not_to_have_attribute("aria-invalid", "true")
    expect(whole).to_have_text("Some answers could not be saved")
    filing.locator("#q3").get_by_label("Use mine").check()
    filing.get_by_role("button", name="Save and continue").click()
    expect(filing.get_by_text("Saved 3 answers.")).to_be_visible()
    assert (find_value(complete, "q3"), unsent(filing)) == ("Mine.", 0)


def test_a_tab_closed_without_a_connection(filing, context, complete):
    filing.evaluate(KEPT_FOR_OFFLINE)
    context.set_offline(True)
    type_in(filing, "q3-value", "First")
    says(filing, "q3", "Kept on this computer")
    type_in(filing, "q5-nurses-total", "1,200")
    type_in(filing, "q4-1-title", "Agreement")
    filing.get_by_role("link", name="Contact").first.click()
    expect(filing.get_by_role("heading", name="There is no connection")).to_be_visible()
    filing.close()

    again = context.new_page()
    again.goto(SECTION)
    expect(again.get_by_text("You see this page as it was")).to_be_visible()
    shows(again, "q3-value", "First")
    type_in(again, "q3-value", "First and second")
    says(again, "q3", "Kept on this computer")
    context.set_offline(False)
    says(again, "q3", "Saved ")
    says(again, "q5", "Saved ")
    assert [row["title"] for row in find_value(complete, "q4")] == ["Agreement"]
    assert (find_value(complete, "q3"), find_value(complete, "q5")["nurses"]["total"]) == (
        "First and second",
        1200,
    )
    assert [change.way for change in AnswerChange.objects.order_by("pk")] == ["autosaved"] * 3


def test_two_tabs_keep_both_and_their_order(filing, context, complete):
    other = context.new_page()
    other.goto(SECTION)
    context.set_offline(True)
    type_in(filing, "q5-doctors-total", "1")
    says(filing, "q5", "Kept on this computer")
    type_in(other, "q5-nurses-total", "2")
    type_in(other, "q3-value", "Typed second")
    says(other, "q3", "Kept on this computer")
    type_in(filing, "q3-value", "Typed last")
    says(filing, "q3", "Kept on this computer")
    context.set_offline(False)

    says(filing, "q3", "Saved ")
    says(other, "q5", "Saved ")
    assert {key: row["total"] for key, row in find_value(complete, "q5").items()} == {
        "doctors": 1,
        "nurses": 2,
    }
    assert find_value(complete, "q3") == "Typed last"
    filing.route("**/answers/**", lambda route: route.abort())
    type_in(filing, "q3-value", "Sent from the desk")
    says(filing, "q3", "Kept on this computer")
    filing.unroute("**/answers/**")
    filing.on("dialog", lambda dialog: dialog.accept())
    filing.goto("/desk/")
    wait_until_sent(filing)
    assert find_value(complete, "q3") == "Sent from the desk"


def test_a_session_that_has_ended(filing, context, complete, focal_point, contributor):
    context.clear_cookies()
    type_in(filing, "q3-value", "Typed when signed out")
    says(filing, "q3", "you are no longer signed in")
    filing.get_by_role("link", name="Sign in and go on").click()
    sign_in(filing, contributor)
    # Of what Fosca typed Conrad sees nothing, and nothing is sent under his name.
    shows(filing, "q3-value", "Kept by the labour ministry.")
    assert unsent(filing) == 1
    context.clear_cookies(name="sessionid")
    filing.goto(SECTION)
    sign_in(filing, focal_point)

    says(filing, "q3", "Saved ")
    answer = complete.answers.get(question="q3")
    assert (answer.value, answer.by) == ("Typed when signed out", focal_point)
    type_in(filing, "q3-value", "And on it goes")
    says(filing, "q3", "Saved ")
    filing.get_by_role("button", name="Save and leave").click()
    expect(filing.get_by_text("Saved 1 answer.")).to_be_visible()


def test_signing_out_asks_and_leaves_nothing_behind(filing, context, complete):
    filing.evaluate(KEPT_FOR_OFFLINE)
    asked = []

    def decide(dialog):
        asked.append(dialog.message)
        dialog.accept() if len(asked) > 1 else dialog.dismiss()

    type(complete).objects.filter(pk=complete.pk).update(state=State.SUBMITTED)
    type_in(filing, "q3-value", "Too late")
    says(filing, "q3", "Not saved: This report is “Submitted”")
    assert UnsavedText.objects.get().fields["fields"]["q3-value"] == ["Too late"]
    filing.route("**/answers/**", lambda route: route.abort())
    type_in(filing, "q3-value", "Never sent")
    says(filing, "q3", "Kept on this computer")
    filing.on("dialog", decide)
    with filing.expect_event("dialog"):
        filing.get_by_role("button", name="Sign out").click()
    assert unsent(filing) == 1
    filing.get_by_role("button", name="Sign out").click()
    expect(filing.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    assert len(asked) == 2
    assert "has not reached the server" in asked[0]
    assert filing.evaluate("caches.keys().then((names) => names.filter((name) => /pages/.test(name)))") == []
    assert unsent(filing) == 0


class OneRequestHandler(QuietWSGIRequestHandler):
    """Closes each connection after its answer: once the server is stopped, none goes on."""

    def handle(self):
        self.close_connection = True
        self.handle_one_request()


class Server(LiveServerThread):
    """A server that is gone at once when it is stopped, and may be started again at the same address."""

    def _create_server(self, connections_override=None):
        return ThreadedWSGIServer((self.host, self.port), OneRequestHandler, allow_reuse_address=True)

    @property
    def url(self):
        return f"http://localhost:{self.port}"


def start_server(port=0):
    server = Server("localhost", static_handler=StaticFilesHandler, port=port)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    return server


def kill_browser(profile):
    """End the browser of a profile at once, as a power cut does."""
    listed = subprocess.run(
        ["ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True, check=True
    )  # noqa: S607
    for line in listed.stdout.splitlines():
        number, _space, command = line.strip().partition(" ")
        if f"--user-data-dir={profile}" in command and "--type=" not in command:
            os.kill(int(number), signal.SIGKILL)


def test_a_browser_and_a_server_that_are_killed(
    browser_type, browser_type_launch_args, tmp_path, complete, focal_point
):
    server, profile = start_server(), tmp_path / "profile"

    def open_browser():
        context = browser_type.launch_persistent_context(
            profile, **browser_type_launch_args, base_url=server.url
        )
        return context.pages[0]

    try:
        page = open_browser()
        force_login(page, server, focal_point)
        page.goto(SECTION)
        server.terminate()
        type_in(page, "q3-value", "Typed when the server was gone")
        type_in(page, "q5-doctors-total", "7")
        says(page, "q5", "Kept on this computer")
        kill_browser(profile)
        server = start_server(server.port)
        page = open_browser()
        page.goto(SECTION)
        sign_in(page, focal_point)
        says(page, "q3", "Saved ")
        says(page, "q5", "Saved ")
        page.context.close()
    finally:
        server.terminate()
    assert find_value(complete, "q3") == "Typed when the server was gone"
    assert find_value(complete, "q5")["doctors"]["total"] == 7


@sqlite_only
def test_every_state_is_accessible(layout_page, live_server, complete, focal_point):
    force_login(layout_page, live_server, focal_point)
    layout_page.goto(SECTION)
    layout_page.evaluate(KEPT_FOR_OFFLINE)
    type_in(layout_page, "q5-doctors-total", "many")
    expect(layout_page.locator("#q5 .error #q5-state, #q5-state.error")).to_be_visible()
    found = accessibility_problems(layout_page, "wrong")
    layout_page.context.set_offline(True)
    layout_page.reload()
    type_in(layout_page, "q3-value", "Offline")
    expect(layout_page.locator("#q3 .gap #q3-state, #q3-state.gap")).to_be_visible()

    assert found + accessibility_problems(layout_page, "offline") == []
