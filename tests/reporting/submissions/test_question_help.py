"""The articles of the Code and the terms that stand beside a question, in the language of the reader."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from reporting.models import Article, Term
from reporting.models.glossary import find_terms
from reporting.submissions.question_help import find_help
from tests import factories

REFERENCE = Path(settings.FIXTURES_ROOT) / "reference"
LANGUAGES = ("fr", "es", "ar", "ru", "zh")


def read_reference(name):
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def helped(db):
    """One article and one term, in English and French."""
    french = {"fr": {"summary": "Tenir un registre."}}
    Article.objects.create(number="8.5", summary="Keep a record.", basis="sourced", translations=french)
    words = {"fr": {"name": "Recruteur", "definition": "Qui place.", "words": "recruteur"}}
    Term.objects.create(
        key="recruiter",
        name="Recruiter",
        definition="Who places.",
        words="recruiter|agenc",
        translations=words,
    )


@pytest.mark.parametrize(
    ("file", "fields"), [("articles.csv", ["summary"]), ("terms.csv", ["name", "definition", "words"])]
)
def test_every_text_stands_in_six_languages(file, fields):
    blank = [
        (row, field, language)
        for row in read_reference(file)
        for field in fields
        for language in LANGUAGES
        if not row[f"{field}::{language}"].strip()
    ]

    assert blank == []


def test_a_term_is_found_by_any_of_its_words_whatever_the_case(helped):
    terms = Term.objects.in_order()

    assert [bool(find_terms(terms, text)) for text in ("RECRUITERS", "of agencies", "a record", "")] == [
        True, True, False, False,
    ]  # fmt: skip
    with translation.override("fr"):
        assert [bool(find_terms(terms, text)) for text in ("Les recruteurs", "agencies")] == [True, False]


def test_what_helps_is_found_for_all_questions_in_two_queries(helped, django_assert_num_queries):
    questions = [
        factories.question("q1", "text", text="Describe the recruiters", articles=["8.5", "9.9"]),
        factories.question("q2", "text", text="Telephone", articles=["7.3"]),
    ]

    with django_assert_num_queries(2):
        help_ = find_help(questions, "2010")

    assert [[str(article) for article in help_[code].articles] for code in ("q1", "q2")] == [["8.5"], []]
    assert [[term.key for term in help_[code].terms] for code in ("q1", "q2")] == [["recruiter"], []]
    assert find_help(questions, "2026")["q1"].articles == []


def test_the_article_opens_beside_the_question_in_the_language_of_the_reader(
    client, helped, draft, focal_point
):
    client.force_login(focal_point)
    address = reverse("section", args=[6, "PHL", "sA"])
    english = client.get(address).content.decode().split('id="q1"')[1].split("</details>")[0]
    french = client.get(f"/fr{address}").content.decode()

    assert "Article 8.5 of the Code" in english
    assert "<dd>Keep a record.</dd>" in english
    assert "Tenir un registre." in french


def test_the_public_glossary_explains_the_terms(client, helped):
    html = client.get(reverse("glossary")).content.decode()

    assert 'id="term-recruiter"' in html
    assert "Who places." in html
