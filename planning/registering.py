"""What the plan registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import tabs
from accounts.personal import keepers
from kam_portal.foundation.notifications import topics
from planning.comment_messages import COMMENT, MENTION, CommentTopic
from planning.pages import PLAN_PAGES
from planning.personal import TEXTS, PeopleInPlans


def register() -> None:
    tabs.register(tabs.Tab("plan", _("Plan"), "plans", 40, PLAN_PAGES))
    keepers.register(PeopleInPlans(), TEXTS)
    for key in (MENTION, COMMENT):
        topics.register(CommentTopic(key))
