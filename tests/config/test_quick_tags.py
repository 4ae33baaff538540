"""The tags `translate` and `url` write what Django's own write, in every language."""

import pytest
from django.template import Context, Template, engines
from django.templatetags import i18n
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils.translation import override

from authorities.languages import addresses
from config.templatetags import quick_tags

DJANGO = "{% load i18n %}"  # whose `translate` hides ours
SENTENCES = [
    '{% translate "Privacy" %}',
    "{% translate 'Sign out' %}",
    '{% translate "100% of <b>" %}',
    '{% translate "over 99%" %}',
    '{% translate "Say \\"yes\\"" %}',
    '{% translate word %}',
    '{% translate "Privacy" noop %}',
    '{% translate "Privacy"|upper %}',
    '{% translate "May" context "month" %}',
    '{% translate "Privacy" as said %}[{{ said }}]',
]  # fmt: skip
ADDRESSES = [
    ('{% url "privacy" %}', "privacy", ()),
    ('{% url "country" iso3 %}', "country", ("FRA",)),
    ('{% url "round" number %}', "round", (2,)),
    ("{% url name %}", "privacy", ()),
    ('{% url "privacy" as there %}{{ there }}', "privacy", ()),
    ('{% url "country" iso3=iso3 %}', "country", ("FRA",)),
    ('{% url "admin:index" %}', "admin:index", ()),
    ('{% autoescape off %}{% url "privacy" %}{% endautoescape %}', "privacy", ()),
]
WORDS = {"word": "Privacy", "iso3": "FRA", "number": 2, "name": "privacy"}


def write(text):
    return Template(text, engine=engines["django"].engine).render(Context(WORDS))


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_is_as_django_translates_it(text):
    for language in ("en", "fr", "ar", "zh-hans"):
        with override(language):
            assert write(text) == write(DJANGO + text)


def test_a_plain_sentence_takes_the_short_way():
    plain, filtered = (Template(text).nodelist[0] for text in ('{% translate "a" %}', "{% translate word %}"))

    assert (type(plain), type(filtered)) == (quick_tags.SentenceNode, i18n.TranslateNode)


@pytest.mark.parametrize(("text", "name", "arguments"), ADDRESSES)
def test_an_address_is_as_django_finds_it(text, name, arguments):
    for language in ("en", "fr", "ar", "en"):
        with override(language):
            assert write(text) == reverse(name, args=arguments)


def test_addresses_are_found_again_by_all_that_they_depend_on():
    addresses.find_once.cache_clear()
    try:
        for prefix in ("/", "/tracker/", "/"):
            set_script_prefix(prefix)
            assert write('{% url "country" iso3 %}') == f"{prefix}countries/FRA/"
    finally:
        set_script_prefix("/")
    found = addresses.find_once.cache_info()

    assert (found.hits, found.currsize, found.maxsize) == (1, 2, addresses.MOST_ADDRESSES)


def test_an_address_that_there_is_not_is_an_error():
    with pytest.raises(NoReverseMatch):
        write('{% url "country" word number %}')
