"""The language of a page is that of its address."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import RecruiterFactory, RoundFactory

PUBLIC = ["home", "compliance", "countries", "rounds", "recruiters", "authorities", "account_login"]
FROM_A_BOOKMARK = {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}
BY_A_LINK = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate"}
PREFIXES = [("", "en", "ltr"), ("/fr", "fr", "ltr"), ("/ar", "ar", "rtl"), ("/zh", "zh-hans", "ltr")]
LINK = re.compile(r'<a [^>]*href="(/[^"]*)"')
HEAD_LINK = re.compile(r'<link rel="(canonical|alternate)"(?: hreflang="([^"]+)")? href="([^"]+)">')


def page_of(client, address, **headers):
    return client.get(address, headers=headers).content.decode()


@pytest.mark.parametrize(("prefix", "language", "direction"), PREFIXES)
def test_every_page_says_its_language_and_its_links_stay_in_it(client, db, prefix, language, direction):
    addresses = [prefix + reverse(name) for name in PUBLIC]
    pages = [page_of(client, address) for address in addresses]

    assert {page.count(f'<html lang="{language}" dir="{direction}">') for page in pages} == {1}
    for page in pages:
        links = LINK.findall(page.partition('class="languages"')[0] + page.partition("</details>")[2])
        assert links
        assert [link for link in links if not link.startswith(f"{prefix}/")] == []
    assert not client.cookies.keys() - {"csrftoken"}  # that of the form of the sign-in


def test_neither_browser_nor_cookie_changes_a_page(client, db):
    plain = client.get("/rounds/")
    client.cookies["django_language"] = "fr"
    asked = client.get("/rounds/", headers={"accept-language": "ar-EG,en;q=0.5"})

    assert asked.content == plain.content
    assert "Accept-Language" not in asked.get("Vary", "")
    assert asked["Content-Language"] == "en"


def test_the_choice_of_a_language_is_a_link_to_the_same_page(client, db):
    for address in ("/recruiters/?q=care+%26+cure&page=2", "/ar/recruiters/?q=care+%26+cure&page=2"):
        page = page_of(client, address)
        chooser = page.partition('class="languages"')[2].partition("</details>")[0]

        assert re.findall(r'href="([^"]+)"', chooser) == [
            f"{prefix}/recruiters/?q=care+%26+cure&amp;page=2"
            for prefix in ("/ar", "/zh", "", "/fr", "/ru", "/es")
        ]
        assert chooser.count('aria-current="true"') == 1
        assert "<form" not in chooser


def test_an_english_page_offers_itself_in_every_other_language_to_who_is_not_signed_in(client, focal_point):
    page = page_of(client, "/rounds/", **{"accept-language": "fr"})
    offers = re.findall(r'href="([^"]+)" hreflang="([^"]+)"[^>]* data-offer="([^"]+)"', page)

    assert {code: address for address, code, _words in offers} == {
        "zh-hans": "/zh/rounds/",
        **{code: f"/{code}/rounds/" for code in ("ar", "es", "fr", "ru")},
    }
    assert ("/fr/rounds/", "fr", "Cette page existe en français") in offers
    # The script is read before what stands below the offer: so nothing moves.
    assert page.index("</header>") < page.index("js/language-offer.js") < page.index("<main")
    assert "offer" not in page_of(client, "/fr/rounds/").partition("<main")[0]
    client.force_login(focal_point)
    assert "js/language-offer.js" not in page_of(client, "/rounds/")


def test_a_public_page_names_itself_in_each_language(client, db):
    found = HEAD_LINK.findall(page_of(client, "/zh/countries/?region=EUR"))

    assert found[0] == ("canonical", "", "http://testserver/zh/countries/?region=EUR")
    assert dict(one[1:] for one in found[1:]) == {
        "en": "http://testserver/countries/?region=EUR",
        "x-default": "http://testserver/countries/?region=EUR",
        "zh-hans": "http://testserver/zh/countries/?region=EUR",
        **{code: f"http://testserver/{code}/countries/?region=EUR" for code in ("ar", "es", "fr", "ru")},
    }


def test_what_is_not_public_or_not_there_names_no_address(client, focal_point):
    client.force_login(focal_point)

    for address in ("/desk/", "/no/such/page/", "/countries/XXX/", "/invitation/secret/", "/accounts/email/"):
        assert HEAD_LINK.findall(page_of(client, address)) == []


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/zh-hans/rounds/?a=1", "/zh/rounds/?a=1"),
        ("/ZH/rounds/", "/zh/rounds/"),
        ("/en/rounds/", "/rounds/"),
        ("/FR/", "/fr/"),
        ("/fr", "/fr/"),
        ("/fr/rounds", "/fr/rounds/"),
        ("/en//evil.example/", "/%2Fevil.example/"),
    ],
)
def test_another_spelling_leads_to_the_one_address(client, db, asked, led_to):
    answer = client.get(asked)

    assert (answer.status_code, answer["Location"]) == (301, led_to)


def test_what_machines_ask_needs_no_language(client, philippines):
    RoundFactory()
    register = RecruiterFactory(register__member_state=philippines).register.get_absolute_url()
    addresses = ["/healthz", "/compliance.csv", "/compliance.json", "/authorities.csv"]
    addresses += ["/recruiters/verify/keys.json", "/filing/worker.js", "/countries/names.json"]
    addresses += [f"{register}{name}" for name in ("list.csv", "changes.json", "changes.atom")]

    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
    assert client.get("/fr/healthz").status_code == 404
    assert reverse("provider_answer", args=["ministry"]) == "/accounts/provider/ministry/answer/"


def test_the_account_leads_to_its_language_from_outside_alone(client, focal_point):
    focal_point.remember_language("fr")
    client.force_login(focal_point)
    led = client.get("/countries/?region=EUR", headers=FROM_A_BOOKMARK)

    assert (led.status_code, led["Location"]) == (302, "/fr/countries/?region=EUR")
    assert "no-store" in led["Cache-Control"]
    for address, headers in [
        ("/rounds/", BY_A_LINK),
        ("/rounds/", {}),
        ("/ar/rounds/", FROM_A_BOOKMARK),
        ("/authorities.csv", FROM_A_BOOKMARK),
    ]:
        assert client.get(address, headers=headers).status_code == 200
    assert Client().get("/rounds/", headers=FROM_A_BOOKMARK).status_code == 200


@pytest.mark.parametrize(
    ("account", "prefix", "wanted", "led_to", "kept"),
    [
        ("fr", "", "", "/fr/desk/", "fr"),
        ("fr", "", "/filing/6/PHL/", "/fr/filing/6/PHL/", "fr"),
        ("fr", "/es", "", "/es/desk/", "es"),
        ("fr", "", "/ar/rounds/", "/ar/rounds/", "fr"),
        ("en", "", "/rounds/", "/rounds/", "en"),
    ],
)
def test_the_sign_in_leads_to_the_language_of_the_account(
    client, focal_point, account, prefix, wanted, led_to, kept
):
    focal_point.set_password("seven quiet otters sing")
    focal_point.language = account
    focal_point.save()
    fields = {"login": focal_point.email, "password": "seven quiet otters sing", "next": wanted}
    answer = client.post(f"{prefix}/accounts/login/", fields)
    focal_point.refresh_from_db()

    assert (answer["Location"], focal_point.language) == (led_to, kept)
