"""The commands of the README make a backup that restores everything, to the byte. On PostgreSQL."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection

from authorities.models import Authority
from tests.authorities.jobs.worker_process import ROOT, address_of_database

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the commands are those of PostgreSQL"),
    pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not installed here"),
]
RESTORED = "restored_by_a_test"


def documented(number):
    """The commands of a block of the section, as they stand there."""
    section = (ROOT / "README.md").read_text().partition("### Backup and restore")[2]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)[number]


def run(commands, **variables):
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "MODE": "demo", "PATH": path, **{k: str(v) for k, v in variables.items()}}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def figures(**place):
    """What is published, and what is known of recruiters and reports, in the bytes of the commands."""
    days = [("2013-07-31", 1), ("2019-12-31", 3)]
    asked = "; ".join(
        f"call_command('compliance', '--as-of', '{day}', '--round', '{number}', '--format', 'json')"
        for day, number in days
    )
    begin = "from django.core.management import call_command"
    return run(f'python manage.py shell --no-imports -c "{begin}; {asked}"', **place)


def contents(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in Path(folder).rglob("*")
        if path.is_file()
    }


@pytest.fixture
def empty_database():
    """The address of a new database on the same server."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {RESTORED}")
        cursor.execute(f"CREATE DATABASE {RESTORED}")
    yield address_of_database().replace(quote(connection.settings_dict["NAME"]), RESTORED)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {RESTORED} WITH (FORCE)")


@pytest.fixture
def demonstration(settings, tmp_path):
    settings.DEMO = True
    settings.MEDIA_ROOT = str(tmp_path / "media")
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    letter = tmp_path / "media" / "authority" / "letter.pdf"
    letter.parent.mkdir(parents=True)
    letter.write_bytes(b"%PDF-1.7 a letter")
    Authority.objects.filter(pk=Authority.objects.first().pk).update(letter="authority/letter.pdf")
    return {"DATABASE_URL": address_of_database(), "MEDIA_ROOT": tmp_path / "media"}


def test_a_backup_restores_figures_and_files_to_the_byte(demonstration, empty_database, tmp_path):
    backup, media = tmp_path / "backup", tmp_path / "restored"
    backup.mkdir()
    restored = {"DATABASE_URL": empty_database, "MEDIA_ROOT": media}
    run(documented(0), **demonstration, BACKUP=backup)
    run(documented(1), **restored, BACKUP=backup)

    assert figures(**restored) == figures(**demonstration) != ""
    assert contents(media) == contents(demonstration["MEDIA_ROOT"]) != {}
    assert {oct(path.stat().st_mode & 0o777) for path in backup.iterdir()} == {"0o600"}
