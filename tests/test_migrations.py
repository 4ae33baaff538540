"""Migrations go back and forth with data, or say in advance what going back would delete."""

import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.db import connection

from tests.test_architecture import ROOT

# Before this there was no room for decisions on licences, and these need the ground floor as it was then.
FURTHEST = {
    "reporting": "0001_initial",
    "recruiters": "0003_carry_over",
    "authorities": "0002_changes_imports_workers",
}

# Goes back as far as one can, and says where the next step is refused.
GO_BACK = """
from django.core.management import call_command
from django.db.migrations.exceptions import IrreversibleError

for app, furthest in {furthest}.items():
    call_command("migrate", app, furthest, verbosity=0)
for app, name in {beyond}.items():
    try:
        call_command("migrate", app, name, verbosity=0)
    except IrreversibleError as error:
        print(app, error)
"""
FIGURES = ("compliance", "--as-of", "2013-07-31", "--round", "1", "--format", "csv")
BEYOND = {"recruiters": "0002", "authorities": "0001"}


@pytest.fixture
def file(demonstration_file, tmp_path):
    return shutil.copy(demonstration_file, tmp_path / "demonstration.sqlite3")


@pytest.fixture
def manage(file):
    """Runs manage.py on the database in the file."""
    variables = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "MODE": "demo",
        "DATABASE_URL": f"sqlite:///{file}", "MEDIA_ROOT": str(file.parent / "media"),
    }  # fmt: skip

    def manage(*arguments, **more):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env={**variables, **more}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return manage


def succeed(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def read_figures(manage):
    """Return the rows of figures without the cut-off of the round: the way back deletes it, and says so."""
    rows = list(csv.DictReader(succeed(manage(*FIGURES)).splitlines()))
    return [{name: row[name] for name in row if name not in ("cut_off", "interim")} for row in rows]


def applied(file):
    with closing(sqlite3.connect(file)) as database:
        return set(database.execute("SELECT app, name FROM django_migrations"))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it takes a file of SQLite of its own")
def test_each_goes_back_and_forth_and_none_loses_anything_silently(manage, file):
    before = applied(file)
    figures = read_figures(manage)
    refused = manage("migrate", "recruiters", "0001")

    assert refused.returncode == 1
    assert "Going back deletes for good:" in refused.stderr
    assert re.search(r"\d+ of recruiters.licenceevent;", refused.stderr)
    assert "Nothing was changed." in refused.stderr
    assert applied(file) == before

    script = GO_BACK.format(furthest=FURTHEST, beyond=BEYOND)
    refusals = succeed(manage("shell", "--no-imports", "-c", script, MIGRATE_BACK_WITH_LOSS="1")).splitlines()
    assert [refusal.split()[0] for refusal in refusals] == [*BEYOND]
    assert all("Restore a backup" in refusal for refusal in refusals)
    succeed(manage("migrate", "--verbosity", "0"))

    assert applied(file) == before
    assert {"WORLD", "AFR", "EUR"} <= {row["group"] for row in figures}
    assert read_figures(manage) == figures
