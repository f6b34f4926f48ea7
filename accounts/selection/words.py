"""What quadrants and steps are called, and what follows from them (method.md, section 2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.kaism import Quadrant
from accounts.models import Round, ScoringModel, Status

State = Round.State


@dataclass(frozen=True)
class QuadrantWords:
    """A quadrant in words: its name, how we treat a client there, and what it gets; the status it proposes."""

    name: str | Promise
    strategy: str | Promise
    resources: str | Promise
    status: Status
    tone: str


QUADRANT_WORDS: dict[Quadrant, QuadrantWords] = {
    Quadrant.KEY_ACCOUNT: QuadrantWords(
        _("Key account"),
        _("Grow together: joint plans, mirrored relationships, first call on our people."),
        _("Full: a key account manager and a team"),
        Status.KEY,
        "key",
    ),
    Quadrant.KEY_DEVELOPMENT: QuadrantWords(
        _("Key development"),
        _("Invest selectively: find out what they miss in us and win ground from the best competitor."),
        _("Selective: a manager's time for a set purpose"),
        Status.KEY_DEVELOPMENT,
        "info",
    ),
    Quadrant.MAINTENANCE: QuadrantWords(
        _("Maintenance"),
        _("Keep what is good: reliable service at little cost, no large promises."),
        _("Low: efficient routine service"),
        Status.MAINTENANCE,
        "plain",
    ),
    Quadrant.OPPORTUNISTIC: QuadrantWords(
        _("Opportunistic"),
        _("Serve when it pays: standard terms, orders as they come."),
        _("Minimal: standard channels"),
        Status.OPPORTUNISTIC,
        "plain",
    ),
}

STATE_TONES: dict[str, str] = {
    State.SETUP: "plain",
    State.NOMINATING: "info",
    State.COMPARING: "warn",
    State.SCORING: "info",
    State.CONSENSUS: "warn",
    State.DECIDING: "warn",
    State.PUBLISHED: "good",
    State.CANCELLED: "",
}

# Of a version of a scoring model.
MODEL_TONES: dict[str, str] = {
    ScoringModel.State.DRAFT: "warn",
    ScoringModel.State.PUBLISHED: "good",
    ScoringModel.State.RETIRED: "",
}
