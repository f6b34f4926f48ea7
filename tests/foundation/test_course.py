"""The course of a figure over time as a line: days and levels in, points out."""

from __future__ import annotations

import datetime
from decimal import Decimal

from kam_portal.foundation.charts.course import MARGIN, course_of

START, DUE, MID = datetime.date(2027, 1, 1), datetime.date(2027, 12, 31), datetime.date(2027, 7, 2)


def test_a_course_spans_its_days_and_levels_and_a_flat_one_lies_in_the_middle() -> None:
    values = [(MID, Decimal(5)), (START, Decimal(0))]
    course = course_of(
        values, first=START, last=DUE, target=Decimal(10), baseline=Decimal(0), today=MID, width=364, height=116
    )
    assert course.line == f"0,{116 - MARGIN} 182,58"
    assert (course.target_y, course.baseline_y, course.today_x) == (MARGIN, 116 - MARGIN, 182)
    early = course_of(
        [(START - datetime.timedelta(days=10), Decimal(3))],
        first=START,
        last=DUE,
        target=None,
        baseline=None,
        today=DUE + datetime.timedelta(days=1),
        width=100,
        height=40,
    )
    assert (early.points[0].x, early.points[0].y, early.today_x, early.target_y) == (0, 20, None, None)
