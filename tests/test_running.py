"""`make run` by real processes: what it says, what it starts, what stands in its way, how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from psycopg.pq import Ping

from kam_portal.embedded.server import Server

ROOT = Path(__file__).resolve().parents[1]
Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def var_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="portal-test-") as parent:
        yield Path(parent) / "var"
        Server(Path(parent) / "var").stop()


@pytest.fixture
def run(var_dir: Path, port: int) -> Iterator[Run]:
    """run(**environment) -> the portal starting in var_dir on port, without a demo; killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def start(*command: str, **env: str) -> subprocess.Popen[str]:
        kept = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DEBUG", "SECRET_KEY")
        }
        ours = {"KAM_VAR_DIR": str(var_dir), "PORT": str(port), "DEMO": "off", "EMBEDDED_POSTGRES_FSYNC": "off"}
        process = subprocess.Popen(
            [sys.executable, *(command or ("-m", "kam_portal.running"))],
            cwd=ROOT,
            env={**kept, **ours, **env},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        kill_all(process)
        process.communicate()


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    try:
        return [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def alive(members: list[psutil.Process]) -> list[psutil.Process]:
    """Those still running a moment later; one that has ended and waits to be counted by the system is not."""
    psutil.wait_procs(members, timeout=3)
    return [member for member in members if member.is_running() and member.status() != psutil.STATUS_ZOMBIE]


def kill_all(process: subprocess.Popen[str]) -> None:
    for member in family(process):
        member.kill()


def wait_until_ready(process: subprocess.Popen[str]) -> list[str]:
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith("The portal is ready"):
            return said
    raise AssertionError("\n".join(said))


def refusal(process: subprocess.Popen[str]) -> str:
    """The one sentence it ends with; code 1 and no traceback."""
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1, said
    assert "Traceback" not in said
    return said.strip().splitlines()[-1]


def status(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as response:
        return int(response.status)


def test_a_day_of_the_portal(run: Run, var_dir: Path, port: int) -> None:
    """Started empty, used beside manage.py, refused a second time, killed, started again, stopped by Ctrl-C; and once
    more, until its worker dies."""
    first = run()
    said = wait_until_ready(first)
    assert [line for line in said if line.startswith("The portal is empty.")] == [
        "The portal is empty. Make its first admin in another terminal: "
        f"KAM_VAR_DIR={var_dir} .venv/bin/python manage.py createsuperuser"
    ]
    assert said[-1] == f"The portal is ready: http://127.0.0.1:{port}  (stop it with Ctrl-C)"
    assert (status(port, "/healthz"), status(port, "/readyz"), status(port, "/")) == (200, 200, 200)
    beside = run("manage.py", "createsuperuser", "--noinput", "--email", "ada@b.example", "--full_name", "Ada")
    assert beside.communicate(timeout=60)[0] == "Superuser created successfully.\n"
    assert refusal(run()) == (
        f"The portal is already running from this folder: http://127.0.0.1:{port}, process {first.pid}. "
        "Open that address, stop that one first, or start a second portal with its own data: "
        "KAM_VAR_DIR=/another/folder PORT=8001 make run"
    )
    kill_all(first)
    os.kill(int((var_dir / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    first.wait()
    second = run()
    said = wait_until_ready(second)
    assert [line for line in said if line.startswith("Bringing the database")] == []
    count = "from django.contrib.auth import get_user_model as m; print(m().objects.count())"
    assert run("manage.py", "shell", "-v", "0", "-c", count).communicate(timeout=60)[0] == "1\n"
    members = family(second)
    second.send_signal(signal.SIGINT)
    said_last, _ = second.communicate(timeout=60)
    assert said_last.strip().splitlines()[-1] == (
        "The portal is stopped. Its data is kept; start it again with: make run"
    )
    assert second.returncode == 0
    assert alive(members) == []
    assert Server(var_dir).ping() is Ping.NO_RESPONSE
    third = run()
    wait_until_ready(third)
    members = family(third)
    worker = next(member for member in psutil.Process(third.pid).children() if "celery" in member.cmdline())
    worker.kill()
    assert refusal(third) == ("The worker was killed by signal 9, so the portal is stopped. What it said stands above.")
    assert alive(members) == []


def test_a_taken_port_is_refused_in_a_sentence(run: Run, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert refusal(run()) == (
            f"Port {port} on 127.0.0.1 cannot be had (Address already in use): another program may be using it. "
            "Stop that program, or choose another port: PORT=8001 make run"
        )


def test_what_is_no_port_or_no_address_is_refused_in_a_sentence(run: Run) -> None:
    assert refusal(run(PORT="eighty")) == (
        "PORT is 'eighty', which is no port. Give a number from 1 to 65535: PORT=8001 make run"
    )
    assert refusal(run(HOST="no.such.host.invalid")) == (
        "HOST is 'no.such.host.invalid', which is no address of this machine. Try: HOST=127.0.0.1 make run"
    )


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence(run: Run) -> None:
    assert refusal(run(KAM_VAR_DIR="/dev/null/var")) == (
        "The folder /dev/null/var cannot be written to (Not a directory). "
        "Change its owner, or choose another folder: KAM_VAR_DIR=/a/folder make run"
    )


def test_an_incomplete_data_folder_is_refused_in_a_sentence(run: Run, var_dir: Path) -> None:
    (var_dir / "postgres" / "base").mkdir(parents=True)
    assert refusal(run()).startswith(
        f"The database cannot be used: The data folder {var_dir}/postgres is incomplete: PG_VERSION is missing."
    )


def test_a_short_secret_key_stops_the_start_in_a_sentence(run: Run) -> None:
    assert refusal(run(SECRET_KEY="short")) == (
        "The settings are not complete: SECRET_KEY is missing, known or shorter than 32 characters. "
        "Set SECRET_KEY to a long random text in the environment before starting with DEBUG off."
    )


def test_a_database_that_does_not_answer_is_said_in_a_sentence_without_its_password(run: Run, port: int) -> None:
    said = refusal(run(DATABASE_URL=f"postgres://portal:hush-hush@127.0.0.1:{port}/portal"))
    assert said.endswith("Check DATABASE_URL and whether the database is running.")
    assert "hush-hush" not in said


def test_the_secret_of_a_trial_is_drawn_once_and_closed_to_others(run: Run, var_dir: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        refusal(run())
    assert not (var_dir / "secret_key").exists()
    refusal(run(DATABASE_URL=f"postgres://portal@127.0.0.1:{port}/portal"))
    drawn = (var_dir / "secret_key").read_text()
    refusal(run(DATABASE_URL=f"postgres://portal@127.0.0.1:{port}/portal"))
    assert (var_dir / "secret_key").read_text() == drawn
    assert (var_dir / "secret_key").stat().st_mode & 0o777 == 0o600
