"""A PostgreSQL program on the embedded database, running or not: python -m kam_portal.embedded pg_dump > portal.sql"""

import os
import subprocess
import sys
from pathlib import Path

import environ

from kam_portal.embedded.owner import ServerRefused
from kam_portal.embedded.server import Server, program

BASE_DIR = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    if not arguments or not Path(program(arguments[0])).is_file():
        print("Name a program of PostgreSQL: pg_dump, psql, vacuumdb ...", file=sys.stderr)
        return 1
    environ.Env.read_env(BASE_DIR / ".env", overwrite=False)
    server = Server(Path(os.environ.get("KAM_VAR_DIR") or BASE_DIR / "var"))
    try:
        server.ensure_running()
    except ServerRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    where = {"PGHOST": str(server.socket_folder), "PGUSER": "postgres", "PGDATABASE": "portal"}
    return subprocess.call([program(arguments[0]), *arguments[1:]], env={**os.environ, **where})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
