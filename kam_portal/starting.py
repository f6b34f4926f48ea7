"""Bring database, translations, static files and demo up to date before the portal is served.

Imported only when the environment is complete, because the settings are read here.
"""

import hashlib
import io
import os
import shlex
from collections.abc import Callable
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

Say = Callable[[str], None]


class Trouble(Exception):
    """A step cannot be done; the message says which, why and what to do."""


def get_ready(say: Say, trial: bool) -> None:
    """A trial, reachable from this machine only and on its own database, is given the demo company unasked."""
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        raise Trouble(f"The settings are not complete: {error}") from error
    _reach_database(say)
    _migrate(say)
    _compile_translations(say)
    _collect_static_files(say)
    _seed_when_empty(say, os.environ.get("DEMO", "en" if trial else "off").lower())


def _reach_database(say: Say) -> None:
    from django.conf import settings
    from django.db import OperationalError, connection

    where = connection.settings_dict
    if settings.DATABASE_URL:
        say(f"Connecting to the database {where['NAME']} on {where['HOST'] or 'this machine'} ...")
    else:
        say(f"Starting PostgreSQL, data in {settings.VAR_DIR / 'postgres'} ...")
    try:
        connection.ensure_connection()
    except OperationalError as error:
        advice = " Check DATABASE_URL and whether the database is running." if settings.DATABASE_URL else ""
        raise Trouble(f"The database cannot be used: {str(error).strip()}{advice}") from error
    if connection.cursor().connection.info.server_version < 160000:
        raise Trouble("The portal needs PostgreSQL 16 or newer; this one is older. Upgrade the database first.")


def _migrate(say: Say) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    todo = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if todo:
        say(f"Bringing the database up to date: {len(todo)} steps ...")
        call_command("migrate", interactive=False, verbosity=0)


def _compile_translations(say: Say) -> None:
    from django.conf import settings

    from kam_portal.workspace.catalogues import compile_changed

    if names := compile_changed([Path(path) for path in settings.LOCALE_PATHS]):
        say(f"Compiled the translations: {', '.join(names)}.")


def _collect_static_files(say: Say) -> None:
    """Collecting compresses thousands of icons: done again only when a file was added, changed or removed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / "collected"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return
    say("Collecting the static files ...")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())


def _seed_when_empty(say: Say, wish: str) -> None:
    """The demo's password is public: nobody gets it who did not ask for it or only tries the portal."""
    from django.contrib.auth import get_user_model
    from django.core.management import CommandError, call_command

    from kam_portal.workspace.demo.people import DEMO_PASSWORD

    if get_user_model()._default_manager.exists():
        return
    if wish not in ("en", "ru"):
        say(f"The portal is empty. Make its first admin in another terminal: {_first_admin()}")
        return
    say("The portal is empty: telling the story of a demo company ...")
    try:
        call_command("seed_demo", language=wish, password=DEMO_PASSWORD, stdout=io.StringIO())
    except CommandError as error:
        raise Trouble(f"The demo company cannot be told: {error} To start without it: DEMO=off make run") from error


def _first_admin() -> str:
    """The whole command: another terminal knows nothing of what was set for this one."""
    from django.conf import settings

    folder = f"KAM_VAR_DIR={shlex.quote(str(settings.VAR_DIR))} " if os.environ.get("KAM_VAR_DIR") else ""
    same = "  (with the same DATABASE_URL)" if settings.DATABASE_URL else ""
    return f"{folder}.venv/bin/python manage.py createsuperuser{same}"


def last_words(say: Say) -> None:
    """Show how to sign in, as long as the first of the demo's people is there with the demo's password."""
    from django.contrib.auth import get_user_model

    from kam_portal.workspace.demo.people import DEMO_PASSWORD, PEOPLE

    emails = [person.email for person in PEOPLE]
    here = {user.email: user for user in get_user_model()._default_manager.filter(email__in=emails, is_active=True)}
    if emails[0] not in here or not here[emails[0]].check_password(DEMO_PASSWORD):
        return
    say(f"The demo company is in. Sign in with the password {DEMO_PASSWORD} as:")
    for user in (here[email] for email in emails if email in here):
        say(f"  {user.email:28} {user.full_name}, {user.get_role_display()}")
