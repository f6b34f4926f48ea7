"""What nobody carries any longer when somebody leaves the client: vacant posts, roles without a holder, lines lost."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from decision_map.knowing import known_of
from decision_map.models import Actor, DecisionMap
from decision_map.reading import MapShown, read_map
from decision_map.sentences import of_line


@dataclass(frozen=True)
class Unsupported:
    """`posts` are titles, `roles` those that nobody else plays, `lines` sentences; `map` is where that is so."""

    map: DecisionMap
    posts: Sequence[str]
    roles: Sequence[str]
    lines: Sequence[str]
    was_only_sponsor: bool

    def __bool__(self) -> bool:
        return bool(self.posts or self.roles or self.lines or self.was_only_sponsor)


def unsupported_on_all_maps(actor: Actor, today: datetime.date) -> list[Unsupported]:
    """Of every map of the client that has the person and loses something, for whoever may read them."""
    there = Actor.objects.filter(contact=actor.contact_id, left_on=None).values("map")
    maps = DecisionMap.objects.filter(pk__in=there)
    numbers = dict(Actor.objects.filter(contact=actor.contact_id).values_list("map", "pk"))
    found = [unsupported_without(read_map(map_, today, may_judge=True), numbers[map_.pk]) for map_ in maps]
    return [each for each in found if each]


def unsupported_without(shown: MapShown, actor_id: int) -> Unsupported:
    """On the map as it is now, for whoever may read it."""
    leaver = shown.person(actor_id)
    others = [person for person in shown.people if person.left_on is None and person.id != actor_id]
    played = {key for person in others for key, _title in person.roles}
    return Unsupported(
        shown.map,
        [each.title for each in shown.posts if each.person and each.person.id == actor_id],
        [title for key, title in leaver.roles if key not in played],
        [of_line(line) for line in shown.lines if actor_id in (line.start.id, line.end.id)],
        {sponsor.id for sponsor in known_of(shown).sponsors()} == {actor_id},
    )
