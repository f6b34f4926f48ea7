"""Measures and alerts of a decision map [method.md, section 4]: values in, figures out. Pure: no words, no clock."""

from decision_map.measures.alerts import Alert, AlertKind, alerts
from decision_map.measures.figures import Measures, Ratio, measures, unverified
from decision_map.measures.known import (
    DEFAULT_THRESHOLDS,
    Aspect,
    Attitude,
    ClientMap,
    Counterpart,
    Coverage,
    Influence,
    Judgement,
    Key,
    Line,
    LineKind,
    Person,
    Role,
    SponsorAnswers,
    Star,
    Thresholds,
    Trajectory,
)
from decision_map.measures.leaving import Departure, what_if_leaves

__all__ = [
    "DEFAULT_THRESHOLDS",
    "Alert",
    "AlertKind",
    "Aspect",
    "Attitude",
    "ClientMap",
    "Counterpart",
    "Coverage",
    "Departure",
    "Influence",
    "Judgement",
    "Key",
    "Line",
    "LineKind",
    "Measures",
    "Person",
    "Ratio",
    "Role",
    "SponsorAnswers",
    "Star",
    "Thresholds",
    "Trajectory",
    "alerts",
    "measures",
    "unverified",
    "what_if_leaves",
]
