from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "kam_portal.foundation.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from kam_portal.foundation.people import feeds, leaving

        leaving.follow(feeds.close_of_leaver)
