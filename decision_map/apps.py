from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecisionMapConfig(AppConfig):
    name = "decision_map"
    verbose_name = _("Decision map")

    def ready(self) -> None:
        from decision_map import registering

        registering.register()
