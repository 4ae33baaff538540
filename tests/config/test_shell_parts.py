"""Header and footer are written once for all pages of a language; and nothing of a visitor is in them."""

import re

import pytest
from django.test import Client
from django.urls import reverse, set_script_prefix
from django.utils.translation import override

from config.shell import NAVIGATION, REVIEWER_NAVIGATION, name_section
from config.templatetags.plain_parts import plain_part, write_part

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh-hans")


def test_a_part_is_written_once_for_each_language_and_each_value():
    write_part.cache_clear()
    written = set()
    for _again in range(2):
        for language in LANGUAGES:
            with override(language):
                written |= {plain_part("parts/footer.html", has_account=known) for known in (True, False)}
    found = write_part.cache_info()

    assert (len(written), found.misses, found.hits) == (12, 12, 12)


def test_a_part_has_the_addresses_of_where_the_site_is_mounted():
    try:
        set_script_prefix("/tracker/")
        assert 'href="/tracker/privacy/"' in plain_part("parts/footer.html")
    finally:
        set_script_prefix("/")

    assert 'href="/privacy/"' in plain_part("parts/footer.html")


def test_the_navigation_is_that_of_the_section_and_the_reader():
    def current(section, entries=NAVIGATION, is_exact=False):
        part = plain_part("parts/navigation.html", entries=entries, section=section, is_exact=is_exact)
        return part.count("<li>"), re.findall(r'aria-current="(\w+)">(\w+)', part)

    assert current("rounds") == (5, [("true", "Rounds")])
    assert current("rounds", is_exact=True) == (5, [("page", "Rounds")])
    assert current("review", REVIEWER_NAVIGATION) == (6, [("true", "Review")])
    assert current("") == (5, [])


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/rounds/2/", "rounds"),
        ("/rounds/2/indicators/laws/", "compliance"),
        ("/reports/FRA/2/", "countries"),
        ("/filing/2/FRA/", "desk"),
        ("/", ""),
        ("/no/such/page/", ""),
    ],
)
def test_a_page_belongs_to_a_section_or_to_none(path, section):
    assert name_section(path) == section


def test_addresses_that_visitors_make_up_add_no_parts(client, db):
    client.get("/a-first/")
    client.get("/a-first/below/")
    before = write_part.cache_info().currsize
    for address in ("/another/", "/yet/another/?with=more", "/%7Bbraces%7D/"):
        client.get(address)

    assert write_part.cache_info().currsize == before


def test_who_is_signed_in_is_in_no_part(db, administrator):
    signed_in, visitor = Client(), Client()
    signed_in.force_login(administrator)
    home = reverse("home")
    before = visitor.get(home).content
    assert b">Administration</a>" in signed_in.get(home).content

    assert visitor.get(home).content == before


def test_an_address_is_written_into_the_lists_of_languages_as_it_is(client, db):
    text = client.get("/fr/recruiters/?q=%7Brest%7D%26%22%3Cb%3E").content.decode()

    assert '<a href="/ar/recruiters/?q=%7Brest%7D%26%22%3Cb%3E" hreflang="ar"' in text
    assert 'rel="canonical" href="http://testserver/fr/recruiters/?q=%7Brest%7D%26%22%3Cb%3E"' in text


def test_no_translation_makes_a_place_of_its_own():
    for language in LANGUAGES:
        with override(language):
            for name in ("languages", "alternates"):
                places = set(re.findall(r"{.*?}", plain_part(f"parts/{name}.html", languages=())))
                assert places <= {"{site}", "{rest}"}
