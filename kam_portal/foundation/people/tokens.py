"""Secrets in addresses: told once, kept as a digest alone, so that whoever reads the database cannot use them."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets

SECRET_BYTES = 32
# Addresses of which the rest is a secret.
SECRET_ADDRESS = re.compile(r"(?<![\w/])(/(?:calendar|ladder|sign-in/password/reset/key)/)\S+")


def new_token() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(token: str) -> str:
    """What is kept of a token: it is as random as a key, so that a plain hash tells nothing.

    Any text has one, also one that no token can be.
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class WithoutSecrets(logging.Filter):
    """Django logs the address of every refused request: tokens are left out of what is written down."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        masked = SECRET_ADDRESS.sub(r"\1…", said)
        if masked != said:
            record.msg, record.args = masked, ()
        return True
