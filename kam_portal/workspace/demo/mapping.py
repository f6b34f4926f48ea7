"""The decision maps of the demo: who sits where at two clients, and what their managers think of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Account, Contact
from decision_map.drawing import add_post, begin_map
from decision_map.judging import judge
from decision_map.lines import draw_line
from decision_map.models import Actor, Post
from decision_map.seating import bring_onto_map, edit_counterpart, seat
from kam_portal.foundation.people.models import User


@dataclass(frozen=True)
class Place:
    """One of the client's contacts on the map: under which of them, what is judged so many days ago, who meets them."""

    under: int | None
    ago: int
    judged: Mapping[str, str]
    mirror: str = ""
    backup: str = ""
    counterpart: Mapping[str, int] = field(default_factory=dict)


# By the order of the client's contacts; words of judgements stand in company.*.toml.
PLACES: dict[str, tuple[Place, ...]] = {
    "halvorsen": (
        Place(
            None,
            40,
            {
                "roles": "decision_maker approver",
                "attitude": "neutral",
                "influence": "inner_circle",
                "coverage": "brief",
            },
        ),
        Place(
            0,
            30,
            {"roles": "buyer gatekeeper", "attitude": "non_supporter", "influence": "political_structure"},
            mirror="anna",
            counterpart={"every_days": 30},
        ),
        Place(
            0,
            120,
            {
                "roles": "influencer user",
                "attitude": "supporter",
                "authority": "no",
                "weight": "yes",
                "support": "yes",
                "influence": "political_structure",
                "coverage": "in_depth",
                "trajectory": "rising",
            },
            mirror="anna",
            backup="boris",
            counterpart={"every_days": 21, "ladder_now": 3, "ladder_wanted": 4},
        ),
    ),
    "brightwater": (
        Place(
            None,
            60,
            {
                "roles": "decision_maker",
                "attitude": "mentor",
                "authority": "yes",
                "weight": "yes",
                "support": "yes",
                "influence": "inner_circle",
                "coverage": "in_depth",
            },
            mirror="anna",
            counterpart={"every_days": 30, "ladder_now": 4, "ladder_wanted": 4},
        ),
        Place(0, 60, {"roles": "influencer initiator", "attitude": "supporter", "influence": "political_structure"}),
        Place(0, 60, {"roles": "buyer", "attitude": "neutral", "influence": "low"}),
    ),
}


def draw_map(
    *,
    key: str,
    account: Account,
    contacts: Sequence[Contact],
    text: Mapping[str, Any],
    people: Mapping[str, User],
    ago: Callable[[int], datetime.date],
) -> None:
    """The map of the client of that key, where the demo has one: its people, a vacancy, what is judged, one line."""
    if key not in PLACES:
        return
    words, by = text["map"], account.kam
    map_ = begin_map(account=account, title=words["title"])
    posts: list[Post] = []
    actors: list[Actor] = []
    for contact, place in zip(contacts, PLACES[key], strict=True):
        superior = posts[place.under] if place.under is not None else None
        posts.append(add_post(map_=map_, title=contact.title, reports_to=superior))
        actors.append(bring_onto_map(map_=map_, contact=contact))
        seat(post=posts[-1], actor=actors[-1], on=None)
    add_post(map_=map_, title=words["vacant"], reports_to=posts[0])
    for actor, place, said in zip(actors, PLACES[key], words["judged"], strict=True):
        _judge(actor, place, said, people, by, ago)
    draw_line(
        kind="influence",
        from_actor=actors[2],
        to_actor=actors[0],
        strength=2,
        note=words["line"],
        on=ago(30),
        by=by,
    )


def _judge(
    actor: Actor,
    place: Place,
    said: Mapping[str, str],
    people: Mapping[str, User],
    by: User | None,
    ago: Callable[[int], datetime.date],
) -> None:
    values = {**place.judged, **said}
    if "trajectory" in values:
        values |= {"trajectory_since": ago(150).isoformat(), "trajectory_until": ago(-90).isoformat()}
    actor = judge(actor=actor, version=actor.version, values=values, source="", on=ago(place.ago), by=by)
    met_by = {role: people[name] for role, name in (("mirror", place.mirror), ("backup", place.backup)) if name}
    if changes := {**met_by, **place.counterpart}:
        edit_counterpart(actor=actor, version=actor.version, changes=changes)
