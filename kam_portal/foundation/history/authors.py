"""Who writes, told to PostgreSQL beside each write; the triggers of history keep it with what they record.

pghistory's own context puts both into one text of two statements, which no server can prepare; this says the same
two settings in a statement of their own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

# Statements that change no row; anything else is a write.
NOT_A_WRITE = ("select", "savepoint", "release", "rollback", "set", "lock", "declare", "fetch", "close")


@contextmanager
def written_by(**about: Any) -> Iterator[str]:
    """What is written within, on the default database, is recorded with `about`: `user` (an id), `url`, `source`.

    Gives the key that all of it has in the history.
    """
    telling = _Telling(about)
    with connection.execute_wrapper(telling):
        yield telling.key


class _Telling:
    """Each write is preceded by the settings, which hold for its transaction and never outlive it."""

    def __init__(self, about: dict[str, Any]) -> None:
        self.key = str(uuid.uuid4())
        self.settings = (self.key, json.dumps(about))

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip()[:9].lower().startswith(NOT_A_WRITE):
            return execute(sql, params, many, context)
        if connection.in_atomic_block:
            self._tell()
            return execute(sql, params, many, context)
        with transaction.atomic():
            self._tell()
            return execute(sql, params, many, context)

    def _tell(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pghistory.context_id', %s, true),"
                " set_config('pghistory.context_metadata', %s, true)",
                self.settings,
            )
