"""The settings of the product, made fast and silent for the tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["MODE"] = "development"
os.environ.setdefault("SECRET_KEY", "only-for-the-tests-" * 4)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, LOGGING, MIDDLEWARE, STORAGES

# Only named here and made when the first file comes: mypy reads these settings too, and never cleans up.
SCRATCH = Path(tempfile.gettempdir()) / f"tracker-tests-{os.getpid()}"
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

if "DATABASE_URL" not in os.environ:
    # A file, because the live server of the journeys has threads of its own: with a database in memory
    # they would share one connection with the test, and so its transactions.
    DATABASES["default"]["TEST"] = {"NAME": f"{SCRATCH}.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
DATABASES["default"]["CONN_MAX_AGE"] = 0

DEBUG = False
# Records that a test rolls back would leave their pages behind; the tests of shared pages switch them on.
SHARED_PAGES = False
MEDIA_ROOT = str(SCRATCH / "media")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Tests ask more often than anybody may.
    "near": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
# The live server serves unhashed files itself; WhiteNoise would search all of them for every test client.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
LOGGING = {
    **LOGGING,
    "handlers": {**LOGGING["handlers"], "console": {"class": "logging.NullHandler"}},
    "root": {"level": "WARNING"},
}
