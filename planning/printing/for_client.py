"""What the client may read of the plan about them. Closed unless it is named here.

Open is what we do for the client's own goals: such a goal with the client's goal, measure, target and day, and the
actions that serve it and nothing else - no opportunity, none of the four Ps - by title, day and status. Closed is
everything else: goals that were added since the approval or mirror none of the client's, how far we are, the aim and
even the title of the plan, the four Ps, opportunities and what stands by them, white space, people, owners, costs,
resources, communications, comments, versions. docs/users.md tells it to those who hand it over.
"""

from __future__ import annotations

from planning.models import Plan
from planning.printing.contents import ActionTold, Contents, GoalTold


def may_be_handed_over(plan: Plan) -> bool:
    """A draft is not shown to a client: nobody of us approved it. What is closed is no plan any more."""
    return plan.is_running


def opened(contents: Contents) -> Contents:
    """The same for the client; whatever is not named here is left out."""
    return Contents(
        asked=contents.asked,
        goals=[_goal(goal) for goal in contents.goals if goal.client_goal and goal.was_approved],
        actions=[_action(action) for action in contents.actions if _is_open_to_client(action)],
    )


def _is_open_to_client(action: ActionTold) -> bool:
    """Whether it does nothing but serve one of the client's goals."""
    return action.mirrors and not (action.opportunity or action.p or action.is_dropped)


def _goal(goal: GoalTold) -> GoalTold:
    told = (goal.title, goal.client_goal, goal.measure, goal.unit, goal.target, goal.due_on)
    return GoalTold(*told, in_words=goal.in_words)


def _action(action: ActionTold) -> ActionTold:
    return ActionTold(action.title, action.due_on, action.status, action.is_open, goal=action.goal)
