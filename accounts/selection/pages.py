"""The row of pages of one round: which there are at its step, and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Round
from accounts.selection.access import BLIND, RoundTie, is_blind

State = Round.State
OPEN = tuple(state for state in State if state not in BLIND)


@dataclass(frozen=True)
class Page:
    """`url_name` takes the round's id. `at`: the steps at which it is there. `raters`: only for who has a seat."""

    title: str | Promise
    url_name: str
    at: tuple[str, ...]
    raters: bool = False


PAGES = (
    Page(_("Progress"), "round_progress", tuple(State)),
    Page(_("Nominations"), "nominations", tuple(state for state in State if state != State.SETUP)),
    Page(_("My scores"), "scores", (State.SCORING,), raters=True),
    Page(_("Matrix"), "matrix", OPEN),
    Page(_("Consensus"), "consensus", OPEN),
    Page(_("Sensitivity"), "sensitivity", OPEN),
    Page(_("What if"), "what_if", OPEN),
    Page(_("Decisions"), "decisions", (State.DECIDING, State.PUBLISHED)),
)


def pages_of(round_: Round, tie: RoundTie) -> list[Page]:
    """A round cancelled while it was blind stays blind."""
    hides = round_.state == State.CANCELLED and is_blind(round_)
    return [
        page
        for page in PAGES
        if round_.state in page.at
        and not (hides and page.at is OPEN)
        and (tie.rater is not None or not page.raters)
        and (tie.sees_all or page.url_name in PUBLIC)
    ]


# What is left of a published round for those who took no part: the matrix, narrowed to the accounts they read.
PUBLIC = ("matrix", "decisions")
