"""Settings. Everything that differs between installations comes from the environment."""

import email.utils
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from config import environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = environment.get_choice("MODE", "production", ["production", "demo", "development"])
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = MODE == "development" and environment.get_flag("DEBUG")

# Outside production a new key each start would sign everybody out, so it is kept beside the database.
SECRET_KEY = environment.get_text("SECRET_KEY", "")
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    raise ImproperlyConfigured("In production SECRET_KEY must be set, at least 50 characters and random.")
SECRET_KEY = SECRET_KEY or environment.read_or_create(BASE_DIR / ".secret_key", get_random_secret_key)

# Signs the certificates of the public check. Without a key, production offers no certificates.
LOCAL_SIGNING_KEY = (
    "" if PRODUCTION else environment.read_or_create(BASE_DIR / ".signing_key", environment.generate_key)
)
SIGNING_KEY = next(iter(environment.get_keys("SIGNING_KEY", LOCAL_SIGNING_KEY)), None)
# Public keys of retired signing keys, so that certificates signed with them can still be verified.
SIGNING_KEYS_RETIRED = environment.get_keys("SIGNING_KEYS_RETIRED")

LOCAL_HOSTS = "127.0.0.1,localhost,[::1],testserver"
ALLOWED_HOSTS = environment.get_list("ALLOWED_HOSTS", "" if PRODUCTION else LOCAL_HOSTS)
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("In production ALLOWED_HOSTS must name the hosts served, without '*'.")
# Where the public finds the site, as certificates and mails give it. If blank, the visitor's address counts.
SITE_ADDRESS = environment.get_text(
    "SITE_ADDRESS", f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION else ""
)
# The base of links in mails outside production: where `make run` serves.
LOCAL_ADDRESS = f"http://127.0.0.1:{environment.get_text('PORT', '8000')}"
CSRF_TRUSTED_ORIGINS = environment.get_list("CSRF_TRUSTED_ORIGINS")

DATABASES = {
    "default": environment.database_config(
        environment.get_text("DATABASE_URL", "sqlite:///db.sqlite3"), BASE_DIR
    )
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
    "allauth.mfa",
    "allauth.usersessions",
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
    "authorities.shared_pages.middleware.SharedPageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Safe for forms: CSRF tokens differ in every response, and what is compressed is padded.
    "config.compression.QuickGZipMiddleware",
    "config.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.remove_orphan_files",
    "config.middleware.drop_unreadable_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.languages.activate_language_of_address",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.languages.lead_to_account_language",
    "config.session_rules.IdleSessionMiddleware",
    "reporting.filing.assignments.link_sessions.LinkSessionMiddleware",
    "config.middleware.StashingLoginRequiredMiddleware",
    "config.middleware.mark_private_pages",
    "config.middleware.record_refusals",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.session_rules.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.FullDiskMiddleware",
    "config.middleware.RequestLogMiddleware",
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
                "config.shell.shell_context",
            ],
            "builtins": [
                "config.templatetags.present",
                "django.templatetags.i18n",
                "config.templatetags.quick_tags",
                "config.templatetags.plain_parts",
            ],
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
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "authorities.accounts.passwords.GuessablePasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "config.shell.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "config.shell.SignInForm",
    "reset_password": "authorities.accounts.forms.PasswordLinkForm",
}
# Made of the account alone: addresses are kept on the person, never in a list beside them.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Sessions end when the browser closes, or after SESSION_COOKIE_AGE: computers in ministries are shared.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Accounts are opened by an administrator for a known mailbox, so it need not be verified again.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# No mail to an address that has no account.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/5m/ip,5/5m/key",
    "reset_password": "20/m/ip,10/h/key",
    "manage_email": "10/h/user",
}
# A second factor is offered to all, and demanded of those in roles.NEEDS_SECOND_FACTOR.
SECOND_FACTOR_REQUIRED = PRODUCTION
MFA_ADAPTER = "authorities.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ by half a minute
# Addresses are those of the accounts; nobody has a second, unverified one.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Ministries that sign their people in themselves (OpenID Connect). Nobody gets an account or a role by it.
OIDC_PROVIDERS = environment.get_providers("OIDC_PROVIDERS", allow_http=not PRODUCTION)
IDLE_SESSION_SECONDS = 60 * 60
ALLAUTH_TRUSTED_PROXY_COUNT = environment.get_number("TRUSTED_PROXIES", "0")

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
# A session cookie: no device should show for a year that somebody reported a concern.
CSRF_COOKIE_AGE = None

# Rate limits must be shared by all processes, hence the database.
CACHES = {
    "default": {
        "BACKEND": "config.cache.CountingDatabaseCache",
        "LOCATION": "cache_entries",
        # Enough that no visitor can evict the counts of others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Counts of public requests until a process adds them to those of all: without a query.
    "near": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "near",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# Public pages that were rendered before are sent to all visitors who are not signed in. Bytes of them that a
# process keeps in its memory; the database has them for all processes.
SHARED_PAGES = environment.get_flag("SHARED_PAGES", "1") and not DEBUG
SHARED_PAGES_MEMORY = 32 * 1024 * 1024

# Transport and content
if PRODUCTION:
    SECURE_SSL_REDIRECT = environment.get_flag("SSL_REDIRECT", "1")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if environment.get_flag("BEHIND_TLS_PROXY"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        if not ALLAUTH_TRUSTED_PROXY_COUNT:
            raise ImproperlyConfigured(
                "With BEHIND_TLS_PROXY, TRUSTED_PROXIES must say how many proxies there are (mostly 1): "
                "else all visitors look like the proxy and share its limits."
            )
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.shell.csrf_failure"
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
    "default": {
        "BACKEND": "authorities.files.PrivateFileStorage",
        "OPTIONS": {
            "file_permissions_mode": environment.PRIVATE_FILE,
            "directory_permissions_mode": environment.PRIVATE_FOLDER,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
# Uploaded files are never served from a public folder: views hand them out to those who may see them.
MEDIA_ROOT = environment.get_text("MEDIA_ROOT", str(BASE_DIR / "media"))
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
# Spreadsheets at the import desk, which go to the disk and are read in pieces.
MAX_IMPORT_BYTES = environment.get_number("MAX_IMPORT_BYTES", str(200 * 1024 * 1024))
FILE_UPLOAD_HANDLERS = [
    "authorities.files.OversizedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "authorities.files.DiskUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Mail
DEFAULT_FROM_EMAIL = environment.get_text("FROM_EMAIL", "tracker@localhost")
# Where mail servers send reports about mails that did not arrive, and the folder into which those come.
BOUNCE_ADDRESS = environment.get_text("BOUNCE_ADDRESS", DEFAULT_FROM_EMAIL)
BOUNCE_MAILDIR = environment.get_text("BOUNCE_MAILDIR", "")
EMAIL_URL = environment.get_text("EMAIL_URL", "console://" if not PRODUCTION else None)
# Seconds; a mail server that hangs holds up nobody for long.
EMAIL_TIMEOUT = 20
# But a whole message may be looked through before it is accepted.
EMAIL_ACCEPTANCE_TIMEOUT = 60
mail = urlsplit(EMAIL_URL)
if mail.scheme in {"smtp", "smtps"}:
    EMAIL_BACKEND = "authorities.jobs.smtp.PatientBackend"
    EMAIL_HOST, EMAIL_PORT = mail.hostname, mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(mail.username or ""), unquote(mail.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = mail.scheme == "smtp", mail.scheme == "smtps"
elif PRODUCTION:
    raise ImproperlyConfigured("In production EMAIL_URL must be smtp://… or smtps://….")
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
ADMINS = [email.utils.parseaddr(address) for address in environment.get_list("ADMINS")]

# Who runs this copy, and how its data may be used: shown on the pages about this site.
OPERATOR_NAME = environment.get_text("OPERATOR_NAME", "")
OPERATOR_ADDRESS = environment.get_text("OPERATOR_ADDRESS", "").replace("\\n", "\n")
CONTACT_EMAIL = environment.get_text("CONTACT_EMAIL", "")
DATA_LICENCE = environment.get_text(
    "DATA_LICENCE", "Creative Commons Attribution 4.0 International (CC BY 4.0)"
)
CREATIVE_COMMONS = "https://creativecommons.org/licenses/by/4.0/"
DATA_LICENCE_URL = environment.get_text(
    "DATA_LICENCE_URL", "" if "DATA_LICENCE" in os.environ else CREATIVE_COMMONS
)

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
DEFAULT_EXCEPTION_REPORTER = "config.error_reports.ErrorReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.error_reports.ErrorReportFilter"

# Logs: one JSON object a line in production, readable lines elsewhere. No answers, no form data, and not the
# network addresses of visitors, who may report a concern and must be able to do so unseen.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = logs.logging_config(as_json=PRODUCTION, level=environment.get_text("LOG_LEVEL", "INFO"))
