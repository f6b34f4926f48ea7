"""Charts of a deck: columns and bubbles that PowerPoint can edit, each with its figures in a workbook of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pptx.chart.data import BubbleChartData, CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.util import Inches, Pt

from kam_portal.foundation.documents.decks.slides import BOX_SIZE, SMALL_SIZE, Deck, Place
from kam_portal.foundation.documents.decks.theme import INK, MUTED, in_chart, seen

LABEL_LETTERS = 60


@dataclass(frozen=True)
class Columns:
    """One chart of a few columns: what is drawn, in which unit, a name and a figure each; None leaves a gap."""

    title: str
    unit: str
    columns: Sequence[tuple[str, Decimal | None]]


@dataclass(frozen=True)
class Bubble:
    label: str
    x: Decimal
    y: Decimal
    size: Decimal


@dataclass(frozen=True)
class Field:
    """Both axes of a chart of bubbles run over the same scale."""

    x_title: str
    y_title: str
    low: float
    high: float


def draw_columns(deck: Deck, slide: Any, chart: Columns, place: Place) -> None:
    title = f"{chart.title}, {chart.unit}" if chart.unit else chart.title
    data = CategoryChartData()
    data.categories = [in_chart(name) for name, _value in chart.columns]
    data.add_series(in_chart(title[:LABEL_LETTERS]), [_number(value) for _name, value in chart.columns])
    deck.words(slide, title, Place(place.left, place.top, place.width, 0.6), BOX_SIZE, is_bold=True)
    drawn = _add(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, data, _below(place, 0.6), title)
    drawn.has_legend = drawn.has_title = False
    drawn.value_axis.visible = drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.minimum_scale = min(0.0, *(float(value) for _name, value in chart.columns if value is not None))
    drawn.plots[0].gap_width, drawn.plots[0].vary_by_categories = 60, True
    drawn.plots[0].has_data_labels = True
    labels = drawn.plots[0].data_labels
    labels.number_format, labels.number_format_is_linked = _format_of(value for _name, value in chart.columns), False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    _letters(labels.font)
    _letters(drawn.category_axis.tick_labels.font)


def draw_bubbles(slide: Any, groups: Sequence[tuple[str, Sequence[Bubble]]], field: Field, place: Place) -> None:
    """A series a group, each bubble with its label beside it."""
    data = BubbleChartData()
    for name, bubbles in groups:
        series = data.add_series(in_chart(name))
        for one in bubbles:
            series.add_data_point(float(one.x), float(one.y), float(one.size))
    drawn = _add(slide, XL_CHART_TYPE.BUBBLE, data, place, f"{field.x_title} × {field.y_title}")
    drawn.has_title, drawn.has_legend = False, True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _letters(drawn.legend.font)
    for axis, title in ((drawn.category_axis, field.x_title), (drawn.value_axis, field.y_title)):
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = field.low, field.high, 1
        axis.has_major_gridlines, axis.has_title = True, True
        axis.axis_title.text_frame.text = seen(title)
        _letters(axis.axis_title.text_frame.paragraphs[0].runs[0].font)
        _letters(axis.tick_labels.font)
    for series, (_name, bubbles) in zip(drawn.plots[0].series, groups, strict=True):
        for at, one in enumerate(bubbles):
            frame = series.points[at].data_label.text_frame
            frame.text = seen(one.label)
            _letters(frame.paragraphs[0].runs[0].font, INK)
            series.points[at].data_label.position = XL_LABEL_POSITION.RIGHT


def _add(slide: Any, kind: Any, data: Any, place: Place, told: str) -> Any:
    size = (Inches(place.left), Inches(place.top), Inches(place.width), Inches(place.height))
    frame = slide.shapes.add_chart(kind, *size, data)
    # What a screen reader says of it.
    frame._element.nvGraphicFramePr.cNvPr.set("descr", seen(told))
    return frame.chart


def _below(place: Place, much: float) -> Place:
    return Place(place.left, place.top + much, place.width, place.height - much)


def _format_of(values: Iterable[Decimal | None]) -> str:
    """All figures of a chart with as many places as the one that has most: 61.5 beside 70.0, and no mark at an end."""
    ends = (Decimal(value).normalize().as_tuple().exponent for value in values if value is not None)
    places = max((-end for end in ends if isinstance(end, int)), default=0)
    return f"#,##0.{'0' * places}" if places > 0 else "#,##0"


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _letters(font: Any, colour: Any = MUTED) -> None:
    font.size, font.color.rgb = Pt(SMALL_SIZE + 1), colour
