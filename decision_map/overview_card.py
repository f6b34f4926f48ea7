"""The map of a client on its overview: a few measures and the most pressing alerts, or the way to its beginning."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.access import Tie
from accounts.models import Account, Status
from decision_map.access import may_read_judgements
from decision_map.across import Standing, glimpsed
from decision_map.measured import Measured, counted, measured
from decision_map.measures import measures
from decision_map.models import DecisionMap

ALERTS_SHOWN = 3
# Clients of whom somebody is expected to draw a map.
DRAWN = (Status.KEY, Status.KEY_DEVELOPMENT)
# The measures that answer "do we know who decides, and do they want us?".
KEYS_SHOWN = ("coverage", "coverage_of_decision_makers", "roles_filled", "net_support", "sponsors")


@dataclass(frozen=True)
class MapCard:
    """`map` is the one opened first; None while nobody has begun one."""

    map: DecisionMap | None
    measured: Sequence[Measured] = ()
    alerts: Sequence[Standing] = ()
    more_alerts: int = 0


class MapOnOverview:
    template = "decision_map/overview_card.html"

    def read(self, account: Account, tie: Tie, on: datetime.date) -> MapCard | None:
        """A reader without edit right is told what is counted, nothing that is judged."""
        may_judge = may_read_judgements(tie)
        found = glimpsed(DecisionMap.objects.filter(account=account)[:1], on, may_judge=may_judge)
        if not found:
            return MapCard(None) if may_judge and account.status in DRAWN else None
        (one,) = found
        figures = measures(one.known, at=on, thresholds=one.thresholds)
        if not may_judge:
            return MapCard(one.map, counted(figures))
        standing = one.standing(on)
        shown = [each for each in measured(figures, one.thresholds) if each.key in KEYS_SHOWN]
        return MapCard(one.map, shown, standing[:ALERTS_SHOWN], max(0, len(standing) - ALERTS_SHOWN))
