"""All maps of a client as entries of a review: posts, people, what is judged of each, informal lines.

Who has left is no entry any more, nor is what was judged of them: between two reviews they have gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from accounts.models import Account
from decision_map.models import Actor, DecisionMap, Judgement, Line, Occupancy, Post
from dossiers.reviews.topics import ID, Entry
from dossiers.values import to_stored

POST, PERSON, JUDGED, LINE = "map_post", "map_person", "map_judged", "map_line"
# What is told of a person beside name and post: who of us meets them, and how.
COUNTERPARTS = ("mirror", "backup")
OF_A_PERSON = ("ladder_now", "ladder_wanted", "every_days")


def key_of(kind: str, row: Post | Actor | Line) -> str:
    """With the map, so that where the entry is edited is known without asking."""
    return f"{kind}:{row.map_id}-{row.pk}"


def parted(key: str) -> tuple[str, int, int] | None:
    """Kind, map and number of an entry's key; None for the key of another floor."""
    kind, _colon, rest = key.partition(":")
    map_id, _dash, pk = rest.partition("-")
    return (kind, int(map_id), int(pk)) if kind in (POST, PERSON, JUDGED, LINE) else None


def read_entries(account: Account) -> list[Entry]:
    """Five statements, and one where there is no map."""
    maps = {map_.pk: map_ for map_ in DecisionMap.objects.filter(account=account)}
    if not maps:
        return []
    # The only map of a client need not be named.
    titles = {pk: map_.title if len(maps) > 1 else "" for pk, map_ in maps.items()}
    posts = Post.objects.filter(account=account).select_related("reports_to")
    found = [_post(post, titles) for post in posts.order_by("map", "pk")]
    present = Actor.objects.filter(account=account, left_on=None).select_related("contact", *COUNTERPARTS)
    held, judged = _held(account), _judged(account)
    for actor in present.order_by("map", "pk"):
        found += _of_person(actor, held.get(actor.pk, []), judged.get(actor.pk, []), titles)
    lines = Line.objects.filter(account=account).select_related("by", "from_actor__contact", "to_actor__contact")
    return found + [_line(line, titles) for line in lines.order_by("map", "pk")]


def _held(account: Account) -> dict[int, list[Post]]:
    seats = Occupancy.objects.filter(account=account, until=None).select_related("post").order_by("actor", "pk")
    return {actor: [seat.post for seat in own] for actor, own in groupby(seats, key=lambda seat: seat.actor_id)}


def _judged(account: Account) -> dict[int, list[Judgement]]:
    rows = Judgement.objects.filter(account=account).exclude(value="").select_related("by").order_by("actor", "pk")
    return {actor: list(own) for actor, own in groupby(rows, key=lambda row: row.actor_id)}


def _post(post: Post, titles: Mapping[int, str]) -> Entry:
    value = {name: getattr(post, name) for name in ("title", "unit", "site")}
    value |= _named("reports_to", post.reports_to_id, str(post.reports_to or ""))
    return Entry(key_of(POST, post), value | _map(post, titles))


def _of_person(
    actor: Actor, posts: Sequence[Post], judged: Sequence[Judgement], titles: Mapping[int, str]
) -> Iterator[Entry]:
    name = _named("name", actor.contact_id, actor.contact.name) | _map(actor, titles)
    seats = {"post": "; ".join(post.title for post in posts), f"post{ID}": ",".join(str(post.pk) for post in posts)}
    value = name | seats | {each: to_stored(getattr(actor, each)) for each in OF_A_PERSON}
    for each in COUNTERPARTS:
        user = getattr(actor, each)
        value |= _named(each, user.pk if user else None, user.full_name if user else "")
    yield Entry(key_of(PERSON, actor), value)
    if judged:
        said = {row.key: row.value for row in judged}
        oldest = min(row.as_of for row in judged).isoformat()
        by, source = (_together(judged, each) for each in ("by", "source"))
        yield Entry(key_of(JUDGED, actor), name | said, oldest, by, source)


def _line(line: Line, titles: Mapping[int, str]) -> Entry:
    value = {"kind": line.kind, "strength": to_stored(line.strength), "note": line.note, **_map(line, titles)}
    for end, actor in (("start", line.from_actor), ("end", line.to_actor)):
        value |= _named(end, actor.contact_id, actor.contact.name)
    as_of = line.as_of.isoformat() if line.as_of else ""
    return Entry(key_of(LINE, line), value, as_of, line.by.full_name if line.by else "", line.source)


def _map(row: Post | Actor | Line, titles: Mapping[int, str]) -> dict[str, str]:
    return _named("map", row.map_id, titles[row.map_id])


def _named(name: str, pk: int | None, text: str) -> dict[str, str]:
    return {name: text, f"{name}{ID}": str(pk or "")}


def _together(rows: Sequence[Judgement], name: str) -> str:
    """Authors or sources of several judgements, each once."""
    told: list[Any] = [getattr(row, name) for row in rows]
    return ", ".join(dict.fromkeys(str(each) for each in told if each))
