"""What the decision map registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import tabs
from decision_map import telling
from decision_map.printing import DecisionMapChapter
from decision_map.reviewing.topic import Maps
from dossiers.printing import chapters
from dossiers.reviews import topics as review_topics

_MAPS = Maps()


def register() -> None:
    tabs.register(tabs.Tab("map", _("Decision map"), "map_first", 30))
    telling.register()
    review_topics.register(_MAPS)
    chapters.register(DecisionMapChapter())
