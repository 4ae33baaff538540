"""The people and records of the tests. Each person stands for one sentence of the access policy."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from authorities.models import Role
from reporting import reference_tables
from reporting.instruments.xlsform.reader import read_instrument
from reporting.models import Answer
from tests import factories
from tests.reporting.reference_files import run_load_reference

# No test asserts a time: an example may take as long as a busy machine needs.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")
MIGRATED = "migrated.sqlite3"


def count_examples(usual):
    """Return how many examples a rule is tried with: on SQLite the usual number, on PostgreSQL a quarter.

    For rules that are written in Python: what another database does otherwise shows with a few.
    """
    return usual if connection.vendor == "sqlite" else usual // 4


def person(name, role, **scope):
    """Create a user with one membership."""
    user = factories.UserFactory(name=name)
    factories.MembershipFactory(user=user, role=role, **scope)
    return user


@contextmanager
def rolled_back():
    """Undo what the block writes: many cases can then share the records of one test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory):
    """Disconnect the threads of the live server before the test database is dropped, and keep them out.

    SQLite empties its tables by DELETE between tests with transactions of their own, which the audit trail
    refuses: its test sets that trigger again. Before that, what the migrations made is copied for
    `migrated_file`.
    """
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(tmp_path_factory.getbasetemp() / MIGRATED)])
                cursor.execute("DROP TRIGGER IF EXISTS auditevent_delete_refused")
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            name = connection.settings_dict["NAME"]
            connection.close()
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"ALTER DATABASE {connection.ops.quote_name(name)} ALLOW_CONNECTIONS false")
                cursor.execute(
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", [name]
                )


@pytest.fixture
def migrated_file(django_db_setup, tmp_path, tmp_path_factory):
    """Return a SQLite file as all migrations leave it: they take seconds and ran before the first test."""
    return shutil.copy(tmp_path_factory.getbasetemp() / MIGRATED, tmp_path / MIGRATED)


@pytest.fixture(scope="session")
def demonstration_file(django_db_setup, tmp_path_factory):
    """Return a SQLite file with the demonstration, loaded once for all; beside it, `reference.sqlite3`."""
    folder = tmp_path_factory.mktemp("demonstration")
    file = shutil.copy(tmp_path_factory.getbasetemp() / MIGRATED, folder / "demonstration.sqlite3")
    for command in ("createcachetable", "load_reference"):
        manage_file(file, command)
    shutil.copy(file, folder / "reference.sqlite3")
    manage_file(file, "load_demo")
    return file


def manage_file(file, *words, hash_seed="1"):
    """Run a command of manage.py on a SQLite file, in a process with this seed."""
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": settings.SECRET_KEY,
        "MODE": "demo",
        "DATABASE_URL": f"sqlite:///{file}",
        "MEDIA_ROOT": str(file.parent / "media"),
        "PYTHONHASHSEED": hash_seed,
    }
    command = [sys.executable, "manage.py", *words, "-v0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


@pytest.fixture(scope="module")
def reference_facts(django_db_setup, django_db_blocker):
    """Load the reference facts once for all tests of a module, and roll them back after the last.

    Only for modules of which every test has them. Return the lines that the command prints.
    """
    with django_db_blocker.unblock(), rolled_back():
        yield run_load_reference()


@pytest.fixture(scope="session", autouse=True)
def _workbooks_of_the_reference_facts_are_read_once():
    """Keep the definitions of workbooks that are loaded with the reference facts, for reading takes long.

    A file that was changed is read again, and one that cannot be read.
    """
    with patch.object(reference_tables, "read_instrument_file", read_workbook_once):
        yield


def read_workbook_once(path):
    return json.loads(definition_of(path.name, path.read_bytes()))


@cache
def definition_of(name, content):
    return json.dumps(read_instrument(content, file_name=name))


@pytest.fixture(autouse=True)
def _language_of_a_page_ends_with_its_test():
    yield
    translation.deactivate()


@pytest.fixture
def philippines(db):
    return factories.MemberStateFactory(iso3="PHL")


@pytest.fixture
def indonesia(db):
    return factories.MemberStateFactory(iso3="IDN")


@pytest.fixture
def ireland(db):
    return factories.MemberStateFactory(iso3="IRL")


@pytest.fixture
def focal_point(philippines):
    """Fosca: speaks for the Philippines."""
    return person("Fosca Focal", Role.FOCAL_POINT, member_state=philippines)


@pytest.fixture
def deputy(philippines):
    """Delia signs for the Philippines when Fosca is away."""
    return person("Delia Deputy", Role.DEPUTY, member_state=philippines)


@pytest.fixture
def contributor(philippines):
    """Conrad of the labour ministry of the Philippines: fills in, does not sign."""
    return person("Conrad Contributor", Role.CONTRIBUTOR, member_state=philippines)


@pytest.fixture
def viewer(philippines):
    """Vera reads what the Philippines prepare."""
    return person("Vera Viewer", Role.VIEWER, member_state=philippines)


@pytest.fixture
def registrar(philippines):
    """Regina keeps one register of the Philippines."""
    return person("Regina Registrar", Role.REGISTRAR, member_state=philippines, register_code="dmw")


@pytest.fixture
def assignee(db):
    """Asha of the ministry of education has no role: she answers the questions that are assigned to her."""
    return factories.UserFactory(name="Asha Assignee", email="asha@education.example")


@pytest.fixture
def stranger(indonesia):
    """Stefan is the focal point of another country."""
    return person("Stefan Stranger", Role.FOCAL_POINT, member_state=indonesia)


@pytest.fixture
def reviewer(db):
    """Rita reviews the reports of the world."""
    return person("Rita Reviewer", Role.REVIEWER)


@pytest.fixture
def reviewer_of_europe(db):
    """Egon reviews the European Region only."""
    return person("Egon European", Role.REVIEWER, region="EUR")


@pytest.fixture
def manager(db):
    """Mara of the secretariat publishes."""
    return person("Mara Manager", Role.MANAGER)


@pytest.fixture
def administrator(db):
    """Adam keeps data and people."""
    return person("Adam Administrator", Role.ADMINISTRATOR)


@pytest.fixture
def indicators(db):
    return [factories.IndicatorFactory(key=key) for key in ("recruiter_record", "steps_taken")]


@pytest.fixture
def draft(philippines, indicators):
    """A report of the Philippines without answers."""
    return factories.SubmissionFactory(member_state=philippines)


@pytest.fixture
def complete(draft, focal_point):
    """A draft with every required answer."""
    Answer.objects.bulk_create(
        Answer(submission=draft, question=code, value=value, by=focal_point, at=timezone.now())
        for code, value in factories.COMPLETE.items()
    )
    return draft
