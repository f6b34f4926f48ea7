"""What if somebody leaves: the map without them, against the map as it is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from typing import Any

from decision_map.measures.alerts import Alert, alerts
from decision_map.measures.figures import Measures, measures
from decision_map.measures.known import DEFAULT_THRESHOLDS, ClientMap, Key, Line, Thresholds


@dataclass(frozen=True, slots=True)
class Departure:
    """`raised` are the alerts that would come, `settled` those that would go, `lines` the informal ones lost."""

    person: Key
    before: Measures
    after: Measures
    raised: tuple[Alert, ...]
    settled: tuple[Alert, ...]
    lines: tuple[Line, ...]

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """The measures that would be others, by name: now, and without the person."""
        pairs = {
            field.name: (getattr(self.before, field.name), getattr(self.after, field.name))
            for field in fields(Measures)
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def what_if_leaves(
    known: ClientMap, person: Key, *, at: datetime.date, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> Departure:
    """The post becomes a vacancy. KeyError for somebody who is not on the map."""
    if person not in {found.id for found in known.people}:
        raise KeyError(person)
    without = known.after_leaving(person)
    now, then = (alerts(seen, at=at, thresholds=thresholds) for seen in (known, without))
    told_now, told_then = {alert.subject for alert in now}, {alert.subject for alert in then}
    return Departure(
        person,
        measures(known, at=at, thresholds=thresholds),
        measures(without, at=at, thresholds=thresholds),
        tuple(alert for alert in then if alert.subject not in told_now),
        tuple(alert for alert in now if alert.subject not in told_then),
        tuple(known.informal_lines_of(person)),
    )
