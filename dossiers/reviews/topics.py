"""What a review must cover. Sections of the dossier are registered here; upper floors register the map and the plan.

A source reads what is recorded about an account as entries free of words: what a signed review freezes and what two
reviews are compared by are made from the same entries, and a source names those of them that are stale.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise

from accounts.models import Account

# Beside a name in an entry's value stands, with this ending, the id of what is named.
ID = "_id"


@dataclass(frozen=True)
class Topic:
    """One thing the reviewer gives a verdict on."""

    key: str
    letter: str
    title: str | Promise
    # Told only to readers who may edit the account: judgements about people (design.md, section 3).
    is_guarded: bool = False


@dataclass(frozen=True)
class Entry:
    """One recorded thing, without words: `key` is a field or "row:id", `value` the canonical texts by name."""

    key: str
    value: Mapping[str, str]
    as_of: str = ""
    by: str = ""
    source: str = ""

    def frozen(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Words:
    """An entry as a reader sees it, in the active language."""

    title: str
    text: str


@dataclass(frozen=True)
class Change:
    """What differs from the last signed review; `before` or `after` is None for what came or went."""

    topic: str
    key: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None
    who: str = ""
    when: str = ""

    def frozen(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Trace:
    """Who wrote the present state of an entry and when, from the recorded history."""

    who: str = ""
    when: str = ""


@dataclass(frozen=True)
class Confirmed:
    """What a signed review found still true: whole topics, but not their `unknown` keys, and single keys elsewhere."""

    topics: Sequence[str] = ()
    keys: Sequence[str] = ()
    unknown: Sequence[str] = ()

    def of(self, topics: Iterable[str]) -> Confirmed:
        """The same for the topics of one source."""
        own = set(topics)
        return Confirmed([topic for topic in self.topics if topic in own], self.keys, self.unknown)


class Source(Protocol):
    """A floor's topics. Every method answers for all its topics at once, so that a page asks few questions."""

    topics: Sequence[Topic]

    def concerned(self, accounts: Collection[int]) -> Collection[int]:
        """Those of these accounts whose reviews ask about its topics."""
        ...

    def read(self, account: Account, topics: Collection[str]) -> dict[str, list[Entry]]:
        """Topic key -> what is recorded now, of these of its topics."""
        ...

    def as_now(self, topic: str, frozen: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
        """Entry key -> value of an earlier signed review, as it would be read today if nothing had changed since."""
        ...

    def in_words(self, topic: str, entry: Entry) -> Words: ...

    def stale_keys(self, account: Account, today: datetime.date, months: int | None) -> set[str]:
        """Keys of the entries last verified longer ago than the cycle of `months`; none without a cycle."""
        ...

    def is_over(self, topic: str, entry: Entry, today: datetime.date) -> bool:
        """Whether its own date has passed, so that it is to be taken out or dated anew."""
        ...

    def traces(self, account: Account, keys: Iterable[str]) -> dict[str, Trace]:
        """Entry key -> who wrote it last; also for entries that are gone."""
        ...

    def hold(self, account: Account) -> None:
        """Lock what a signature may confirm, to the end of the transaction: whoever is saving it now goes first."""
        ...

    def confirm(self, account: Account, found: Confirmed, on: datetime.date) -> None:
        """What was found still true in a review signed on that day; keys of other sources are left alone."""
        ...

    def path(self, account: Account, topic: str) -> str:
        """Where the topic is edited; empty when nowhere."""
        ...

    def read_with(self, topic: str, key: str) -> str:
        """With what a change of the entry is read: a key of changes.TITLES, or "" for its own topic."""
        ...

    def entry_path(self, account: Account, topic: str, key: str) -> str:
        """Where one entry is edited; empty when nowhere."""
        ...


@dataclass
class _Registry:
    sources: list[Source] = field(default_factory=list)


_registry = _Registry()


def register(source: Source) -> None:
    """Called from AppConfig.ready(); a second registration of the same source is ignored."""
    if source not in _registry.sources:
        _registry.sources.append(source)
        # Whichever floor was ready first.
        _registry.sources.sort(key=lambda each: each.topics[0].letter)


def topics() -> list[Topic]:
    """All topics in the order of their letters."""
    return [topic for source in _registry.sources for topic in source.topics]


def title_of(topic: str) -> str:
    """The title, in the active language; the key of a floor's that is no longer installed."""
    return next((str(known.title) for known in topics() if known.key == topic), topic)


def asked(account: Account) -> list[Topic]:
    """What a review of the account asks about: where there is no map, nobody answers for it."""
    return [t for source in _registry.sources if account.pk in source.concerned([account.pk]) for t in source.topics]


def how_many(accounts: Collection[int]) -> dict[int, int]:
    """Account id -> how many topics its review asks about."""
    found = dict.fromkeys(accounts, 0)
    for source in _registry.sources:
        for pk in source.concerned(accounts):
            found[pk] += len(source.topics)
    return found


def is_told(topic: str, *, guarded: bool) -> bool:
    """Whether a reader is told of the topic; `guarded` says that they may edit the account.

    Of a floor that is no longer installed nothing is known, so it is guarded too.
    """
    return guarded or any(known.key == topic and not known.is_guarded for known in topics())


def guarded_topics() -> list[str]:
    return [topic.key for topic in topics() if topic.is_guarded]


def source_of(topic: str) -> Source | None:
    """The source that knows the topic; None for one of a floor that is no longer installed."""
    for source in _registry.sources:
        if any(known.key == topic for known in source.topics):
            return source
    return None


def read_all(account: Account) -> dict[str, list[Entry]]:
    return read(account, [topic.key for topic in topics()])


def read(account: Account, wanted: Collection[str]) -> dict[str, list[Entry]]:
    """Topic key -> what is recorded now, of the wanted topics alone; unknown ones are left out."""
    found: dict[str, list[Entry]] = {}
    for source in _registry.sources:
        own = [topic.key for topic in source.topics if topic.key in wanted]
        found |= source.read(account, own) if own else {}
    return found


def fingerprint(entries: Iterable[Entry]) -> str:
    """What is recorded, as one short text; provenance aside, which a review itself moves."""
    values = {entry.key: _counting(entry.value, [n for n in entry.value if n.endswith(ID)]) for entry in entries}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def in_words(topic: str, entry: Entry) -> Words:
    """An entry in the active language; as recorded when its floor is gone."""
    source = source_of(topic)
    return source.in_words(topic, entry) if source else Words(entry.key, "; ".join(entry.value.values()))


def stale_keys(account: Account, today: datetime.date, months: int | None) -> set[str]:
    """Keys of entries, whatever their topic."""
    return {key for source in _registry.sources for key in source.stale_keys(account, today, months)}


def hold(account: Account) -> None:
    for source in _registry.sources:
        source.hold(account)


def confirm(account: Account, found: Confirmed, on: datetime.date) -> None:
    for source in _registry.sources:
        source.confirm(account, found.of(topic.key for topic in source.topics), on)


def changes_since(
    account: Account, before: Mapping[str, Sequence[Mapping[str, Any]]], now: Mapping[str, Sequence[Entry]]
) -> list[Change]:
    """What differs between the frozen topics of the last signed review and what is recorded now."""
    return _traced(account, differences(before, {topic: [e.frozen() for e in found] for topic, found in now.items()}))


def differences(
    before: Mapping[str, Sequence[Mapping[str, Any]]], after: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[Change]:
    """What differs between two sets of frozen topics, in the order of the topics; nobody is named."""
    found: list[Change] = []
    # The database keeps no order of what was frozen. What a review did not know of yet is nothing to compare with.
    known = [topic.key for topic in topics() if topic.key in before]
    gone = [topic for topic in before if topic not in known]
    for topic in [*known, *gone]:
        then, now = (_as_now(topic, frozen.get(topic, ())) for frozen in (before, after))
        keys = [*now, *(key for key in then if key not in now)]
        found += [Change(topic, k, then.get(k), now.get(k)) for k in keys if not _same(then.get(k), now.get(k))]
    return found


def _same(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> bool:
    """Of what is named by its id on both sides the id counts, not what it was called on the day."""
    if before is None or after is None:
        return before is after
    by_id = {name for name in before.keys() & after.keys() if name.endswith(ID)}
    return _counting(before, by_id) == _counting(after, by_id)


def _counting(value: Mapping[str, str], ids: Collection[str]) -> dict[str, str]:
    named = {name.removesuffix(ID) for name in ids}
    return {name: text for name, text in value.items() if name not in named and (name in ids or not name.endswith(ID))}


def _as_now(topic: str, frozen: Iterable[Mapping[str, Any]]) -> Mapping[str, Mapping[str, str]]:
    """Entry key -> value of what was frozen, with the fields such entries have today."""
    values = {entry["key"]: entry["value"] for entry in frozen}
    source = source_of(topic)
    return source.as_now(topic, values) if source else values


def _traced(account: Account, changes: Sequence[Change]) -> list[Change]:
    traces: dict[str, Trace] = {}
    for source in _registry.sources:
        own = {topic.key for topic in source.topics}
        keys = [c.key for c in changes if c.topic in own]
        if keys:
            traces |= source.traces(account, keys)
    blank = Trace()
    return [
        Change(c.topic, c.key, c.before, c.after, traces.get(c.key, blank).who, traces.get(c.key, blank).when)
        for c in changes
    ]
