"""Two imports of one file at the same moment: one creates, the other finds everything there."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from accounts.importing import runs
from accounts.importing.running import KINDS, Outcome, run
from accounts.models import Account, ImportRun, StatusChange
from kam_portal.foundation.tabular.reading import read_table
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 300
# Names only: nothing but the order of the imports keeps them from doubling.
TEXT = "name\n" + "".join(f"Client {n}\n" for n in range(ROWS))


def at_once(count: int, work: object) -> None:
    barrier = threading.Barrier(count)

    def start() -> None:
        barrier.wait()
        try:
            work()  # type: ignore[operator]
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_imports_at_once_do_not_double() -> None:
    outcomes: list[Outcome] = []
    table = read_table(TEXT.encode())

    def work() -> None:
        outcomes.append(run(kind=KINDS["accounts"], table=table, overrides={}, by=None, on=TODAY, dry_run=False))

    at_once(3, work)
    assert sorted((o.created, o.unchanged) for o in outcomes) == [(0, ROWS), (0, ROWS), (ROWS, 0)]
    assert (Account.objects.count(), StatusChange.objects.count()) == (ROWS, ROWS)


def test_two_workers_of_one_run_write_it_once(cast: SimpleNamespace, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    found = runs.receive(kind="accounts", upload=ContentFile(TEXT.encode(), name="x"), file_name="x.csv", by=cast.ada)
    runs.check(import_run=found)
    ImportRun.objects.update(state="running")
    at_once(3, lambda: runs.work(run_id=found.pk))
    found.refresh_from_db()
    assert (found.state, found.created, found.refusal) == ("done", ROWS, "")
    assert (Account.objects.count(), StatusChange.objects.count()) == (ROWS, ROWS)
