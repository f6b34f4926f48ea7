"""A plan on one sheet of A4, as templates/typst/plan_on_one_page.typ reads it. All of it text.

The sheet comes in several lengths, and the longest is set that fits in letters easy to read. What even then does not
fit is cut: long texts at a letter, long lists with a line that says how many more there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.printing.blocks import in_cell
from kam_portal.foundation.documents.typesetting import language
from planning.opportunities.worth import weight
from planning.printing.chapters import money_in_all, strategy_text, terms, whose_goal
from planning.printing.contents import (
    ActionTold,
    ChanceTold,
    CommunicationTold,
    Contents,
    GoalTold,
    ResourceTold,
    StrategyTold,
)
from planning.printing.words import NO_BREAK, NOTHING, day, figure, money, period, with_unit

Words = dict[str, str]

TITLE, TERMS, SHORT = 110, 200, 70


@dataclass(frozen=True)
class Length:
    """How many rows of each list the sheet has, how many letters its texts, and the least letters it is set in."""

    goals: int
    actions: int
    told: int
    chances: int
    resources: int
    aim: int
    strategy: int
    least: float


# Of the last nothing is left out whatever the letters: it shrinks until it fits.
LENGTHS = (
    Length(goals=20, actions=24, told=10, chances=12, resources=12, aim=1800, strategy=1400, least=8.5),
    Length(goals=12, actions=16, told=8, chances=8, resources=8, aim=1000, strategy=900, least=8),
    Length(goals=10, actions=12, told=6, chances=6, resources=6, aim=700, strategy=600, least=7.5),
    Length(goals=8, actions=9, told=4, chances=5, resources=5, aim=420, strategy=330, least=6),
)


def page_of(contents: Contents) -> dict[str, Any]:
    asked = contents.asked
    return {
        "language": language(),
        "title": f"{asked.account.trade_name} · {contents.title}" if contents.title else asked.account.trade_name,
        "name": cut(asked.account.trade_name, SHORT),
        "plan": cut(contents.title, SHORT),
        "period": period(asked.plan.starts_on, asked.plan.ends_on),
        "state": contents.standing,
        "line": asked.foot,
        "lengths": [_of_length(contents, length) for length in LENGTHS],
        "words": _words(contents),
    }


def _of_length(contents: Contents, length: Length) -> dict[str, Any]:
    """What a client may not read is not there: its lists are empty, and an empty part is not drawn."""
    currency = contents.currency
    by_value = sorted((each for each in contents.chances if each.is_open), key=_weight)
    in_all = [{"title": title, "planned": planned, "used": used} for title, planned, used in money_in_all(contents)]
    return {
        "least": length.least,
        "aim": cut(contents.aim, length.aim),
        "goals": [_goal(goal) for goal in contents.goals[: length.goals]],
        "ps": [_p(row, currency, length.strategy) for row in contents.strategies],
        "actions": [_action(row, currency) for row in contents.open_actions[: length.actions]],
        "told": [_told(row) for row in contents.untold[: length.told]],
        "chances": [_chance(row, currency) for row in by_value[: length.chances]],
        "resources": [_resource(row, currency) for row in contents.resources[: length.resources]] + in_all,
        "more": {
            "goals": more(contents.goals, length.goals),
            "actions": more(contents.open_actions, length.actions),
            "told": more(contents.untold, length.told),
            "chances": more(by_value, length.chances),
            "resources": more(contents.resources, length.resources),
        },
    }


def cut(text: str, longest: int) -> str:
    """In one paragraph, cut at a letter where it is longer; a run without a space may break."""
    return in_cell(Truncator(" ".join(text.split())).chars(longest))


def more(rows: Sequence[Any], shown: int) -> str:
    left = len(rows) - shown
    return _("and %(n)d more") % {"n": left} if left > 0 else ""


def _weight(row: ChanceTold) -> Any:
    return weight(row.expected, row.benefit)


def _goal(goal: GoalTold) -> Words:
    """A goal told in words says what will be so, and what was said of it last."""
    target = goal.aimed_at
    if _shows_now(goal):
        target = f"{figure(goal.now)} → {target}" if target else goal.reached
    return {
        "title": cut(goal.title, TITLE),
        "client_goal": cut(goal.client_goal, TITLE) or NOTHING,
        "measure": cut(goal.reached if goal.in_words else goal.measure, TITLE),
        "target": cut(target, TITLE) or NOTHING,
        "due": day(goal.due_on),
        "standing": goal.standing,
    }


def _shows_now(goal: GoalTold) -> bool:
    return not goal.in_words and goal.now is not None


def _p(row: StrategyTold, currency: str, longest: int) -> Words:
    return {
        "title": row.title,
        "text": cut(strategy_text(row), longest),
        "small": cut(terms(row, currency).replace("\n", " · "), TERMS),
    }


def _action(row: ActionTold, currency: str) -> Words:
    due = NO_BREAK.join((day(row.due_on), _("late"))) if row.is_late else day(row.due_on)
    cost = "" if row.cost_planned is None else money(row.cost_planned, currency)
    return {"title": cut(row.title, TITLE), "owner": cut(row.owner, SHORT), "cost": cost, "due": due}


def _told(row: CommunicationTold) -> Words:
    about = " · ".join(word for word in (row.tool, ", ".join(row.audience)) if word)
    return {"title": cut(row.message, TITLE), "small": cut(about, TITLE), "due": day(row.on)}


def _chance(row: ChanceTold, currency: str) -> Words:
    return {
        "title": cut(row.title, TITLE),
        "kind": row.kind,
        "worth": row.worth,
        "value": NOTHING if row.expected is None else f"{money(row.expected, currency)} ({_years(row.years)})",
    }


def _years(years: int) -> str:
    return (ngettext("%(years)s year", "%(years)s years", years) % {"years": years}).replace(" ", NO_BREAK)


def _resource(row: ResourceTold, currency: str) -> Words:
    unit = currency if row.is_money else ""
    return {
        "title": cut(f"{row.kind}: {row.title}", TITLE),
        "planned": with_unit(row.planned, unit),
        "used": with_unit(row.used, unit),
    }


def _words(contents: Contents) -> Words:
    return {
        "heading": contents.heading,
        "goals": _("Goals"),
        "goal": _("Goal"),
        "client_goal": whose_goal(contents),
        "target": _("Now → target") if any(_shows_now(goal) for goal in contents.goals) else _("Target"),
        "due": _("By when"),
        "standing": _("How far"),
        "actions": _("Next actions"),
        "action": _("Action"),
        "owner": _("Owner"),
        "cost": _("Cost"),
        "communications": _("Next communications"),
        "message": _("Message"),
        "date": _("Date"),
        "chances": _("Opportunities"),
        "chance": _("Opportunity"),
        "kind": _("Class"),
        "worth": _("Worth"),
        "value": _("Value × probability"),
        "resources": _("Resources"),
        "resource": _("What"),
        "planned": _("Planned"),
        "used": _("Used"),
    }
