"""Migrations go back and forth with data, or say in advance what going back would delete."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.test_architecture import ROOT

APPS = ["reporting", "recruiters", "authorities"]
# Before this there was no room for decisions on licences, and these need the ground floor as it was then.
FURTHEST = {
    "reporting": "0001_initial",
    "recruiters": "0003_carry_over",
    "authorities": "0002_changes_imports_workers",
}


@pytest.fixture
def manage(tmp_path):
    """Runs manage.py on a database of its own, beside that of the tests."""
    variables = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "MODE": "demo",
        "DATABASE_URL": f"sqlite:///{tmp_path}/t.sqlite3", "MEDIA_ROOT": str(tmp_path / "media"),
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


def steps_back(app):
    """The names of all migrations of an app, from the last but one back to the first."""
    return sorted((path.stem for path in Path(ROOT / app / "migrations").glob("[0-9]*.py")), reverse=True)[1:]


def applied(manage):
    return succeed(manage("showmigrations", "--plan"))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it takes a file of SQLite of its own")
def test_each_goes_back_and_forth_and_none_loses_anything_silently(manage):
    for command in ("migrate", "createcachetable", "load_reference", "load_demo"):
        succeed(manage(command, "--verbosity", "0"))
    before = applied(manage)
    refused = manage("migrate", "recruiters", "0001")

    assert refused.returncode == 1
    assert "Going back deletes for good:" in refused.stderr
    assert re.search(r"\d+ of recruiters.licenceevent;", refused.stderr)
    assert "Nothing was changed." in refused.stderr
    assert applied(manage) == before

    reached: dict = {}
    for app in APPS:
        for name in steps_back(app):
            done = manage("migrate", "--verbosity", "0", app, name, MIGRATE_BACK_WITH_LOSS="1")
            assert done.returncode == 0 or "IrreversibleError: Restore a backup" in done.stderr, done.stderr
            reached[app] = name if done.returncode == 0 else reached[app]
    assert reached == FURTHEST
    succeed(manage("migrate", "--verbosity", "0"))
    figures = manage("compliance", "--as-of", "2013-07-31", "--round", "1", "--format", "csv")

    assert applied(manage) == before
    assert len(succeed(figures).splitlines()) == 8
