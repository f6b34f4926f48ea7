"""What the plan registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import overview_cards, tabs
from dossiers.printing import chapters
from dossiers.reviews import topics as review_topics
from planning import telling
from planning.overview_card import PlanOnOverview
from planning.pages import PLAN_PAGES
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
