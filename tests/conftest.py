"""Fixtures everybody shares: the demo company's people and one account of each owner."""

from __future__ import annotations

import datetime
import fcntl
import gc
import zoneinfo
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import hypothesis
import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client, override_settings
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from accounts.assigning import assign
from accounts.keeping import create_account
from accounts.models import Account
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.people import bring_in
from tests.kept import brought_in, filled

# A slow machine is no fault of what is tested: speed is measured by the benchmarks alone.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")

TODAY = datetime.date(2026, 11, 22)


def readers_today() -> datetime.date:
    """The date of the readers, who sit in Moscow, where the day begins before the server's."""
    return timezone.localdate(timezone=zoneinfo.ZoneInfo("Europe/Moscow"))


# What is imported and collected stays to the end: the collector of garbage need not go through it over and over.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
) -> Iterator[None]:
    """Of workers side by side one migrates a database, and each begins with a copy of it."""
    if django_db_keepdb or not hasattr(request.config, "workerinput"):
        yield
        return
    ours = connection.settings_dict
    of_tests, name, template = ours["TEST"], ours["NAME"], f"{ours['NAME']}_migrated"
    shared = tmp_path_factory.getbasetemp().parent
    with (shared / "migrating").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "migrated").exists():
            with patch.dict(of_tests, NAME=template):
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            settings.DATABASES["default"]["NAME"] = ours["NAME"] = name
            (shared / "migrated").touch()
    of_tests["TEMPLATE"] = template
    yield
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{template}"')


@pytest.fixture(scope="session", autouse=True)
def _files_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests upload goes with them."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_was_filled_is_emptied() -> Iterator[None]:
    """After a test with transactions of its own: to truncate every table takes half a second, and most stayed empty."""

    def sql_flush(operations: Any, style: Any, tables: list[str], **_asked: Any) -> list[str]:
        deletes = [f"DELETE FROM {name}" for name in filled(tables)]  # noqa: S608 - the portal's own tables
        return ["SET session_replication_role = replica", *deletes, "SET session_replication_role = DEFAULT"]

    # What follows migrating - kinds of content, permissions - is there still.
    with patch.object(DatabaseOperations, "sql_flush", sql_flush), patch.object(flush, "emit_post_migrate_signal"):
        yield


@pytest.fixture(autouse=True)
def _sign_ins_counted_anew(settings: Any, tmp_path: Path) -> None:
    """The limit of sign-ins counts by address, and all tests come from one: a quick suite would meet it."""
    folder = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": folder, "LOCATION": tmp_path / "cache"}}


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A request leaves its reader's language active; the next test does not inherit it."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _static_files_as_they_lie(settings: Any) -> None:
    """Pages are rendered without collecting the static files first."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """The people of the demo company: ada (admin), leonid and sofia (leads), anna and boris (north), viktor (south),
    irina and pavel (colleagues)."""
    return SimpleNamespace(**brought_in("cast", partial(bring_in, password=None)))


@pytest.fixture
def new_account(cast: SimpleNamespace) -> Callable[..., Account]:
    """new_account("Name", kam=cast.anna, status="key", on=date) through the verbs."""

    def make(
        name: str, *, kam: User | None = None, status: str = "key", on: datetime.date = TODAY, **values: Any
    ) -> Account:
        account = create_account(by=None, on=on, status=status, reason="board decision", trade_name=name, **values)
        if kam is not None:
            assign(account=account, manager=kam, on=on, reason="first assignment", by=None)
        return Account.objects.get(pk=account.pk)

    return make


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """signed_in(user) -> a Django test client with that person's session."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
