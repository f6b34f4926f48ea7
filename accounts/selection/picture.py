"""From the stored figures of the candidates to the picture of the matrix: what is drawn where, in which words.

Who has no relative strength is never drawn as if they had: they stand on the rail beside the square, at the height of
their attractiveness, in the lane that says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.kaism import Quadrant, Scale, Thresholds, shown
from accounts.kaism.quadrants import QUADRANTS
from accounts.models.rounds import StrengthState
from accounts.selection.legend import Entry, legend
from accounts.selection.matrix_rows import Row
from accounts.selection.model_words import in_figures
from accounts.selection.words import QUADRANT_WORDS
from kam_portal.foundation.charts.bubbles import (
    NAMED_UP_TO,
    Bubbles,
    Cell,
    Frame,
    Point,
    Rail,
    Span,
    Spot,
    bubbles,
)
from kam_portal.foundation.charts.labels import Box, Label, Line, wrapped

# Few stand on the rail; where nobody compared yet, most do.
RAIL_CROWDED = 12
CAPTION_LETTERS = 11.0
LANES: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("absolute only"), (StrengthState.ABSOLUTE,)),
    (gettext_lazy("strength unknown"), (StrengthState.UNKNOWN, StrengthState.WEIGHTS)),
)
LANE_OF = {state: lane for lane, (_title, states) in enumerate(LANES) for state in states}


@dataclass(frozen=True)
class Measures:
    """A size of the picture, in pixels; a small one leaves captions to the page, and most names to the titles of marks.

    top, left: what the square leaves free. side: its height. below: from its lower edge to the name of the axis.
    rail, rail_wide: the strip for those without relative strength, and the same where many stand on it.
    """

    width: float
    top: float
    side: float
    left: float
    right: float
    below: float
    rail: float
    rail_wide: float
    rail_gap: float
    is_small: bool = False


LARGE = Measures(980.0, 66.0, 540.0, 52.0, 10.0, 96.0, 196.0, 396.0, 22.0)
SMALL = Measures(380.0, 26.0, 280.0, 40.0, 6.0, 54.0, 66.0, 66.0, 10.0, is_small=True)
# In a small picture every name has a place up to so many marks; beyond, only those who move have theirs.
SMALL_NAMED_UP_TO = 12


class Numbers:
    """Figures as the reader writes them; settings of the language are looked up once for all of them."""

    def __init__(self) -> None:
        self.point = str(get_format("DECIMAL_SEPARATOR"))
        self.group = str(get_format("THOUSAND_SEPARATOR"))

    def score(self, value: Decimal | None) -> str:
        return "—" if value is None else str(shown(value)).replace(".", self.point)

    def span(self, low: Decimal | None, high: Decimal | None) -> str:
        return "—" if low is None or high is None else f"{self.score(low)}–{self.score(high)}"

    def money(self, value: Decimal | None, currency: str) -> str:
        return "" if value is None else f"{value:,.0f}".replace(",", self.group) + f"\u00a0{currency}"

    def attractiveness(self, row: Row) -> str:
        if row.provisional:
            return self.span(row.attractiveness_low, row.attractiveness_high) if row.coverage else "—"
        return self.score(row.attractiveness)

    def strength(self, row: Row) -> str:
        if row.strength_state == StrengthState.PROVISIONAL:
            return self.span(row.strength_low, row.strength_high)
        return self.score(row.strength) if row.strength_state == StrengthState.PLACED else "—"

    def forecast(self, row: Row) -> str:
        if row.forecast_attractiveness is None or row.forecast_strength is None:
            return ""
        return f"{self.score(row.forecast_attractiveness)} / {self.score(row.forecast_strength)}"


@dataclass(frozen=True)
class Corner:
    """One quadrant: its field, and its caption outside of the square, above or below it."""

    quadrant: Quadrant
    box: Box
    name: str
    lines: tuple[tuple[float, str], ...]
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Picture:
    """Everything the drawing needs. `rows` by the key of the mark; `cells` where the crowd is too large for bubbles.

    moved: account -> a sentence on its other place, for those marked as moving.
    """

    measures: Measures
    height: float
    frame: Frame
    rail: Rail | None
    shapes: Bubbles
    rows: Mapping[int, Row]
    corners: tuple[Corner, ...]
    ticks: tuple[tuple[str, float, float], ...]
    thresholds: tuple[Line, Line]
    bands: tuple[Box, Box]
    currency: str
    unscored: int = 0
    cells: tuple[Cell, ...] = ()
    legend: tuple[Entry, ...] = ()
    lanes: tuple[tuple[float, float, str], ...] = ()
    across: str = ""
    upwards: str = ""
    moved: Mapping[int, str] = field(default_factory=dict)

    @property
    def width(self) -> float:
        return self.measures.width

    @property
    def below(self) -> float:
        """Where the name of the horizontal axis stands."""
        return self.frame.box.bottom + self.measures.below

    @property
    def labels(self) -> tuple[Label, ...]:
        return self.shapes.labels

    @property
    def middle(self) -> float:
        return self.frame.box.y + self.frame.box.height / 2


@dataclass
class Summary:
    """How many stand where; `asked` of `total` are asked for by the filters."""

    total: int = 0
    asked: int = 0
    quadrants: Counter[str] = field(default_factory=Counter)
    provisional: int = 0
    unknown: int = 0
    flips: int = 0
    borderline: int = 0

    @property
    def figures(self) -> list[tuple[str, int, str | Promise]]:
        """(value of the filter, how many, in words)."""
        placed = [(str(q), self.quadrants[q], QUADRANT_WORDS[q].name) for q in Quadrant]
        return [
            *placed,
            ("provisional", self.provisional, _("provisional")),
            ("unknown", self.unknown, _("strength not known")),
        ]


def summary_of(rows: Sequence[Row]) -> Summary:
    found = Summary(total=len(rows))
    for row in rows:
        found.asked += bool(row.is_asked)
        found.flips += row.flips
        found.borderline += row.is_near
        if row.quadrant:
            found.quadrants[row.quadrant] += 1
        elif row.is_relative:
            found.provisional += 1
        else:
            found.unknown += 1
    return found


def picture_of(
    rows: Sequence[Row],
    scale: Scale,
    thresholds: Thresholds,
    *,
    strong_at_left: bool,
    before: Mapping[int, Point] | None = None,
    measures: Measures = LARGE,
    moved: Mapping[int, str] | None = None,
) -> Picture:
    """`before`: account -> (strength, attractiveness) from where a trail leads. `moved`: see Picture."""
    drawn, moving = [row for row in rows if row.coverage], moved or {}
    frame, rail = frame_of(scale, strong_at_left, sum(not row.is_relative for row in drawn), measures)
    currency = main_currency(drawn)
    narrowed = any(not row.is_asked for row in rows)
    chosen = {row.account for row in drawn if row.is_asked} if narrowed else set(moving)
    spots = [spot_of(row, currency, (before or {}).get(row.account)) for row in drawn]
    if len(spots) > NAMED_UP_TO:
        spots = [spot if spot.key in chosen else _still(spot) for spot in spots]
    sparing = measures.is_small and len(spots) > SMALL_NAMED_UP_TO
    shapes = bubbles(spots, frame, rail, chosen, only_chosen=sparing, shrunk=measures.side / LARGE.side)
    found = {row.account: row for row in drawn}
    picture = around(frame, rail, shapes, found, thresholds, measures, currency=currency, moved=moving)
    return replace(picture, unscored=len(rows) - len(drawn))


def around(
    frame: Frame,
    rail: Rail | None,
    shapes: Bubbles,
    rows: Mapping[int, Row],
    thresholds: Thresholds,
    measures: Measures = LARGE,
    *,
    currency: str = "",
    cells: tuple[Cell, ...] = (),
    moved: Mapping[int, str] | None = None,
) -> Picture:
    """The shapes with everything that stands round them."""
    x, y = frame.x(thresholds.strength), frame.y(thresholds.attractiveness)
    box, end = frame.box, frame.box.bottom + measures.below
    wide = measures.width - box.x - 10
    entries = legend(shapes, list(rows.values()), currency, bool(moved), left=box.x, top=end + 22, width=wide)
    corners = [_corner(found, high, strong, frame, x, y) for (high, strong), found in QUADRANTS.items()]
    return Picture(
        measures=measures,
        height=(entries[-1].y if entries else end) + 14,
        frame=frame,
        rail=rail,
        shapes=shapes,
        rows=rows,
        corners=tuple(map(_in_brief, corners) if measures.is_small else corners),
        ticks=_ticks(frame),
        thresholds=(Line(x, box.y, x, box.bottom), Line(box.x, y, box.right, y)),
        bands=_bands(frame, thresholds),
        currency=currency,
        cells=cells,
        legend=tuple(entries),
        lanes=() if measures.is_small else _lanes(rail),
        across=_across(frame, measures),
        upwards=_("customer attractiveness →"),
        moved=moved or {},
    )


def frame_of(scale: Scale, strong_at_left: bool, on_rail: int, measures: Measures = LARGE) -> tuple[Frame, Rail | None]:
    """The square fills the width that the rail leaves."""
    left, top, side = measures.left, measures.top, measures.side
    wide = measures.rail_wide if on_rail > RAIL_CROWDED else measures.rail
    right = measures.width - measures.right - (wide + measures.rail_gap if on_rail else 0)
    frame = Frame(Box(left, top, right - left, side), scale.low, scale.high, strong_at_left)
    if not on_rail:
        return frame, None
    box = Box(right + measures.rail_gap, top, wide, side)
    return frame, Rail(box, tuple(box.x + box.width * (2 * lane + 1) / (2 * len(LANES)) for lane in range(len(LANES))))


def main_currency(rows: Sequence[Row]) -> str:
    """Areas compare amounts of one currency only: that of most candidates."""
    counted = Counter(row.currency for row in rows if row.value is not None)
    return min(counted, key=lambda currency: (-counted[currency], currency), default="")


def spot_of(row: Row, currency: str, before: Point | None = None) -> Spot:
    value = row.value if row.currency == currency else None
    x: Span | None = None
    if row.strength_state == StrengthState.PLACED and row.strength is not None:
        x = (row.strength, row.strength)
    elif row.is_relative and row.strength_low is not None and row.strength_high is not None:
        x = (row.strength_low, row.strength_high)
    complete = bool(row.quadrant)
    forecast = (
        (row.forecast_strength, row.forecast_attractiveness)
        if complete and row.forecast_strength is not None and row.forecast_attractiveness is not None
        else None
    )
    lane = LANE_OF.get(row.strength_state, 0)
    return Spot(row.account, row.name, x, _height(row), value, lane, forecast, before if complete else None)


def _still(spot: Spot) -> Spot:
    """Without what shows movement."""
    return spot._replace(forecast=None, before=None) if spot.forecast or spot.before else spot


def _height(row: Row) -> Span:
    if row.provisional or row.attractiveness is None:
        return row.attractiveness_low or Decimal(0), row.attractiveness_high or Decimal(0)
    return row.attractiveness, row.attractiveness


def _corner(quadrant: Quadrant, high: bool, strong: bool, frame: Frame, x: float, y: float) -> Corner:
    """Captions stand in two lines outside of the square, so that no bubble ever covers one."""
    box, words = frame.box, QUADRANT_WORDS[quadrant]
    at_left = strong == frame.mirrored
    left, right = (box.x, x) if at_left else (x, box.right)
    top, bottom = (box.y, y) if high else (y, box.bottom)
    lines = wrapped(str(words.strategy), box.width / 2 - 16, CAPTION_LETTERS)[:3]
    base = box.y - 9 - 13 * len(lines) if high else box.bottom + 34
    return Corner(
        quadrant,
        Box(left, top, round(right - left, 2), round(bottom - top, 2)),
        str(words.name),
        tuple((base + 14 + 13 * number, line) for number, line in enumerate(lines)),
        box.x if at_left else box.right,
        base,
        "start" if at_left else "end",
    )


def _in_brief(corner: Corner) -> Corner:
    """Its name alone, close to the square."""
    return replace(corner, lines=(), y=corner.y if corner.y > corner.box.bottom else corner.box.y - 9)


def _ticks(frame: Frame) -> tuple[tuple[str, float, float], ...]:
    """(number, x of the lower axis, y of the left one)."""
    low, high = int(frame.low), int(frame.high)
    step = 2 if high - low > 5 else 1
    return tuple((str(n), frame.x(Decimal(n)), frame.y(Decimal(n))) for n in range(low, high + 1, step))


def _bands(frame: Frame, thresholds: Thresholds) -> tuple[Box, Box]:
    """Within these strips a place is borderline; they end where the square ends."""

    def ends(threshold: Decimal) -> tuple[Decimal, Decimal]:
        return max(frame.low, threshold - thresholds.borderline), min(frame.high, threshold + thresholds.borderline)

    (weak, strong), (low, high) = ends(thresholds.strength), ends(thresholds.attractiveness)
    left, right = sorted((frame.x(weak), frame.x(strong)))
    box = frame.box
    return (
        Box(left, box.y, round(right - left, 2), box.height),
        Box(box.x, frame.y(high), box.width, round(frame.y(low) - frame.y(high), 2)),
    )


def _lanes(rail: Rail | None) -> tuple[tuple[float, float, str], ...]:
    """What each lane is called, in as many lines as it needs, from the square upwards."""
    if rail is None:
        return ()
    found = []
    for middle, (title, _states) in zip(rail.lanes, LANES, strict=True):
        lines = wrapped(str(title), rail.box.width / len(LANES) - 4, CAPTION_LETTERS)
        start = rail.box.y - 9 - 13 * (len(lines) - 1)
        found += [(middle, start + 13 * number, line) for number, line in enumerate(lines)]
    return tuple(found)


def _across(frame: Frame, measures: Measures) -> str:
    if measures.is_small:
        said = _("relative strength")
    else:
        words = _("relative strength, as the client sees it (%(parity)s = level with the best competitor)")
        said = words % {"parity": in_figures((frame.low + frame.high) / 2)}
    return f"← {said}" if frame.mirrored else f"{said} →"
