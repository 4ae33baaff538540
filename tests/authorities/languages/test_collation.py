"""Names stand where a reader of the language looks for them."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from authorities.languages import LANGUAGE_CODES
from authorities.languages.collation import name_sort_key, sort_by_name, sort_names
from authorities.reference_data.country_names import territory_names

ORDERS = {
    "en": ["Costa Rica", "Côte d'Ivoire", "Croatia", "Czechia", "Türkiye", "Turkmenistan", "Tuvalu"],
    "fr": ["Bélarus", "Belgique", "Bénin", "Burundi", "Égypte", "El Salvador", "Émirats arabes unis"],
    "es": ["Níger", "Nigeria", "Niue", "Nueva Zelandia", "Ñandú", "Omán", "Panamá"],
    "ar": ["آيرلندا", "الأرجنتين", "ألمانيا", "إثيوبيا", "باكستان", "البحرين", "تونس", "مصر", "اليمن"],
    "ru": ["Египет", "Ёлкино", "Замбия", "Исландия", "Испания", "Италия", "Йемен", "Кабо-Верде"],
    "zh": ["阿尔巴尼亚", "安道尔", "巴西", "秘鲁", "波兰", "伯利兹", "不丹", "瑙鲁", "越南", "中国"],
}


@pytest.mark.parametrize(("language", "names"), ORDERS.items())
def test_names_are_sorted_as_a_reader_of_the_language_expects(language, names):
    things = [SimpleNamespace(state=SimpleNamespace(name=name)) for name in names[::-1]]

    with translation.override(LANGUAGE_CODES[language]):
        assert [thing.state.name for thing in sort_by_name(things, "state.name")] == names
        assert sort_names(names[::-1]) == names


def test_names_in_several_scripts_can_be_sorted_together():
    names = ["", "2nd", "Åland", "Ñandú", "Ёлкино", "اليمن", "中国"]

    for language in ORDERS:
        keys = {name_sort_key(name, language): name for name in names[::-1]}
        assert [keys[key] for key in sorted(keys)] == names or language in {"ar", "zh"}


@pytest.mark.parametrize(("language", "first", "last"), [("en", "ALA", "ESH"), ("zh", "ABW", "HKG")])
def test_territories_are_sorted_in_each_language(language, first, last):
    codes = [*territory_names(language)]

    assert (codes[0], codes[-1]) == (first, last)
