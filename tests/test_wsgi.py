"""The door before Django's own: a request whose header cannot be read is refused in words."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_started
from django.db import close_old_connections

from kam_portal.wsgi import UNREADABLE, application

UNTEXTED = [
    "charset=*",
    "charset*=x''y",
    "charset=\x00",
    "charset=base64",
    "charset=undefined",
    "charset=a b",
]
OTHER_TEXT = ["charset=idna", "charset=utf-16", "charset=utf-7", "charset=unicode_escape"]


def answer_to(content_type: str, path: str = "/healthz", body: bytes = b"", query: str = "") -> tuple[str, bytes]:
    """Status line and body, as gunicorn would hand them on."""
    environ: dict[str, Any] = {
        "PATH_INFO": path,
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": content_type,
        "QUERY_STRING": query,
    }
    environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    if body:
        environ["REQUEST_METHOD"] = "POST"
    setup_testing_defaults(environ)
    statuses: list[str] = []
    # As Django's own test client does: the connection of an earlier test in this process is not the server's to close.
    request_started.disconnect(close_old_connections)
    try:
        found = b"".join(application(environ, lambda status, headers, error=None: statuses.append(status)))
    finally:
        request_started.connect(close_old_connections)
    return statuses[0], found


@pytest.mark.parametrize("charset", UNTEXTED + OTHER_TEXT)
@pytest.mark.parametrize("kind", ["text/html", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_content_type_without_a_text_encoding_is_refused_in_words(kind: str, charset: str) -> None:
    assert answer_to(f"{kind}; {charset}", body=b"name=x") == ("400 Bad Request", UNREADABLE)


@pytest.mark.parametrize("kind", ["", "text/html", "text/html; charset=utf-8", 'a/b; charset="UTF-8"', "; ;", "\xff"])
def test_every_other_content_type_reaches_the_portal(kind: str) -> None:
    assert answer_to(kind) == ("200 OK", b"ok\n")


def test_the_query_of_an_address_is_not_read_by_a_crafted_encoding() -> None:
    assert answer_to("text/plain; charset=idna", query="q=%D0%A4") == ("400 Bad Request", UNREADABLE)
