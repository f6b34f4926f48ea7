"""A plan on one sheet of A4, as templates/typst/plan_on_one_page.typ reads it. All of it text.

The sheet is set in the largest letters in which everything fits. What would need letters too small to read is cut: long
texts at a word, long lists with a line that says how many more there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dossiers.printing.blocks import in_cell
from planning.opportunities.worth import HORIZON, weight
from planning.printing.chapters import strategy_text, terms, whose_goal
from planning.printing.what import ActionTold, ChanceTold, Contents, GoalTold, ResourceTold, StrategyTold, language
from planning.printing.words import NOTHING, day, figure, money, period, with_unit

Words = dict[str, str]

GOALS, ACTIONS, CHANCES, RESOURCES = 8, 9, 5, 5
AIM, TITLE, STRATEGY, SHORT = 420, 110, 330, 70


def page_of(contents: Contents) -> dict[str, Any]:
    """What a client may not read is not there: its lists are empty, and an empty part is not drawn."""
    asked = contents.asked
    by_value = sorted((each for each in contents.chances if each.is_open), key=_weight)
    name = cut(asked.account.trade_name, SHORT)
    return {
        "language": language(),
        "title": f"{asked.account.trade_name} · {contents.title}" if contents.title else asked.account.trade_name,
        "name": name,
        "plan": cut(contents.title, SHORT),
        "period": period(asked.plan.starts_on, asked.plan.ends_on),
        "state": contents.state,
        "aim": cut(contents.aim, AIM),
        "goals": [_goal(goal) for goal in contents.goals[:GOALS]],
        "ps": [_p(row, contents.currency) for row in contents.strategies],
        "actions": [_action(row) for row in contents.open_actions[:ACTIONS]],
        "chances": [_chance(row, contents.currency) for row in by_value[:CHANCES]],
        "resources": [_resource(row, contents.currency) for row in contents.resources[:RESOURCES]],
        "more": {
            "goals": more(contents.goals, GOALS),
            "actions": more(contents.open_actions, ACTIONS),
            "chances": more(by_value, CHANCES),
            "resources": more(contents.resources, RESOURCES),
        },
        "words": _words(contents),
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
    figures = "" if goal.target is None else with_unit(goal.target, goal.unit)
    if goal.now is not None:
        figures = f"{figure(goal.now)} → {figures}" if figures else with_unit(goal.now, goal.unit)
    return {
        "title": cut(goal.title, TITLE),
        "client_goal": cut(goal.client_goal, TITLE) or NOTHING,
        "measure": cut(goal.measure, SHORT),
        "target": cut(figures, SHORT) or NOTHING,
        "due": day(goal.due_on),
        "standing": goal.standing,
    }


def _p(row: StrategyTold, currency: str) -> Words:
    return {
        "title": row.title,
        "text": cut(strategy_text(row), STRATEGY),
        "small": cut(terms(row, currency), TITLE),
    }


def _action(row: ActionTold) -> Words:
    due = " ".join((day(row.due_on), _("late"))) if row.is_late else day(row.due_on)
    return {"title": cut(row.title, TITLE), "owner": cut(row.owner, SHORT), "due": due}


def _chance(row: ChanceTold, currency: str) -> Words:
    return {
        "title": cut(row.title, TITLE),
        "worth": row.worth,
        "value": money(row.expected, currency) if row.expected is not None else NOTHING,
    }


def _resource(row: ResourceTold, currency: str) -> Words:
    unit = currency if row.is_money else ""
    return {
        "title": cut(f"{row.kind}: {row.title}", TITLE),
        "planned": with_unit(row.planned, unit),
        "used": with_unit(row.used, unit),
    }


def _words(contents: Contents) -> Words:
    return {
        "heading": _("What we do for your goals") if contents.asked.is_for_client else _("Account development plan"),
        "goals": _("Goals"),
        "goal": _("Goal"),
        "client_goal": whose_goal(contents),
        "target": _("Target"),
        "due": _("By when"),
        "standing": pgettext("of a goal", "Now"),
        "actions": _("Next actions"),
        "action": _("Action"),
        "owner": _("Owner"),
        "chances": _("Opportunities"),
        "chance": _("Opportunity"),
        "worth": _("Class"),
        "value": _("Value × probability, %(n)d years") % {"n": HORIZON},
        "resources": _("Resources"),
        "resource": _("What"),
        "planned": _("Planned"),
        "used": _("Used"),
    }
