"""The alerts of a map for its reader: in words, with people and links, less what was put aside."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from decision_map.alert_words import Words, words_of
from decision_map.knowing import known_of
from decision_map.measures import Alert, AlertKind, ClientMap, Key, alerts
from decision_map.models import Dismissal
from decision_map.reading import MapShown, anchor_of

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

    @property
    def address(self) -> list[Key]:
        return [self.account_id, self.map_id]

    @cached_property
    def table(self) -> str:
        return reverse("map_table", args=self.address)


@dataclass(frozen=True)
class Told:
    """An alert in words. They are made when somebody asks for them: of many alerts of a kind a page shows a few."""

    alert: Alert
    seen: Seen
    aside: Dismissal | None = None

    @cached_property
    def id(self) -> str:
        """The same until the people or the figures change."""
        return identity(self.alert)

    @cached_property
    def words(self) -> Words:
        theirs, ours = self.seen.theirs, self.seen.ours
        return words_of(self.alert, [theirs[key] for key in self.alert.people], [ours[key] for key in self.alert.ours])

    @property
    def title(self) -> str:
        return self.words.title

    @property
    def why(self) -> str:
        return self.words.why

    @property
    def todo(self) -> str:
        return self.words.todo

    @property
    def kind(self) -> AlertKind:
        return self.alert.kind

    @cached_property
    def people(self) -> list[tuple[str, str]]:
        """Their names, and where the table has them."""
        return [
            (self.seen.theirs[key], f"{self.seen.table}#{self.seen.anchors.get(key, '')}") for key in self.alert.people
        ]

    @cached_property
    def step(self) -> tuple[str, str]:
        return _action(self.alert, self.seen.address)

    @property
    def action(self) -> str:
        """What to press."""
        return self.step[0]

    @property
    def url(self) -> str:
        """Where that leads."""
        return self.step[1]

    @property
    def links(self) -> SafeString:
        """The first of the people, each leading to their place."""
        return format_html_join(", ", '<a href="{1}">{0}</a>', self.people[:PEOPLE_NAMED])

    @property
    def unnamed(self) -> int:
        return max(0, len(self.people) - PEOPLE_NAMED)

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


def watched(shown: MapShown, on: datetime.date, known: ClientMap | None = None) -> Watched:
    """All of it rests on judgements: whoever may not read them is told of nothing. `known` is known_of(shown)."""
    if not shown.may_judge:
        return Watched([], [])
    found = told_of(seen_of(shown), alerts(known or known_of(shown), at=on, thresholds=shown.thresholds))
    aside = {each.alert: each for each in shown.aside}
    if not aside:
        return Watched(found, [])
    return Watched(
        [told for told in found if told.id not in aside],
        [replace(told, aside=aside[told.id]) for told in found if told.id in aside],
    )


def told_of(seen: Seen, found: Iterable[Alert]) -> list[Told]:
    return [Told(alert, seen) for alert in found]


def seen_of(shown: MapShown) -> Seen:
    theirs: dict[Key, str] = {person.id: person.name for person in shown.people}
    ours: dict[Key, str] = {
        user.id: user.full_name for one in shown.people for user in (one.mirror, one.backup) if user
    }
    return Seen(shown.map.account_id, shown.map.pk, theirs, ours, shown_at(shown))


def identity(alert: Alert) -> str:
    """Kind, person if it is about one, and a digest of everything that would make it another alert."""
    kind, person = alert.subject
    figures = sorted((name, str(figure)) for name, figure in alert.figures.items() if name not in OF_THE_DAY)
    digest = hashlib.sha256(repr((sorted(map(str, alert.people)), sorted(map(str, alert.ours)), figures)).encode())
    return f"{kind}-{person or 0}-{digest.hexdigest()[:12]}"


def shown_at(shown: MapShown) -> dict[Key, str]:
    """Where each person stands in the table: at the first of their posts, or by themselves."""
    anchors: dict[Key, str] = {person.id: anchor_of(person.id) for person in shown.people}
    for post in reversed(shown.posts):
        if post.person:
            anchors[post.person.id] = anchor_of(post.person.id, post.id)
    return anchors


def _action(alert: Alert, of_map: list[Key]) -> tuple[str, str]:
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
