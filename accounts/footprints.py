"""How far long work is, told by a connection of its own: a writing transaction shows nothing until it is done."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass

from django.db import connection

SILENT = datetime.timedelta(minutes=2)


def is_silent(moved_at: datetime.datetime | None, at: datetime.datetime) -> bool:
    """Whether busy work has not moved for so long that it may be started again."""
    return moved_at is None or at - moved_at > SILENT


@dataclass(frozen=True)
class Trail:
    """The columns of one row that say how far the work on it is."""

    table: str
    done: str
    total: str
    moved_at: str

    @property
    def statement(self) -> str:
        # A row somebody holds is passed over: telling how far the work is never makes it wait, for itself least of all.
        return f"""UPDATE {self.table} SET {self.done} = %s, {self.total} = %s, {self.moved_at} = now()
            WHERE id = (SELECT id FROM {self.table} WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED)"""  # noqa: S608 - ours


class Footprints:
    """`with Footprints(trail, pk) as footprints`: leave(done, total) as often as one likes, written once a second."""

    EVERY = 1.0

    def __init__(self, trail: Trail, pk: int) -> None:
        self.trail, self.pk = trail, pk
        self.told_at = time.monotonic()
        self.beside = connection.copy()

    def __enter__(self) -> Footprints:
        return self

    def leave(self, done: int, total: int) -> None:
        if time.monotonic() - self.told_at < self.EVERY:
            return
        self.told_at = time.monotonic()
        with self.beside.cursor() as cursor:
            cursor.execute(self.trail.statement, [done, total, self.pk])

    def __exit__(self, *failure: object) -> None:
        self.beside.close()
