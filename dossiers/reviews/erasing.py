"""A person is erased from what reviews froze.

A signature vouches for what was verified on its day. What concerned the person is taken out or emptied; everything
else, the signature and its day stay as they were, and the review says on which day something was erased from it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.personal.keepers import Erasure, Person
from accounts.personal.marks import Marks
from dossiers.models import ClientLadder, Review
from dossiers.reviews.topics import ID
from kam_portal.foundation.history.forgetting import records, records_of, unguarded

FROZEN = ("snapshot", "changes")
# In a snapshot: the days on which something was erased from it.
ERASED = "erased"
OF_A_CONTACT = frozenset({"title", "emails", "phones"})
# Values of entries that name a person of the client, with their id beside.
NAMING = ("name", "contact", "start", "end")

# Entry key -> the values that are emptied; None takes the entry out.
Frozen = Mapping[str, frozenset[str] | None]
_asked: list[Callable[[Person], Frozen]] = []


def also_frozen(asked: Callable[[Person], Frozen]) -> None:
    """A floor above says which of its entries are about a person."""
    if asked not in _asked:
        _asked.append(asked)


def frozen_of(person: Person) -> Frozen:
    found: dict[str, frozenset[str] | None] = {f"contact:{pk}": OF_A_CONTACT for pk in person.selves}
    for pk in records(ClientLadder, Q(contact__in=person.selves)).values_list("pgh_obj_id", flat=True):
        found[f"client_ladder:{pk}"] = frozenset({"remark"})
    for asked in _asked:
        found |= asked(person)
    return found


def erase_from_reviews(person: Person, keys: Frozen, erasure: Erasure) -> None:
    day = timezone.localdate(erasure.at).isoformat()
    cleaner = Cleaner(person, keys, erasure.word)
    account = person.contact.account_id
    with unguarded(Review):
        for review in Review.objects.select_for_update(of=("self",)).filter(account=account):
            if (clean := cleaner.cleaned(review)) is not None:
                clean["snapshot"][ERASED] = [*review.snapshot.get(ERASED, []), day]
                Review.objects.filter(pk=review.pk).update(**clean, version=F("version") + 1)
        for event in records(Review, Q(account=account)):
            if (clean := cleaner.cleaned(event)) is not None:
                records_of(Review)._default_manager.filter(pk=event.pk).update(**clean)


def days_erased(review: Review) -> list[datetime.date]:
    return [datetime.date.fromisoformat(day) for day in dict.fromkeys(review.snapshot.get(ERASED, []))]


def told_of(review: Review, keys: Frozen, marks: Marks) -> Iterator[dict[str, Any]]:
    """For an export: the entries that are about the person or mention them."""
    for entries in review.snapshot.get("topics", {}).values():
        for entry in entries:
            if entry["key"] in keys or marks.are_in(entry["value"]):
                yield {_("Review"): review.number, **{name: text for name, text in entry["value"].items() if text}}


class Cleaner:
    """Takes one person out of what reviews froze; `word` stands where their name stood."""

    def __init__(self, person: Person, keys: Frozen, word: str) -> None:
        self.person, self.keys, self.word = person, keys, word

    def cleaned(self, review: Any) -> dict[str, Any] | None:
        """Snapshot and changes without the person; None where they are not in them."""
        before = {name: getattr(review, name) for name in FROZEN}
        snapshot = dict(review.snapshot)
        if "topics" in snapshot:
            snapshot["topics"] = {topic: self._entries(own) for topic, own in snapshot["topics"].items()}
        if "checks" in snapshot:
            snapshot["checks"] = {key: verdict for key, verdict in snapshot["checks"].items() if self._stays(key)}
        changes = [self._change(change) for change in review.changes if self._stays(change["key"])]
        after = {"snapshot": snapshot, "changes": changes}
        after = {name: self.person.marks.without(value, self.word) for name, value in after.items()}
        return after if after != before else None

    def _stays(self, key: str) -> bool:
        return key not in self.keys or self.keys[key] is not None

    def _entries(self, entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [{**e, "value": self._value(e["key"], e["value"])} for e in entries if self._stays(e["key"])]

    def _change(self, change: Mapping[str, Any]) -> dict[str, Any]:
        sides = [side for side in ("before", "after") if change[side] is not None]
        return {**change, **{side: self._value(change["key"], change[side]) for side in sides}}

    def _value(self, key: str, value: Mapping[str, str]) -> dict[str, str]:
        empty = self.keys.get(key) or frozenset()
        clean = {name: "" if name in empty else text for name, text in value.items()}
        selves = {str(pk) for pk in self.person.selves}
        named = [name for name in NAMING if value.get(f"{name}{ID}") in selves]
        if key in self.keys:
            named += NAMING
        return clean | {name: self.word for name in named if value.get(name) in self.person.marks.names}
