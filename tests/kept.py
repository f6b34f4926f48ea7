"""What many tests begin with is brought in once, by the verbs; after that its rows are put back as they were."""

from __future__ import annotations

import datetime
import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

# Written by migrating.
STANDING = {
    *("django_migrations", "django_content_type", "auth_permission"),
    # The first checklist of the company.
    *("planning_stagework", "planning_stageworkevent"),
}
# Who is signed in stays so.
SESSIONS = '"django_session"'


@dataclass(frozen=True)
class Kept:
    """Rows by table, of those tables that held others before."""

    rows: dict[str, bytes]
    files: dict[Path, bytes]
    answer: bytes


_kept: dict[tuple[str, datetime.date], Kept] = {}


def brought_in(name: str, bring: Callable[[], Any], *, on: str = "") -> Any:
    """What `bring` answers where nothing is but what was brought in as `on`."""
    today = datetime.date.today()
    kept, base = _kept.get((name, today)), _kept.get((on, today))
    # To ask the tables that it fills is enough here, and quick: this is before every second test.
    if kept is not None and not on and not filled(kept.rows):
        return _put_back(kept, None)
    if (on and base is None) or _tables() != set(base.rows if base else ()):
        return bring()
    if kept is not None:
        return _put_back(kept, base)
    files = _files()
    answer = bring()
    files = {path: content for path, content in _files().items() if path not in files}
    rows = {table: rows for table, rows in _rows().items() if base is None or base.rows.get(table) != rows}
    _kept[name, today] = Kept(rows, files, pickle.dumps(answer))
    return answer


def filled(tables: Iterable[str]) -> list[str]:
    """Those of the tables, quoted, that hold more than migrating wrote."""
    names = [connection.ops.quote_name(table) for table in tables if table not in STANDING]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{n}' WHERE EXISTS (SELECT 1 FROM {n})" for n in names))
        return [name for (name,) in cursor.fetchall()]


@cache
def _names() -> list[str]:
    return connection.introspection.table_names()


def _tables() -> set[str]:
    return set(filled(_names())) - {SESSIONS}


def _rows() -> dict[str, bytes]:
    found = {}
    with connection.cursor() as cursor:
        for table in _tables():
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                found[table] = b"".join(copy)
    return found


def _files() -> dict[Path, bytes]:
    """What is stored, beside the cache, below the folder of the moment."""
    media = Path(settings.MEDIA_ROOT)
    found = (path for path in media.rglob("*") if path.is_file() and path.suffix != ".djcache")
    return {path.relative_to(media): path.read_bytes() for path in found}


def _put_back(kept: Kept, base: Kept | None) -> Any:
    """Triggers rest: what they wrote is among the rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, rows in kept.rows.items():
            if base is not None and table in base.rows:
                cursor.execute(f"DELETE FROM {table}")
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)
        cursor.execute("SET session_replication_role = DEFAULT")
    for path, content in kept.files.items():
        target = Path(settings.MEDIA_ROOT) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return pickle.loads(kept.answer)
