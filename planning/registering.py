"""What the plan registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import tabs
from decision_map import leaving_notes
from planning.leaving_goals import GoalsThatCount
from planning.pages import PLAN_PAGES


def register() -> None:
    leaving_notes.register(GoalsThatCount())
    tabs.register(tabs.Tab("plan", _("Plan"), "plans", 40, PLAN_PAGES))
