import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from authorities.languages.direction import isolate, mark_language
from authorities.models.translations import merge_translations
from reporting.models import Indicator, Round

TITLES = {"fr": {"title": "Cycle 1"}, "ar": {"title": "الجولة 1"}, "zh": {"title": "第1轮"}}


@pytest.mark.parametrize(
    ("language", "title", "note"),
    [
        ("en", "Round 1", "A note"),
        ("fr", "Cycle 1", '<bdi lang="en" dir="ltr">A note</bdi>'),
        ("zh-hans", "第1轮", '<bdi lang="en" dir="ltr">A note</bdi>'),
        ("ar", "الجولة 1", '<bdi lang="en" dir="ltr">A note</bdi>'),
        ("es", '<bdi lang="en" dir="ltr">Round 1</bdi>', '<bdi lang="en" dir="ltr">A note</bdi>'),
        ("de", '<bdi lang="en" dir="ltr">Round 1</bdi>', '<bdi lang="en" dir="ltr">A note</bdi>'),
    ],
)
def test_each_text_falls_back_for_itself_and_says_its_language(language, title, note):
    round_ = Round(number=1, title="Round 1", note="A note", translations=TITLES)

    with override(language):
        shown = [mark_language(round_.texts[name]) for name in ("title", "note")]
        assert shown == [title, note]
        assert mark_language(round_) == title
        assert round_.get_translations_display() == "fr: Cycle 1; ar: الجولة 1; zh: 第1轮"
        assert isolate("x") == ("\u2068x\u2069" if language == "ar" else "x")


@pytest.mark.parametrize(
    "translations",
    [
        {"de": {"name": "Verzeichnis"}},
        {"en": {"name": "Record"}},
        {"fr": {"title": "Registre"}},
        {"fr": {"name": "x" * 201}},
        {"fr": {"name": ""}},
    ],
)
def test_what_is_no_translation_of_the_record_is_refused(translations):
    indicator = Indicator(key="record", name="Record", definition="A record", translations=translations)

    with pytest.raises(ValidationError):
        indicator.full_clean(validate_unique=False, validate_constraints=False)


@pytest.mark.parametrize(
    ("stored", "brought", "reworded", "merged"),
    [
        ({}, TITLES, set(), TITLES),
        ({"fr": {"title": "Cycle un"}}, TITLES, set(), TITLES | {"fr": {"title": "Cycle un"}}),
        ({"fr": {"title": "Cycle un"}}, TITLES, {"title"}, TITLES),
        ({"ru": {"title": "Раунд", "note": "Да"}}, {}, {"title"}, {"ru": {"note": "Да"}}),
        (TITLES, {}, set(), TITLES),
    ],
)
def test_a_translation_mended_here_stays_until_its_text_changes(stored, brought, reworded, merged):
    assert merge_translations(stored, brought, reworded) == merged


def test_an_administrator_types_each_text_in_each_language():
    class RoundForm(forms.ModelForm):
        class Meta:
            model = Round
            fields = ["translations"]

    typed = {
        "translations_fr_title": "Cycle 1",
        "translations_ar_title": "الجولة 1",
        "translations_fr_note": " ",
    }
    form = RoundForm(typed, instance=Round(number=1, title="Round 1"))
    page = str(RoundForm(instance=Round(number=1, title="Round 1", translations=TITLES)))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["translations"] == {"fr": {"title": "Cycle 1"}, "ar": {"title": "الجولة 1"}}
    assert 'lang="ar" dir="rtl"' in page
    assert '<label for="id_translations_zh_title">Title</label>' in page
    assert not RoundForm({}, instance=Round(number=1)).has_changed()
