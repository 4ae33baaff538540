"""A text in another language says which, and keeps its direction."""

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from authorities.languages.direction import (
    TextInLanguage,
    as_written,
    isolate,
    mark_known_language,
    mark_language,
    paragraphs,
)

ENGLISH = '<bdi lang="en" dir="ltr">Article 5 &amp; more</bdi>'
PARAGRAPHS = '<div lang="en" dir="ltr"><p>a</p>\n\n<p>&lt;b&gt;</p></div>'
TYPED = "<bdi>Article 5 &amp; more</bdi>"


@pytest.mark.parametrize(
    ("page", "mark", "text", "marked"),
    [
        ("en", mark_language, "Article 5 & more", "Article 5 &amp; more"),
        ("ar", mark_language, "Article 5 & more", ENGLISH),
        ("fr", mark_language, "Article 5 & more", ENGLISH),
        ("fr", mark_language, None, ""),
        ("fr", mark_language, TextInLanguage.of("Oui", "fr"), "Oui"),
        ("fr", mark_language, TextInLanguage.of("نعم", "ar"), '<bdi lang="ar" dir="rtl">نعم</bdi>'),
        ("fr", mark_language, TextInLanguage.of("Oo", "tl"), '<bdi lang="tl" dir="ltr">Oo</bdi>'),
        ("ar", as_written, "Article 5 & more", TYPED),
        ("en", as_written, "one\ntwo", "<bdi>one<br>two</bdi>"),
        ("ar", as_written, "", ""),
        ("ar", as_written, TextInLanguage.of("Article 5 & more", "en"), ENGLISH),
        ("ar", mark_known_language, "Article 5 & more", "Article 5 &amp; more"),
        ("ar", mark_known_language, TextInLanguage.of("Article 5 & more", "en"), ENGLISH),
        ("ar", paragraphs, "one & 1\n\n<b>", "<p>one &amp; 1</p>\n\n<p>&lt;b&gt;</p>"),
        ("ar", paragraphs, TextInLanguage.of("Article 5 & more", "en"), ENGLISH),
        ("ar", paragraphs, TextInLanguage.of("a\n\n<b>", "en"), PARAGRAPHS),
        ("en", paragraphs, TextInLanguage.of("a\n\nb", "en"), "<p>a</p>\n\n<p>b</p>"),
        ("ar", isolate, "7.2(a)", "\u20687.2(a)\u2069"),
        ("en", isolate, "7.2(a)", "7.2(a)"),
    ],
)
def test_a_text_is_marked_where_the_page_is_in_another_language(page, mark, text, marked):
    with translation.override(page):
        assert mark(text) == marked
        assert mark is isolate or isinstance(mark(text), SafeString)
