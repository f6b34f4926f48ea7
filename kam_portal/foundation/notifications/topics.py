"""What messages mean: each floor registers its topics in AppConfig.ready(), the digest and the inbox ask them.

A topic turns messages into lines for one reader and says which messages are still true.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User


@dataclass(frozen=True)
class Line:
    """One message as its reader sees it; `text` is in the active language, `path` leads to the subject."""

    message_id: int
    text: str
    path: str
    # The most pressing lines come first: smaller is earlier.
    urgency: int = 0


class Topic(Protocol):
    key: str

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        """Ids of those messages that are worth sending at `at`; asked right before a digest goes out."""
        ...

    def lines(self, messages: Sequence[Message], reader: User) -> list[Line]:
        """Lines for the inbox and the digest, in the active language, one query for all; nothing that `reader`
        may no longer see."""
        ...


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    _topics[topic.key] = topic


def topic_of(key: str) -> Topic:
    """Raises KeyError for a topic no installed floor knows."""
    return _topics[key]


def known_topics() -> list[str]:
    return sorted(_topics)
