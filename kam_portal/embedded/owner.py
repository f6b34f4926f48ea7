"""Whose the embedded server is. PostgreSQL refuses to run as root, so root lends it another user.

An existing data folder decides: its owner runs the server. A new one, made by root, is given to the system
user `kam-portal-db`, for whom the folders on the way are opened to passing through, not to reading.
"""

import locale
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

SYSTEM_USER = "kam-portal-db"


class ServerRefused(psycopg.OperationalError):
    """The embedded server cannot be had; the message says why and what to do."""


def name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the user number {uid}"


def my_name() -> str:
    return name_of(os.geteuid())


def identity(folder: Path) -> dict[str, Any]:
    """What subprocess needs to run as the folder's owner; nothing unless we are root."""
    if os.geteuid() != 0:
        return {}
    found = folder.stat()
    if found.st_uid == 0:
        raise ServerRefused(
            f"The data folder {folder} belongs to root, and PostgreSQL does not run as root. "
            f"Give it to {SYSTEM_USER} or to an ordinary user: chown -R {SYSTEM_USER} '{folder}'"
        )
    return {"user": found.st_uid, "group": found.st_gid, "extra_groups": []}


def hand_over(folder: Path, program: Path) -> None:
    """Give a new, empty data folder to the system user, making that user where it is missing."""
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _make_system_user()
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    open_the_way(folder, program)


def _make_system_user() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    command = [useradd or "useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ServerRefused(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} cannot be made for it. "
            "Run the portal as an ordinary user."
        ) from error
    _say(f"PostgreSQL does not run as root: made the system user {SYSTEM_USER} for it.")
    return pwd.getpwnam(SYSTEM_USER)


def open_the_way(folder: Path, program: Path) -> None:
    """Let the server's user pass through the folders above its data and its programs."""
    if not program.stat().st_mode & 0o001:
        raise ServerRefused(
            f"{program} may not be run by other users, and PostgreSQL does not run as root. Open the environment "
            "to reading (chmod -R go+rX .venv), or run the portal as an ordinary user."
        )
    opened = []
    for parent in [*folder.resolve().parents, *program.resolve().parents]:
        mode = parent.stat().st_mode
        if not mode & 0o001 and parent.stat().st_uid == 0:
            parent.chmod(mode & 0o7777 | 0o001)
            opened.append(str(parent))
    if opened:
        _say(f"Opened to passing through, not to reading, for PostgreSQL's user: {', '.join(opened)}.")


def utf8_locale() -> str:
    """A locale of the C library in which Cyrillic letters are letters."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "C.utf8", "en_US.utf8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
