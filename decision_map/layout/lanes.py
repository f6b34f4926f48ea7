"""Lines that run in the same direction through the same room keep apart, each in a lane of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

LANE = 6.0
TRIES = 16
# Where there is room a line keeps so much farther from what it passes.
COMFORT = 6.0


class Lanes:
    """Stretches of one direction by their coordinate across it."""

    def __init__(self) -> None:
        self._taken: defaultdict[int, list[tuple[float, float, float]]] = defaultdict(list)

    def take(self, coordinate: float, start: float, end: float) -> None:
        low, high = (start, end) if start <= end else (end, start)
        self._taken[int(coordinate // LANE)].append((coordinate, low, high))

    def disturbed(self, coordinate: float, low: float, high: float) -> float:
        """For how long a stretch would run too close to others."""
        nearest, overlap = int(coordinate // LANE), 0.0
        for cell in (nearest - 1, nearest, nearest + 1):
            for other, start, end in self._taken.get(cell, ()):
                if abs(other - coordinate) < LANE - 0.5:
                    shared = min(high, end) - max(low, start)
                    if shared > -LANE:
                        overlap += shared + LANE
        return overlap

    def best(self, wanted: float, allowed: tuple[float, float], start: float, end: float) -> float:
        """The free coordinate nearest to the wanted one, or the least disturbed of those at hand."""
        low, high = (start, end) if start <= end else (end, start)
        wanted = _at_ease(wanted, *allowed)
        best, least = wanted, self.disturbed(wanted, low, high)
        for candidate in _around(wanted, *allowed):
            if not least:
                break
            disturbed = self.disturbed(candidate, low, high)
            if disturbed < least:
                best, least = candidate, disturbed
        return best


def _at_ease(wanted: float, low: float, high: float) -> float:
    """Where there is room, away from the walls; where there is little, along one, so that another line fits in."""
    if high - low > 2 * COMFORT:
        return min(max(wanted, low + COMFORT), high - COMFORT)
    if high - low > LANE:
        return low if wanted < (low + high) / 2 else high
    return (low + high) / 2


def _around(wanted: float, low: float, high: float) -> Iterator[float]:
    for away in range(1, TRIES + 1):
        for candidate in (wanted + away * LANE / 2, wanted - away * LANE / 2):
            if low <= candidate <= high:
                yield candidate
    yield low
    yield high
