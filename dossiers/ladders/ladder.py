"""Perception ladder (method.md, section 3 F; seed 003): six answers in, a level or a range out. Pure.

1 commodity broker, 2 provider, 3 value adder, 4 business partner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# The answer that speaks for us, seen from the client's side.
FAVOURABLE: dict[str, str] = {
    "needs_us": "yes",
    "deals_with_competitors": "no",
    "discusses_problems": "yes",
    "prefers_competitors": "no",
    "drives_mad": "no",
    "postpones_visits": "no",
}
CAPPING_QUESTION, CAP = "discusses_problems", 2


@dataclass(frozen=True)
class Standing:
    """Lowest and highest level that the answers allow; equal when everything is known."""

    lowest: int
    highest: int

    @property
    def is_exact(self) -> bool:
        return self.lowest == self.highest


def level(favourable: int) -> int:
    """Favourable answers of six -> level [ours]: 0-1 -> 1, 2-3 -> 2, 4-5 -> 3, 6 -> 4. ValueError outside 0..6."""
    if not 0 <= favourable <= 6:
        raise ValueError(f"favourable answers run from 0 to 6, not {favourable}")
    return favourable // 2 + 1


def standing(answers: Mapping[str, str]) -> Standing | None:
    """The level or its range; None while nothing is answered. "unknown" and missing answers widen the range."""
    known = {q: answers[q] for q in FAVOURABLE if answers.get(q) in ("yes", "no")}
    if not known:
        return None
    good = sum(known[q] == FAVOURABLE[q] for q in known)
    lowest, highest = level(good), level(good + len(FAVOURABLE) - len(known))
    capping = known.get(CAPPING_QUESTION)
    if capping != "yes":
        lowest = min(lowest, CAP)
    if capping == "no":
        highest = min(highest, CAP)
    return Standing(lowest, highest)
