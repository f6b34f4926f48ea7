"""A map's picture: the tree is placed, elbows lead to every report, informal lines find their way around the cards."""

from __future__ import annotations

from collections.abc import Sequence

from decision_map.layout.forest import ROOT, Forest
from decision_map.layout.routing import routed
from decision_map.layout.shapes import (
    DEFAULT_STYLE,
    Card,
    FormalLine,
    InformalLine,
    Picture,
    Point,
    Post,
    Style,
    Tie,
)
from decision_map.layout.tree import TidyTree, Track


def picture(posts: Sequence[Post], ties: Sequence[Tie] = (), style: Style = DEFAULT_STYLE) -> Picture:
    """Every visible post exactly once, in the order of its siblings. An id given twice is refused: SameIdTwice."""
    forest = Forest(posts)
    return drawn(forest, TidyTree(forest, style), ties, style)


def drawn(forest: Forest, tree: TidyTree, ties: Sequence[Tie], style: Style) -> Picture:
    cards, lines = _in_place(forest, tree)
    cards, lines, width, height = _moved_to_the_corner(cards, lines, style.margin)
    cut = tuple(forest.posts[at].id for at in forest.cut)
    informal, undrawn = _informal(forest, cards, lines, ties, (width, height))
    return Picture(tuple(cards), tuple(lines), informal, width, height, cut, undrawn)


def _in_place(forest: Forest, tree: TidyTree) -> tuple[list[Card], list[FormalLine]]:
    posts = forest.posts
    middle: list[tuple[float, float]] = [(0.0, 0.0)] * len(posts)
    cards, lines = [], []
    for at in forest.order:
        superior, post = forest.superior[at], posts[at]
        from_x, from_y = middle[superior] if superior != ROOT else (0.0, 0.0)
        x, y = from_x + tree.from_superior[at][0], from_y + tree.from_superior[at][1]
        middle[at] = (x, y)
        cards.append(Card(post.id, x - post.width / 2, y, post.width, post.height, _hidden(forest, at)))
        track = tree.track[at]
        if superior != ROOT and track is not None:
            points = _elbow(track, from_x, from_y, posts[superior].height, cards[-1])
            lines.append(FormalLine(posts[superior].id, post.id, points))
    return cards, lines


def _hidden(forest: Forest, at: int) -> int:
    return forest.below[at] if forest.posts[at].folded else 0


def _elbow(track: Track, x: float, y: float, height: float, card: Card) -> tuple[Point, ...]:
    middle = card.x + card.width / 2
    ends_at = middle if track.spine is None else x + track.spine
    points = [Point(ends_at if track.hanging else x, y + height)]
    row_bus = y + track.bus
    if track.trunk is not None:
        points += [Point(x, y + track.bus), Point(x + track.trunk, y + track.bus)]
        points += [Point(x + track.trunk, y + track.row_bus)]
        row_bus = y + track.row_bus
    elif not track.hanging:
        points.append(Point(x, row_bus))
    if not track.hanging:
        points.append(Point(ends_at, row_bus))
    if track.spine is None:
        points.append(Point(middle, card.y))
    else:
        half = card.y + card.height / 2
        points += [Point(ends_at, half), Point(card.x, half)]
    return _straightened(points)


def _straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without the points that change nothing of the direction."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2].x == kept[-1].x == point.x or kept[-2].y == kept[-1].y == point.y):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _moved_to_the_corner(
    cards: list[Card], lines: list[FormalLine], margin: float
) -> tuple[list[Card], list[FormalLine], float, float]:
    if not cards:
        return [], [], 2 * margin, 2 * margin
    west = min(min(card.x for card in cards), min((p.x for line in lines for p in line.points), default=0))
    north = min(card.y for card in cards)
    x, y = margin - west, margin - north
    moved = [Card(c.id, c.x + x, c.y + y, c.width, c.height, c.hidden) for c in cards]
    led = [FormalLine(s, r, tuple(Point(p.x + x, p.y + y) for p in points)) for s, r, points in lines]
    east, south = max(card.right for card in moved), max(card.bottom for card in moved)
    return moved, led, east + margin, south + margin


def _informal(
    forest: Forest, cards: list[Card], lines: list[FormalLine], ties: Sequence[Tie], size: tuple[float, float]
) -> tuple[tuple[InformalLine, ...], tuple[Tie, ...]]:
    shown = []
    undrawn = []
    for tie in ties:
        start, end = forest.card_of(tie.start), forest.card_of(tie.end)
        if start is None or end is None or start == end:
            undrawn.append(tie)
        else:
            shown.append((tie, start, end))
    if not shown:
        return (), tuple(undrawn)
    return tuple(routed(shown, cards, lines, size)), tuple(undrawn)
