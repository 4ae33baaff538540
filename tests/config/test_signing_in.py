"""Coming in, staying out, and getting back in."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from authorities.models import User
from tests.authorities.jobs.worker_process import work_off
from tests.factories import UserFactory

PASSWORD = "a long enough passphrase"
NEW_PASSWORD = "quite another passphrase"
LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def _no_failures_yet():
    """Failed attempts are counted in the cache."""
    cache.clear()


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": user.email, "password": password, **more})


def sentences(response):
    """The problems a page names, in words."""
    summary = re.search(r'class="problems.*?</div>', response.content.decode(), re.S)
    return re.findall(r"<li>(.*?)</li>", summary[0], re.S) if summary else []


def signed_in(client):
    return client.get(reverse("desk")).status_code == 200


def test_after_signing_in_one_is_at_the_desk(client, focal_point):
    answer = sign_in(client, focal_point)

    assert (answer.status_code, answer.url) == (302, reverse("desk"))
    assert signed_in(client)


def test_capital_letters_in_the_address_do_not_matter(client, focal_point):
    answer = client.post(LOGIN, {"login": focal_point.email.upper(), "password": PASSWORD})

    assert answer.url == reverse("desk")


def test_one_comes_back_to_the_page_one_wanted(client, focal_point):
    asked = client.get(reverse("desk"))
    answer = client.post(
        asked.url, {"login": focal_point.email, "password": PASSWORD, "next": "/filing/1/PHL/"}
    )

    assert (asked.url, answer.url) == (f"{LOGIN}?next=/desk/", "/filing/1/PHL/")


def test_nobody_is_led_elsewhere_by_signing_in(client, focal_point):
    assert sign_in(client, focal_point, next="https://elsewhere.example/").url == reverse("desk")


def test_a_session_ends_with_the_browser(client, focal_point):
    sign_in(client, focal_point)

    assert client.session.get_expire_at_browser_close()


def test_signing_out_takes_a_click(client, focal_point):
    client.force_login(focal_point)

    assert client.get(reverse("account_logout")).status_code == 200
    assert signed_in(client)
    assert client.post(reverse("account_logout")).url == reverse("home")
    assert not signed_in(client)


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(client, focal_point):
    wrong = sign_in(client, focal_point, "not the passphrase")
    unknown = sign_in(client, User(email="nobody@ministry.example"))

    sentence = "The e-mail address or the password is not right. Please check both."
    assert sentences(wrong) == sentences(unknown) == [sentence]


def test_the_sixth_attempt_is_refused_even_with_the_right_password(client, focal_point):
    for _attempt in range(5):
        sign_in(client, focal_point, "a guess")

    refused = sign_in(client, focal_point)

    sentence = "Too many attempts have failed. Please wait five minutes, or set a new password."
    assert sentences(refused) == [sentence]
    assert not signed_in(client)


def test_the_attempts_on_one_account_lock_no_other(client, focal_point, manager):
    for _attempt in range(6):
        sign_in(client, focal_point, "a guess")

    assert sign_in(client, manager).url == reverse("desk")


def test_somebody_deactivated_is_told_so(client, focal_point):
    focal_point.deactivated_on = "2013-01-01"
    focal_point.save()

    answer = client.post(LOGIN, {"login": focal_point.email, "password": PASSWORD}, follow=True)

    assert "<h1>This account is closed</h1>" in answer.content.decode()
    assert not signed_in(client)


def test_nobody_opens_an_account_alone(client, db):
    form = {"email": "me@ministry.example", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    answer = client.post(reverse("account_signup"), form)

    assert "<h1>Accounts are opened by the secretariat</h1>" in answer.content.decode()
    assert not User.objects.exists()


# The demonstration


@pytest.fixture
def demo_person(db, settings):
    settings.DEMO = True
    return UserFactory(name="Demo reviewer", email="reviewer@demo.example", demo_login=True)


def test_the_demonstration_lists_its_log_ins(client, demo_person):
    page = client.get(LOGIN).content.decode()

    assert "<strong>demonstration</strong>" in page
    assert page.count(f">{demo_person.email}<") == 1


def test_elsewhere_no_log_in_is_listed(client, demo_person, focal_point, settings):
    settings.DEMO = False

    page = client.get(LOGIN).content.decode()

    assert (page.count("demo.example"), page.count("demonstration"), page.count(focal_point.email)) == (
        0,
        0,
        0,
    )


def test_the_demonstration_lists_nobody_real(client, demo_person, focal_point):
    assert focal_point.email not in client.get(LOGIN).content.decode()


def test_a_demonstration_log_in_opens_the_demonstration_only(client, demo_person, settings):
    opened = {}
    for demo in (True, False):
        settings.DEMO = demo
        sign_in(client, demo_person)
        opened[demo] = signed_in(client)
        client.logout()

    assert opened == {True: True, False: False}


def test_the_session_of_a_demonstration_log_in_ends_with_the_demonstration(client, demo_person, settings):
    client.force_login(demo_person)
    before = signed_in(client)
    settings.DEMO = False

    assert (before, signed_in(client)) == (True, False)


# A new password


def without_token(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def ask_for_link(client, address, **more):
    """Asks, and lets a worker send what there is to send."""
    answer = client.post(RESET, {"email": address}, **more)
    work_off()
    return answer


def link_in(mail):
    return re.search(r"http://127.0.0.1:8000(/\S+)", mail.body)[1]


def test_a_forgotten_password_is_set_anew_by_mail(client, focal_point, mailoutbox):
    ask_for_link(client, focal_point.email)
    form = client.get(link_in(mailoutbox[0]), follow=True)
    form = client.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert form.url == reverse("account_reset_password_from_key_done")
    assert sign_in(client, focal_point).status_code == 200
    assert sign_in(client, focal_point, NEW_PASSWORD).url == reverse("desk")


def test_the_mail_says_what_it_is_for_and_who_sent_it(client, focal_point, mailoutbox):
    ask_for_link(client, focal_point.email)

    mail = mailoutbox[0]
    assert (mail.subject, mail.to) == ("Choose your password", [focal_point.email])
    assert mail.body.rstrip().endswith("--\nWHO Code reporting tracker\nhttp://127.0.0.1:8000")


def test_a_link_works_once(client, focal_point, mailoutbox):
    ask_for_link(client, focal_point.email)
    link = link_in(mailoutbox[0])
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    again = client.get(link, follow=True)

    assert "<h1>This link no longer works</h1>" in again.content.decode()


def test_a_password_that_is_easily_guessed_is_refused(client, focal_point, mailoutbox):
    ask_for_link(client, focal_point.email)
    form = client.get(link_in(mailoutbox[0]), follow=True)

    refused = client.post(form.request["PATH_INFO"], {"password1": "12345678901", "password2": "12345678901"})

    assert "at least 12 characters" in refused.content.decode()


def test_asking_for_a_link_does_not_tell_whether_there_is_an_account(client, focal_point, mailoutbox):
    known, unknown = [
        ask_for_link(client, address, follow=True)
        for address in (focal_point.email, "nobody@ministry.example")
    ]

    assert known.redirect_chain == unknown.redirect_chain == [(reverse("account_reset_password_done"), 302)]
    assert without_token(known) == without_token(unknown)


def test_nobody_without_an_account_gets_mail(client, db, mailoutbox):
    ask_for_link(client, "nobody@ministry.example")

    assert mailoutbox == []


def test_changing_the_password_asks_to_sign_in_again(client, focal_point):
    sign_in(client, focal_point)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    client.post(reverse("account_change_password"), form)

    assert not signed_in(client)
    assert sign_in(client, focal_point, NEW_PASSWORD).url == reverse("desk")


@pytest.mark.parametrize("name", ["account_change_password", "account_email", "account_reauthenticate"])
def test_the_pages_of_an_account_are_for_its_owner(client, focal_point, name):
    visitor = client.get(reverse(name))
    sign_in(client, focal_point)

    assert visitor.url.partition("?")[0] == LOGIN
    assert client.get(reverse(name)).status_code == 200
