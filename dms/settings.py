"""Every setting of Akta in one place: typed, with a default that needs no server, refused at start when wrong.

Names read from the environment (or from `.env` beside `manage.py`) are listed in `.env.example`; a test keeps the
two lists equal. The embedded default keeps everything under AKTA_HOME: SQLite, the archive, the index, the queue.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from search.index import address

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
ENV_FILE = Path(os.environ.get("AKTA_ENV_FILE") or BASE_DIR / ".env")
if ENV_FILE.is_file():
    env.read_env(ENV_FILE)
elif "AKTA_ENV_FILE" in os.environ:
    raise ImproperlyConfigured(f"AKTA_ENV_FILE={ENV_FILE}: there is no such file.")


def _one_of(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = env.str(name, default=default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: must be one of {', '.join(allowed)}.")
    return value


def _whole(name: str, default: int, least: int, most: int) -> int:
    raw = env.str(name, default=str(default))
    if not (raw.isascii() and raw.isdigit()) or not least <= int(raw) <= most:
        raise ImproperlyConfigured(f"{name}={raw!r}: must be a whole number from {least} to {most}.")
    return int(raw)


def _yes_no(name: str, default: bool) -> bool:
    raw = env.str(name, default="yes" if default else "no").lower()
    if raw not in {"yes", "no", "true", "false", "1", "0", "on", "off"}:
        raise ImproperlyConfigured(f"{name}={raw!r}: must be yes or no.")
    return raw in {"yes", "true", "1", "on"}


def _home() -> Path:
    home = Path(env.str("AKTA_HOME", default="") or BASE_DIR / "var").expanduser().resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ImproperlyConfigured(f"AKTA_HOME={home}: the folder cannot be made ({problem.strerror}).") from problem
    if not os.access(home, os.W_OK):
        raise ImproperlyConfigured(f"AKTA_HOME={home}: the folder cannot be written to.")
    return home


def _secret_key(home: Path) -> str:
    given = env.str("SECRET_KEY", default="")
    if given:
        if len(given) < 32:
            raise ImproperlyConfigured("SECRET_KEY: must have 32 characters or more.")
        return given
    kept = home / "secret.key"
    if not kept.exists():
        # Linked when whole, so that of two first starts one makes the key and the other never reads half of it.
        made = home / f".secret.key.{os.getpid()}"
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(made, kept)
        made.unlink()
    key = kept.read_text().strip()
    if len(key) < 32:
        raise ImproperlyConfigured(
            f"{kept}: the key in it is shorter than 32 characters; delete the file for a new one."
        )
    return key


def _search() -> address.Address | None:
    """Return where the OpenSearch is; None is the embedded index."""
    try:
        return address.parse(
            env.str("AKTA_SEARCH", default=address.EMBEDDED), env.str("OPENSEARCH_PASSWORD", default="")
        )
    except ValueError as problem:
        raise ImproperlyConfigured(f"AKTA_SEARCH: {problem}.") from problem


_SQLITE = {
    # A deferred read that turns into a write fails at once whatever the timeout, so every transaction takes the
    # write lock first; FULL makes a commit survive a power cut, which is what a receipt promises. A row replaced is a
    # row deleted, also for the triggers that guard the audit trail.
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
    " PRAGMA recursive_triggers=ON;",
}
_POSTGRESQL = {
    # A connection into a black hole passes every connect timeout and would hang for ever, at either end: both look
    # after some seconds of silence. Whoever holds a transaction open holds up all that write, so a still one is ended.
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "application_name": "akta",
    "options": "-c idle_in_transaction_session_timeout=60s -c tcp_user_timeout=15s"
    " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
}


def _database(name: str, url: str) -> dict[str, Any]:
    found = dict(env.db_url_config(url))
    given = found.get("OPTIONS", {})
    if found.get("ENGINE") == "django.db.backends.sqlite3":
        return found | {"ENGINE": "dms.sqlite", "OPTIONS": _SQLITE | given}
    if found.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name}: must begin with sqlite:/// or postgres://.")
    return found | {"ENGINE": "dms.postgresql", "OPTIONS": _POSTGRESQL | given, "CONN_HEALTH_CHECKS": True}


def _owner() -> dict[str, Any] | None:
    """Return the account that owns the tables, where the application has another."""
    url = env.str("DATABASE_OWNER_URL", default="")
    if not url:
        return None
    found = _database("DATABASE_OWNER_URL", url)
    ours = DATABASES["default"]
    if any(found.get(part) != ours.get(part) for part in ("ENGINE", "NAME")) or "USER" not in found:
        raise ImproperlyConfigured("DATABASE_OWNER_URL: must name the database of DATABASE_URL, with its owner.")
    return found


# --- the place and the office -------------------------------------------------------------------------------
AKTA_HOME = _home()
SECRET_KEY = _secret_key(AKTA_HOME)
DEBUG = _yes_no("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
OFFICE_NAME = env.str("OFFICE_NAME", default="Urząd Miasta Jasnobrzeg (miasto wymyślone)")
SHOW_DEMO_ACCOUNTS = _yes_no("SHOW_DEMO_ACCOUNTS", False)
ACCESSIBILITY = {
    "entity": env.str("ACCESSIBILITY_ENTITY", default=OFFICE_NAME),
    "url": env.str("ACCESSIBILITY_URL", default="http://127.0.0.1:8000/"),
    "contact": env.str("ACCESSIBILITY_CONTACT", default="koordynator dostępności"),
    "email": env.str("ACCESSIBILITY_EMAIL", default="dostepnosc@urzad.example"),
    "phone": env.str("ACCESSIBILITY_PHONE", default="+48 000 000 000"),
}

# --- the archive and its side rooms -------------------------------------------------------------------------
AKTA_ARCHIVE = env.str("AKTA_ARCHIVE", default="")
if AKTA_ARCHIVE and not re.match(r"s3://[^/]", AKTA_ARCHIVE):
    raise ImproperlyConfigured(
        f"AKTA_ARCHIVE={AKTA_ARCHIVE!r}: leave it empty for a folder, or give s3://bucket/prefix."
    )
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="")
S3_ACCESS_KEY = env.str("S3_ACCESS_KEY", default="")
S3_SECRET_KEY = env.str("S3_SECRET_KEY", default="")
if AKTA_ARCHIVE and not (S3_ACCESS_KEY and S3_SECRET_KEY):
    raise ImproperlyConfigured("AKTA_ARCHIVE=s3://… needs S3_ACCESS_KEY and S3_SECRET_KEY.")
S3_CA = env.str("S3_CA", default="")
if S3_CA and not Path(S3_CA).is_file():
    raise ImproperlyConfigured(f"S3_CA={S3_CA!r}: there is no such file of certificates.")
S3_LOCK_DAYS = _whole("S3_LOCK_DAYS", 90, 30, 3650)
S3_LOCK_MODE = _one_of("S3_LOCK_MODE", "GOVERNANCE", ("GOVERNANCE", "COMPLIANCE"))
S3_REQUIRE_LOCK = _yes_no("S3_REQUIRE_LOCK", False)
if S3_REQUIRE_LOCK and not AKTA_ARCHIVE:
    raise ImproperlyConfigured("S3_REQUIRE_LOCK=yes: only a bucket has locks, so AKTA_ARCHIVE must be s3://….")
AKTA_RENDITIONS = env.str("AKTA_RENDITIONS", default="")
if AKTA_RENDITIONS and not (AKTA_ARCHIVE and re.match(r"s3://[^/]", AKTA_RENDITIONS)):
    raise ImproperlyConfigured(
        f"AKTA_RENDITIONS={AKTA_RENDITIONS!r}: leave it empty, or give s3://bucket/prefix beside an AKTA_ARCHIVE in S3."
    )
AKTA_SEARCH = _search()
AKTA_MAX_FILE_MB = _whole("AKTA_MAX_FILE_MB", 4096, 1, 1_000_000)
AKTA_OCR = _yes_no("AKTA_OCR", True)
AKTA_OCR_LANGUAGES = env.str("AKTA_OCR_LANGUAGES", default="pol+eng")
AKTA_WORKERS = _whole("AKTA_WORKERS", max(1, min(os.cpu_count() or 1, 8)), 1, 64)
AKTA_WRITE_BACK_SECONDS = _whole("AKTA_WRITE_BACK_SECONDS", 5, 0, 3600)
AKTA_MIN_FREE_MB = _whole("AKTA_MIN_FREE_MB", 200, 0, 10_000_000)

# --- records law: points that the city's archivist decides ---------------------------------------------------
RETENTION_TRANSFER_YEARS_ELECTRONIC = _whole("RETENTION_TRANSFER_YEARS_ELECTRONIC", 10, 1, 100)
RETENTION_TRANSFER_YEARS_PAPER = _whole("RETENTION_TRANSFER_YEARS_PAPER", 25, 1, 100)
RETENTION_TRANSFER_COUNT = _one_of("RETENTION_TRANSFER_COUNT", "day", ("day", "calendar_year"))
RETENTION_BC_WAITS_FOR_JANUARY = _yes_no("RETENTION_BC_WAITS_FOR_JANUARY", True)
RETENTION_HOLD_BARS_APPRAISAL = _yes_no("RETENTION_HOLD_BARS_APPRAISAL", False)
RETENTION_HOLD_BARS_TRANSFER = _yes_no("RETENTION_HOLD_BARS_TRANSFER", True)

# --- database -----------------------------------------------------------------------------------------------
_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{AKTA_HOME / 'akta.sqlite3'}"
DATABASES = {"default": _database("DATABASE_URL", _URL)}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASE_OWNER = _owner()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Django --------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "dms.apps.DmsConfig",
    "ingest.apps.IngestConfig",
    "search.apps.SearchConfig",
    "retention.apps.RetentionConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "dms.http.ErrorsMiddleware",
]
ROOT_URLCONF = "dms.urls"
WSGI_APPLICATION = "dms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "dms.display.context",
            ],
            "builtins": ["dms.templatetags.akta"],
            "libraries": {"akta": "dms.templatetags.akta"},
        },
    }
]
AUTH_USER_MODEL = "dms.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "dms.pages.csrf_failure"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"

USE_TZ = True
TIME_ZONE = "Europe/Warsaw"
LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "Polski"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "dms" / "locale"]
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = AKTA_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 300

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_COOKIES = _yes_no("SECURE_COOKIES", False)
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
}
FILE_UPLOAD_TEMP_DIR = AKTA_HOME / "tmp"  # the disk whose room is watched, and swept after a crash; /tmp may be memory
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1000

# --- jobs -----------------------------------------------------------------------------------------------------
JOB_LEASE_SECONDS = _whole("JOB_LEASE_SECONDS", 60, 5, 3600)
JOB_ATTEMPTS = 3
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="akta-files://")

# --- web ------------------------------------------------------------------------------------------------------
AKTA_HOST = env.str("AKTA_HOST", default="127.0.0.1")
AKTA_PORT = _whole("AKTA_PORT", 8000, 1, 65535)

LOG_LEVEL = _one_of("LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "kombu.connection": {"level": "ERROR"},  # it warns that a broker of files has no host name
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # strangers' probes, answered 400, say nothing of us
    },
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # TLS ends at the reverse proxy
