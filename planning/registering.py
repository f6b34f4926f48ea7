"""What the plan registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import overview_cards, tabs
from accounts.personal import keepers
from decision_map import leaving_notes
from dossiers.printing import chapters
from dossiers.reviews import topics as review_topics
from kam_portal.foundation.notifications import planners, topics
from planning import telling
from planning.actions.messages import ActionsDue
from planning.actions.reminders import plan_action_reminders
from planning.discussion.messages import COMMENT, MENTION, CommentTopic
from planning.goals.leaving import GoalsThatCount
from planning.life.messages import PlanSteps
from planning.overview_card import PlanOnOverview
from planning.pages import PLAN_PAGES
from planning.personal import TEXTS, PeopleInPlans
from planning.printing.chapter import PlanChapter
from planning.reviewing.topic import Plans

_PLANS = Plans()
_ON_OVERVIEW = PlanOnOverview()


def register() -> None:
    tabs.register(tabs.Tab("plan", _("Plan"), "plans", 40, PLAN_PAGES))
    telling.register()
    review_topics.register(_PLANS)
    overview_cards.register(_ON_OVERVIEW)
    chapters.register(PlanChapter())
    leaving_notes.register(GoalsThatCount())
    keepers.register(PeopleInPlans(), TEXTS)
    for topic in (ActionsDue(), PlanSteps(), CommentTopic(MENTION), CommentTopic(COMMENT)):
        topics.register(topic)
    planners.register(plan_action_reminders)
