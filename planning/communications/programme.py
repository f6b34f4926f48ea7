"""The communications programme as a page shows it, held against the diary: six statements, whatever it holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery

from accounts.models import Account, Contact
from decision_map.description import INFLUENCES
from decision_map.models import Actor, Judgement
from dossiers.models import DiaryEntry, TheirParticipant
from planning.communications.reaching import (
    NEAR,
    Met,
    Planned,
    Reached,
    Standing,
    by_means,
    entries_of,
    reached,
    standing_of,
)
from planning.left_behind import owners_without_a_tie
from planning.models import Communication, Listener, Plan

# The most influential first; who was never judged comes last.
RANKS = {key: place for place, (key, _title) in enumerate(reversed(INFLUENCES))}
IN_ORDER = (Standing.LATE, Standing.NEXT, Standing.UNDATED, Standing.TOLD)


@dataclass(frozen=True)
class OnMaps:
    """Somebody of the client's maps: gone, when they left every one; influence only for who may read it."""

    contact: Contact
    has_left: bool
    influence: str = ""


@dataclass(frozen=True)
class Told:
    """One communication. `entries` are those of the diary near to its day with somebody of its audience;
    `is_left_behind` where it is still to be told by an owner who no longer works with the client.
    """

    row: Communication
    standing: Standing
    audience: Sequence[Contact]
    entries: Sequence[DiaryEntry]
    is_left_behind: bool


@dataclass(frozen=True)
class Heard:
    """What one person hears, by the tools of the programme in their order."""

    contact: Contact
    cells: Sequence[Sequence[Communication]]
    reached: Reached


@dataclass(frozen=True)
class Silent:
    """Somebody of a map whom nothing is planned for."""

    contact: Contact
    reached: Reached


@dataclass(frozen=True)
class Programme:
    told: Sequence[Told]
    tools: Sequence[tuple[str, str]]
    heard: Sequence[Heard]
    silent: Sequence[Silent]
    gone: frozenset[int]

    def count(self, standing: Standing) -> int:
        return sum(each.standing == standing for each in self.told)


def read_programme(plan: Plan, today: datetime.date, *, may_judge: bool) -> Programme:
    """`may_judge` says whether the reader may read what is judged of people: whose silence weighs most."""
    rows = _communications(plan)
    on_maps = people_of_maps(plan.account, may_judge=may_judge)
    met, entries = _met(plan)
    planned = [_planned(row) for row in rows]
    figures = reached(planned, met, plan.starts_on, plan.ends_on, today, runs=plan.is_running)
    near, gone = entries_of(planned, met), owners_without_a_tie(plan, today)
    told = [
        Told(
            row,
            standing_of(each, today, runs=plan.is_running),
            [listener.contact for listener in row.listeners],
            [entries[pk] for pk in near.get(row.pk, ())],
            row.told_on is None and row.owner_id in gone,
        )
        for row, each in zip(rows, planned, strict=True)
    ]
    tools, heard = _heard(rows, planned, figures)
    return Programme(
        _in_order(told),
        tools,
        heard,
        _silent(on_maps, {contact for each in planned for contact in each.audience}, figures),
        frozenset(pk for pk, person in on_maps.items() if person.has_left),
    )


def people_of_maps(account: Account, *, may_judge: bool) -> dict[int, OnMaps]:
    """Everybody who stands or stood on a map of the client, by contact; one statement."""
    actors: Any = Actor.objects.filter(account=account).order_by("contact__name", "contact")
    if may_judge:
        judged = Judgement.objects.filter(actor=OuterRef("pk"), key="influence").values("value")[:1]
        actors = actors.annotate(influence=Subquery(judged))
    found: dict[int, OnMaps] = {}
    for actor in actors:
        before = found.get(actor.contact_id)
        weights = [before.influence if before else "", getattr(actor, "influence", None) or ""]
        has_left = actor.left_on is not None and (before is None or before.has_left)
        found[actor.contact_id] = OnMaps(actor.contact, has_left, min(weights, key=_rank))
    return found


def _communications(plan: Plan) -> list[Any]:
    listeners = Prefetch(
        "listener_set",
        Listener.objects.select_related("contact").order_by("contact__name", "contact"),
        to_attr="listeners",
    )
    rows = Communication.objects.filter(plan=plan).select_related("owner", "goal").prefetch_related(listeners)
    return list(rows)


def _planned(row: Any) -> Planned:
    audience = frozenset(listener.contact_id for listener in row.listeners)
    return Planned(row.pk, row.tool, row.on, row.told_on, audience)


def _met(plan: Plan) -> tuple[list[Met], dict[int, DiaryEntry]]:
    """Who took part in the entries of the period and just around it."""
    rows = TheirParticipant.objects.filter(
        entry__account=plan.account_id, entry__on__range=(plan.starts_on - NEAR, plan.ends_on + NEAR)
    ).select_related("entry")
    entries = {row.entry_id: row.entry for row in rows}
    return [Met(row.contact_id, row.entry_id, row.entry.on) for row in rows], entries


def _in_order(told: Iterable[Told]) -> list[Told]:
    """What is late and what is next by its day; what was told the latest first."""
    found = list(told)
    by_standing = {standing: [each for each in found if each.standing == standing] for standing in IN_ORDER}
    by_standing[Standing.TOLD].sort(key=lambda each: (each.row.told_on, each.row.pk), reverse=True)
    return [each for standing in IN_ORDER for each in by_standing[standing]]


def _heard(
    rows: Sequence[Any], planned: Sequence[Planned], figures: Mapping[int, Reached]
) -> tuple[list[tuple[str, str]], list[Heard]]:
    by_id = {row.pk: row for row in rows}
    tools, cells = by_means(planned, Communication.Tool.values)
    contacts = {listener.contact_id: listener.contact for row in rows for listener in row.listeners}
    heard = [
        Heard(contact, [[by_id[pk] for pk in cells.get((contact.pk, tool), ())] for tool in tools], figures[contact.pk])
        for contact in sorted(contacts.values(), key=lambda each: (each.name, each.pk))
    ]
    return [(tool, str(Communication.Tool(tool).label)) for tool in tools], heard


def _silent(on_maps: Mapping[int, OnMaps], spoken_to: set[int], figures: Mapping[int, Reached]) -> list[Silent]:
    people = [each for pk, each in on_maps.items() if pk not in spoken_to and not each.has_left]
    known = [each for each in people if each.contact.erased_on is None]
    ordered = sorted(known, key=lambda each: (_rank(each.influence), each.contact.name, each.contact.pk))
    nothing = Reached(0, 0, 0, None)
    return [Silent(each.contact, figures.get(each.contact.pk, nothing)) for each in ordered]


def _rank(influence: str) -> int:
    return RANKS.get(influence, len(RANKS))
