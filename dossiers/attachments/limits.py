"""How much may be kept, from the settings (docs/operators.md), in bytes and files."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """`largest` one file, `total` all files of a client, both in bytes; `files` their number. Versions count too."""

    largest: int
    total: int
    files: int


def limits() -> Limits:
    return Limits(settings.FILES_LARGEST_MB * MB, settings.FILES_A_CLIENT_MB * MB, settings.FILES_A_CLIENT)
