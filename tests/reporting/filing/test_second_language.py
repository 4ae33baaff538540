"""A respondent may see the questions in a second language, below that of the page."""

import pytest
from django.urls import reverse

from reporting.instruments.texts import localise, pair_texts
from tests import factories

SECTION = {"title": {"en": "Steps", "fr": "Mesures", "ar": "الخطوات"}, "hint": "Only here", "questions": []}


@pytest.mark.parametrize(
    ("language", "second", "title"),
    [
        ("fr", "ar", 'Mesures<span class="second" lang="ar" dir="rtl">الخطوات</span>'),
        ("ar", "en", 'الخطوات<span class="second" lang="en" dir="ltr">Steps</span>'),
        ("fr", "ru", 'Mesures<span class="second" lang="en" dir="ltr">Steps</span>'),
        ("en", "ru", "Steps"),
    ],
)
def test_each_text_stands_above_the_same_in_the_second_language(language, second, title):
    paired = pair_texts(localise(SECTION, language, "en"), localise(SECTION, second, "en"))

    assert (paired["title"].html, paired["hint"].html) == (title, "Only here")
    assert str(paired["title"]) == str(localise(SECTION, language, "en")["title"])


@pytest.fixture
def bilingual(draft):
    definition = {**factories.small_instrument(), "language": "en", "languages": ["en", "fr", "zh-hans"]}
    definition["sections"][1]["questions"][0]["text"] = {"en": "Steps taken?", "fr": "Mesures prises ?"}
    definition["sections"][1]["questions"][1]["options"][0]["label"] = {"en": "Parties", "fr": "Acteurs"}
    draft.round.instrument.definition = definition
    draft.round.instrument.save()
    return draft


def test_the_choice_holds_from_section_to_section_until_it_is_taken_back(client, bilingual, focal_point):
    client.force_login(focal_point)
    address = reverse("section", args=[bilingual.round_id, "PHL", "sA"])
    choose = reverse("second_language", args=[bilingual.round_id, "PHL", "sA"])
    before = client.get(address).content.decode()
    chosen = client.post(choose, {"second_language": "fr"}, follow=True).content.decode()
    none = client.post(choose, {"second_language": "de"}, follow=True).content.decode()

    assert '<option value="fr" lang="fr">français</option>' in before
    assert '<option value="en"' not in before
    assert 'Steps taken?<span class="second" lang="fr" dir="ltr">Mesures prises ?</span>' in chosen
    assert 'Parties<span class="second" lang="fr" dir="ltr">Acteurs</span>' in chosen
    assert "Question q3?" in chosen
    assert "Mesures prises" not in before + none


def test_strangers_choose_nothing(client, bilingual, stranger):
    client.force_login(stranger)

    assert client.post(reverse("second_language", args=[bilingual.round_id, "PHL", "sA"])).status_code == 404
