"""Many maps at once, as far as measures and alerts look at them: two statements, a third where somebody has left.

Nearly all of it rests on judgements: whoever asks names accounts that the reader may edit, or leaves them out.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject, Left

from accounts.models import Account, Status
from accounts.querysets import AccountQuerySet
from decision_map.alerting import Seen, Told, identity, told_of
from decision_map.knowing import KINDS, counterparts_of, counts, person_of
from decision_map.limits import thresholds_of, with_limits
from decision_map.measures import Alert, AlertKind, ClientMap, Counterpart, Key, Line, Person, Thresholds, alerts
from decision_map.models import Actor, DecisionMap, Dismissal, Judgement, Occupancy, Post
from decision_map.models import Line as StoredLine
from decision_map.reading import anchor_of
from dossiers.diary.narrowing import day_last_met

# So many maps are looked through for one page; a company with more narrows it by a manager.
MAPS_READ = 200
OURS = ("mirror", "backup")
# Of longer texts it is enough that there are some.
LETTERS_READ = 100
ORDER = {kind: rank for rank, kind in enumerate(AlertKind)}


@dataclass(frozen=True)
class Glimpsed:
    """One map: its values for `measures`, the names its alerts are told with, its people by their contacts."""

    map: DecisionMap
    known: ClientMap
    seen: Seen
    actors: Mapping[int, Key] = field(default_factory=dict)

    @property
    def account(self) -> Account:
        return self.map.account

    @property
    def thresholds(self) -> Thresholds:
        return thresholds_of(self.map)

    def standing(self, on: datetime.date) -> list[Standing]:
        """Its alerts less what was put aside."""
        aside = set(self.map.aside)  # type: ignore[attr-defined]
        found = [Standing(self, alert) for alert in alerts(self.known, at=on, thresholds=self.thresholds)]
        return [each for each in found if not aside or identity(each.alert) not in aside]


@dataclass(frozen=True)
class Standing:
    """An alert of one of many maps; it is put in words when it is shown."""

    of: Glimpsed
    alert: Alert

    @cached_property
    def told(self) -> Told:
        return told_of(self.of.seen, [self.alert])[0]


@dataclass(frozen=True)
class Across:
    """The most pressing first; `is_cut` where there are more maps than were looked through."""

    standing: Sequence[Standing]
    is_cut: bool


@dataclass(frozen=True)
class Pressing:
    """A few alerts, and how many more there are."""

    alerts: Sequence[Standing] = ()
    more: int = 0


def most_pressing(found: Across, *, shown: int, of_an_account: int) -> Pressing:
    """The first few that are no questions, and of one client no more than a few of them."""
    alerts = [one for one in found.standing if not one.alert.kind.is_question]
    told: list[Standing] = []
    counts: Counter[int] = Counter()
    for one in alerts:
        account = one.of.map.account_id
        if len(told) < shown and counts[account] < of_an_account:
            counts[account] += 1
            told.append(one)
    return Pressing(told, len(alerts) - len(told))


def alerts_across(accounts: AccountQuerySet, on: datetime.date) -> Across:
    """Of clients that are not closed."""
    maps = DecisionMap.objects.filter(account__in=accounts.exclude(status=Status.CLOSED).order_by().values("pk"))
    ordered = maps.order_by("account__sort_key", "account", "-is_primary", "pk")
    found = glimpsed(ordered[: MAPS_READ + 1], on, may_judge=True)
    standing = [each for one in found[:MAPS_READ] for each in one.standing(on)]
    return Across(sorted(standing, key=lambda each: ORDER[each.alert.kind]), len(found) > MAPS_READ)


def glimpsed(maps: QuerySet[DecisionMap], on: datetime.date, *, may_judge: bool) -> list[Glimpsed]:
    """In the order of `maps`; with what is judged of people, and informal lines, only for who may read that."""
    found = list(looked_at(maps, on))
    rows = people_on(Actor.objects.filter(map__in=found), may_judge=may_judge)
    return put_together(found, rows if found else (), may_judge=may_judge)


def looked_at(maps: QuerySet[DecisionMap], on: datetime.date) -> QuerySet[DecisionMap]:
    """Each with what put_together() reads of it beside its people."""
    aside = Dismissal.objects.filter(map=OuterRef("pk"), until__gt=on).values("alert")
    held = Occupancy.objects.filter(post=OuterRef("pk"), until=None)
    vacant = Post.objects.filter(~Exists(held), map=OuterRef("pk")).order_by().values("map").annotate(n=Count("pk"))
    columns = {"aside": ArraySubquery(aside), "vacant": Coalesce(Subquery(vacant.values("n")), 0)}
    return with_limits(maps).select_related("account__kam").annotate(**columns)


def put_together(found: Sequence[DecisionMap], rows: Iterable[Any], *, may_judge: bool) -> list[Glimpsed]:
    """`found` are of looked_at(), `rows` those of people_on() of everybody on these maps."""
    people: dict[int, list[Any]] = {map_.pk: [] for map_ in found}
    for row in rows:
        people[row.map_id].append(row)
    left = [row.pk for rows in people.values() for row in rows if row.left_on]
    lines = _lines_of_leavers(left if may_judge else [])
    return [_glimpsed(map_, people[map_.pk], lines.get(map_.pk, [])) for map_ in found]


def people_on(actors: QuerySet[Actor], *, may_judge: bool) -> QuerySet[Actor, Any]:
    """Rows, not models: there may be thousands."""
    each = JSONObject(key=F("key"), value=Left("value", LETTERS_READ), as_of=F("as_of"))
    judged = Judgement.objects.filter(actor=OuterRef("pk")) if may_judge else Judgement.objects.none()
    judged = judged.exclude(value="").order_by()
    told = Subquery(judged.values("actor").values(rows=JSONBAgg(each, order_by="pk")))
    seat = Occupancy.objects.filter(actor=OuterRef("pk"), until=None).order_by("post").values("post")[:1]
    found = actors.filter(contact__erased_on=None).order_by("map", "pk")
    found = found.annotate(last_met=day_last_met("contact"), told=told, post=Subquery(seat))
    ours = [f"{who}__{column}" for who in OURS for column in ("id", "full_name", "is_active")]
    own = ("pk", "map_id", "contact_id", "left_on", "contact__name", "last_met", "told", "post")
    return found.values_list(*own, *ours, named=True)


def _lines_of_leavers(left: Sequence[int]) -> dict[int, list[Line]]:
    """Of lines alerts look only at those that hang on somebody who has left."""
    found: dict[int, list[Line]] = {}
    if left:
        lines = StoredLine.objects.filter(Q(from_actor__in=left) | Q(to_actor__in=left)).order_by("pk")
        for line in lines:
            drawn = Line(KINDS[line.kind], line.from_actor_id, line.to_actor_id, line.strength or 1)
            found.setdefault(line.map_id, []).append(drawn)
    return found


def _glimpsed(map_: DecisionMap, rows: Sequence[Any], lines: Sequence[Line]) -> Glimpsed:
    tied = {key for line in lines for key in (line.start, line.end)}
    ours_of = {row.pk: _counterparts(row) for row in rows}
    counting = [row for row in rows if counts(row.pk, row.left_on, ours_of[row.pk], tied)]
    vacant = int(map_.vacant)  # type: ignore[attr-defined]
    vacancies = [Person(id=f"post-{number}", is_vacancy=True) for number in range(vacant)]
    known = ClientMap((*map(_person, counting), *vacancies), tuple(lines), tuple(chain.from_iterable(ours_of.values())))
    theirs: dict[Key, str] = {row.pk: row.contact__name for row in rows}
    ours: dict[Key, str] = {row.mirror__id: row.mirror__full_name for row in rows}
    ours |= {row.backup__id: row.backup__full_name for row in rows}
    anchors: dict[Key, str] = {row.pk: anchor_of(row.pk, row.post) for row in rows}
    seen = Seen(map_.account_id, map_.pk, theirs, ours, anchors)
    return Glimpsed(map_, known, seen, {row.contact_id: row.pk for row in rows})


def _person(row: Any) -> Person:
    values = {each["key"]: each["value"] for each in row.told or ()}
    days = {each["key"]: datetime.date.fromisoformat(each["as_of"]) for each in row.told or ()}
    return person_of(row.pk, values, days, row.last_met, has_left=row.left_on is not None)


def _counterparts(row: Any) -> list[Counterpart]:
    mirror, backup = (row.mirror__id, row.mirror__is_active), (row.backup__id, row.backup__is_active)
    return counterparts_of(row.pk, mirror, backup)
