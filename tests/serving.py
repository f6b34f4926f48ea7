"""The portal served for real on loopback, for benchmarks and pictures."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_ANSWER = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(port: int, *, threads: int = 1, **environment: str) -> Iterator[str]:
    """Gunicorn with two workers, sync ones but for `threads`, in the environment given; yields the address, stops it
    afterwards."""
    command = [sys.executable, "-m", "gunicorn", "kam_portal.wsgi", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    command += ["--threads", str(threads)]
    process = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=os.environ | environment)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(SECONDS_TO_ANSWER)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn did not come up; its message stands above")
