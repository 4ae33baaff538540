"""When the demonstration is loaded, and when it is refused."""

import os
import shutil
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from authorities.models import Authority, User
from reporting.models import Round, Submission
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


def manage(place, *words, hash_seed):
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": settings.SECRET_KEY,
        "MODE": "demo",
        "DATABASE_URL": f"sqlite:///{place}",
        "PYTHONHASHSEED": hash_seed,
    }
    command = [sys.executable, "manage.py", *words, "-v0"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)


def hashes(place):
    """Round, state, number and SHA-256 of every version in a database file."""
    with sqlite3.connect(place) as connection:
        return connection.execute(
            "SELECT round_id, member_state_id, number, sha256 FROM reporting_version v "
            "JOIN reporting_submission s ON s.id = v.submission_id ORDER BY 1, 2, 3"
        ).fetchall()


def test_two_databases_get_the_same_reports_to_the_byte(migrated_file):
    one, other = migrated_file, migrated_file.with_name("other.sqlite3")
    assert manage(one, "load_reference", hash_seed="1").wait() == 0
    shutil.copy(one, other)

    runs = [manage(one, "load_demo", hash_seed="1"), manage(other, "load_demo", hash_seed="2")]

    assert [run.wait() for run in runs] == [0, 0]
    assert len(hashes(one)) == 155
    assert hashes(one) == hashes(other)
