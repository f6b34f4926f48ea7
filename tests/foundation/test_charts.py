"""Geometry of the bars: largest fills the height, losses hang below, missing is not zero."""

from __future__ import annotations

from decimal import Decimal

from kam_portal.foundation.charts.bars import LABEL_HEIGHT, bar_chart

WIDTH, HEIGHT = 300, 114


def shapes(*values: Decimal | None) -> list[tuple[int, int]]:
    chart = bar_chart([(str(n), value) for n, value in enumerate(values)], width=WIDTH, height=HEIGHT)
    return [(bar.y, bar.height) for bar in chart.bars]


def test_heights_are_proportional_and_the_largest_fills_the_room() -> None:
    assert shapes(Decimal(50), Decimal(100)) == [(64, 50), (14, 100)]


def test_a_missing_value_has_no_bar_and_says_so() -> None:
    chart = bar_chart([("2024", None), ("2025", Decimal(0)), ("2026", Decimal(5))], width=WIDTH, height=HEIGHT)
    assert [(bar.is_missing, bar.height) for bar in chart.bars] == [(True, 0), (False, 0), (False, 100)]


def test_a_loss_hangs_below_the_line_with_its_label_under_it() -> None:
    chart = bar_chart([("1", Decimal(60)), ("2", Decimal(-40))], width=WIDTH, height=HEIGHT)
    gain, loss = chart.bars
    assert chart.baseline == gain.y + gain.height == loss.y
    assert loss.y + loss.height < loss.label_y <= HEIGHT


def test_bars_stay_inside_the_drawing() -> None:
    for count in (1, 2, 7, 40):
        bars = bar_chart([("x", Decimal(n)) for n in range(count)], width=WIDTH, height=HEIGHT).bars
        assert min(bar.x for bar in bars) >= 0
        assert max(bar.x + bar.width for bar in bars) <= WIDTH
        assert min(bar.label_y for bar in bars) >= LABEL_HEIGHT - 4


def test_nothing_but_zeros_is_a_flat_line() -> None:
    assert [height for _y, height in shapes(Decimal(0), Decimal(0))] == [0, 0]
