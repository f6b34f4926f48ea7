"""If somebody of the client leaves: the goals that count on them."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decision_map.leaving_notes import LeavingNote
from decision_map.measures import ClientMap, Key
from decision_map.models import DecisionMap
from decision_map.reading import MapShown, PersonShown
from planning.goals.map_rules import Found, Lack, held_against
from planning.models import Goal, PlanState


@dataclass(frozen=True)
class GoalsThatCount:
    """Of plans that are not closed: goals that name the person, and those of the map that would lose somebody."""

    title: str | Promise = gettext_lazy("Goals that count on them")

    def told(self, shown: MapShown, person: PersonShown, known: ClientMap, on: datetime.date) -> list[LeavingNote]:
        theirs = {each.id: each.contact_id for each in shown.people}
        found = []
        for goal in _goals(shown.map, person.contact_id):
            contacts = {contact.pk for contact in goal.people.all()}
            among = {key for key, contact in theirs.items() if contact in contacts} if contacts else None
            if person.contact_id in contacts or among is None:
                losses = _losses(known, among, person.id, on)
                if person.contact_id in contacts:
                    losses = [_("it names this person"), *losses]
                if losses:
                    found.append(LeavingNote(goal.title, goal.get_absolute_url(), losses))
        return found


def _goals(map_: DecisionMap, contact: int) -> Collection[Goal]:
    of_the_map = Q(map=map_) | Q(map=None) if map_.is_primary else Q(map=map_)
    goals = Goal.objects.filter(of_the_map | Q(people=contact), account=map_.account_id)
    open_ones = goals.exclude(plan__state=PlanState.CLOSED).order_by("plan", "pk").distinct()
    return open_ones.prefetch_related("people")


def _losses(known: ClientMap, among: Collection[Key] | None, person: Key, on: datetime.date) -> list[str]:
    """What the check of the goal would say that it does not say now."""
    now, then = (held_against(each, among=among, next_on=None, at=on) for each in (known, known.after_leaving(person)))
    losses = []
    if now.decide and not then.decide:
        losses.append(_("nobody would decide"))
    if _would_lack(now, then, Lack.NO_SPONSOR):
        losses.append(_("it would have no sponsor"))
    return losses


def _would_lack(now: Found, then: Found, lack: Lack) -> bool:
    return lack in then.lacks and lack not in now.lacks
