"""Settings. Everything that differs between installations comes from the environment."""

import email.utils
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from config import environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = environment.one_of("MODE", "production", ["production", "demo", "development"])
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = MODE == "development" and environment.flag("DEBUG")

# Outside production a new key each start would sign everybody out, so it is kept beside the database.
SECRET_KEY = environment.text("SECRET_KEY", "")
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    raise ImproperlyConfigured("In production SECRET_KEY must be set, at least 50 characters and random.")
SECRET_KEY = SECRET_KEY or environment.kept(BASE_DIR / ".secret_key", get_random_secret_key)

# What signs the certificates of the public check. Production offers none until it is given a key.
LOCAL_SIGNING_KEY = "" if PRODUCTION else environment.kept(BASE_DIR / ".signing_key", environment.new_key)
SIGNING_KEY = next(iter(environment.keys("SIGNING_KEY", LOCAL_SIGNING_KEY)), None)
# The public halves of earlier keys, so that what they signed is still told from forgeries.
SIGNING_KEYS_RETIRED = environment.keys("SIGNING_KEYS_RETIRED")

LOCAL_HOSTS = "127.0.0.1,localhost,[::1],testserver"
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "" if PRODUCTION else LOCAL_HOSTS)
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("In production ALLOWED_HOSTS must name the hosts served, without '*'.")
# Where the public finds the site, as certificates and mails give it. If blank, the visitor's address counts.
SITE_ADDRESS = environment.text(
    "SITE_ADDRESS", f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION else ""
)
# For what is written without a visitor, outside production: where `make run` serves.
LOCAL_ADDRESS = f"http://127.0.0.1:{environment.text('PORT', '8000')}"
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

DATABASES = {
    "default": environment.database(environment.text("DATABASE_URL", "sqlite:///db.sqlite3"), BASE_DIR)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",  # its templates, for FORM_RENDERER
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_structlog",
    "import_export",
    "django_tasks",
    "django_tasks_db",
    "config.apps.ConfigConfig",
    "authorities",
    "recruiters",
    "reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Pages are small on the line; forms stay safe, for tokens change with each answer and gzip is padded.
    "django.middleware.gzip.GZipMiddleware",
    "config.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.readable_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.SignInFirst",
    "config.middleware.private_pages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.RequestLog",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.shell.shell",
            ],
            "builtins": ["config.templatetags.present", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "config.shell.FormRenderer"
# The default of Django 6; goes away with it.
FORMS_URLFIELD_ASSUME_HTTPS = True

# People
AUTH_USER_MODEL = "authorities.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "config.shell.AccountAdapter"
ACCOUNT_FORMS = {"login": "config.shell.SignInForm"}
# Signed in until the browser closes, at most SESSION_COOKIE_AGE: machines in ministries are shared.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Accounts are opened by an administrator for a known mailbox, so a first sign-in needs no second proof of it.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# Nobody gets mail from here because somebody typed their address.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXIES", "0")

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
# Gone with the browser, as the session is: nobody's device shall tell for a year that it reported something.
CSRF_COOKIE_AGE = None
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Rate limits must be shared by all processes, hence the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        # So many that nobody can push the counts of others out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Counts of public questions: for one process, without a query.
    "near": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "near",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# Transport and content
if PRODUCTION:
    SECURE_SSL_REDIRECT = environment.flag("SSL_REDIRECT", "1")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if environment.flag("BEHIND_TLS_PROXY"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        if not ALLAUTH_TRUSTED_PROXY_COUNT:
            raise ImproperlyConfigured(
                "With BEHIND_TLS_PROXY, TRUSTED_PROXIES must say how many proxies there are (mostly 1): "
                "else all visitors look like the proxy and share its limits."
            )
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.shell.stale_form"
SECURE_CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static" if PRODUCTION else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
# Uploaded files are never served from a public folder: views hand them out to those who may see them.
MEDIA_ROOT = environment.text("MEDIA_ROOT", str(BASE_DIR / "media"))
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
# Spreadsheets at the import desk, which go to the disk and are read in pieces.
MAX_IMPORT_BYTES = environment.number("MAX_IMPORT_BYTES", str(200 * 1024 * 1024))
FILE_UPLOAD_HANDLERS = [
    "authorities.files.TooLargeIsDropped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Mail
DEFAULT_FROM_EMAIL = environment.text("FROM_EMAIL", "tracker@localhost")
EMAIL_URL = environment.text("EMAIL_URL", "console://" if not PRODUCTION else None)
# Seconds; a mail server that hangs holds up nobody for long.
EMAIL_TIMEOUT = 20
mail = urlsplit(EMAIL_URL)
if mail.scheme in {"smtp", "smtps"}:
    EMAIL_HOST, EMAIL_PORT = mail.hostname, mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(mail.username or ""), unquote(mail.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = mail.scheme == "smtp", mail.scheme == "smtps"
elif PRODUCTION:
    raise ImproperlyConfigured("In production EMAIL_URL must be smtp://… or smtps://….")
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
ADMINS = [email.utils.parseaddr(address) for address in environment.words("ADMINS")]

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Facts and instruments that come with the product
FIXTURES_ROOT = BASE_DIR / "fixtures"

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_IMPORT_IGNORE_BLANK_LINES = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# Background work: a queue in the database, and workers that any machine may run (manage.py work)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}

# Mails to ADMINS about errors
DEFAULT_EXCEPTION_REPORTER = "config.error_reports.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.error_reports.Filter"

# Logs: one JSON object a line in production, readable lines elsewhere. No answers, no form data, and not the
# network addresses of visitors, who may report a concern and must be able to do so unseen.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = logs.configured(as_json=PRODUCTION, level=environment.text("LOG_LEVEL", "INFO"))
