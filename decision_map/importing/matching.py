"""Which post of the map a line of a chart means. Pure.

A line means the post of its id. A line without one, or a post that never had one, is found by title, unit and who
holds it, where only one post and one line say so. Nobody is found by half a likeness: then it is a new post.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from decision_map.importing.present import PostNow, Present
from decision_map.importing.reading import ChartRow
from decision_map.typed.names import folded

T = TypeVar("T")
# What line and post have to have in common, the strictest first; title, unit, and who holds it.
Said = tuple[str, str, str]
LIKENESSES: Sequence[Callable[[Said], Said | None]] = (
    lambda said: said if said[0] and said[2] else None,
    lambda said: (said[0], "", said[2]) if said[0] and said[2] else None,
    lambda said: (said[0], said[1], "") if said[0] else None,
    lambda said: (said[0], "", "") if said[0] else None,
)


def posts_meant(rows: Sequence[ChartRow], names: dict[int, str], present: Present) -> dict[int, int]:
    """Line -> number of the post; `names` are who holds the post by the line, "" for nobody. Each post at most once."""
    by_id = {post.own_id: post.id for post in present.posts.values()}
    found = {row.line: by_id[row.id] for row in rows if row.id in by_id}
    for alike in LIKENESSES:
        _pair(rows, names, present, found, alike)
    _pair_by_holder(rows, names, present, found)
    return found


def _pair(
    rows: Sequence[ChartRow],
    names: dict[int, str],
    present: Present,
    found: dict[int, int],
    alike: Callable[[Said], Said | None],
) -> None:
    taken = set(found.values())
    lines = _once(
        (alike((folded(row.title), folded(row.unit), folded(names[row.line]))), row)
        for row in rows
        if row.line not in found
    )
    posts = _once((alike(_said(post, present)), post) for post in present.posts.values() if post.id not in taken)
    for likeness, row in lines.items():
        post = posts.get(likeness)
        # A unit that both name and that is another one makes another post.
        is_elsewhere = post is not None and row.unit and post.unit and folded(row.unit) != folded(post.unit)
        if post is not None and not is_elsewhere and not (row.id and post.reference):
            found[row.line] = post.id


def _pair_by_holder(rows: Sequence[ChartRow], names: dict[int, str], present: Present, found: dict[int, int]) -> None:
    """A line that says nothing but who: the one post they hold."""
    taken, said = set(found.values()), Counter(folded(name) for name in names.values())
    for row in rows:
        who = folded(names[row.line])
        held = present.held_by.get(who, [])
        if row.line not in found and not row.title and not row.id and said[who] == 1:
            if len(held) == 1 and held[0] not in taken:
                found[row.line] = held[0]


def _said(post: PostNow, present: Present) -> Said:
    return folded(post.title), folded(post.unit), present.holder_of(post)


def _once(pairs: Iterable[tuple[Said | None, T]]) -> dict[Said, T]:
    """What only one says."""
    listed = [(likeness, each) for likeness, each in pairs if likeness is not None]
    counted = Counter(likeness for likeness, _each in listed)
    return {likeness: each for likeness, each in listed if counted[likeness] == 1}
