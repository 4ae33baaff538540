"""Which passwords are refused, each with its sentence; any letters, spaces and lengths are welcome."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from authorities.accounts.passwords import GuessablePasswordValidator
from authorities.models import User
from tests.factories import AuthorityFactory

FIRST, NAMES, LONG = "tried first", "made of names", "too long"
SHORT, DIGITS, SIMILAR = "too short", "entirely numeric", "too similar"
LIST = Path(settings.FIXTURES_ROOT) / "passwords" / "common_passwords.txt.gz"


def reasons(password, user=None):
    try:
        password_validation.validate_password(password, user)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("elevenchars", SHORT),
        ("1qaz2wsx3edc", FIRST),
        ("passwordpassword", FIRST),
        ("Password2026!", FIRST),
        ("P@ssw0rd2026", FIRST),
        ("...administrator...", FIRST),
        ("International1", FIRST),
        ("aaaaaaaaaaaaaaaa", FIRST),
        ("abcabcabcabcabc", FIRST),
        ("qwertyuiop[]", FIRST),
        ("908172635445362", DIGITS),
        ("x1" * 2049, LONG),
        ("correct horse ladder cloud " * 200, LONG),
    ],
)
def test_what_is_tried_first_is_refused_with_its_sentence(password, sentence):
    assert sentence in reasons(password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse ladder cloud",
        "  spaces at both ends, kept  ",
        "пароль из четырёх разных слов",
        "ثلاث كلمات لا صلة بينها هنا",
        "四个毫无关联的词语放在一起",
        "🦊🦉🐢🐝🦀🐙🌵🍉🪁🧭🛶🪐",
        "83#91!47$20%55",
        "a word for each of many lines " * 130,
    ],
)
def test_other_letters_spaces_and_lengths_are_welcome(password):
    assert reasons(password) == ""


def test_names_of_the_person_the_country_the_institution_and_the_site_are_refused(focal_point, philippines):
    AuthorityFactory(member_state=philippines, institution="Bureau of Quarantine Affairs")
    state = philippines.name_en.replace(" ", "")
    guessed = [
        f"{state}-2026!",
        f"{state}{philippines.name_fr}",
        "Fosca.Focal.1987",
        "Quarantine Bureau",
        "whocodetracker2",
        "Tr4cker-H34lth-99",
    ]

    assert {password: NAMES in reasons(password, focal_point) for password in guessed} == dict.fromkeys(
        guessed, True
    )
    assert reasons(f"{state} and six other green words", focal_point) == ""


def test_who_is_invited_is_asked_to_leave_out_the_country_too(philippines):
    person = User(email="n@labour.example", name="Nora")
    person.states_invited_to = [philippines]

    assert NAMES in reasons(f"{philippines.name_en}12345", person)


def test_the_list_is_large_and_small_in_git():
    words = gzip.decompress(LIST.read_bytes()).decode().split("\n")

    assert len(words) > 100_000
    assert LIST.stat().st_size < 1_000_000
    assert words[:-1] == sorted(set(words[:-1]))


def test_the_rule_is_told_in_advance():
    assert "do not belong together" in GuessablePasswordValidator().get_help_text()
