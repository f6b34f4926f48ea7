"""What a request brings is counted to the end, and kept no further than a page would take it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from kam_portal.foundation.documents import receiving
from kam_portal.foundation.documents.receiving import NotKept

LARGEST = 1024 * 1024


@pytest.fixture
def received(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """received(3, 5): the files of a request with as many bytes each, as the view sees them."""
    settings.FILES_LARGEST_MB = 1
    monkeypatch.setattr(receiving, "MAX_BYTES", 0)

    def send(*sizes: int) -> list[Any]:
        files = [SimpleUploadedFile(f"{n}.txt", b"a" * size) for n, size in enumerate(sizes)]
        request: HttpRequest = RequestFactory().post("/", {"files": files})
        return request.FILES.getlist("files")

    return send


def told(files: list[Any]) -> list[tuple[str, int, int, bool]]:
    return [(f.name, f.size, len(f.read()), isinstance(f, NotKept)) for f in files]


def test_a_file_within_the_limit_arrives_whole(received: Callable[..., list[Any]]) -> None:
    assert told(received(LARGEST, 0, 7)) == [
        ("0.txt", LARGEST, LARGEST, False),
        ("1.txt", 0, 0, False),
        ("2.txt", 7, 7, False),
    ]


def test_a_larger_one_is_counted_and_not_kept(received: Callable[..., list[Any]]) -> None:
    assert told(received(5 * LARGEST + 3, 7)) == [("0.txt", 5 * LARGEST + 3, 0, True), ("1.txt", 7, 7, False)]


def test_a_request_brings_so_much_in_all(received: Callable[..., list[Any]]) -> None:
    assert told(received(LARGEST, LARGEST, LARGEST)) == [
        ("0.txt", LARGEST, LARGEST, False),
        ("1.txt", LARGEST, LARGEST, False),
        ("2.txt", LARGEST, 0, True),
    ]
