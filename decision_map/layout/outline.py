"""One side of a drawing from its top down, as steps (height, x): how far two drawings have to stand apart."""

from __future__ import annotations


class Outline:
    """The topmost step is the last of the list, so that a card is set on top, and a deeper side goes on below,
    without touching what is there. `shift` is added to every x."""

    __slots__ = ("height", "shift", "steps")

    def __init__(self, steps: list[tuple[float, float]]) -> None:
        self.steps = steps
        self.height = sum(step[0] for step in steps)
        self.shift = 0.0

    def put_on_top(self, height: float, x: float) -> None:
        self.steps.append((height, x - self.shift))
        self.height += height


def needed_shift(standing: Outline, coming: Outline) -> float:
    """How far `coming` (a left side) has to move so as not to run into `standing` (a right side); they may touch."""
    right, left = standing.steps, coming.steps
    i, j = len(right) - 1, len(left) - 1
    right_height, left_height = right[i][0], left[j][0]
    needed = float("-inf")
    while True:
        needed = max(needed, right[i][1] - left[j][1])
        covered = min(right_height, left_height)
        right_height -= covered
        left_height -= covered
        if right_height <= 0:
            i -= 1
            if i < 0:
                break
            right_height = right[i][0]
        if left_height <= 0:
            j -= 1
            if j < 0:
                break
            left_height = left[j][0]
    return needed + standing.shift - coming.shift


def seen_from_the_side(front: Outline, behind: Outline) -> Outline:
    """The side of both: `front` as far down as it reaches, `behind` below it. Uses up what it is given."""
    if front.height >= behind.height:
        return front
    covered = front.height
    while covered > 0:
        height, x = behind.steps.pop()
        if height > covered:
            behind.steps.append((height - covered, x))
        covered -= height
    aside = front.shift - behind.shift
    behind.steps.extend((height, x + aside) for height, x in front.steps)
    return behind
