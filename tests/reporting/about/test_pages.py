"""The pages about this site say what is so, in every language, and what the environment does not say."""

import re

import pytest
from django.urls import reverse

from reporting.models import Article
from tests import factories
from tests.reporting.public.report_steps import make_round, publish_report, start_report

PAGES = ("about", "contact", "privacy", "accessibility", "data_licence")
UNKNOWN = "Nobody has filled in yet who runs this copy."


@pytest.fixture
def page_of(client):
    return lambda name: client.get(reverse(name)).content.decode()


def test_they_say_who_runs_this_copy_or_that_nobody_has_said(page_of, db, settings):
    without = {name: page_of(name).count(UNKNOWN) for name in PAGES}
    settings.OPERATOR_NAME, settings.CONTACT_EMAIL = "Ministry <of> Health", "code@health.example"
    settings.OPERATOR_ADDRESS = "1 High Street\nManila"
    found = {name: page_of(name) for name in PAGES[:4]}

    assert without == {**dict.fromkeys(PAGES[:4], 1), "data_licence": 0}
    for page in found.values():
        assert "Ministry &lt;of&gt; Health" in page
        assert "1 High Street<br>Manila" in page
        assert 'href="mailto:code@health.example"' in page
        assert UNKNOWN not in page


def test_every_page_leads_to_them(page_of, db):
    footer = page_of("recruiters").partition("<footer")[2]

    assert [name for name in (*PAGES, "glossary") if f'href="{reverse(name)}"' not in footer] == []


def test_the_articles_stand_in_their_order_with_their_parts(client, db):
    for number in ("10", "2", "8", "8.5", "8.10", "7.2(c)", "7"):
        Article.objects.create(number=number, summary=f"Summary {number}", basis="sourced")
    Article.objects.create(number="2", code_version="2026", summary="Newer", basis="sourced")
    page = client.get(reverse("about"))

    found = page.context["articles"]
    assert [(one.article.number, [part.number for part in one.parts]) for one in found] == [
        ("2", []), ("7", ["7.2(c)"]), ("8", ["8.5", "8.10"]), ("10", []),
    ]  # fmt: skip
    assert "Newer" not in page.content.decode()
    assert "resolution WHA63.16" in page.content.decode()


def test_the_licence_is_that_of_the_environment_and_the_demonstration_is_no_fact(page_of, db, settings):
    usual = page_of("data_licence")
    settings.DATA_LICENCE, settings.DATA_LICENCE_URL, settings.DEMO = "Ours & yours", "", True
    own = page_of("data_licence")

    assert 'href="https://creativecommons.org/licenses/by/4.0/" rel="license"' in usual
    assert "Ours &amp; yours" in own
    assert ("creativecommons" in own, "Do not quote it as facts." in own) == (False, True)
    assert "Do not quote it as facts." not in usual


def test_robots_find_each_public_page_in_each_language_and_nothing_else(
    client, db, django_assert_max_num_queries
):
    first = make_round()
    publish_report(start_report(first, "PHL"))
    start_report(first, "IRL")
    factories.RecruiterFactory(register__member_state_id="PHL")
    with django_assert_max_num_queries(5):
        found = re.findall("<loc>http://testserver(.*?)</loc>", client.get("/sitemap.xml").content.decode())

    assert len(found) == len(set(found))
    assert {"/", "/zh/", "/ar/reports/1/PHL/", "/countries/IRL/", "/fr/rounds/1/", "/es/privacy/"} <= set(
        found
    )
    assert [path for path in found if "/reports/1/IRL/" in path or "filing" in path] == []
    assert {client.get(path).status_code for path in found if path.startswith("/ru/")} == {200}


def test_robots_are_kept_from_what_is_no_page_to_find(client, db, settings):
    usual = client.get("/robots.txt").content.decode()
    settings.DEMO = True

    assert {"Disallow: /accounts/", "Disallow: /zh/filing/"} <= set(usual.splitlines())
    assert usual.endswith("Sitemap: http://testserver/sitemap.xml\n")
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_who_has_an_account_chooses_its_language(client, focal_point):
    client.force_login(focal_point)
    address = reverse("account_language")
    refused, chosen = (client.post(address, {"language": code}) for code in ("xx", "zh-hans"))
    focal_point.refresh_from_db()

    assert (refused.status_code, chosen["Location"]) == (422, "/zh/desk/")
    assert focal_point.language == "zh-hans"
    assert client.get(address).context["form"].initial == {"language": "zh-hans"}
