"""What the decision map registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import overview_cards, tabs, who_left
from accounts.personal import keepers
from decision_map import telling
from decision_map.overview_card import MapOnOverview
from decision_map.personal import TEXTS, PeopleOnMaps, gone_from_reviews
from decision_map.printing import DecisionMapChapter
from decision_map.reviewing.topic import Maps
from decision_map.who_left import left_every_map
from dossiers import board_links
from dossiers.printing import chapters
from dossiers.reviews import erasing
from dossiers.reviews import topics as review_topics

_MAPS = Maps()
_ON_OVERVIEW = MapOnOverview()


def register() -> None:
    tabs.register(tabs.Tab("map", _("Decision map"), "map_first", 30))
    telling.register()
    review_topics.register(_MAPS)
    overview_cards.register(_ON_OVERVIEW)
    board_links.register(board_links.BoardLink(_("Alerts of decision maps"), "alerts", "warn"))
    chapters.register(DecisionMapChapter())
    keepers.register(PeopleOnMaps(), TEXTS)
    who_left.register("decision maps", left_every_map)
    erasing.also_frozen(gone_from_reviews)
