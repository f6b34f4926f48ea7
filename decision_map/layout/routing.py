"""Informal lines on their way: the shortest way with few bends through the free room (A*), each in its own lane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from decision_map.layout.lanes import Lanes
from decision_map.layout.shapes import Card, FormalLine, InformalLine, Key, Point, Tie
from decision_map.layout.spaces import Contact, Door, FreeRoom

# In less room than this the last piece but one keeps away from the card, so that the arrow has room.
ROOMY = 12.0
# A line walks so far around rather than bending once more.
BEND = 60.0
# What every line in a space costs the next one that comes through, by the room there is.
CROWD = 600.0
# How much a way that comes nearer is preferred: far fewer spaces are looked at, for a little more length.
EAGER, VERY_EAGER, MANY = 1.3, 3.0, 500

Way = tuple[Contact, list[Door], Contact]


def routed(
    ties: Sequence[tuple[Tie, Key, Key]], cards: Sequence[Card], formal: Sequence[FormalLine], size: tuple[float, float]
) -> Iterator[InformalLine]:
    room = FreeRoom(cards, size)
    place = {card.id: at for at, card in enumerate(cards)}
    tracks = Tracks(formal)
    for tie, start, end in ties:
        way = shortest_way(room, place[start], place[end])
        if way:
            _fill(room, way)
        points = tracks.lay(room, way) if way else _straight(cards[place[start]], cards[place[end]])
        yield InformalLine(tie, start, end, points)


def _fill(room: FreeRoom, way: Way) -> None:
    for number in {way[0].space, *(door.to for door in way[1])}:
        space = room.spaces[number]
        space.crowd += CROWD / (space.x2 - space.x1)
        space.level_crowd += CROWD / (space.y2 - space.y1)


def _straight(one: Card, other: Card) -> tuple[Point, ...]:
    """Only where cards leave no room for a line between them."""
    return tuple(Point(card.x + card.width / 2, card.y + card.height / 2) for card in (one, other))


def shortest_way(room: FreeRoom, start: int, end: int) -> Way | None:
    """A*, from space to space through their doors; of the ways to a place in a space the first one counts.

    The one loop that runs for every door of every space: written out, without a call or an object where it can be.
    """
    goal = room.cards[end]
    west, east, north, south = goal.x, goal.right, goal.y, goal.bottom
    eager = EAGER if len(room.cards) <= MANY else VERY_EAGER
    goals = _by_space(room.contacts[end])
    heap: list[tuple[float, int, float, float, float, bool, int, int, Contact | Door]] = [
        (0.0, number, cost, x, y, turned, contact.space, -1, contact)
        for number, (contact, cost, x, y, turned) in enumerate(_leaving(room.contacts[start], goal))
    ]
    number = len(heap)
    done: set[tuple[int, float]] = set()
    passed: dict[int, tuple[int, Contact | Door]] = {}
    while heap:
        _, this, cost, x, y, turned, space, before, through = heappop(heap)
        if space < 0 and isinstance(through, Contact):
            return _followed_back(passed, before, through)
        if (space, x) in done:
            continue
        done.add((space, x))
        passed[this] = before, through
        for contact in goals.get(space, ()):
            number += 1
            whole = cost + _arriving(x, y, turned, contact, room.spaces[space].level_crowd)
            heappush(heap, (whole, number, whole, x, y, turned, -1, this, contact))
        level_crowd = room.spaces[space].level_crowd
        for door in room.spaces[space].doors:
            to, low, high, at = door
            to_x = low if x < low else high if x > high else x
            if (to, to_x) in done:
                continue
            so_far = cost + abs(to_x - x) + abs(at - y) + room.spaces[to].crowd
            if turned or to_x != x:
                so_far += level_crowd + (BEND if turned else 2 * BEND)
            ahead = north - at if at < north else at - south if at > south else 0
            if to_x < west:
                ahead += west - to_x + BEND
            elif to_x > east:
                ahead += to_x - east + BEND
            number += 1
            heappush(heap, (so_far + eager * ahead, number, so_far, to_x, at, False, to, this, door))
    return None


def _by_space(contacts: Sequence[Contact]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = {}
    for contact in contacts:
        found.setdefault(contact.space, []).append(contact)
    return found


def _leaving(contacts: Sequence[Contact], goal: Card) -> Iterator[tuple[Contact, float, float, float, bool]]:
    """Where a line may begin: contact, cost, place, and whether it starts in the level."""
    middle = Point(goal.x + goal.width / 2, goal.y + goal.height / 2)
    for contact in sorted(contacts):
        along = _clamped(middle.y if contact.level else middle.x, contact)
        x, y = (contact.at, along) if contact.level else (along, contact.at)
        yield contact, 0.0, x, y, contact.level


def _arriving(from_x: float, from_y: float, turned: bool, contact: Contact, level_crowd: float) -> float:
    along = _clamped(from_y if contact.level else from_x, contact)
    x, y = (contact.at, along) if contact.level else (along, contact.at)
    straight = turned == contact.level and (y == from_y if turned else x == from_x)
    bends = 0 if straight else BEND if turned != contact.level else 2 * BEND
    crowd = 0 if straight and not turned else level_crowd
    return abs(x - from_x) + abs(y - from_y) + bends + crowd


def _clamped(value: float, contact: Contact) -> float:
    return min(max(value, contact.low), contact.high)


def _followed_back(passed: dict[int, tuple[int, Contact | Door]], before: int, last: Contact) -> Way:
    doors: list[Door] = []
    before, through = passed[before]
    while isinstance(through, Door):
        doors.append(through)
        before, through = passed[before]
    return through, doors[::-1], last


class Stretch:
    """A straight piece of a line: `coordinate` is its x where it is upright, its y where it is level."""

    __slots__ = ("coordinate", "high", "level", "low")

    def __init__(self, level: bool, low: float, high: float) -> None:
        self.level, self.low, self.high = level, low, high
        self.coordinate = (low + high) / 2


class Tracks:
    """All stretches laid so far, level and upright, those of the formal lines first."""

    def __init__(self, formal: Sequence[FormalLine]) -> None:
        self.level, self.upright = Lanes(), Lanes()
        for line in formal:
            for a, b in zip(line.points, line.points[1:], strict=False):
                if a.y == b.y:
                    self.level.take(a.y, a.x, b.x)
                else:
                    self.upright.take(a.x, a.y, b.y)

    def lay(self, room: FreeRoom, way: Way) -> tuple[Point, ...]:
        start, _, end = way
        stretches = _stretches(room, way)
        for level in (False, True):
            for at, stretch in enumerate(stretches):
                if stretch.level is level:
                    self._settle(stretches, at, start, end)
        return _points(stretches, start.at, end.at)

    def _settle(self, stretches: list[Stretch], at: int, start: Contact, end: Contact) -> None:
        stretch = stretches[at]
        came = stretches[at - 1].coordinate if at else start.at
        goes = stretches[at + 1].coordinate if at + 1 < len(stretches) else end.at
        before = stretches[at - 2].coordinate if at > 1 else stretch.coordinate
        lanes = self.level if stretch.level else self.upright
        if at == len(stretches) - 2 and stretch.high - stretch.low <= ROOMY:
            before = stretch.low if end.at > stretch.high else stretch.high
        stretch.coordinate = lanes.best(before, (stretch.low, stretch.high), came, goes)
        lanes.take(stretch.coordinate, came, goes)


def _stretches(room: FreeRoom, way: Way) -> list[Stretch]:
    """The way as straight pieces, upright and level in turns, each with the room it may be moved in."""
    start, doors, end = way
    crossings = [(start.level, start.low, start.high), *((False, d.low, d.high) for d in doors)]
    crossings.append((end.level, end.low, end.high))
    spaces = [start.space, *(door.to for door in doors)]
    stretches = [Stretch(crossings[0][0], crossings[0][1], crossings[0][2])]
    for number, (level, low, high) in enumerate(crossings[1:]):
        last = stretches[-1]
        if last.level == level:
            if max(low, last.low) <= min(high, last.high):
                last.low, last.high = max(low, last.low), min(high, last.high)
                last.coordinate = (last.low + last.high) / 2
                continue
            stretches.append(_across(room, spaces[number], not level))
        stretches.append(Stretch(level, low, high))
    return stretches


def _across(room: FreeRoom, space: int, level: bool) -> Stretch:
    """The piece that joins two parallel ones inside a space."""
    found = room.spaces[space]
    return Stretch(level, *(found.levels if level else found.uprights))


def _points(stretches: list[Stretch], start: float, end: float) -> tuple[Point, ...]:
    ends = [start, *(s.coordinate for s in stretches), end]
    points = []
    for at, stretch in enumerate(stretches):
        here = stretch.coordinate
        points.append(Point(ends[at], here) if stretch.level else Point(here, ends[at]))
    last = stretches[-1]
    points.append(Point(end, last.coordinate) if last.level else Point(last.coordinate, end))
    return tuple(points)
