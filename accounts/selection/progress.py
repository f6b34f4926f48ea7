"""The steps of a round as a line, and what the next one needs, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Round
from accounts.selection.standing import Standing
from accounts.selection.steps import ORDER, WAYS, step_of

State = Round.State
LINE = (
    State.SETUP,
    State.NOMINATING,
    State.COMPARING,
    State.SCORING,
    State.CONSENSUS,
    State.DECIDING,
    State.PUBLISHED,
)
# Steps with a page of their own: of decisions, of the reason.
ELSEWHERE = (State.PUBLISHED, State.CANCELLED)


@dataclass(frozen=True)
class Stage:
    """One step of the line: "done", "now" or "ahead"."""

    title: str | Promise
    place: str


@dataclass(frozen=True)
class Way:
    """A step that may be taken now. `needs` says what is missing; while `is_blocked` the step is refused anyway."""

    to: str
    action: str
    needs: str
    is_blocked: bool = False
    ask_first: str = ""


def stages_of(round_: Round) -> list[Stage]:
    """A cancelled round stands where it was cancelled."""
    here = LINE.index(State(step_of(round_)))
    places = {-1: "done", 0: "now", 1: "ahead"}
    return [Stage(step.label, places[(at > here) - (at < here)]) for at, step in enumerate(LINE)]


def backwards(round_: Round) -> str | None:
    """The step to which the round may go back."""
    here = ORDER.index(round_.state)
    return next((to for to in WAYS[round_.state] if ORDER.index(to) < here), None)


def steps_on(round_: Round, standing: Standing) -> list[Way]:
    """The steps that may be taken with a click, the usual one first."""
    here = ORDER.index(round_.state)
    on = [to for to in WAYS[round_.state] if ORDER.index(to) > here and to not in ELSEWHERE]
    return [_way(round_, to, standing) for to in on]


def _way(round_: Round, to: str, standing: Standing) -> Way:
    if round_.state == State.SETUP:
        needs = _what_setting_up_needs(standing, to)
        if to == State.NOMINATING:
            return Way(to, _("Ask for nominations"), needs, bool(needs))
        return Way(to, _("Score without nominations"), needs, bool(needs))
    if to == State.COMPARING:
        return Way(to, _("Close the nominations"), _missing(standing), ask_first=_closing(standing))
    if to == State.SCORING:
        none = "" if standing.staying else _("No account goes on to scoring. Choose which do, on the page Nominations.")
        return Way(to, _("Begin the scoring"), none, bool(none))
    if to == State.CONSENSUS:
        return Way(to, _("Close the scoring"), _missing(standing), ask_first=_closing(standing))
    return Way(to, _("Go on to the decisions"), "")


def _what_setting_up_needs(standing: Standing, to: str) -> str:
    """Where the sales rows score everything, nobody need be asked to score."""
    if not standing.accounts:
        return _("No accounts are chosen yet.")
    if not standing.raters and (standing.cells or to == State.NOMINATING):
        return _("Nobody is asked yet.")
    return ""


def _missing(standing: Standing) -> str:
    if not standing.missing:
        return _("Everybody has handed in.")
    sentence = ngettext(
        "%(missing)d of %(all)d has not handed in.", "%(missing)d of %(all)d have not handed in.", standing.missing
    )
    return sentence % {"missing": standing.missing, "all": standing.waited_for}


def _closing(standing: Standing) -> str:
    """What is asked before a step is closed over people's heads."""
    if not standing.missing:
        return ""
    words = _("What they have entered counts as it is. Close all the same?")
    return f"{_missing(standing)} {words}"
