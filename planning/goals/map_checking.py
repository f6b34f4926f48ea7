"""Goals held against the maps of their clients, in words: three statements, a fourth where somebody has left.

Who decides, supports or opposes, and every warning that rests on it, is judged of people: it is there only for readers
who may read judgements (decision_map.access.may_read_judgements). Others read who was met.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from decision_map.across import Glimpsed, glimpsed, looked_at, people_on, put_together
from decision_map.measures import Key
from decision_map.models import Actor, DecisionMap
from dossiers.diary.narrowing import day_last_met
from kam_portal.foundation.statements import Statement
from planning.goals.map_rules import NOTHING, Found, Lack, held_against
from planning.models import Action, Goal, GoalPerson, Plan


@dataclass(frozen=True)
class Somebody:
    """A person of the client; `url` leads to their place on the map, "" for who stands on none."""

    name: str
    last_met: datetime.date | None
    url: str = ""


@dataclass(frozen=True)
class GoalWarning:
    kind: Lack
    title: str
    people: Sequence[Somebody] = ()


@dataclass(frozen=True)
class MapCheck:
    """What the map says of a goal. `decide`, `support` and `oppose` are empty for who may not read judgements."""

    map: DecisionMap | None
    people: Sequence[Somebody]
    decide: Sequence[Somebody]
    support: Sequence[Somebody]
    oppose: Sequence[Somebody]
    last_contact: datetime.date | None
    next_on: datetime.date | None
    warnings: Sequence[GoalWarning]
    may_judge: bool

    @property
    def met(self) -> list[Somebody]:
        """Who was met, the latest first."""
        found = [(person.last_met, person) for person in self.people if person.last_met is not None]
        return [person for _day, person in sorted(found, key=lambda each: each[0], reverse=True)]


@dataclass(frozen=True)
class _Asked:
    """What a check needs of a goal: its map, its next date, and the contacts it names, by their numbers."""

    goal: int
    account: int
    map: int | None
    next_on: datetime.date | None
    named: Sequence[tuple[int, Somebody]]


def checks_of(goals: Iterable[Goal], at: datetime.date, may_judge: bool) -> dict[int, MapCheck]:
    """The check of each goal by its number; the goals may be of several plans and clients."""
    numbers = [goal.pk for goal in goals]
    return _checks(_asked(_beside(Goal.objects.filter(pk__in=numbers), at)), at, may_judge=may_judge) if numbers else {}


def checks_of_plan(plan: Plan, goals: Collection[int], at: datetime.date, *, may_judge: bool) -> dict[int, MapCheck]:
    """The same of goals of one plan, by their numbers."""
    asked = [one for one in _asked(_GOALS_OF_PLAN.ask(plan=plan.pk, at=at)) if one.goal in goals]
    found = list(_MAPS_OF_CLIENT.ask(account=plan.account_id, on=at)) if asked else []
    rows = _PEOPLE_OF_CLIENT[may_judge].ask(account=plan.account_id) if found else ()
    return _held(asked, put_together(found, rows, may_judge=may_judge), at, may_judge=may_judge)


def _checks(asked: Sequence[_Asked], at: datetime.date, *, may_judge: bool) -> dict[int, MapCheck]:
    named, accounts = {one.map for one in asked}, {one.account for one in asked}
    maps = DecisionMap.objects.filter(Q(pk__in=named) | Q(account__in=accounts, is_primary=True))
    return _held(asked, glimpsed(maps, at, may_judge=may_judge) if asked else [], at, may_judge=may_judge)


def _held(
    asked: Sequence[_Asked], found: Sequence[Glimpsed], at: datetime.date, *, may_judge: bool
) -> dict[int, MapCheck]:
    by_number: dict[int | None, Glimpsed] = {each.map.pk: each for each in found}
    primary = {each.map.account_id: each for each in found if each.map.is_primary}
    faces = {each.map.pk: _faces(each) for each in found}
    checks = {}
    for one in asked:
        seen = by_number.get(one.map) or primary.get(one.account)
        checks[one.goal] = _check(one, seen, faces[seen.map.pk] if seen else {}, at, may_judge=may_judge)
    return checks


def _check(
    one: _Asked, seen: Glimpsed | None, faces: Mapping[Key, Somebody], at: datetime.date, *, may_judge: bool
) -> MapCheck:
    """`seen` is the map the goal is held against, None where the client has none; `faces` are the people on it."""
    named = [person for _contact, person in one.named]
    if seen is None:
        no_map = GoalWarning(Lack.NO_MAP, _("no map"))
        return MapCheck(None, named, *_told(NOTHING, {}), None, one.next_on, [no_map], may_judge)
    actors = {contact: seen.actors[contact] for contact, _person in one.named if contact in seen.actors}
    among = frozenset(actors.values()) if one.named else None
    held = held_against(seen.known, among=among, next_on=one.next_on, at=at)
    beside = [person for contact, person in one.named if contact not in actors]
    people = [faces[key] for key in held.people] + beside
    last = max((person.last_met for person in people if person.last_met), default=None)
    judged = _told(held, faces) if may_judge else _told(NOTHING, {})
    warnings = [warning_of(lack, held, faces) for lack in held.lacks] if may_judge else []
    return MapCheck(seen.map, people, *judged, last, one.next_on, warnings, may_judge)


def warning_of(lack: Lack, held: Found, faces: Mapping[Key, Somebody]) -> GoalWarning:
    if lack is Lack.NO_SPONSOR:
        return GoalWarning(lack, _("no sponsor"))
    if lack is Lack.NEVER_MET:
        return GoalWarning(lack, _("decision maker never met"), [faces[key] for key in held.unmet])
    return GoalWarning(lack, _("contact older than the next date"), [faces[key] for key in held.late])


def _told(held: Found, faces: Mapping[Key, Somebody]) -> tuple[list[Somebody], list[Somebody], list[Somebody]]:
    decide, support, oppose = ([faces[key] for key in keys] for keys in (held.decide, held.support, held.oppose))
    return decide, support, oppose


def _faces(seen: Glimpsed) -> dict[Key, Somebody]:
    table = reverse("map_table", args=seen.seen.address)
    return {
        person.id: Somebody(
            seen.seen.theirs[person.id], person.last_contact, f"{table}#{seen.seen.anchors.get(person.id, '')}"
        )
        for person in seen.known.present
    }


def _asked(rows: Iterable[Any]) -> list[_Asked]:
    """Of rows of _beside(). The next date of each: its earliest open action that is not past, else its own day."""
    found = []
    for row in rows:
        contacts = [(each["contact"], Somebody(each["name"], _day(each["last"]))) for each in row.named or ()]
        found.append(_Asked(row.pk, row.account_id, row.map_id, row.next_on or row.due_on, contacts))
    return found


def _beside(goals: QuerySet[Goal], at: datetime.date) -> QuerySet[Any, Any]:
    actions = Action.objects.open().filter(goal=OuterRef("pk"), due_on__gte=at).order_by().values("goal")
    people = GoalPerson.objects.filter(goal=OuterRef("pk")).annotate(last=day_last_met("contact")).order_by()
    row = JSONObject(contact=F("contact"), name=F("contact__name"), last=F("last"))
    named = people.values("goal").values(rows=JSONBAgg(row, order_by="contact__name"))
    columns = {"next_on": Subquery(actions.values(first=Min("due_on"))), "named": Subquery(named)}
    return goals.annotate(**columns).values_list("pk", "account_id", "map_id", "due_on", *columns, named=True)


# Making their SQL takes longer than the database needs for the answers.
_MAPS_OF_CLIENT = Statement(
    lambda account, on: looked_at(DecisionMap.objects.filter(account=account), on), account=int, on=datetime.date
)
_PEOPLE_OF_CLIENT = {
    may_judge: Statement(
        lambda account, may_judge=may_judge: people_on(Actor.objects.filter(map__account=account), may_judge=may_judge),
        account=int,
    )
    for may_judge in (True, False)
}
_GOALS_OF_PLAN = Statement(lambda plan, at: _beside(Goal.objects.filter(plan=plan), at), plan=int, at=datetime.date)


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
