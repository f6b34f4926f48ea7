"""The page behind a mailed link: its holder sets a password, in the language the mail was written in."""

from __future__ import annotations

from allauth.account import views as allauth
from allauth.account.forms import UserTokenForm
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kam_portal.foundation.people.models import User


@login_not_required
def password_from_link(request: HttpRequest, uidb36: str, key: str) -> HttpResponse:
    holder = _holder_of(request, uidb36, key)
    # A language chosen on this very page comes before the one of the profile.
    if holder is not None and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(holder.language)
    answer: HttpResponse = allauth.password_reset_from_key(request, uidb36=uidb36, key=key)
    return answer


def _holder_of(request: HttpRequest, uidb36: str, key: str) -> User | None:
    """Whose link it is, while it works; allauth moves its key from the address into the session."""
    if key == allauth.PasswordResetFromKeyView.reset_url_key:
        key = request.session.get(allauth.INTERNAL_RESET_SESSION_KEY, "")
    form = UserTokenForm(data={"uidb36": uidb36, "key": key})
    return form.reset_user if form.is_valid() else None
