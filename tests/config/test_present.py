"""Dates and shares are never written more precisely than they are known."""

from datetime import date

import pytest
from django import forms
from django.utils import translation
from django.utils.safestring import mark_safe

from config.templatetags.present import any_errors, first_control, partial_date, share, with_column_names


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("2013", "2013"),
        ("2013-07", "July 2013"),
        ("2013-07-31", "31 July 2013"),
        (date(2010, 5, 21), "21 May 2010"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_says_as_much_as_is_known(known, written):
    assert partial_date(known) == written


def test_a_date_is_written_in_the_language_of_the_page():
    with translation.override("ar"):
        assert "2013" in partial_date("2013-07")
        assert "July" not in partial_date("2013-07")


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (1, 2, "1 of 2"),
        (4, 4, "4 of 4"),
        (0, 0, "0 of 0"),
        (0, 4, "0 of 4"),
        (0, 21, "0%"),
        (0, 194, "0%"),
        (4, 194, "2%"),
        (3, 11, "27%"),
        (1, 500, "under 1%"),
        (5, 5, "100%"),
        (5, 8, "63%"),
        (56, 193, "29%"),
        (499, 500, "over 99%"),
    ],
)
def test_a_share_claims_no_more_than_the_numbers_do(part, whole, written):
    assert share(part, whole) == written


class Choice(forms.Form):
    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    remark = forms.CharField()


def test_a_link_to_a_field_lands_on_its_control():
    form = Choice()

    assert [first_control(form[name]) for name in ("answer", "remark")] == ["id_answer_0", "id_remark"]


@pytest.mark.parametrize(("sent", "found"), [({}, True), ({"answer": "yes", "remark": "None"}, False)])
def test_problems_are_summed_up_over_several_forms(sent, found):
    assert any_errors([Choice(sent)]) is found


def test_where_there_are_no_forms_there_are_no_problems():
    assert any_errors(None) is False


def test_cells_of_the_administration_know_the_name_of_their_column():
    cells = [mark_safe('<td class="field-name">Kenya</td>'), mark_safe("<th>1</th>")]
    headers = [{"text": "name"}, {"text": mark_safe('<input type="checkbox">“a”')}]

    assert with_column_names(cells, headers) == [
        '<td data-column="Name" class="field-name">Kenya</td>',
        '<th data-column="“a”">1</th>',
    ]
