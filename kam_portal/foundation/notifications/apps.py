from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "kam_portal.foundation.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from kam_portal.foundation.notifications import topics
        from kam_portal.foundation.notifications.refusals import MailFailed

        topics.register(MailFailed())
