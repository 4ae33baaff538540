"""Every sentence of every page in six languages, with nothing of it lost on the way."""

import gettext
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import to_locale

from authorities.languages.addresses import path_in_language
from tests.factories import RecruiterFactory

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}")
PAGES = ["home", "compliance", "countries", "rounds", "recruiters", "authorities", "glossary"]
PAGES += ["report_concern", "follow_concern", "verify_certificate", "account_login"]
# So long a text in English on a page is no name and no code.
SENTENCE = 25


def catalogue(language):
    """{sentence, or (sentence, number of the form): translation} as it is compiled."""
    path = settings.LOCALE_PATHS[0] / to_locale(language) / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog
    return {key: value for key, value in found.items() if key}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_lags_behind_the_others(language):
    first, this = (
        {key if isinstance(key, str) else key[0] for key in catalogue(code)} for code in ("fr", language)
    )

    assert first - this == set()
    assert this - first == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_loses_a_placeholder(language):
    strange = {
        key: value
        for key, value in catalogue(language).items()
        if isinstance(key, str) and sorted(PLACE.findall(key)) != sorted(PLACE.findall(value))
    }

    assert strange == {}


class Texts(HTMLParser):
    """What a page says, in pieces between its tags."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        self.found.append(" ".join(data.split()))


def texts_of(page):
    parser = Texts()
    parser.feed(page)
    return {*filter(None, parser.found)}


@pytest.fixture
def entry(philippines):
    return RecruiterFactory(register__member_state=philippines, state="suspended")


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_hold_no_sentence_in_english(client, entry, language):
    english = {key for key in catalogue(language) if isinstance(key, str) and len(key) > SENTENCE}
    addresses = [*map(reverse, PAGES), entry.get_absolute_url(), entry.register.get_absolute_url()]

    left = {
        a: texts_of(client.get(path_in_language(a, language)).content.decode()) & english for a in addresses
    }
    assert {address: texts for address, texts in left.items() if texts} == {}
