"""Charts to draw, made up or real, and what holds of every picture."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from decision_map.layout import Card, Key, Picture, Point, Post, Tie, TieKind

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "organogram-small"
WIDTH, HEIGHT = 200, 92
SLACK = 0.001


def post(key: Key, parent: Key | None = None, folded: bool = False) -> Post:
    return Post(key, parent, WIDTH, HEIGHT, folded)


def fan(reports: int) -> list[Post]:
    """A root, its one report, and so many leaves under that one."""
    return [post("top"), post("chief", "top"), *(post(number, "chief") for number in range(reports))]


def charts(most: int = 24, may_fold: bool = True) -> st.SearchStrategy[list[Post]]:
    """Any forest in any order, of cards of any size, some of them folded: one drawn number makes one post."""
    numbers = st.lists(st.integers(0, 2**20), min_size=1, max_size=most)
    return st.builds(partial(_chart, may_fold), numbers, st.integers(0, 1000))


def _chart(may_fold: bool, numbers: list[int], order: int) -> list[Post]:
    posts = []
    for key, number in enumerate(numbers):
        number, parent = divmod(number, key + 1)
        width, height = (80, 200, 310)[number % 3], (40, 92, 150)[number // 3 % 3]
        posts.append(Post(key, parent - 1 if parent else None, width, height, may_fold and number // 9 % 8 == 7))
    random.Random(order).shuffle(posts)
    return posts


def tied_charts(most: int = 24) -> st.SearchStrategy[tuple[list[Post], list[Tie]]]:
    ends = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), max_size=8)
    return st.builds(_tied, charts(most), ends)


def _tied(posts: list[Post], ends: list[tuple[int, int]]) -> tuple[list[Post], list[Tie]]:
    kinds, size = list(TieKind), len(posts)
    return posts, [Tie(n, posts[a % size].id, posts[b % size].id, kinds[n % 2]) for n, (a, b) in enumerate(ends)]


def by_id(picture: Picture) -> dict[Key, Card]:
    return {card.id: card for card in picture.cards}


def overlapping(cards: Iterable[Card]) -> list[tuple[Key, Key]]:
    cards = list(cards)
    return [(a.id, b.id) for number, a in enumerate(cards) for b in cards[:number] if _overlap(a, b)]


def _overlap(a: Card, b: Card) -> bool:
    across = a.x < b.right - SLACK and b.x < a.right - SLACK
    return across and a.y < b.bottom - SLACK and b.y < a.bottom - SLACK


def crossed(points: tuple[Point, ...], cards: Iterable[Card]) -> list[Key]:
    """The cards whose inside is touched by a line; all its pieces have to be level or upright."""
    cards, found = list(cards), []
    for a, b in zip(points, points[1:], strict=False):
        assert a.x == b.x or a.y == b.y, f"{a} to {b} is neither level nor upright"
        west, east, north, south = min(a.x, b.x), max(a.x, b.x), min(a.y, b.y), max(a.y, b.y)
        found += [card.id for card in cards if _inside(card, west, east, north, south)]
    return found


def _inside(card: Card, west: float, east: float, north: float, south: float) -> bool:
    """A line along the edge of a card is not inside."""
    beside = east <= card.x + SLACK or west >= card.right - SLACK
    return not beside and south > card.y + SLACK and north < card.bottom - SLACK


def on_the_edge(point: Point, card: Card) -> bool:
    inside = card.x <= point.x <= card.right and card.y <= point.y <= card.bottom
    return inside and (point.x in (card.x, card.right) or point.y in (card.y, card.bottom))


def snapshots() -> Iterator[tuple[str, list[dict[str, str]], dict[str, Any]]]:
    """The senior posts of every snapshot with what an import has to find in them; nothing where the data is missing."""
    if not FOLDER.exists():
        return
    oracle = json.loads((FOLDER / "oracle.json").read_text())
    for department in ("fco", "dfid"):
        rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        with (FOLDER / f"{department}.csv").open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["Senior/Junior"] == "Senior":
                    rows[row["Back to Index"]].append(row)
        for date, posts in rows.items():
            yield f"{department} {date}", posts, oracle[department]["snapshots"][date]


def file_of(rows: list[dict[str, str]]) -> bytes:
    """As the department published it, one snapshot."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


MISSING = pytest.param(
    "", [], {}, id="none", marks=pytest.mark.skip("the shared data folder is not beside the project")
)
SNAPSHOTS = [pytest.param(*found, id=found[0]) for found in snapshots()]
each_snapshot = pytest.mark.parametrize(("name", "rows", "oracle"), SNAPSHOTS or [MISSING])
