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

from accounts.kaism import Quadrant, shown
from accounts.kaism.quadrants import QUADRANTS
from accounts.models import ScoringModel
from accounts.models.rounds import StrengthState
from accounts.selection.legend import Entry, legend
from accounts.selection.matrix_rows import Row
from accounts.selection.words import QUADRANT_WORDS
from kam_portal.foundation.charts.bubbles import NAMED_UP_TO, Bubbles, Cell, Frame, Point, Rail, Span, Spot, bubbles
from kam_portal.foundation.charts.labels import Box, Label, Line, wrapped

WIDTH, TOP, SIDE, LEFT, RAIL_GAP = 980.0, 66.0, 540.0, 52.0, 22.0
# Few stand on the rail; where nobody compared yet, most do.
RAIL_WIDTH, RAIL_WIDE, RAIL_CROWDED = 196.0, 396.0, 12
CAPTION_LETTERS = 11.0
LANES: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("absolute only"), (StrengthState.ABSOLUTE,)),
    (gettext_lazy("strength unknown"), (StrengthState.UNKNOWN, StrengthState.WEIGHTS)),
)
LANE_OF = {state: lane for lane, (_title, states) in enumerate(LANES) for state in states}


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
    """Everything the drawing needs. `rows` by the key of the mark; `cells` where the crowd is too large for bubbles."""

    width: float
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
    unscored: int
    cells: tuple[Cell, ...] = ()
    legend: tuple[Entry, ...] = ()
    lanes: tuple[tuple[float, float, str], ...] = ()
    across: str = ""
    upwards: str = ""

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
    model: ScoringModel,
    *,
    strong_at_left: bool,
    before: Mapping[int, Point] | None = None,
) -> Picture:
    """`before`: account -> (strength, attractiveness) in the last round, drawn as a trail."""
    drawn = [row for row in rows if row.coverage]
    frame, rail = frame_of(model, strong_at_left, sum(not row.is_relative for row in drawn))
    currency = main_currency(drawn)
    narrowed = any(not row.is_asked for row in rows)
    chosen = {row.account for row in drawn if row.is_asked} if narrowed else set()
    spots = [spot_of(row, currency, (before or {}).get(row.account)) for row in drawn]
    if len(spots) > NAMED_UP_TO:
        spots = [_still(spot) if spot.key not in chosen else spot for spot in spots]
    shapes = bubbles(spots, frame, rail, chosen)
    return around(frame, rail, shapes, {row.account: row for row in drawn}, model, currency, len(rows) - len(drawn))


def around(
    frame: Frame,
    rail: Rail | None,
    shapes: Bubbles,
    rows: Mapping[int, Row],
    model: ScoringModel,
    currency: str = "",
    unscored: int = 0,
    cells: tuple[Cell, ...] = (),
) -> Picture:
    """The shapes with everything that stands round them."""
    x, y = frame.x(model.strength_threshold), frame.y(model.attractiveness_threshold)
    box = frame.box
    entries = legend(shapes, list(rows.values()), currency, left=box.x, top=box.bottom + 118, width=WIDTH - box.x - 10)
    return Picture(
        width=WIDTH,
        height=(entries[-1].y if entries else box.bottom + 96) + 14,
        frame=frame,
        rail=rail,
        shapes=shapes,
        rows=rows,
        corners=tuple(_corner(quadrant, high, strong, frame, x, y) for (high, strong), quadrant in QUADRANTS.items()),
        ticks=_ticks(frame),
        thresholds=(Line(x, box.y, x, box.bottom), Line(box.x, y, box.right, y)),
        bands=_bands(frame, model),
        currency=currency,
        unscored=unscored,
        cells=cells,
        legend=tuple(entries),
        lanes=_lanes(rail),
        across=_across(frame, model),
        upwards=_("customer attractiveness →"),
    )


def frame_of(model: ScoringModel, strong_at_left: bool, on_rail: int) -> tuple[Frame, Rail | None]:
    """The square fills the width that the rail leaves."""
    wide = RAIL_WIDE if on_rail > RAIL_CROWDED else RAIL_WIDTH
    right = WIDTH - 10 - (wide + RAIL_GAP if on_rail else 0)
    frame = Frame(Box(LEFT, TOP, right - LEFT, SIDE), model.scale.low, model.scale.high, strong_at_left)
    if not on_rail:
        return frame, None
    box = Box(right + RAIL_GAP, TOP, wide, SIDE)
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
    return replace(spot, forecast=None, before=None) if spot.forecast or spot.before else spot


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


def _ticks(frame: Frame) -> tuple[tuple[str, float, float], ...]:
    """(number, x of the lower axis, y of the left one)."""
    low, high = int(frame.low), int(frame.high)
    step = 2 if high - low > 5 else 1
    return tuple((str(n), frame.x(Decimal(n)), frame.y(Decimal(n))) for n in range(low, high + 1, step))


def _bands(frame: Frame, model: ScoringModel) -> tuple[Box, Box]:
    """Within these strips a place is borderline; they end where the square ends."""

    def ends(threshold: Decimal) -> tuple[Decimal, Decimal]:
        return max(frame.low, threshold - model.borderline), min(frame.high, threshold + model.borderline)

    (weak, strong), (low, high) = ends(model.strength_threshold), ends(model.attractiveness_threshold)
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


def _across(frame: Frame, model: ScoringModel) -> str:
    words = _("relative strength, as the client sees it (%(parity)s = level with the best competitor)")
    said = words % {"parity": f"{model.scale.middle.normalize():f}"}
    return f"← {said}" if frame.mirrored else f"{said} →"
