"""The matrix of effort and benefit as a picture: what is drawn where, in which words.

Effort to the right, benefit upwards; the area of a bubble is the expected value. What has a part of its effort
missing is a bar from the least to the most it may take. What has no benefit, or nothing of its effort, is not drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.kaism.scales import shown
from accounts.selection.model_words import in_figures
from kam_portal.foundation.charts.bubbles import HIT, LETTERS, Bubbles, Frame, Mark, Spot, bubbles
from kam_portal.foundation.charts.labels import Box, Label, Line
from planning.opportunities.rows import ADVICE, WORTHS, Row
from planning.opportunities.worth import CLASSES, HIGH_FROM, HIGHEST, LOWEST, Worth

WIDTH, SIDE, LEFT, TOP, RIGHT = 980.0, 480.0, 52.0, 44.0, 10.0
# Room beside the ends of the scale, so that a bubble there stays in the square.
MARGIN = Decimal("0.5")
# Steps of effort lie a third apart, those of benefit one: side by side nobody reaches the next step or a threshold.
ASIDE, UP = Decimal("0.15"), Decimal("0.22")
IN_A_ROW, ROWS = 3, 4


@dataclass(frozen=True)
class Corner:
    worth: Worth
    box: Box
    name: str
    advice: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Drawn:
    """One mark with its row, as the template needs it."""

    mark: Mark
    row: Row
    said: str

    @property
    def kind(self) -> str:
        names = ["mark"]
        names += ["hollow"] if self.mark.is_hollow else []
        names += ["range"] if self.mark.is_range else []
        names += ["near"] if self.row.is_near else []
        names += [] if self.row.is_asked else ["faded"]
        return " ".join(names)

    @property
    def hit(self) -> float:
        """Within reach of a finger, however small the bubble."""
        return max(HIT, self.mark.radius)


@dataclass(frozen=True)
class Picture:
    frame: Frame
    drawn: Sequence[Drawn]
    labels: Sequence[tuple[Label, float, bool]]
    corners: Sequence[Corner]
    ticks: Sequence[tuple[str, float, float]]
    thresholds: tuple[Line, Line]
    missing: int
    largest: Decimal | None
    side_by_side: bool
    width: float = WIDTH

    @property
    def height(self) -> float:
        return self.frame.box.bottom + 76

    @property
    def middle(self) -> float:
        return self.frame.box.y + self.frame.box.height / 2

    @property
    def axis(self) -> float:
        return self.frame.box.bottom + 66


def picture_of(rows: Sequence[Row], years: int, currency: str) -> Picture:
    """`missing`: how many have no place. `side_by_side`: some share a point."""
    frame = Frame(Box(LEFT, TOP, WIDTH - LEFT - RIGHT, SIDE), LOWEST - MARGIN, HIGHEST + MARGIN)
    placed = [row for row in rows if row.effort.given and row.opportunity.benefit is not None]
    spots = beside_each_other([spot_of(row, years) for row in placed])
    chosen = {row.key for row in placed if row.is_asked} if any(not row.is_asked for row in placed) else set()
    found = bubbles(spots, frame, None, chosen)
    by_key = {row.key: row for row in placed}
    values = [spot.value for spot in spots if spot.value]
    return Picture(
        frame=frame,
        drawn=_drawn(found, by_key, years, currency),
        labels=[(label, round(label.box.y + LETTERS, 1), by_key[label.key].is_asked) for label in found.labels],
        corners=_corners(frame),
        ticks=[(str(n), frame.x(Decimal(n)), frame.y(Decimal(n))) for n in range(int(LOWEST), int(HIGHEST) + 1)],
        thresholds=_thresholds(frame),
        missing=len(rows) - len(placed),
        largest=max(values, default=None),
        side_by_side=len({(row.effort, row.opportunity.benefit) for row in placed}) < len(placed),
    )


def spot_of(row: Row, years: int) -> Spot:
    height = Decimal(row.opportunity.benefit or 0)
    span = (row.effort.lowest, row.effort.highest)
    return Spot(row.key, row.opportunity.title, span, (height, height), row.expected(years))


def beside_each_other(spots: Sequence[Spot]) -> list[Spot]:
    """Those on the same point stand side by side, to the right and upwards; ranges above each other."""
    seats: Counter[tuple[object, object]] = Counter()
    found = []
    for spot in spots:
        seat = seats[spot.x, spot.y] % (IN_A_ROW * ROWS)
        seats[spot.x, spot.y] += 1
        is_range = spot.x is not None and spot.x[0] != spot.x[1]
        right, up = (0, seat % ROWS) if is_range else (seat % IN_A_ROW, seat // IN_A_ROW)
        x = None if spot.x is None else (spot.x[0] + right * ASIDE, spot.x[1] + right * ASIDE)
        found.append(spot._replace(x=x, y=(spot.y[0] + up * UP, spot.y[1] + up * UP)))
    return found


def _drawn(shapes: Bubbles, rows: Mapping[int, Row], years: int, currency: str) -> list[Drawn]:
    return [Drawn(mark, row := rows[mark.key], in_a_sentence(row, years, currency)) for mark in shapes.marks]


def in_a_sentence(row: Row, years: int, currency: str) -> str:
    """All that a bubble shows, for who does not see it."""
    value = row.expected(years)
    return "\n".join(
        (
            f"{row.opportunity.title}: {row.title}",
            _("effort %(effort)s, benefit %(benefit)s")
            % {"effort": effort_in_words(row), "benefit": row.opportunity.benefit or "—"},
            _("expected value, years: %(years)s: %(value)s")
            % {"years": years, "value": _("unknown") if value is None else f"{in_figures(value)} {currency}"},
        )
    )


def effort_in_words(row: Row) -> str:
    """The mean, the range of a part that is missing, or a dash."""
    if not row.effort.given:
        return "—"
    low, high = in_figures(shown(row.effort.lowest)), in_figures(shown(row.effort.highest))
    return low if row.effort.value is not None else f"{low}–{high}"


def _thresholds(frame: Frame) -> tuple[Line, Line]:
    box, x, y = frame.box, frame.x(HIGH_FROM), frame.y(HIGH_FROM)
    return Line(x, box.y, x, box.bottom), Line(box.x, y, box.right, y)


def _corners(frame: Frame) -> list[Corner]:
    """Captions stand outside of the square, so that no bubble ever covers one."""
    box, x, y = frame.box, frame.x(HIGH_FROM), frame.y(HIGH_FROM)
    found = []
    for (is_high, is_hard), worth in CLASSES.items():
        left, right = (x, box.right) if is_hard else (box.x, x)
        top, bottom = (box.y, y) if is_high else (y, box.bottom)
        field = Box(left, top, round(right - left, 2), round(bottom - top, 2))
        base = box.y - 24 if is_high else box.bottom + 34
        side, anchor = (box.right, "end") if is_hard else (box.x, "start")
        found.append(Corner(worth, field, str(WORTHS[worth]), str(ADVICE[worth]), side, base, anchor))
    return found
