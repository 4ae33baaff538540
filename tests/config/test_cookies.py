"""What public pages leave on a visitor's device: nothing, or what a form needs until the browser closes."""

import pytest

from tests.config.test_hostile_addresses import PAGES, sound_paths
from tests.factories import RecruiterFactory, RoundFactory

WITH_A_FORM = {
    "report_concern",
    "follow_concern",
    "follow",
    "account_login",
    "account_reset_password",
    "enter_assignment",  # a link that no longer works offers a new one
    "request_fresh_link",
}


@pytest.mark.parametrize("name", PAGES)
def test_only_a_page_with_a_form_sets_a_cookie_and_none_outlives_the_browser(client, philippines, name):
    RoundFactory()
    RecruiterFactory(licence_number="DMW-0417", register__member_state=philippines)
    page = client.get(next(iter(sound_paths(PAGES[name])), "/"))

    left = {cookie: (morsel["max-age"], morsel["expires"]) for cookie, morsel in page.cookies.items()}
    assert left == ({"csrftoken": ("", "")} if name in WITH_A_FORM else {})
