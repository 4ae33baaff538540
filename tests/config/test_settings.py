"""An installation that would be unsafe does not start."""

import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from config import environment

ROOT = Path(__file__).resolve().parents[2]
KEY = "".join(chr(33 + number % 90) for number in range(64))
SAFE = {
    "MODE": "production",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "tracker.example",
    "EMAIL_URL": "smtp://post%40who:p%3Ass@mail.example:2525",
    "DATABASE_URL": "postgresql://tracker@db.example/tracker",
}


@pytest.fixture
def start(monkeypatch):
    """Reads the settings as a new process would, with this environment."""

    def start(**variables):
        for name in (*SAFE, "BEHIND_TLS_PROXY", "TRUSTED_PROXIES"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        spec = spec_from_file_location("config.settings_tried", ROOT / "config" / "settings.py")
        settings = module_from_spec(spec)
        spec.loader.exec_module(settings)
        return settings

    return start


def refusal(start, variables):
    with pytest.raises(ImproperlyConfigured) as refused:
        start(**variables)
    return str(refused.value)


def test_production_starts_with_everything_it_needs(start):
    settings = start(**SAFE)

    assert (settings.DEBUG, settings.DEMO, settings.SECRET_KEY) == (False, False, KEY)
    assert settings.SESSION_COOKIE_SECURE
    assert settings.CSRF_COOKIE_SECURE
    assert settings.SECURE_SSL_REDIRECT


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY must be set, at least 50 characters"),
        ("SECRET_KEY", "k3y" * 16, "SECRET_KEY must be set, at least 50 characters"),
        ("SECRET_KEY", "x" * 64, "SECRET_KEY must be set, at least 50 characters"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS must name the hosts served"),
        ("ALLOWED_HOSTS", "tracker.example,*", "ALLOWED_HOSTS must name the hosts served"),
        ("EMAIL_URL", "console://", "EMAIL_URL must be smtp://"),
        ("DATABASE_URL", "mysql://db.example/tracker", "DATABASE_URL must begin with"),
        ("MODE", "prodution", "MODE must be one of"),
        ("BEHIND_TLS_PROXY", "1", "TRUSTED_PROXIES must say how many proxies there are"),
        ("TRUSTED_PROXIES", "one", "TRUSTED_PROXIES must be a whole number, not 'one'"),
        ("MAX_IMPORT_BYTES", "-1", "MAX_IMPORT_BYTES must be a whole number, not '-1'"),
    ],
)
def test_production_refuses_what_would_be_unsafe(start, name, value, sentence):
    assert sentence in refusal(start, {**SAFE, name: value})


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL"])
def test_production_refuses_to_guess(start, name):
    assert name in refusal(start, {key: value for key, value in SAFE.items() if key != name})


def test_without_a_mode_the_rules_of_production_hold(start):
    assert start(**{**SAFE, "MODE": "production"}).PRODUCTION
    assert "SECRET_KEY" in refusal(start, {"ALLOWED_HOSTS": "tracker.example"})


def test_debug_pages_are_for_development_only(start, monkeypatch):
    monkeypatch.setenv("DEBUG", "1")

    modes = {mode: start(**{**SAFE, "MODE": mode}).DEBUG for mode in ("production", "demo", "development")}

    assert modes == {"production": False, "demo": False, "development": True}


def test_behind_a_proxy_the_number_of_proxies_is_known(start):
    settings = start(**SAFE, BEHIND_TLS_PROXY="1", TRUSTED_PROXIES="1")

    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 1
    assert settings.SECURE_PROXY_SSL_HEADER == ("HTTP_X_FORWARDED_PROTO", "https")


def test_mail_goes_out_as_the_address_says(start):
    settings = start(**SAFE)

    assert (settings.EMAIL_HOST, settings.EMAIL_PORT) == ("mail.example", 2525)
    assert (settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD) == ("post@who", "p:ss")
    assert (settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL) == (True, False)


def test_a_database_is_named_by_its_address():
    entry = environment.database_config(
        "postgresql://t%40x:p%2F1@db.example:5433/tracker?sslmode=require", ROOT
    )

    named = [entry[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")]
    assert named == ["tracker", "t@x", "p/1", "db.example", "5433", {"sslmode": "require"}]


def test_a_database_may_be_reached_by_a_socket():
    assert (
        environment.database_config("postgresql:///tracker?host=/run/postgresql", ROOT)["HOST"]
        == "/run/postgresql"
    )


@pytest.mark.parametrize(
    ("address", "file"),
    [("sqlite:///db.sqlite3", ROOT / "db.sqlite3"), ("sqlite:////var/t.sqlite3", Path("/var/t.sqlite3"))],
)
def test_a_sqlite_file_lies_here_or_where_the_path_says(address, file):
    assert environment.database_config(address, ROOT)["NAME"] == file


def test_a_flag_is_yes_or_no(monkeypatch):
    monkeypatch.setenv("SSL_REDIRECT", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="SSL_REDIRECT must be 1 or 0, not 'perhaps'"):
        environment.get_flag("SSL_REDIRECT")


def test_django_finds_nothing_to_warn_of_in_production():
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    variables = {**SAFE, "DATABASE_URL": "sqlite:///:memory:", "PATH": os.environ["PATH"]}

    checked = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)

    assert (checked.stdout.strip(), checked.stderr) == ("System check identified no issues (0 silenced).", "")


def test_a_secret_of_ours_is_readable_by_nobody_else(tmp_path):
    path = tmp_path / ".secret_key"
    first = environment.read_or_create(path, lambda: "secret")
    mode = path.stat().st_mode & 0o777
    path.chmod(0o644)
    again = environment.read_or_create(path, lambda: "another")

    assert (first, again, mode, path.stat().st_mode & 0o777) == ("secret", "secret", 0o600, 0o600)


def test_what_is_uploaded_is_readable_by_nobody_else(start, tmp_path):
    options = start(**SAFE).STORAGES["default"]["OPTIONS"]
    storage = FileSystemStorage(tmp_path / "media", **options)
    path = Path(storage.path(storage.save("import/list.csv", ContentFile(b"a"))))

    assert [oct(p.stat().st_mode & 0o777) for p in (path, path.parent, path.parent.parent)] == [
        "0o600", "0o700", "0o700",
    ]  # fmt: skip


def test_a_database_file_is_readable_by_nobody_else(tmp_path):
    file = tmp_path / "t.sqlite3"
    variables = {"MODE": "demo", "DATABASE_URL": f"sqlite:///{file}", "PATH": os.environ["PATH"]}
    command = [sys.executable, "manage.py", "migrate", "authorities", "0001"]
    subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=True)

    assert {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {
        "t.sqlite3": "0o600"
    }
