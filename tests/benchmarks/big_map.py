"""Accounts of the crowd with a map: of three hundred people, all of them judged, with forty-five lines; of forty."""

from __future__ import annotations

import datetime
import random

from django.db import connection
from django.utils import timezone

from accounts.models import Account, Contact
from decision_map.description import ATTITUDES, COVERAGES, INFLUENCES, ROLES
from decision_map.models import Actor, DecisionMap, Judgement, Line, Occupancy, Post
from kam_portal.foundation.history.authors import written_by
from tests.benchmarks.drawing_maps import SEED, company, ties

PEOPLE, LINES = 300, 45
# As many as most maps have, and more.
USUAL_PEOPLE, USUAL_LINES = 40, 8


def chart(account: Account, people: int = PEOPLE, lines: int = LINES) -> DecisionMap:
    """The map, made once."""
    found = DecisionMap.objects.filter(account=account).first()
    if found is None:
        with written_by(user=account.kam_id, source="benchmark"):
            found = DecisionMap.objects.create(account=account, title=account.trade_name, is_primary=True)
            _fill(found, people, lines)
        with connection.cursor() as cursor:
            # Later the database counts by itself: until then it plans for the tables as they were.
            cursor.execute("ANALYZE")
    return found


def _fill(map_: DecisionMap, count: int, lines: int) -> None:
    dice, account = random.Random(SEED), map_.account
    boxes = company(count, dice)
    posts: dict[object, Post] = {}
    for box in boxes:
        above = None if box.parent is None else posts[box.parent]
        title = f"Head of department {box.id}"
        posts[box.id] = Post.objects.create(account=account, map=map_, title=title, unit="Works", reports_to=above)
    people = Contact.objects.bulk_create(Contact(account=account, name=f"Maria Person {box.id}") for box in boxes)
    actors = Actor.objects.bulk_create(Actor(account=account, map=map_, contact=contact) for contact in people)
    Occupancy.objects.bulk_create(
        Occupancy(account=account, post=post, actor=actor) for post, actor in zip(posts.values(), actors, strict=True)
    )
    _judge(map_, actors, dice)
    pairs = {(tie.start, tie.end): tie for tie in ties(boxes, lines, dice) if tie.start != tie.end}
    by_box = dict(zip(posts, actors, strict=True))
    Line.objects.bulk_create(
        Line(account=account, map=map_, kind="influence", from_actor=by_box[a], to_actor=by_box[b], strength=2)
        for a, b in pairs
    )


def _judge(map_: DecisionMap, actors: list[Actor], dice: random.Random) -> None:
    day = timezone.localdate()
    steps = {"roles": ROLES, "attitude": ATTITUDES, "influence": INFLUENCES, "coverage": COVERAGES}
    Judgement.objects.bulk_create(
        Judgement(
            account=map_.account,
            actor=actor,
            key=key,
            value=dice.choice(choices)[0],
            as_of=day - datetime.timedelta(days=dice.randrange(180)),
            by=map_.account.kam,
            source="visit",
            actor_version=1,
        )
        for actor in actors
        for key, choices in steps.items()
    )
