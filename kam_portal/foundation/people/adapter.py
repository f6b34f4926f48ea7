"""How django-allauth behaves here: no public sign-up, links that start with our own address."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from kam_portal.foundation.people.models import User

log = logging.getLogger("kam.people")


class ClosedDoor(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return str(settings.SITE_URL + path.replace("UID-KEY", key))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("me")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the person's language. Whoever asks learns nothing from a mail server that does not answer."""
        person = context.get("user")
        language = person.language if isinstance(person, User) else translation.get_language()
        with translation.override(language):
            try:
                super().send_mail(template_prefix, email, {**context, "site_url": settings.SITE_URL})
            except (OSError, smtplib.SMTPException) as error:
                log.error("A mail of %s was not sent: %s", template_prefix, error)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Signing in saves no text of anybody: a success here would let local drafts go (see portal.js)."""
        super().add_message(request, messages.INFO if level == messages.SUCCESS else level, *args, **kwargs)
