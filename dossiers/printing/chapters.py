"""Chapters that upper floors add to the printed dossier: the decision map, the plan. They follow its own sections."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from accounts.models import Account
from dossiers.printing.blocks import Block
from kam_portal.foundation.people.models import User


@dataclass(frozen=True)
class Asked:
    """A printed dossier as it was asked for: whose, by whom, on which day, and whether the client shall read it."""

    account: Account
    reader: User
    on: datetime.date
    is_for_client: bool = False


class Chapter(Protocol):
    key: str
    title: str | Promise

    def blocks(self, asked: Asked) -> Sequence[Block]:
        """What it says, in a fixed number of statements; nothing leaves the chapter out.

        For the client no judgement about people, no competitor, no figure of ours (docs/users.md has the list).
        """
        ...


_chapters: dict[str, Chapter] = {}


def register(chapter: Chapter) -> None:
    """Add a chapter; they stand in the order in which they were added."""
    _chapters[chapter.key] = chapter


def registered() -> list[Chapter]:
    return list(_chapters.values())
