"""The map of a client on its overview: a few measures and the most pressing alerts, or the way to its beginning."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.access import Tie
from accounts.models import Account, Status
from decision_map.access import may_read_judgements
from decision_map.alerting import Told
from decision_map.findings import findings_of
from decision_map.measured import Measured
from decision_map.models import DecisionMap
from decision_map.reading import read_first_map

# Clients of whom somebody is expected to draw a map.
DRAWN = (Status.KEY, Status.KEY_DEVELOPMENT)
# The measures that answer "do we know who decides, and do they want us?".
KEYS_SHOWN = ("coverage", "coverage_of_decision_makers", "roles_filled", "net_support", "sponsors")


@dataclass(frozen=True)
class MapCard:
    """`map` is the one opened first; None while nobody has begun one."""

    map: DecisionMap | None
    measured: Sequence[Measured] = ()
    alerts: Sequence[Told] = ()
    more_alerts: int = 0


class MapOnOverview:
    template = "decision_map/overview_card.html"

    def read(self, account: Account, tie: Tie, on: datetime.date) -> MapCard | None:
        """A reader without edit right is told what is counted, nothing that is judged."""
        may_judge = may_read_judgements(tie)
        shown = read_first_map(account, on, may_judge=may_judge)
        if shown is None:
            return MapCard(None) if may_judge and account.status in DRAWN else None
        found = findings_of(shown, on)
        if not may_judge:
            return MapCard(shown.map, found.measured)
        told = [each for each in found.measured if each.key in KEYS_SHOWN]
        return MapCard(shown.map, told, found.first, found.open - len(found.first))
