"""What messages mean: each floor registers its topics in AppConfig.ready(), the digest and the inbox ask them.

A topic turns messages into lines for one reader and says which messages are still true.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User


@dataclass(frozen=True)
class Line:
    """One message as its reader sees it, in the active language; `path` leads to the subject."""

    message_id: int
    # The name of what the line is about, such as the account's.
    subject: str
    text: str
    path: str
    # Lines of one group stand together: "account-12".
    group: str
    # The most pressing lines come first: smaller is earlier.
    urgency: int = 0


class Topic(Protocol):
    key: str

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        """Ids of those messages that are worth sending at `at`; asked right before a digest goes out."""
        ...

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        """Lines for the inbox and the digest, in the active language, one query for all; nothing that `reader`
        may no longer see on that day."""
        ...


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    """A second registration under the same key replaces the first."""
    _topics[topic.key] = topic


def topic_of(key: str) -> Topic:
    """Raises KeyError for a topic no installed floor knows."""
    return _topics[key]


def lines_of(messages: Iterable[Message], reader: User, today: datetime.date) -> dict[int, Line]:
    """Message id -> line; a message without a line is not (any more) for this reader."""
    lines = (line for key, group in _by_topic(messages).items() for line in topic_of(key).lines(group, reader, today))
    return {line.message_id: line for line in lines}


def still_true(messages: Iterable[Message], at: datetime.datetime) -> set[int]:
    found: set[int] = set()
    for key, group in _by_topic(messages).items():
        found |= topic_of(key).still_true(group, at)
    return found


def _by_topic(messages: Iterable[Message]) -> dict[str, list[Message]]:
    """Messages of known topics; those of a floor that is no longer installed say nothing."""
    groups: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        if message.topic in _topics:
            groups[message.topic].append(message)
    return groups
