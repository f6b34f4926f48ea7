"""The free room between cards, cut into upright rectangles that reach from obstacle to obstacle.

A line that goes from one space to the next, through the part of an edge that they share, never meets a card.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from decision_map.layout.shapes import Card

# How far a line keeps from the cards beside it, from those above and below, and from the corners of its own.
ASIDE, CLEAR, FROM_CORNER = 7.0, 4.0, 16.0
# From the middle of a card's foot the way to its reports begins, and there its branch is folded: so far it stays free.
FROM_MIDDLE = 22.0
# In a space lower than this a line does not like to run along: what it costs.
LOW, LOW_COST = 30.0, 90.0


class Door(NamedTuple):
    """Where a line may pass between two spaces: low..high of the level edge at `y`."""

    to: int
    low: float
    high: float
    y: float


class Contact(NamedTuple):
    """Where a line may leave a card into a space: low..high of the card's side at the coordinate `at`."""

    space: int
    level: bool  # leaves at the left or right: low..high are y and `at` is x
    low: float
    high: float
    at: float


class Space:
    __slots__ = ("crowd", "doors", "level_crowd", "x1", "x2", "y1", "y2")

    def __init__(self, x1: float, x2: float, y1: float) -> None:
        self.x1, self.x2, self.y1, self.y2 = x1, x2, y1, y1
        self.doors: list[Door] = []
        # What it costs to come through, and to run along.
        self.crowd = self.level_crowd = 0.0

    @property
    def levels(self) -> tuple[float, float]:
        inset = min(CLEAR, (self.y2 - self.y1) / 2)
        return self.y1 + inset, self.y2 - inset

    @property
    def uprights(self) -> tuple[float, float]:
        inset = min(ASIDE, (self.x2 - self.x1) / 2)
        return self.x1 + inset, self.x2 - inset


class FreeRoom:
    """Spaces, the doors between them, and for every card (by its place in the sequence) its contacts with them."""

    def __init__(self, cards: Sequence[Card], size: tuple[float, float]) -> None:
        self.cards = cards
        self.width = size[0]
        self.spaces: list[Space] = []
        self.contacts: list[list[Contact]] = [[] for _ in cards]
        self._open: dict[tuple[float, float], int] = {}
        self._beside: dict[int, tuple[int | None, int | None]] = {}
        self._sweep(size[1])

    def _sweep(self, height: float) -> None:
        begins: defaultdict[float, list[int]] = defaultdict(list)
        ends: defaultdict[float, list[int]] = defaultdict(list)
        for at, card in enumerate(self.cards):
            begins[card.y].append(at)
            ends[card.bottom].append(at)
        standing: list[tuple[float, int]] = []
        for y in sorted({0.0, *begins, *ends}):
            for at in ends[y]:
                del standing[bisect_left(standing, (self.cards[at].x, at))]
            for at in begins[y]:
                insort(standing, (self.cards[at].x, at))
            closed, opened = self._changed(standing, y)
            self._doors(closed, opened, y)
            self._touch(ends[y], opened, y, FROM_MIDDLE)
            self._touch(begins[y], closed, y, 0)
        for space in list(self._open.values()):
            self._close(space, height)

    def _changed(self, standing: list[tuple[float, int]], y: float) -> tuple[list[int], list[int]]:
        """The spaces that end at this level and those that begin, each from left to right."""
        now = self._between(standing)
        closed = [space for span, space in self._open.items() if span not in now]
        for space in closed:
            self._close(space, y)
            del self._open[self.spaces[space].x1, self.spaces[space].x2]
        opened = []
        for span, beside in now.items():
            if span not in self._open:
                opened.append(len(self.spaces))
                self._open[span] = len(self.spaces)
                self._beside[len(self.spaces)] = beside
                self.spaces.append(Space(*span, y))
        return sorted(closed, key=lambda space: self.spaces[space].x1), opened

    def _between(self, standing: list[tuple[float, int]]) -> dict[tuple[float, float], tuple[int | None, int | None]]:
        spans: dict[tuple[float, float], tuple[int | None, int | None]] = {}
        x, left = 0.0, None
        for start, at in standing:
            if start > x:
                spans[x, start] = left, at
            x, left = self.cards[at].right, at
        if self.width > x:
            spans[x, self.width] = left, None
        return spans

    def _close(self, at: int, y: float) -> None:
        space = self.spaces[at]
        space.y2 = y
        left, right = self._beside.pop(at)
        if y - space.y1 < LOW:
            space.level_crowd = LOW_COST
        for card, x in ((left, space.x1), (right, space.x2)):
            if card is not None:
                inset = min(FROM_CORNER, self.cards[card].height / 3)
                low = max(space.y1 + CLEAR, self.cards[card].y + inset)
                high = min(y - CLEAR, self.cards[card].bottom - inset)
                if low <= high:
                    self.contacts[card].append(Contact(at, True, low, high, x))

    def _doors(self, above: list[int], below: list[int], y: float) -> None:
        i = j = 0
        while i < len(above) and j < len(below):
            upper, lower = self.spaces[above[i]], self.spaces[below[j]]
            low, high = max(upper.x1, lower.x1) + ASIDE, min(upper.x2, lower.x2) - ASIDE
            if low <= high:
                upper.doors.append(Door(below[j], low, high, y))
                lower.doors.append(Door(above[i], low, high, y))
            if upper.x2 <= lower.x2:
                i += 1
            else:
                j += 1

    def _touch(self, cards: Iterable[int], spaces: list[int], y: float, from_middle: float) -> None:
        for card in cards:
            inset = min(FROM_CORNER, self.cards[card].width / 3)
            first, last = self.cards[card].x + inset, self.cards[card].right - inset
            aside = min(from_middle, (last - first) / 2)
            middle = (first + last) / 2
            for space in spaces:
                west, east = self.spaces[space].x1 + ASIDE, self.spaces[space].x2 - ASIDE
                halves = [(first, middle - aside), (middle + aside, last)] if aside else [(first, last)]
                for low, high in halves:
                    low, high = max(west, low), min(east, high)
                    if low <= high:
                        self.contacts[card].append(Contact(space, False, low, high, y))
