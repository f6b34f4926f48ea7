from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import registering, telling
        from accounts.messages import Assigned

        # Imported for what they register before and after the steps of a round.
        from accounts.selection import asking, messages, publishing, working  # noqa: F401
        from accounts.selection.announcing import StatusDecided
        from kam_portal.foundation.notifications import topics

        topics.register(Assigned())
        topics.register(StatusDecided())
        messages.register()
        telling.register()
        registering.register()
