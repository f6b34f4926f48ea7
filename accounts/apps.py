from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import registering, telling
        from accounts.messages import Assigned
        from accounts.selection import (  # noqa: F401 - asking follows the steps of rounds
            asking,
            messages,
            working,  # noqa: F401 - registers what precedes and follows the steps
        )
        from kam_portal.foundation.notifications import topics

        topics.register(Assigned())
        messages.register()
        telling.register()
        registering.register()
