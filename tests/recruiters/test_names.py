"""How names and numbers are compared, whoever typed them and in whatever script."""

import pytest

from recruiters.names import (
    company_key,
    distinctive_words,
    name_key,
    searchable,
    split_letters_and_digits,
    split_words,
    strip_labels,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Enfermería Plus S.A.", "enfermeria plus sa"),
        ("C. A. R. E. Nurses", "care nurses"),
        ("А.Б.В. Центр", "абв центр"),
        ("كار پزشكي", "کار پزشکی"),
        ("الرعاية", "الرعايه"),
        ("ﻼ", "لا"),
        ("x" * 60, "x" * 40),
    ],
)
def test_two_ways_of_writing_are_the_same_words(one, other):
    assert split_words(one) == split_words(other)


@pytest.mark.parametrize("text", ["J. Smith", "St. John", "A.1", "www.care.com"])
def test_a_dot_alone_makes_no_initials(text):
    assert len(split_words(text)) > 1


def test_what_is_searched_has_words_and_digits_apart_too():
    assert searchable("Care4You", "", "", "T-003") == "care4you t 003 t003 care 4 you"
    assert split_letters_and_digits("2024") == []


@pytest.mark.parametrize("number", ["N/A", "-", "none", "", "n. a."])
def test_a_company_number_without_a_digit_is_none(number):
    assert company_key(number) == ""


def test_labels_are_left_out_unless_there_is_nothing_else():
    assert strip_labels("Licence no. : DMW-1") == "DMW-1"
    assert strip_labels("licence") == "licence"


@pytest.mark.parametrize(
    "form", ["S.A. de C.V.", "Sp. z o.o.", "GmbH & Co. KG", "d.o.o.", "Kft.", "SDN. BHD.", "s.r.o.", "ООО"]
)
def test_a_legal_form_tells_no_firm_from_another(form):
    assert name_key(f"Golden Bridge {form}") == name_key("Golden Bridge")


def test_words_that_are_legal_forms_stay_where_they_are_the_name():
    assert name_key("AS Da") not in ("", name_key("Golden Bridge"))
    assert distinctive_words(["da", "vinci", "kft"]) == ["da", "vinci"]
