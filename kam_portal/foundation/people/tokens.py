"""Secrets in addresses: told once, kept as a digest alone, so that whoever reads the database cannot use them."""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 32


def new_token() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(token: str) -> str:
    """What is kept of a token: it is as random as a key, so that a plain hash tells nothing.

    Any text has one, also one that no token can be.
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
