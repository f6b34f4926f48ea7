"""When what is promised for a day is late: an action that is open, a communication that was not told. Pure.

What stands in a plan that was never approved, or is closed, is no promise, and so never late.
"""

from __future__ import annotations

import datetime


def is_late(on: datetime.date | None, today: datetime.date, *, runs: bool) -> bool:
    """`runs`: whether its plan does, see Plan.is_running."""
    return runs and on is not None and on < today
