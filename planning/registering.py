"""What the plan registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import tabs
from kam_portal.foundation.notifications import planners, topics
from planning.action_messages import ActionsDue
from planning.action_reminders import plan_action_reminders
from planning.pages import PLAN_PAGES


def register() -> None:
    tabs.register(tabs.Tab("plan", _("Plan"), "plans", 40, PLAN_PAGES))
    topics.register(ActionsDue())
    planners.register(plan_action_reminders)
