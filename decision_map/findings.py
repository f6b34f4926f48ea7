"""What follows from the people of a map, wherever they stand: its measures and alerts in words, made once."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from decision_map.alerting import Told, Watched, shown_at, watched
from decision_map.knowing import known_of
from decision_map.measured import Measured, counted, measured
from decision_map.measures import Influence, Key, measures
from decision_map.models import DecisionMap
from decision_map.reading import REMEMBERED, MapShown, PersonShown
from kam_portal.foundation.remembering import Remembered

LEAVERS_OFFERED = 12
# Alerts told on a page that tells of the map among other things.
FIRST = 3


@dataclass(frozen=True)
class Findings:
    """`open` counts the alerts that ask for something; `first` are the most pressing, `alerts` is all that is written.

    `leavers` are those on whom most hangs: of them it is asked what would be if they left.
    """

    measured: Sequence[Measured]
    open: int
    first: Sequence[Told]
    alerts: SafeString
    aside: Sequence[Told]
    leavers: Sequence[PersonShown]


_FINDINGS: Remembered[Findings] = Remembered(most=REMEMBERED)


def findings_of(shown: MapShown, on: datetime.date) -> Findings:
    """They are the same until something else is read of the people, or the places change where the table has them."""
    vacant = frozenset(post.id for post in shown.posts if post.person is None)
    key = (shown.told, on, vacant, tuple(shown_at(shown).values()), get_language())
    return _FINDINGS.get(key, lambda: _findings(shown, on)) if shown.told else _findings(shown, on)


def _findings(shown: MapShown, on: datetime.date) -> Findings:
    known = known_of(shown)
    figures = measures(known, at=on, thresholds=shown.thresholds)
    alerts = watched(shown, on, known)
    return Findings(
        measured=measured(figures, shown.thresholds) if shown.may_judge else counted(figures),
        open=len(alerts.open),
        first=alerts.open[:FIRST],
        alerts=_written(alerts, shown.map),
        aside=alerts.aside,
        leavers=_leavers(shown, figures.sponsors),
    )


def _written(alerts: Watched, map_: DecisionMap) -> SafeString:
    if not alerts.open:
        return SafeString("")
    context = {"watched": alerts, "account": map_.account, "map": map_}
    return render_to_string("decision_map/alerts.html", context)


def _leavers(shown: MapShown, sponsors: Sequence[Key]) -> list[PersonShown]:
    """Decision makers, sponsors and the influential, in the order of the map."""
    if not shown.may_judge:
        return []
    strong = {level.name.lower() for level in Influence if level is not Influence.LOW}
    here = [person for person in shown.people if person.left_on is None and not person.is_erased]
    much = [
        p for p in here if p.id in sponsors or "decision_maker" in p.value("roles") or p.value("influence") in strong
    ]
    return (much or here)[:LEAVERS_OFFERED]
