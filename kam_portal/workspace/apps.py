from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    name = "kam_portal.workspace"
    verbose_name = _("Workspace")

    def ready(self) -> None:
        from accounts import tabs

        tabs.register(tabs.Tab("overview", _("Overview"), "account", order=10))
