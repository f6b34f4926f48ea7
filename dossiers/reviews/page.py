"""What the review page and the page of a signed review show, in the reader's language."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.description import BY_KEY, Table
from dossiers.models import Answer, DiaryEntry, FactCheck, Review
from dossiers.reviews import topics as review_topics
from dossiers.reviews.checking import standing_checks
from dossiers.reviews.newer_in_diary import NewerInDiary, Spoken, newer_in_diary, thawed
from dossiers.reviews.topics import Change, Entry, Topic, fingerprint
from dossiers.reviews.verifying import CONFIRMING, changes_since_last, last_signed, outdated_topics

# Where the page goes when every topic is answered.
SIGN = "sign"
# What "still true" means of a section in which nothing is written down.
STILL_EMPTY = _("Still empty, nothing known")


def verdict_in_words(answer: Answer | None, *, is_empty: bool) -> str:
    if answer is None:
        return ""
    return str(STILL_EMPTY if is_empty and answer.verdict == Answer.Verdict.TRUE else answer.get_verdict_display())


@dataclass(frozen=True)
class Shown:
    """One recorded thing with its provenance."""

    title: str
    text: str
    as_of: datetime.date | None
    by: str
    source: str
    is_stale: bool
    key: str = ""
    # What is recorded of it, as a form sends it back (topics.py: fingerprint).
    seen: str = ""
    # What was said of it alone in this review: "true", "unknown" or "".
    check: str = ""
    # Diary entries written after it that speak of the same.
    newer: Sequence[DiaryEntry | Spoken] = ()
    # Where it is edited.
    path: str = ""
    # In which topic of a running review it may be answered alone.
    topic: str = ""
    # Whether its own date has passed.
    is_over: bool = False

    @property
    def anchor(self) -> str:
        return f"fact-{self.key.replace(':', '-')}"


@dataclass(frozen=True)
class Changed:
    """One difference from the last signed review."""

    title: str
    before: str
    after: str
    who: str
    when: datetime.datetime | None

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """Both texts as one, in blocks of lines that were "kept", "went" or "came"."""
        before, after = self.before.splitlines(), self.after.splitlines()
        found = []
        for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            parts = [("kept", before[i:j])] if kind == "equal" else [("went", before[i:j]), ("came", after[k:m])]
            found += [(name, "\n".join(lines)) for name, lines in parts if lines]
        return found


@dataclass
class TopicShown:
    """A topic with what was answered, what changed, what is stale; the lists are filled for the open one only."""

    topic: Topic
    answer: Answer | None
    changed: int
    stale: int
    filled: int
    # Facts and rows that newer diary entries may contradict.
    questioned: int = 0
    # Called still true, and changed afterwards: to be looked at and answered again.
    is_outdated: bool = False
    # Whether the reader is told what is recorded in it.
    is_told: bool = True
    # What is recorded in it, as a form sends it back.
    seen: str = ""
    facts: list[Shown] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        return verdict_in_words(self.answer, is_empty=self.is_told and not self.filled)

    @property
    def is_to_be_read_first(self) -> bool:
        """Whether one key should not confirm it unread: it changed since last time, or newer words speak of it."""
        return bool(self.questioned or self.changed)

    @property
    def tables(self) -> tuple[Table, ...]:
        return BY_KEY[self.topic.key].tables if self.topic.key in BY_KEY else ()

    @property
    def is_form(self) -> bool:
        """Whether the topic is edited as one form of fields."""
        return bool(self.topic.key in BY_KEY and BY_KEY[self.topic.key].fields)


@dataclass
class ReviewPage:
    topics: list[TopicShown]
    current: TopicShown | None
    last: Review | None
    path: str = ""
    # What reviews of other accounts ask about, with where it is begun: nothing of it is recorded here.
    beside: Sequence[tuple[Topic, str]] = ()

    @property
    def answered(self) -> int:
        return sum(shown.answer is not None for shown in self.topics)

    @property
    def missing(self) -> list[str]:
        return [str(shown.topic.title) for shown in self.topics if shown.answer is None]

    @property
    def outdated(self) -> list[str]:
        return [str(shown.topic.title) for shown in self.topics if shown.is_outdated]

    def next_after(self, key: str) -> str:
        """The next topic without an answer, looking on from `key` and round; SIGN when there is none."""
        keys = [shown.topic.key for shown in self.topics]
        start = keys.index(key) + 1 if key in keys else 0
        for shown in self.topics[start:] + self.topics[:start]:
            if shown.answer is None and shown.topic.key != key:
                return shown.topic.key
        return SIGN


def review_page(
    account: Account, review: Review | None, wanted: str, today: datetime.date, *, guarded: bool = False
) -> ReviewPage:
    """The page with the topic `wanted` open; the first unanswered one when it is unknown or empty.

    `guarded` says that the reader may edit the account; whoever forgets it tells less, not more.
    """
    asked = review_topics.asked(account)
    recorded = review_topics.read_all(account)
    last = last_signed(account)
    changes = _told(changes_since_last(account, last, recorded), guarded=guarded)
    answers = _answers(review, guarded=guarded) if review else {}
    months = settings.REVIEW_MONTHS.get(account.status)
    outdated = outdated_topics(asked, answers, recorded)
    newer = newer_in_diary(account)
    topics = []
    stale = review_topics.stale_keys(account, today, months)
    entries = {key: own if review_topics.is_told(key, guarded=guarded) else [] for key, own in recorded.items()}
    for topic in asked:
        own = entries[topic.key]
        changed = sum(change.topic == topic.key for change in changes)
        answer = answers.get(topic.key)
        questioned = sum(bool(newer.of(entry.key)) for entry in own)
        old = sum(entry.key in stale for entry in own)
        is_told = review_topics.is_told(topic.key, guarded=guarded)
        topics.append(TopicShown(topic, answer, changed, old, len(own), questioned, topic in outdated, is_told))
    page = ReviewPage(topics, None, last, beside=_beside(account, asked))
    page.current = _opened(page, wanted, review)
    if page.current is not None:
        key = page.current.topic.key
        page.current.seen = fingerprint(entries[key])
        page.current.facts = _to_check(account, review, key, entries[key], stale, newer, today)
        page.current.changes = in_words(change for change in changes if change.topic == key)
        source = review_topics.source_of(key)
        page.path = source.path(account, key) if source else ""
    return page


def _beside(account: Account, asked: Collection[Topic]) -> list[tuple[Topic, str]]:
    """Topics that are known and not asked about, with the pages on which they are begun."""
    found = [(topic, review_topics.source_of(topic.key)) for topic in review_topics.topics() if topic not in asked]
    return [(topic, source.path(account, topic.key) if source else "") for topic, source in found]


def _told(changes: Iterable[Change], *, guarded: bool) -> list[Change]:
    return [change for change in changes if review_topics.is_told(change.topic, guarded=guarded)]


def _answers(review: Review, *, guarded: bool) -> dict[str, Answer]:
    """By topic; of one that the reader is not told of, without what was noted."""
    found = {answer.topic: answer for answer in review.answers.select_related("answered_by")}
    for topic, answer in found.items():
        if not review_topics.is_told(topic, guarded=guarded):
            answer.note = ""
    return found


def fact_shown(account: Account, review: Review, topic: str, key: str, today: datetime.date) -> Shown | None:
    """One fact as it stands on the page of a running review; only its topic is read."""
    entries = [entry for entry in review_topics.read(account, [topic]).get(topic, ()) if entry.key == key]
    stale = review_topics.stale_keys(account, today, settings.REVIEW_MONTHS.get(account.status))
    found = _to_check(account, review, topic, entries, stale, newer_in_diary(account), today)
    return found[0] if found else None


def _to_check(
    account: Account,
    review: Review | None,
    topic: str,
    entries: Sequence[Entry],
    stale: Collection[str],
    newer: NewerInDiary,
    today: datetime.date,
) -> list[Shown]:
    """Facts with what was said of each, what the diary says since, and where it is edited."""
    checks = standing_checks(review, {topic: entries}) if review else {}
    source = review_topics.source_of(topic)
    over = {entry.key for entry in entries if source and source.is_over(topic, entry, today)}
    return [
        replace(
            fact,
            is_over=fact.key in over,
            check=checks.get(fact.key, ""),
            newer=newer.of(fact.key),
            path=source.entry_path(account, topic, fact.key) if source else "",
            topic=topic,
        )
        for fact in shown(topic, entries, stale)
    ]


def _opened(page: ReviewPage, wanted: str, review: Review | None) -> TopicShown | None:
    by_key = {topic.topic.key: topic for topic in page.topics}
    if wanted in by_key:
        return by_key[wanted]
    if review is None or wanted == SIGN:
        return None
    if not page.missing and all(shown.answer and shown.answer.answered_at < review.opened_at for shown in page.topics):
        # Given back, and nobody has looked at it since: there is something to look at before it is signed again.
        return page.topics[0]
    return by_key.get(page.next_after(""))


def shown(topic: str, entries: Iterable[Entry], stale: Collection[str] = ()) -> list[Shown]:
    found = []
    for entry in entries:
        words = review_topics.in_words(topic, entry)
        as_of = parse_date(entry.as_of) if entry.as_of else None
        seen = fingerprint([entry])
        found.append(Shown(words.title, words.text, as_of, entry.by, entry.source, entry.key in stale, entry.key, seen))
    return found


def in_words(changes: Iterable[Change]) -> list[Changed]:
    found = []
    for change in changes:
        before, after = (_state_in_words(change, state) for state in (change.before, change.after))
        when = parse_datetime(change.when) if change.when else None
        found.append(Changed(after[0] or before[0], before[1], after[1], change.who, when))
    return found


def _state_in_words(change: Change, value: Mapping[str, str] | None) -> tuple[str, str]:
    if value is None:
        return "", ""
    words = review_topics.in_words(change.topic, Entry(change.key, value))
    return words.title, words.text or words.title


@dataclass(frozen=True)
class SignedTopic:
    """One topic of a signed review, made from what was frozen."""

    letter: str
    title: str
    answer: Answer | None
    changes: Sequence[Changed]
    facts: Sequence[Shown]
    # Whether the reader is told what was recorded in it.
    is_told: bool = True

    @property
    def verdict(self) -> str:
        return verdict_in_words(self.answer, is_empty=self.is_told and not self.facts)

    @property
    def is_worth_a_word(self) -> bool:
        """Whether more was said of it than that it is still true."""
        return self.answer is not None and bool(self.answer.verdict != Answer.Verdict.TRUE or self.answer.note)

    @property
    def unknown(self) -> list[Shown]:
        """Facts that were called unknown by themselves."""
        return [fact for fact in self.facts if fact.check == FactCheck.Verdict.UNKNOWN]

    @property
    def doubtful(self) -> list[Shown]:
        """Facts that were called still true though the diary spoke of the same later."""
        is_true = self.answer is not None and self.answer.verdict in CONFIRMING
        return [fact for fact in self.facts if fact.newer and (fact.check == "true" or is_true and not fact.check)]


def signed_topics(review: Review, *, guarded: bool = False) -> list[SignedTopic]:
    """The frozen review, topic by topic; topics of floors that are gone show what was recorded.

    `guarded` says that the reader may edit the account; whoever forgets it tells less, not more.
    """
    answers = _answers(review, guarded=guarded)
    frozen = review.snapshot.get("topics", {})
    known = [topic.key for topic in review_topics.topics()]
    # What was not asked about, there being nothing of it, has nothing to show.
    keys = [*(k for k in known if frozen.get(k) or k in answers), *(k for k in frozen if k not in known)]
    return [_signed_topic(review, key, answers.get(key), guarded=guarded) for key in keys]


def _signed_topic(review: Review, key: str, answer: Answer | None, *, guarded: bool) -> SignedTopic:
    frozen, checks, newer = (review.snapshot.get(part, {}) for part in ("topics", "checks", "newer"))
    known = {topic.key: topic for topic in review_topics.topics()}.get(key)
    is_told = review_topics.is_told(key, guarded=guarded)
    changes = [Change(**change) for change in review.changes if is_told and change["topic"] == key]
    return SignedTopic(
        letter=known.letter if known else "",
        title=str(known.title) if known else key,
        answer=answer,
        changes=in_words(changes),
        facts=[
            replace(fact, check=checks.get(fact.key, ""), newer=thawed(newer.get(fact.key, ())))
            for fact in shown(key, _thawed(frozen.get(key, ()) if is_told else ()))
        ],
        is_told=is_told,
    )


def _thawed(entries: Iterable[Mapping[str, Any]]) -> list[Entry]:
    return [Entry(**entry) for entry in entries]
