"""What many tests begin with is brought in once, by the verbs; after that its rows are put back as they were."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

# Written by migrating.
STANDING = {"django_migrations", "django_content_type", "auth_permission"}


@dataclass(frozen=True)
class Kept:
    rows: dict[str, bytes]
    files: dict[Path, bytes]
    answer: bytes


_kept: dict[str, Kept] = {}


def brought_in(name: str, bring: Callable[[], Any], *, files: str = "") -> Any:
    """What `bring` answers on an empty database; it stores files below `files` of the media folder."""
    if name in _kept:
        return _put_back(_kept[name])
    was_empty = not filled(connection.introspection.table_names())
    answer = bring()
    if was_empty:
        _kept[name] = Kept(_rows(), _files(files) if files else {}, pickle.dumps(answer))
    return answer


def filled(tables: Iterable[str]) -> list[str]:
    """Those of the tables, quoted, that hold more than migrating wrote."""
    names = [connection.ops.quote_name(table) for table in tables if table not in STANDING]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{n}' WHERE EXISTS (SELECT 1 FROM {n})" for n in names))
        return [name for (name,) in cursor.fetchall()]


def _rows() -> dict[str, bytes]:
    found = {}
    with connection.cursor() as cursor:
        for table in filled(connection.introspection.table_names()):
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                found[table] = b"".join(copy)
    return found


def _files(below: str) -> dict[Path, bytes]:
    media = Path(settings.MEDIA_ROOT)
    return {path.relative_to(media): path.read_bytes() for path in (media / below).rglob("*") if path.is_file()}


def _put_back(kept: Kept) -> Any:
    """Triggers rest: what they wrote is among the rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, rows in kept.rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)
        cursor.execute("SET session_replication_role = DEFAULT")
    for path, content in kept.files.items():
        target = Path(settings.MEDIA_ROOT) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return pickle.loads(kept.answer)
