"""Settings of the KAM Portal, read from the environment.

Every variable and its default is listed in docs/operators.md. Without any, the portal runs on one
machine for one company to try: embedded PostgreSQL, a folder as the broker, mail into a folder.
"""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from kam_portal import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
# Workbooks that people bring are read as ever, by the guarded reader; lxml is there to write decks.
os.environ.setdefault("OPENPYXL_LXML", "False")

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)

VAR_DIR = Path(env.str("KAM_VAR_DIR", default=str(BASE_DIR / "var"))).absolute()
DEBUG = env.bool("DEBUG", default=True)

# The key of a trial: the one `make run` drew for this folder, else a public one. Refused as soon as DEBUG is off.
TRIAL_SECRET_KEY = "trial-key-of-the-kam-portal-known-to-everyone-not-for-production"
OWN_KEY_FILE = VAR_DIR / "secret_key"
SECRET_KEY = env.str("SECRET_KEY", default="") or TRIAL_SECRET_KEY
if DEBUG and SECRET_KEY == TRIAL_SECRET_KEY and os.access(OWN_KEY_FILE, os.R_OK):
    SECRET_KEY = OWN_KEY_FILE.read_text().strip()
if not DEBUG and (SECRET_KEY == TRIAL_SECRET_KEY or len(SECRET_KEY) < 32):
    raise ImproperlyConfigured(
        "SECRET_KEY is missing, known or shorter than 32 characters. "
        "Set SECRET_KEY to a long random text in the environment before starting with DEBUG off."
    )

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address that links in mails start with; never taken from a request.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "kam_portal.workspace",
    "decision_map",
    "planning",
    "dossiers",
    "accounts",
    "kam_portal.foundation.notifications",
    "kam_portal.foundation.history",
    "kam_portal.foundation.people",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "pgtrigger",
    "pghistory",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "kam_portal.foundation.people.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kam_portal.foundation.people.middleware.SignInFirst",
    "kam_portal.foundation.people.middleware.readers_language_and_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kam_portal.foundation.history.middleware.changes_carry_their_author",
]

ROOT_URLCONF = "kam_portal.urls"
WSGI_APPLICATION = "kam_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kam_portal.foundation.people.context.reader",
            ],
        },
    },
]

DATABASE_URL = env.str("DATABASE_URL", default="")
try:
    DATABASES = {"default": env.db_url_config(DATABASE_URL) if DATABASE_URL else embedded.database(VAR_DIR)}
except ValueError as error:
    raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}.") from error
if DATABASES["default"].get("ENGINE") not in ("django.db.backends.postgresql", "kam_portal.embedded"):
    raise ImproperlyConfigured(
        "DATABASE_URL must name a PostgreSQL database: postgres://user:password@host:5432/portal. "
        "Without DATABASE_URL the portal brings its own PostgreSQL."
    )
# From this likeness on a word with a typo counts as found. Pages ask small questions of a database on solid-state
# disks: indexes are worth more than PostgreSQL assumes, and compiling a query costs more than it saves. Every trigger
# asks pgtrigger.ignore: were it not set, the question would fail, and each failure walks all foreign keys that the
# transaction has still to check, so that a hundred thousand rows took minutes.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    "-c pg_trgm.word_similarity_threshold=0.5 -c random_page_cost=1.1 -c jit=off -c pgtrigger.ignore={}"
)
# A page asks the same questions again and again: the server plans them once a connection, not once a page. A pooler
# that hands connections on between transactions may not know what was prepared on them.
if env.bool("PREPARED_STATEMENTS", default=True):
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
# One person per e-mail is a constraint over its lower case, which the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["kam_portal.foundation.people.backend.PersonAndTeam"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "kam_portal.foundation.people.adapter.ClosedDoor"
ACCOUNT_FORMS = {"login": "kam_portal.foundation.people.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

SECURE_HTTPS = env.bool("SECURE_HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HTTPS
SESSION_ENGINE = "kam_portal.foundation.people.sessions"
SESSION_COOKIE_NAME = "__Host-session" if SECURE_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_HTTPS else "csrf"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SECURE_HTTPS and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# The page that a client answers on by a one-time link, beside the limits of the sign-in: by address, and by link.
ACCOUNT_RATE_LIMITS = {"ladder_open": "60/m/ip", "ladder_answer": "30/h/ip,10/h/key"}
# Sign-ins are limited by address: behind a proxy by the one it noted last, else all people would share the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SECURE = SECURE_HTTPS
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "kam_portal.formats"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))).absolute()
# Files that people upload lie in a folder, or in a bucket of a store that speaks as S3 does.
FILES_BUCKET, FILES_ENDPOINT = env.str("FILES_BUCKET", default=""), env.str("FILES_ENDPOINT", default="")
if FILES_ENDPOINT and not FILES_BUCKET:
    raise ImproperlyConfigured("FILES_ENDPOINT is set, but FILES_BUCKET is not. Name the bucket that keeps the files.")
FOLDER = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
}
BUCKET = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": FILES_BUCKET,
        "endpoint_url": FILES_ENDPOINT or None,
        "region_name": env.str("FILES_REGION", default="") or None,
        "access_key": env.str("FILES_ACCESS_KEY", default="") or None,
        "secret_key": env.str("FILES_SECRET_KEY", default="") or None,
        "addressing_style": "path" if FILES_ENDPOINT else "auto",
        "signature_version": "s3v4",
        "default_acl": None,
        "file_overwrite": False,
        "max_memory_size": 4 * 1024 * 1024,
    },
}
STORAGES = {
    "default": BUCKET if FILES_BUCKET else FOLDER,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_HANDLERS = [
    "kam_portal.foundation.documents.receiving.Measured",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The largest file of a client, their number with all versions, and what they may have together.
FILES_LARGEST_MB = env.int("FILES_LARGEST_MB", default=25)
FILES_A_CLIENT = env.int("FILES_A_CLIENT", default=200)
FILES_A_CLIENT_MB = env.int("FILES_A_CLIENT_MB", default=1024)
if min(FILES_LARGEST_MB, FILES_A_CLIENT, FILES_A_CLIENT_MB) < 1:
    raise ImproperlyConfigured("FILES_LARGEST_MB, FILES_A_CLIENT and FILES_A_CLIENT_MB are numbers from 1 on.")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
PGHISTORY_APPEND_ONLY = True
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True

EMAIL_FILE_PATH = VAR_DIR / "mail"
vars().update(
    env.email_url("EMAIL_URL", default="")
    if env.str("EMAIL_URL", default="")
    else {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="KAM Portal <portal@localhost>")

# Rate limits of the sign-in count in the cache, so all web processes share one: Redis, or a folder.
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"}
    # Counters of failed sign-ins live here: asking for many other things must not push them out.
    | {"OPTIONS": {"MAX_ENTRIES": 20_000}}
}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://localhost")
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": VAR_DIR / "broker",
        "data_folder_out": VAR_DIR / "broker",
        "control_folder": VAR_DIR / "broker-control",
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1500
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-reminders": {"task": "dossiers.sweep_reminders", "schedule": 600.0, "options": {"expires": 540}},
}

# Calendar months between two signed reviews, by account status (method.md, section 3).
REVIEW_MONTHS = {
    "key": env.int("REVIEW_MONTHS_KEY", default=3),
    "key_development": env.int("REVIEW_MONTHS_KEY_DEVELOPMENT", default=3),
    "maintenance": env.int("REVIEW_MONTHS_MAINTENANCE", default=6),
    "opportunistic": env.int("REVIEW_MONTHS_OPPORTUNISTIC", default=12),
}
# Knowledge of a key client is verified at least every three months; the others may wait longer, but not for ever.
for _status, _months in REVIEW_MONTHS.items():
    _longest = 3 if _status in ("key", "key_development") else 60
    if not 1 <= _months <= _longest:
        raise ImproperlyConfigured(
            f"REVIEW_MONTHS_{_status.upper()} is {_months}. Set it to a number of months from 1 to {_longest}."
        )
# From this number of key accounts on, one manager's load is warned about (method.md, section 1).
KEY_ACCOUNTS_WARN_FROM = env.int("KEY_ACCOUNTS_WARN_FROM", default=4)
COMPANY_CURRENCY = env.str("COMPANY_CURRENCY", default="EUR")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"no secrets": {"()": "kam_portal.foundation.people.tokens.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"kam": {"level": "INFO"}},
}
