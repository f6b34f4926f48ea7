"""The embedded PostgreSQL, by real processes: started, shared, killed and found again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.pq import Ping

from kam_portal.embedded.server import Server

ROOT = Path(__file__).resolve().parents[1]
HEAD = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite started in the background hands SIGINT on ignored
from pathlib import Path
import psycopg
from kam_portal.embedded.owner import ServerRefused
from kam_portal.embedded.server import Server
server = Server(Path(os.environ["KAM_VAR_DIR"]))
def ask(sql):
    with psycopg.connect(host=str(server.socket_folder), user="postgres", dbname="portal") as connection:
        return connection.execute(sql).fetchone()[0]
"""
REFUSAL = """
try:
    server.ensure_running()
except ServerRefused as refusal:
    print(refusal)
    sys.exit(1)
"""
# Root may write everywhere; these tests are about people who may not.
AS_SOMEBODY_ELSE = "\nif os.geteuid() == 0: os.setegid(65534); os.seteuid(65534)\n"


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def var_dir() -> Iterator[Path]:
    """A var folder that other users can reach; a server still running in it is stopped at the end."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="portal-test-") as parent:
        Path(parent).chmod(0o755)
        yield Path(parent) / "var"
        Server(Path(parent) / "var").stop()


@pytest.fixture
def start(var_dir: Path) -> Iterator[Start]:
    """start(script, **environment) -> a process with its words on a pipe; killed at the end if it still runs."""
    started: list[subprocess.Popen[str]] = []

    def run(script: str, *arguments: str, **env: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "KAM_VAR_DIR": str(var_dir), "EMBEDDED_POSTGRES_FSYNC": "off", **env}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, *arguments] if arguments else [sys.executable, "-c", HEAD + script]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def words(process: subprocess.Popen[str], code: int = 0) -> str:
    """What the process said until its end, which has to come with this code."""
    said, _ = process.communicate(timeout=60)
    assert process.returncode == code, said
    return said.strip()


def last_line(process: subprocess.Popen[str], code: int = 0) -> str:
    return words(process, code).splitlines()[-1]


def wait_for(process: subprocess.Popen[str], sentence: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == sentence:
            return
    raise AssertionError(f"the process ended without saying {sentence!r}")


HOLD = 'server.ensure_running(); print("up", flush=True); time.sleep(60)'


def test_cyrillic_letters_are_letters_whatever_the_locale_of_the_machine(start: Start) -> None:
    script = """
server.ensure_running()
with psycopg.connect(server.address, dbname="portal") as connection:
    connection.execute("CREATE EXTENSION pg_trgm")
print(ask("SELECT upper('ёж') || ('привет' ~ '^[[:alpha:]]+$')::text || word_similarity('ЁЖ', 'ёж')::text"))
"""
    assert last_line(start(script, LC_ALL="C", LANG="C", PYTHONUTF8="1")) == "ЁЖtrue1"


def test_two_processes_share_the_server_and_the_last_one_stops_it(start: Start, var_dir: Path) -> None:
    first = start(HOLD)
    wait_for(first, "up")
    assert last_line(start("server.ensure_running(); print(ask('SELECT 1'))")) == "1"
    assert Server(var_dir).ping() is Ping.OK
    first.send_signal(signal.SIGINT)
    first.wait(20)
    assert Server(var_dir).ping() is Ping.NO_RESPONSE


def test_several_processes_starting_at_once_get_one_server(start: Start, var_dir: Path) -> None:
    script = "server.ensure_running(); print(ask('SELECT pg_postmaster_start_time()::text')); time.sleep(3)"
    said = {last_line(process) for process in [start(script) for _ in range(4)]}
    assert len(said) == 1
    assert Server(var_dir).ping() is Ping.NO_RESPONSE


def test_a_killed_process_leaves_a_server_that_the_next_one_finds_and_stops(start: Start, var_dir: Path) -> None:
    killed = start(HOLD)
    wait_for(killed, "up")
    killed.kill()
    killed.wait()
    assert Server(var_dir).ping() is Ping.OK
    assert last_line(start("server.ensure_running(); print(ask('SELECT 2'))")) == "2"
    assert Server(var_dir).ping() is Ping.NO_RESPONSE


def test_after_everything_was_killed_the_data_is_still_there(start: Start, var_dir: Path) -> None:
    note = """
server.ensure_running()
with psycopg.connect(server.address, dbname="portal") as connection:
    connection.execute("CREATE TABLE note AS SELECT 7 AS n")
"""
    process = start(note + HOLD, EMBEDDED_POSTGRES_FSYNC="on")
    wait_for(process, "up")
    postmaster = int((var_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    process.kill()
    os.kill(postmaster, signal.SIGKILL)
    process.wait()
    assert last_line(start("server.ensure_running(); print(ask('SELECT n FROM note'))")) == "7"


def test_a_forked_child_keeps_the_server_when_its_parent_ends_first(start: Start, var_dir: Path) -> None:
    script = """
server.ensure_running()
if os.fork() == 0:
    time.sleep(2)
    print("child still has it:", ask("SELECT 3"), flush=True)
else:
    time.sleep(0.5)
"""
    assert last_line(start(script)) == "child still has it: 3"
    assert Server(var_dir).ping() is Ping.NO_RESPONSE


def test_a_lost_server_is_started_again_for_the_next_connection(start: Start) -> None:
    script = """
import django, signal
os.environ["DJANGO_SETTINGS_MODULE"] = "kam_portal.settings"
django.setup()
from django.db import connection
def one():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 4")
        return cursor.fetchone()[0]
one()
os.kill(int((server.folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
time.sleep(0.5)
connection.close()
print(one())
"""
    assert last_line(start(script)) == "4"


def test_a_command_that_needs_no_database_starts_none(start: Start, var_dir: Path) -> None:
    words(start("", "manage.py", "diffsettings"))
    assert not (var_dir / "postgres").exists()


def test_dbshell_brings_its_own_psql(start: Start) -> None:
    assert last_line(start("", "manage.py", "dbshell", "--", "-Atc", "SELECT current_database()")) == "portal"


def test_what_an_interrupted_start_left_behind_is_made_anew(start: Start, var_dir: Path) -> None:
    (var_dir / "postgres.making" / "base").mkdir(parents=True)
    (var_dir / "postgres").mkdir()
    assert last_line(start("server.ensure_running(); print(ask('SELECT 5'))")) == "5"
    assert not (var_dir / "postgres.making").exists()


def test_an_incomplete_data_folder_is_refused_in_a_sentence_and_not_touched(start: Start, var_dir: Path) -> None:
    (var_dir / "postgres" / "base").mkdir(parents=True)
    (var_dir / "postgres" / "PG_VERSION").write_text("18\n")
    assert last_line(start(REFUSAL), code=1) == (
        f"The data folder {var_dir}/postgres is incomplete: global/pg_control is missing. It was not made by "
        "the portal or is damaged, so nothing in it was touched. Put a backup in its place, or move it away to start "
        "with an empty portal."
    )
    assert sorted(path.name for path in (var_dir / "postgres").iterdir()) == ["PG_VERSION", "base"]


def test_data_of_an_older_postgresql_is_refused_with_its_own_words(start: Start, var_dir: Path) -> None:
    words(start("server.ensure_running()"))
    (var_dir / "postgres" / "PG_VERSION").write_text("17\n")
    said = last_line(start(REFUSAL), code=1)
    assert said.startswith("PostgreSQL does not start: ")
    assert f"The log is {var_dir}/postgres/log." in said


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(start: Start, var_dir: Path) -> None:
    var_dir.mkdir(mode=0o500)
    said = last_line(start(AS_SOMEBODY_ELSE + REFUSAL), code=1)
    assert said.startswith(f"The folder {var_dir} is not writable for ")
    assert said.endswith("Change its owner, or choose another folder with KAM_VAR_DIR.")


def test_a_data_folder_of_another_user_is_refused_in_a_sentence(start: Start, var_dir: Path) -> None:
    var_dir.mkdir(mode=0o777)
    var_dir.chmod(0o777)
    (var_dir / "postgres").symlink_to("/usr")
    said = last_line(start(AS_SOMEBODY_ELSE + REFUSAL), code=1)
    assert said.startswith(f"The data folder {var_dir}/postgres belongs to root, and you are ")


def test_a_path_too_long_for_a_socket_works(start: Start, var_dir: Path) -> None:
    far = var_dir / ("a-rather-long-name-" * 4) / ("another-rather-long-name-" * 4)
    assert last_line(start("server.ensure_running(); print(ask('SELECT 6'))", KAM_VAR_DIR=str(far))) == "6"
    server = Server(far)
    assert server.socket_folder.parent == Path("/tmp")
    assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    server.socket_folder.rmdir()


def test_a_path_with_a_space_works(start: Start, var_dir: Path) -> None:
    there = str(var_dir / "our data")
    assert last_line(start("server.ensure_running(); print(ask('SELECT 8'))", KAM_VAR_DIR=there)) == "8"


def test_a_path_the_starter_cannot_take_is_refused_in_a_sentence(start: Start, var_dir: Path) -> None:
    said = last_line(start(REFUSAL, KAM_VAR_DIR=f"{var_dir}/a$b"), code=1)
    assert said == (
        f"The path of the data folder, {var_dir}/a$b, contains $, which PostgreSQL's starter cannot take. "
        "Choose another folder with KAM_VAR_DIR."
    )


def test_nobody_else_on_the_machine_can_connect(start: Start, var_dir: Path) -> None:
    process = start(HOLD)
    wait_for(process, "up")
    assert (var_dir / "postgres").stat().st_mode & 0o777 == 0o700
    with psycopg.connect(Server(var_dir).address) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    process.send_signal(signal.SIGINT)
    process.wait(20)
    assert Server(var_dir).ping() is Ping.NO_RESPONSE
