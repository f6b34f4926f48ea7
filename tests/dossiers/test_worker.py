"""The clockwork for real: Redis, a Celery worker in a process of its own, the test database."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest
from celery import Celery
from django.conf import settings as configured
from django.db import connection

from accounts.models import Account
from kam_portal.foundation.notifications.models import Message
from tests.foundation.notifications.postbox import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed; CI installs it")
    port = free_port()
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with _ended(subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)):
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def worker(redis: str, tmp_path: Path) -> Iterator[str]:
    """A worker on the test database; yields the broker's address."""
    stored = connection.settings_dict
    address = urlencode({"host": stored["HOST"], **({"port": stored["PORT"]} if stored["PORT"] else {})})
    password = f":{quote(stored['PASSWORD'], safe='')}" if stored["PASSWORD"] else ""
    environment = os.environ | {
        "CELERY_BROKER_URL": redis,
        "DATABASE_URL": f"postgres://{stored['USER']}{password}@/{stored['NAME']}?{address}",
        "EMAIL_URL": "consolemail://",
        "KAM_VAR_DIR": str(configured.VAR_DIR),
    }
    command = [sys.executable, "-m", "celery", "-A", "kam_portal", "worker", "-P", "solo", "-l", "INFO"]
    log = (tmp_path / "worker.log").open("wb")
    with log, _ended(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)):
        yield redis


class _ended:
    """Ends the process when the test is over."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_fault: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def test_the_worker_runs_the_sweep_once_though_asked_twice(
    worker: str, cast: SimpleNamespace, new_account: Callable[..., Account], tmp_path: Path
) -> None:
    since = datetime.date.today() - datetime.timedelta(days=200)
    account = new_account("Acme", kam=cast.anna, on=since)
    client = Celery(broker=worker)
    for _time in range(2):
        client.send_task("dossiers.sweep_reminders")
    log = tmp_path / "worker.log"
    deadline = time.monotonic() + PATIENCE
    while log.read_text().count("succeeded in") < 2 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert log.read_text().count("succeeded in") == 2, log.read_text()[-2000:]
    said = Message.objects.filter(topic="review", subject_id=account.pk).order_by("stage")
    assert [(m.stage[0], m.recipient) for m in said] == [("a", cast.anna), ("w", cast.anna)]
