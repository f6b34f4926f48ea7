"""What the plan registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import tabs
from kam_portal.foundation.notifications import topics
from planning.pages import PLAN_PAGES
from planning.step_messages import PlanSteps


def register() -> None:
    tabs.register(tabs.Tab("plan", _("Plan"), "plans", 40, PLAN_PAGES))
    topics.register(PlanSteps())
