"""What the words of other people's lists are likely to mean."""

import csv
from pathlib import Path

import pytest
from django.apps import apps

from authorities.imports.country_widgets import StateCell
from authorities.imports.interpretation import apply_interpretation
from authorities.imports.widgets import word_key
from authorities.imports.words.usual_words import guess_codes, listed_usual_words
from authorities.reference_data.country_names import codes_by_other_name
from authorities.resources import AuthorityResource
from recruiters.resources import RecruiterResource, RegisterResource


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("standing authorised", "VALID; Active; Licensed; vigente; activa; действует; سارية; 有效; gültig"),
        (
            "standing expired",
            "EXPIRED; Lapsed; Expirée; vencida; истекла; منتهية الصلاحية; 已过期; abgelaufen",
        ),
        (
            "standing revoked",
            "Cancelled; Delisted; De-registered; struck off; radiée; anulada; отозвана; ملغاة; 注销",
        ),
        ("standing applied", "Pending; under process; en attente; en trámite; на рассмотрении; 审核中"),
        ("standing suspended", "On hold; Suspendid; suspendidos temporalmente"),
        ("professions 2221", "Nurses; NURSE; RN; R.N.; Staff Nurses (ICU); Infirmières; Pflegefachkräfte"),
        ("professions 2222", "Midwife; Sage-femme; Hebammen; 助产士"),
        ("professions 221", "Physician; Doctors; MDs; Ärzte; 医生; Surgeon"),
        ("professions 532", "Caregivers; care-givers; HCA; Aides-soignantes; сиделки; 护工; Care Workers"),
        ("professions 2262", "Pharmacist; Pharmasist; Apotheker"),
        ("professions ", "Household service workers; HSWs; Drivers; employés de maison"),
        ("fee_policy employer_pays", "Employer; EMPLOYER PAYS; no fees; Arbeitgeber; 雇主"),
        ("fee_policy worker_pays", "Candidate; le travailleur"),
        ("sector public", "Govt; Government; NHS"),
        ("direction out_of", "Outbound; overseas; deployment"),
        ("valid_until ", "indefinite; Until further notice; unbefristet; бессрочно; 长期; permanente"),
        ("suspended_until ", "until further notice; jusqu'à nouvel ordre"),
    ],
)
def test_usual_words_of_recruiters_are_guessed(column, words):
    column, _space, codes = column.partition(" ")
    resource = RecruiterResource()

    wrong = {word: guess_codes(resource, column, word) for word in words.split("; ")}
    assert {word: codes_of for word, codes_of in wrong.items() if codes_of != codes.split()} == {}


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("standing", "Grade A"),
        ("standing", "Inactive"),
        ("standing", "Unvalid"),
        ("standing", "non-authorised"),
        ("professions", "Lion tamers"),
        ("professions", "Rx"),
        ("valid_until", "first of May"),
        ("licence_number", "valid"),
    ],
)
def test_other_words_are_not(column, word):
    assert guess_codes(RecruiterResource(), column, word) is None


def test_kinds_of_institution_are_guessed_in_many_words():
    resource = AuthorityResource()
    words = ["MoH", "Ministère de la Santé", "وزارة العمل", "Nursing Council", "present"]
    columns = ["institution_type"] * 4 + ["valid_to"]

    guesses = [guess_codes(resource, *pair) for pair in zip(columns, words, strict=True)]
    assert guesses == [["health_ministry"], ["health_ministry"], ["labour"], ["regulator"], []]


@pytest.mark.parametrize(
    ("app", "resources"),
    [("authorities", [AuthorityResource]), ("recruiters", [RegisterResource, RecruiterResource])],
)
def test_every_listed_word_has_one_meaning_that_its_column_takes(app, resources):
    path = Path(apps.get_app_config(app).path, "usual_words.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row.pop("column"), row.pop("meaning").lstrip("="), row) for row in csv.DictReader(file)]
    fields = {name: field for resource in resources for name, field in resource().fields.items()}
    meanings: dict = {}
    for column, meaning, row in rows:
        cell = getattr(fields[column].widget, "item", fields[column].widget)
        is_country = isinstance(cell, StateCell)
        codes = {*codes_by_other_name().values()} if is_country else {code for code, _ in cell.word_choices}
        assert meaning == "-" or codes.issuperset(meaning.split())
        for word in "; ".join(row.values()).split(";"):
            meanings.setdefault((column, word_key(word)), set()).add(meaning)

    assert {key: found for key, found in meanings.items() if len(found) > 1 and key[1]} == {}
    assert listed_usual_words(app)


def test_words_that_can_mean_nothing_else_are_known_without_asking():
    resource = apply_interpretation(RecruiterResource(), {"professions": "Categories"}, {})

    assert resource.fields["professions"].clean({"professions": "Physicians, Dental Surgeon; 药师"}) == [
        "221",
        "2261",
        "2262",
    ]
