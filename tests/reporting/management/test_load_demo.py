"""When the demonstration is loaded, and when it is refused."""

import shutil
import sqlite3

import pytest
from django.core.management import CommandError, call_command

from authorities.models import Authority, User
from reporting.models import Round, Submission
from tests.conftest import manage_file
from tests.factories import AuthorityFactory


@pytest.mark.django_db
def test_without_the_reference_facts_it_says_what_to_load_first():
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo")

    assert str(refusal.value) == "The reference facts are missing. Load them first: manage.py load_reference"


@pytest.mark.django_db
def test_production_never_gets_it(settings):
    settings.MODE = "production"

    with pytest.raises(CommandError) as refusal:
        call_command("load_demo")

    assert str(refusal.value) == ("Demonstration data are invented and never go into production (MODE=demo).")
    assert Round.objects.count() == 0


@pytest.mark.django_db
def test_it_is_not_mixed_with_real_records():
    AuthorityFactory()

    with pytest.raises(CommandError) as refusal:
        call_command("load_demo")

    assert str(refusal.value) == (
        "There are records here that are not illustrative: designated national authorities. "
        "Invented records are not mixed with them."
    )


@pytest.mark.django_db
def test_a_bad_row_leaves_nothing_behind(monkeypatch):
    call_command("load_reference", verbosity=0)
    monkeypatch.setattr("reporting.demo.loading.load_registers", lambda registrars: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        call_command("load_demo")

    assert (Authority.objects.count(), Submission.objects.count(), User.objects.count()) == (0, 0, 0)
    assert list(Round.objects.filter(number__in=[3, 6]).values_list("number", "instrument")) == [(3, None)]


def hashes(place):
    """Round, state, number and SHA-256 of every version in a database file."""
    with sqlite3.connect(place) as connection:
        return connection.execute(
            "SELECT round_id, member_state_id, number, sha256 FROM reporting_version v "
            "JOIN reporting_submission s ON s.id = v.submission_id ORDER BY 1, 2, 3"
        ).fetchall()


def test_two_databases_get_the_same_reports_to_the_byte(demonstration_file, tmp_path):
    other = shutil.copy(demonstration_file.with_name("reference.sqlite3"), tmp_path / "other.sqlite3")
    manage_file(other, "load_demo", hash_seed="2")

    assert len(hashes(demonstration_file)) == 155
    assert hashes(demonstration_file) == hashes(other)
