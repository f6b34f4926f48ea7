"""`make run`: everything the portal needs, in one terminal, from an empty folder or from yesterday's.

Each step says a sentence. What stands in the way is said in a sentence too and ends with code 1.
The web server and the worker run as children; when one of them ends, or on Ctrl-C, all are stopped.
"""

import ctypes
import fcntl
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 20
ANY_ADDRESS = ("0.0.0.0", "::", "")


class Refused(Exception):
    """The portal cannot be started; the message says why and what to do."""


class Stopped(Exception):
    """Somebody asked the portal to stop."""


def main() -> int:
    """Run until stopped; 0 when asked to stop, 1 when something is in the way or has ended by itself."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        run()
    except Stopped:
        say("The portal is stopped. Its data is kept; start it again with: make run")
        return 0
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def run() -> None:
    environ.Env.read_env(BASE_DIR / ".env", overwrite=False)
    var_dir = Path(os.environ.get("KAM_VAR_DIR") or BASE_DIR / "var").absolute()
    host, port = os.environ.get("HOST") or "127.0.0.1", _port()
    address = f"http://{_bracketed('127.0.0.1' if host in ANY_ADDRESS else host)}:{port}"
    with _only_one(var_dir, address):
        _refuse_taken_port(host, port)
        _set_environment(var_dir, host, address)
        from kam_portal.starting import Trouble, get_ready, last_words

        try:
            get_ready(say, trial=host in ("127.0.0.1", "localhost", "::1") and not os.environ.get("DATABASE_URL"))
        except Trouble as trouble:
            raise Refused(str(trouble)) from trouble
        with _children(host, port, var_dir) as children:
            _wait_for_answer(children, host, port)
            say(f"The portal is ready: {os.environ['SITE_URL']}  (stop it with Ctrl-C)")
            last_words(say)
            _watch(children)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Refused(f"PORT is {text!r}, which is no port. Give a number from 1 to 65535: PORT=8001 make run")
    return int(text)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@contextmanager
def _only_one(var_dir: Path, address: str) -> Iterator[None]:
    """Hold the folder for this run; the lock ends with the process, however it ends."""
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        file = open(var_dir / "running", "a+", encoding="utf-8")
    except OSError as error:
        raise Refused(
            f"The folder {var_dir} cannot be written to ({error.strerror}). "
            "Change its owner, or choose another folder: KAM_VAR_DIR=/a/folder make run"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Refused(
                f"The portal is already running from this folder: {file.read().strip() or 'it is just starting'}. "
                "Open that address, stop that one first, or start a second portal with its own data: "
                "KAM_VAR_DIR=/another/folder PORT=8001 make run"
            ) from None
        file.truncate(0)
        file.write(f"{address}, process {os.getpid()}\n")
        file.flush()
        yield


def _refuse_taken_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _name, target = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(target)
            probe.listen(1)
    except PermissionError as error:
        raise Refused(f"Port {port} is reserved for root. Choose another one: PORT=8001 make run") from error
    except socket.gaierror as error:
        raise Refused(f"HOST is {host!r}, which is no address of this machine. Try: HOST=127.0.0.1 make run") from error
    except OSError as error:
        raise Refused(
            f"Port {port} on {host} cannot be had ({error.strerror}): another program may be using it. "
            "Stop that program, or choose another port: PORT=8001 make run"
        ) from error


def _set_environment(var_dir: Path, host: str, address: str) -> None:
    """What the environment does not say is set as for production, except for HTTPS; children inherit it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "kam_portal.settings"
    os.environ.setdefault("DEBUG", "off")
    os.environ.setdefault("SECURE_HTTPS", "off")
    os.environ.setdefault("SITE_URL", address)
    names = ["localhost", "127.0.0.1", "[::1]", socket.gethostname() if host in ANY_ADDRESS else _bracketed(host)]
    os.environ.setdefault("ALLOWED_HOSTS", ",".join(dict.fromkeys(names)))
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = _own_key(var_dir / "secret_key")


def _own_key(file: Path) -> str:
    """The secret of this folder, drawn once, readable for its owner only."""
    try:
        if not file.exists() or not file.read_text().strip():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(50) + "\n")
        return file.read_text().strip()
    except OSError as error:
        raise Refused(f"The secret key {file} cannot be read ({error.strerror}). Run this as its owner.") from error


@contextmanager
def _children(host: str, port: int, var_dir: Path) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """The web server and the worker, each in its own session so that Ctrl-C reaches only this process."""
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in _commands(host, port, var_dir).items():
            children[name] = subprocess.Popen(
                [sys.executable, *command],
                cwd=BASE_DIR,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        yield children
    finally:
        _end(children)


def _commands(host: str, port: int, var_dir: Path) -> dict[str, list[str]]:
    web = shlex.split("-m gunicorn kam_portal.wsgi -k gthread --threads 4 --no-control-socket --log-level warning")
    web += ["--workers", os.environ.get("WEB_WORKERS") or "2", "--bind", f"{_bracketed(host)}:{port}"]
    # Celery warns of root at length; what running as root means stands in docs/operators.md.
    worker = ["-W", "ignore:You're running the worker"]
    worker += shlex.split("-m celery --quiet -A kam_portal worker --beat --concurrency 1 --loglevel WARNING")
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return {"web server": web, "worker": [*worker, "--schedule", str(var_dir / "beat-schedule")]}


def _end_with_parent() -> None:
    """On Linux a child is told to end when this process is killed; elsewhere it would stay."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _wait_for_answer(children: dict[str, subprocess.Popen[bytes]], host: str, port: int) -> None:
    near = "127.0.0.1" if host in ANY_ADDRESS else host
    name = os.environ["ALLOWED_HOSTS"].split(",")[0].replace("*", "localhost")
    request = urllib.request.Request(f"http://{_bracketed(near)}:{port}/healthz", headers={"Host": name})
    until = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < until:
        _refuse_ended(children)
        try:
            with urllib.request.urlopen(request, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise Refused(f"The web server does not answer after {SECONDS_TO_ANSWER} seconds. What it said stands above.")


def _refuse_ended(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        if (code := child.poll()) is not None:
            how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
            raise Refused(f"The {name} {how}, so the portal is stopped. What it said stands above.")


def _watch(children: dict[str, subprocess.Popen[bytes]]) -> None:
    while True:
        _refuse_ended(children)
        time.sleep(0.3)


def _end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask all to end, wait, and kill what has not ended in time, with what a killed one left behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    alive = {name: child for name, child in children.items() if child.poll() is None}
    if alive:
        say("Stopping: " + ", ".join(alive) + " ...")
    for child in alive.values():
        child.terminate()
    until = time.monotonic() + SECONDS_TO_STOP
    for child in alive.values():
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, until - time.monotonic()))
    for child in children.values():
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


if __name__ == "__main__":
    sys.exit(main())
