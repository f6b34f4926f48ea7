"""What we do with a client in a period: goals, strategy, opportunities, actions, what is told and discussed."""

from planning.models.actions import Action, Shift
from planning.models.carrying import CarryDecision
from planning.models.communications import Communication, Listener
from planning.models.discussion import Comment, Mention
from planning.models.four_ps import P, Strategy
from planning.models.goals import Goal, GoalPerson, Reading
from planning.models.opportunities import Opportunity, Stage, StageWork, WorkDone
from planning.models.plans import Plan, PlanState, PlanStep, PlanVersion
from planning.models.resources import Resource
from planning.models.white_space import Product, Space

__all__ = [
    "Action",
    "CarryDecision",
    "Comment",
    "Communication",
    "Goal",
    "GoalPerson",
    "Listener",
    "Mention",
    "Opportunity",
    "P",
    "Plan",
    "PlanState",
    "PlanStep",
    "PlanVersion",
    "Product",
    "Reading",
    "Resource",
    "Shift",
    "Space",
    "Stage",
    "StageWork",
    "Strategy",
    "WorkDone",
]
