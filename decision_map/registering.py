"""What the decision map registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import tabs
from accounts.personal import keepers
from decision_map import telling
from decision_map.personal import TEXTS, PeopleOnMaps, gone_from_reviews
from decision_map.printing import DecisionMapChapter
from dossiers.printing import chapters
from dossiers.reviews import erasing


def register() -> None:
    tabs.register(tabs.Tab("map", _("Decision map"), "map_first", 30))
    telling.register()
    chapters.register(DecisionMapChapter())
    keepers.register(PeopleOnMaps(), TEXTS)
    erasing.also_frozen(gone_from_reviews)
