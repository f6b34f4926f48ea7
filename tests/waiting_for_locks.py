"""How a test knows that somebody has come as far as a lock and waits there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest
from django.db import connection, transaction

Answer = TypeVar("Answer")

GIVE_UP_AFTER = 10.0
# Of this database alone: other tests of the run wait for locks of their own on the same server.
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def wait_until_they_wait(number: int = 1, *, who: threading.Thread | None = None) -> None:
    """Until so many wait for a lock of this database; fails when `who` is through already, or nobody comes."""
    until = time.monotonic() + GIVE_UP_AFTER
    with connection.cursor() as cursor:
        while (who is None or who.is_alive()) and time.monotonic() < until:
            # A transaction keeps what it has seen of the activity until it is told to look again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone() == (number,):
                return
            time.sleep(0.01)
    pytest.fail(f"{number} should wait for a lock by now")


@contextmanager
def arriving_during(act: Callable[[], Answer]) -> Iterator[list[Answer]]:
    """The answer to `act`, which was sent in the open transaction of the block and waited for its end."""
    answers: list[Answer] = []

    def send() -> None:
        try:
            answers.append(act())
        finally:
            connection.close()

    second = threading.Thread(target=send)
    with transaction.atomic():
        yield answers
        second.start()
        wait_until_they_wait(who=second)
    second.join(GIVE_UP_AFTER)
