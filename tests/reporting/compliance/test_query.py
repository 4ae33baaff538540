"""What may be asked: every parameter by itself, all of them together, and what is refused in a sentence."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from reporting.compliance.clocks import Clocks
from reporting.compliance.query import Basis, QueryParser
from reporting.compliance.state_filters import StateFilters
from reporting.models import Round

TODAY = date(2026, 11, 30)
ROUNDS = (
    Round(number=1, opens="2012", closes="2013-10", title="Round 1"),
    Round(number=2, opens="2015-03", closes="", title="Round 2"),
)
PARSER = QueryParser(ROUNDS, (2020, 2023), TODAY)


def parse(address):
    return PARSER.parse(QueryDict(address))


@pytest.mark.django_db
def test_every_filter_clock_and_basis_at_once():
    asked = (
        "as_of=2013-07-31&known_on=2014-01-01&round=1&region=EUR&income=H&safeguards=2023&role=both"
        "&first_time=yes&basis=accepted"
    )
    query = parse(asked)
    assert query.clocks == Clocks(date(2013, 7, 31), date(2014, 1, 1))
    assert query.filters == StateFilters("EUR", "H", "2023", "both", "yes")
    assert (query.round.number, query.basis, query.is_public) == (1, Basis.ACCEPTED, False)
    assert query.query_string == asked


def test_without_parameters_the_question_is_of_today():
    query = parse("")
    assert (query.as_of, query.round.number, query.known_on, bool(query.filters)) == (TODAY, 2, None, False)
    assert query.query_string == "as_of=2026-11-30&round=2"


@pytest.mark.parametrize(
    ("address", "name", "sentence"),
    [
        ("as_of=2013-02-31", "as_of", "“2013-02-31” is not a date"),
        ("as_of=2026-12-01", "as_of", "2026-12-01 is in the future"),
        ("as_of=2010-05-20", "as_of", "The Code was adopted on 2010-05-21"),
        ("as_of=2013-01-01&as_of=2013-01-02", "as_of", "“as_of” more than one value"),
        ("known_on=x", "known_on", "“x” is not a date"),
        ("as_of=2013-07-31&known_on=2013-07-30", "known_on", "Nobody could know on 2013-07-30"),
        ("known_on=2027-01-01", "known_on", "2027-01-01 is in the future"),
        ("round=9", "round", "There is no round “9”. The rounds are 1, 2."),
        ("round=1&round=2", "round", "“round” more than one value"),
        ("region=EU", "region", "“EU” is not a group of countries known here"),
        ("region=EUR&region=AFR", "region", "“region” more than one value"),
        ("income=X", "income", "Choose from: L, LM, UM, H."),
        ("safeguards=1999", "safeguards", "Choose from: 2020, 2023."),
        ("role=victim", "role", "Choose from: source, destination, both."),
        ("first_time=maybe", "first_time", "Choose from: yes, no."),
        ("basis=drafts", "basis", "Choose from: published, accepted."),
        ("region=<script>%00'--", "region", "is not a group of countries known here"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence_by_parameter(address, name, sentence):
    with pytest.raises(ValidationError) as refusal:
        parse(address)
    (found,) = refusal.value.message_dict.items()
    assert (found[0], sentence in found[1][0]) == (name, True)


@pytest.mark.parametrize(
    ("known_on", "is_final"),
    [(None, False), (date(2026, 11, 29), True), (date(2999, 1, 1), False)],
)
def test_only_with_both_days_over_an_answer_is_final(known_on, is_final):
    assert Clocks(date(2013, 7, 31), known_on).is_final is is_final
