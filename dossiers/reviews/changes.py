"""What changed between two signed reviews, on one page: the minute a lead has for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.models import Review
from dossiers.reviews import topics as review_topics
from dossiers.reviews.page import Changed, Shown, SignedTopic, in_words
from dossiers.reviews.topics import Change, Trace, differences

# What is read together, in this order; topics of upper floors stand behind it under their own titles.
TITLES: dict[str, str | Promise] = {
    "dossier": _("Dossier"),
    "people": _("People"),
    "sales": _("Sales and figures"),
    "events": _("Events ahead"),
    "diary": _("Diary"),
}


@dataclass(frozen=True)
class Group:
    """Changes of one kind with their numbers: how many came, went and are otherwise than before."""

    title: str | Promise
    changes: Sequence[Changed]
    came: int
    went: int

    @property
    def otherwise(self) -> int:
        return len(self.changes) - self.came - self.went


@dataclass(frozen=True)
class Told:
    """What the reviewer said beyond "still true": of sections, and of single facts."""

    sections: Sequence[SignedTopic]
    unknown: Sequence[Shown]
    # Called still true though the diary spoke of the same later.
    doubtful: Sequence[Shown]

    @property
    def is_all_true(self) -> bool:
        return not (self.sections or self.unknown or self.doubtful)


def told_of(topics: Sequence[SignedTopic]) -> Told:
    return Told(
        [topic for topic in topics if topic.is_worth_a_word],
        [fact for topic in topics for fact in topic.unknown],
        [fact for topic in topics for fact in topic.doubtful],
    )


def between(earlier: Review, later: Review, *, guarded: bool = False) -> list[Change]:
    """What differs between two frozen reviews of one account; who and when as the reviews in between have recorded.

    `guarded` says that the reader may edit the account; whoever forgets it tells less, not more.
    """
    found = differences(earlier.snapshot.get("topics", {}), later.snapshot.get("topics", {}))
    traces = _traces(later.account, earlier.number, later.number)
    blank = Trace()
    return [
        replace(change, who=trace.who, when=trace.when)
        for change in found
        if review_topics.is_told(change.topic, guarded=guarded)
        for trace in [traces.get((change.topic, change.key), blank)]
    ]


def _traces(account: Account, after: int, up_to: int) -> dict[tuple[str, str], Trace]:
    """The latest recorded change of each entry, from the changes that these reviews froze."""
    reviews = Review.objects.filter(account=account, number__gt=after, number__lte=up_to).order_by("number")
    frozen = [change for changes in reviews.values_list("changes", flat=True) for change in changes]
    return {(change["topic"], change["key"]): Trace(change["who"], change["when"]) for change in frozen}


def comparable(account: Account) -> list[Review]:
    """The reviews that can be compared: signed and not returned, the newest first; their snapshots stay unread."""
    signed = Review.objects.signed().filter(account=account).select_related("signed_by", "on_behalf_of")
    return list(signed.defer("snapshot", "changes").order_by("-number"))


def groups(changes: Iterable[Change]) -> list[Group]:
    """By kind: the dossier, people, sales, events and the diary, then the topics of upper floors by their titles."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(_group_of(change), []).append(change)
    keys = [*(key for key in TITLES if key in found), *(key for key in found if key not in TITLES)]
    titles = TITLES | {topic.key: topic.title for topic in review_topics.topics() if topic.key in found}
    return [
        Group(
            title=TITLES.get(key) or titles.get(key, key),
            changes=in_words(found[key]),
            came=sum(change.before is None for change in found[key]),
            went=sum(change.after is None for change in found[key]),
        )
        for key in keys
    ]


def _group_of(change: Change) -> str:
    source = review_topics.source_of(change.topic)
    return (source.read_with(change.topic, change.key) if source else "") or change.topic
