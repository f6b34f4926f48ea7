"""Quadrants by coordinates, and when one may be taken for a demotion (method.md, section 2). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from accounts.kaism.scales import Reading


class Quadrant(StrEnum):
    """From the one that gets most to the one that gets least."""

    KEY_ACCOUNT = "key_account"
    KEY_DEVELOPMENT = "key_development"
    MAINTENANCE = "maintenance"
    OPPORTUNISTIC = "opportunistic"


# (attractiveness is high, strength is high)
QUADRANTS: dict[tuple[bool, bool], Quadrant] = {
    (True, True): Quadrant.KEY_ACCOUNT,
    (True, False): Quadrant.KEY_DEVELOPMENT,
    (False, True): Quadrant.MAINTENANCE,
    (False, False): Quadrant.OPPORTUNISTIC,
}
ORDER = list(Quadrant)
PROTECTED = (Quadrant.KEY_ACCOUNT, Quadrant.KEY_DEVELOPMENT)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where high begins, in points of the scale; fixed by the model, never taken from the set at hand [KAM]."""

    attractiveness: Decimal = Decimal(5)
    strength: Decimal = Decimal(5)
    borderline: Decimal = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class Place:
    """Everything the matrix says about one account.

    quadrant: None when a reading is missing or provisional.
    possible: every quadrant it may end in, in the order of Quadrant; holds `quadrant` where there is one.
    near_attractiveness, near_strength: borderline on that axis.
    """

    quadrant: Quadrant | None
    possible: tuple[Quadrant, ...]
    near_attractiveness: bool
    near_strength: bool

    @property
    def borderline(self) -> bool:
        return self.near_attractiveness or self.near_strength


def place(attractiveness: Reading, strength: Reading, thresholds: Thresholds) -> Place:
    return Place(
        quadrant=quadrant(attractiveness, strength, thresholds),
        possible=possible_quadrants(attractiveness, strength, thresholds),
        near_attractiveness=is_near(attractiveness, thresholds.attractiveness, thresholds.borderline),
        near_strength=is_near(strength, thresholds.strength, thresholds.borderline),
    )


def quadrant_at(attractiveness: Decimal, strength: Decimal, thresholds: Thresholds) -> Quadrant:
    """The quadrant of a point; a value on the threshold is high [KAM]."""
    return QUADRANTS[attractiveness >= thresholds.attractiveness, strength >= thresholds.strength]


def quadrant(attractiveness: Reading, strength: Reading, thresholds: Thresholds) -> Quadrant | None:
    """The quadrant, or None when either reading is missing or provisional [KAM]."""
    high, strong = is_high(attractiveness, thresholds.attractiveness), is_high(strength, thresholds.strength)
    return QUADRANTS[high, strong] if high is not None and strong is not None else None


def is_high(reading: Reading, threshold: Decimal) -> bool | None:
    """None when the reading is missing or provisional."""
    return None if reading.value is None or reading.provisional else reading.value >= threshold


def possible_quadrants(attractiveness: Reading, strength: Reading, thresholds: Thresholds) -> tuple[Quadrant, ...]:
    """Every quadrant that some completion of what is missing leads to, in the order of Quadrant."""
    heights = {end >= thresholds.attractiveness for end in (attractiveness.lowest, attractiveness.highest)}
    sides = {end >= thresholds.strength for end in (strength.lowest, strength.highest)}
    return tuple(found for (high, strong), found in QUADRANTS.items() if high in heights and strong in sides)


def is_near(reading: Reading, threshold: Decimal, borderline: Decimal) -> bool:
    """Within `borderline` points of the threshold, the ends included; a range is near nothing."""
    return reading.value is not None and not reading.provisional and abs(reading.value - threshold) <= borderline


def is_lower(new: Quadrant, held: Quadrant) -> bool:
    """The new quadrant gets less than the one held."""
    return ORDER.index(new) > ORDER.index(held)


def demotion_suggested(held: Quadrant, rounds: Sequence[Quadrant | None]) -> bool:
    """Whether the quadrants alone suggest to take a key or key development client down [KAM: two rounds].

    rounds: what the published rounds found, newest first; None is a round that could not place it. True only when
    the two newest both placed it lower than held [ours: a round that saw it higher, or as a range, is no evidence].
    """
    newest = rounds[:2]
    lower = [found is not None and is_lower(found, held) for found in newest]
    return held in PROTECTED and lower == [True, True]
