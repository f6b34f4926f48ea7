"""What the environment has to say before the portal starts: as the settings read it, and in real processes."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[1]
KEY = "an-unknown-key-of-enough-characters-and-of-more-than-five-letters-42"
PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "kam.example.com",
    "SITE_URL": "https://kam.example.com",
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.com:587",
}
REFUSED_KEY = (
    "SECRET_KEY is missing, known or shorter than 32 characters. "
    "Set SECRET_KEY to a long random text in the environment before starting with DEBUG off."
)
REFUSED_DATABASE = (
    "DATABASE_URL must name a PostgreSQL database: postgres://user:password@host:5432/portal. "
    "Without DATABASE_URL the portal brings its own PostgreSQL."
)


def manage(tmp_path: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    return python(tmp_path, "manage.py", *command, **env)


def python(tmp_path: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**plain, "KAM_VAR_DIR": str(tmp_path), **env},
        text=True,
        capture_output=True,
        timeout=60,
    )


def read(tmp_path: Path, **env: str) -> SimpleNamespace:
    """The settings as a process of that environment reads them, without starting one."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with patch.dict(os.environ, {**plain, "KAM_VAR_DIR": str(tmp_path), **env}, clear=True):
        found = runpy.run_path(str(ROOT / "kam_portal" / "settings.py"))
    return SimpleNamespace(**{**vars(global_settings), **found})


def show(tmp_path: Path, expression: str, **env: str) -> str:
    found = eval(expression, {"settings": read(tmp_path, **env)})  # noqa: S307 - our own words
    return " ".join(map(str, found if isinstance(found, tuple) else [found]))


def refusal(tmp_path: Path, **env: str) -> str:
    """What `manage.py` says and ends with."""
    with pytest.raises(ImproperlyConfigured) as refused:
        read(tmp_path, **env)
    return str(refused.value)


@pytest.mark.parametrize("key", ["", "short", "trial-key-of-the-kam-portal-known-to-everyone-not-for-production"])
def test_without_debug_a_missing_short_or_known_key_stops_the_start(tmp_path: Path, key: str) -> None:
    assert refusal(tmp_path, **{**PRODUCTION, "SECRET_KEY": key}) == REFUSED_KEY


def test_a_key_drawn_for_a_trial_does_not_open_production(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(KEY)
    done = manage(tmp_path, "check", **{**PRODUCTION, "SECRET_KEY": ""})
    assert (done.returncode, done.stderr.strip()) == (1, REFUSED_KEY)
    assert show(tmp_path, "settings.SECRET_KEY") == KEY


@pytest.mark.parametrize("url", ["mysql://portal@host/portal", "nonsense", "sqlite:///portal.db"])
def test_only_postgresql_is_taken_as_the_database(tmp_path: Path, url: str) -> None:
    assert refusal(tmp_path, DATABASE_URL=url) == REFUSED_DATABASE


@pytest.mark.parametrize(
    ("name", "months", "longest"),
    [("KEY", 4, 3), ("KEY_DEVELOPMENT", 12, 3), ("KEY", 0, 3), ("MAINTENANCE", 0, 60), ("OPPORTUNISTIC", 61, 60)],
)
def test_a_review_period_outside_the_method_stops_the_start(
    tmp_path: Path, name: str, months: int, longest: int
) -> None:
    refused = f"REVIEW_MONTHS_{name} is {months}. Set it to a number of months from 1 to {longest}."
    assert refusal(tmp_path, **{f"REVIEW_MONTHS_{name}": str(months)}) == refused


def test_an_unreadable_port_of_the_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", DATABASE_URL="postgres://portal@host:port/portal")
    assert done.returncode == 1
    assert done.stderr.strip().startswith("DATABASE_URL cannot be read: ")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_that_is_away_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = manage(tmp_path, "migrate", "--noinput", **PRODUCTION)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "connection failed" in done.stderr


def test_the_deployment_check_finds_nothing_in_production(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stderr, done.stdout.split(" (")[0]) == (0, "", "System check identified no issues")


def test_production_keeps_cookies_to_https_and_to_this_host(tmp_path: Path) -> None:
    names = "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE"
    assert show(tmp_path, names, **PRODUCTION) == "__Host-session __Host-csrf True"
    assert show(tmp_path, names) == "session csrf False"


def test_behind_a_proxy_its_last_noted_address_is_the_visitors(tmp_path: Path) -> None:
    names = "settings.SECURE_PROXY_SSL_HEADER, settings.ALLAUTH_TRUSTED_PROXY_COUNT"
    assert show(tmp_path, names, **PRODUCTION, BEHIND_PROXY="on") == "('HTTP_X_FORWARDED_PROTO', 'https') 1"
    assert show(tmp_path, names) == "None 0"


def test_behind_an_old_pooler_nothing_is_prepared(tmp_path: Path) -> None:
    name = "settings.DATABASES['default']['OPTIONS'].get('prepare_threshold')"
    assert show(tmp_path, name, **PRODUCTION) == "3"
    assert show(tmp_path, name, **PRODUCTION, PREPARED_STATEMENTS="off") == "None"


def test_the_broker_is_the_redis_server_where_there_is_one(tmp_path: Path) -> None:
    assert show(tmp_path, "settings.CELERY_BROKER_URL", **PRODUCTION) == "redis://127.0.0.1:1/0"
    assert show(tmp_path, "settings.CELERY_BROKER_URL") == "filesystem://localhost"


def test_mail_goes_to_the_server_named_else_into_a_folder(tmp_path: Path) -> None:
    names = "settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS"
    assert show(tmp_path, names, **PRODUCTION) == (
        "django.core.mail.backends.smtp.EmailBackend mail.example.com 587 True"
    )
    assert show(tmp_path, "settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH") == (
        f"django.core.mail.backends.filebased.EmailBackend {tmp_path}/mail"
    )


def test_files_lie_in_a_folder_until_a_bucket_is_named(tmp_path: Path) -> None:
    backend = "settings.STORAGES['default']['BACKEND'].rpartition('.')[2], settings.MEDIA_ROOT"
    assert show(tmp_path, backend) == f"FileSystemStorage {tmp_path}/files"
    store = {"FILES_BUCKET": "kam", "FILES_ENDPOINT": "https://s3.example.com", "FILES_ACCESS_KEY": "me"}
    assert show(tmp_path, backend, **store).startswith("S3Storage ")
    names = ("bucket_name", "endpoint_url", "access_key", "region_name")
    told = f"[settings.STORAGES['default']['OPTIONS'][name] for name in {names}]"
    assert show(tmp_path, told, **store) == "['kam', 'https://s3.example.com', 'me', None]"


def test_the_bucket_can_be_opened_as_the_settings_say(tmp_path: Path) -> None:
    code = "from django.core.files.storage import storages; print(type(storages['default']).__name__)"
    store = {"FILES_BUCKET": "kam", "FILES_REGION": "eu-north-1"}
    done = manage(tmp_path, "shell", "-v", "0", "--no-imports", "-c", code, **store)
    assert (done.returncode, done.stdout.strip()) == (0, "S3Storage")


def test_an_endpoint_without_a_bucket_stops_the_start(tmp_path: Path) -> None:
    said = "FILES_ENDPOINT is set, but FILES_BUCKET is not. Name the bucket that keeps the files."
    assert refusal(tmp_path, FILES_ENDPOINT="https://s3.example.com") == said


@pytest.mark.parametrize("name", ["FILES_LARGEST_MB", "FILES_A_CLIENT", "FILES_A_CLIENT_MB"])
def test_a_limit_of_nothing_stops_the_start(tmp_path: Path, name: str) -> None:
    said = "FILES_LARGEST_MB, FILES_A_CLIENT and FILES_A_CLIENT_MB are numbers from 1 on."
    assert refusal(tmp_path, **{name: "0"}) == said


def test_every_variable_of_the_settings_stands_in_the_operators_page() -> None:
    settings = (ROOT / "kam_portal" / "settings.py").read_text()
    running = (ROOT / "kam_portal" / "running.py").read_text() + (ROOT / "kam_portal" / "starting.py").read_text()
    server = (ROOT / "kam_portal" / "embedded" / "server.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    read |= set(re.findall(r'environ\.get\(\s*"([A-Z_]+)"', running + server))
    page = (ROOT / "docs" / "operators.md").read_text()
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE))
    assert told == read
