"""The alerts of a map for its reader: in words, with people and links, less what was put aside."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from decision_map.alert_words import words_of
from decision_map.knowing import known_of
from decision_map.measures import Alert, AlertKind, Key, alerts
from decision_map.models import Dismissal
from decision_map.reading import MapShown

# Figures that grow with every day or that the company sets: they say nothing new of the client.
OF_THE_DAY = frozenset({"days", "limit"})
# Alerts of one kind that stand one by one, that are folded, and the people named below one: a page stays readable.
SHOWN_OF_A_KIND, FOLDED_OF_A_KIND, PEOPLE_NAMED = 3, 5, 12


@dataclass(frozen=True)
class Seen:
    """The map an alert is told of: names by id, and where each person stands in its table."""

    account_id: int
    map_id: int
    theirs: Mapping[Key, str]
    ours: Mapping[Key, str]
    anchors: Mapping[Key, str]


@dataclass(frozen=True)
class Told:
    """`id` stays the same until the people or the figures change. `action` is what to press, `url` where it leads."""

    id: str
    kind: AlertKind
    title: str
    why: str
    todo: str
    people: Sequence[tuple[str, str]]
    action: str
    url: str
    aside: Dismissal | None = None

    @property
    def named(self) -> Sequence[tuple[str, str]]:
        return self.people[:PEOPLE_NAMED]

    @property
    def unnamed(self) -> int:
        return len(self.people) - len(self.named)

    @property
    def is_question(self) -> bool:
        return self.kind.is_question


@dataclass(frozen=True)
class Group:
    """Alerts of one kind: the first few, those folded, and how many come after them when these are settled."""

    first: Sequence[Told]
    folded: Sequence[Told]
    more: int


@dataclass(frozen=True)
class Watched:
    """Alerts that ask for something, and those put aside until a day."""

    open: Sequence[Told]
    aside: Sequence[Told]

    @property
    def groups(self) -> list[Group]:
        kinds = [list(group) for _kind, group in groupby(self.open, key=lambda told: told.kind)]
        folded = SHOWN_OF_A_KIND + FOLDED_OF_A_KIND
        return [Group(group[:SHOWN_OF_A_KIND], group[SHOWN_OF_A_KIND:folded], len(group[folded:])) for group in kinds]

    def find(self, id: str) -> Told | None:
        return next((told for told in (*self.open, *self.aside) if told.id == id), None)


def watched(shown: MapShown, on: datetime.date) -> Watched:
    """All of it rests on judgements: whoever may not read them is told of nothing."""
    if not shown.may_judge:
        return Watched([], [])
    found = told_of(seen_of(shown), alerts(known_of(shown), at=on, thresholds=shown.thresholds))
    aside = {each.alert: each for each in Dismissal.objects.filter(map=shown.map, until__gt=on).select_related("by")}
    return Watched(
        [told for told in found if told.id not in aside],
        [replace(told, aside=aside[told.id]) for told in found if told.id in aside],
    )


def told_of(seen: Seen, found: Iterable[Alert]) -> list[Told]:
    return [_told(alert, seen) for alert in found]


def seen_of(shown: MapShown) -> Seen:
    theirs: dict[Key, str] = {person.id: person.name for person in shown.people}
    ours: dict[Key, str] = {
        user.pk: user.full_name for one in shown.people for user in (one.actor.mirror, one.actor.backup) if user
    }
    return Seen(shown.map.account_id, shown.map.pk, theirs, ours, shown_at(shown))


def identity(alert: Alert) -> str:
    """Kind, person if it is about one, and a digest of everything that would make it another alert."""
    kind, person = alert.subject
    figures = sorted((name, str(figure)) for name, figure in alert.figures.items() if name not in OF_THE_DAY)
    digest = hashlib.sha256(repr((sorted(map(str, alert.people)), sorted(map(str, alert.ours)), figures)).encode())
    return f"{kind}-{person or 0}-{digest.hexdigest()[:12]}"


def _told(alert: Alert, seen: Seen) -> Told:
    words = words_of(alert, [seen.theirs[key] for key in alert.people], [seen.ours[key] for key in alert.ours])
    table = reverse("map_table", args=[seen.account_id, seen.map_id])
    people = [(seen.theirs[key], f"{table}#{seen.anchors.get(key, '')}") for key in alert.people]
    action, url = _action(alert, seen)
    return Told(identity(alert), alert.kind, words.title, words.why, words.todo, people, action, url)


def shown_at(shown: MapShown) -> dict[Key, str]:
    """Where each person stands in the table: at the first of their posts, or by themselves."""
    anchors: dict[Key, str] = {person.id: f"person-{person.id}" for person in shown.people}
    for post in reversed(shown.posts):
        if post.person:
            anchors[post.person.id] = f"post-{post.id}"
    return anchors


def _action(alert: Alert, seen: Seen) -> tuple[str, str]:
    """What to press, and where it leads."""
    of_map: list[Key] = [seen.account_id, seen.map_id]
    person = alert.people[0] if alert.people else None
    if alert.kind in (AlertKind.NO_DECISION_MAKER, AlertKind.ONLY_GATEKEEPERS):
        return _("Add a person"), reverse("actor_new", args=of_map)
    if alert.kind is AlertKind.DECISION_MAKER_WITHOUT_CONTACT:
        return _("Write in the diary"), reverse("diary_new", args=of_map[:1])
    if person and alert.kind in JUDGED_AGAIN:
        return _("Judge again"), reverse("actor_judge", args=[*of_map, person])
    if person and alert.kind in COUNTERPART_MISSING:
        return _("Choose a counterpart"), reverse("actor_counterpart", args=[*of_map, person])
    return _("Open the table"), reverse("map_table", args=of_map)


JUDGED_AGAIN = frozenset({AlertKind.ANTI_SPONSOR_WITHOUT_PLAN, AlertKind.NO_SPONSOR, AlertKind.STALE_JUDGEMENT})
COUNTERPART_MISSING = frozenset(
    {
        AlertKind.RISING_WITHOUT_COUNTERPART,
        AlertKind.INFLUENTIAL_WITHOUT_COUNTERPART,
        AlertKind.SINGLE_THREADED_OURS,
    }
)
