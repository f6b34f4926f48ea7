"""Bringing people in and changing what they are; there is no public sign-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import Team, User


def create_person(*, email: str, full_name: str, password: str | None = None, **values: Any) -> User:
    """A new person; without a password nobody can sign in until the invitation link set one.

    Raises ValidationError when the e-mail is taken.
    """
    email = email.strip()
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("Somebody with the e-mail %(email)s is here already.") % {"email": email}})
    user = User(email=email, full_name=full_name, **values)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    return user


def create_team(*, name: str, lead: User | None = None) -> Team:
    return Team.objects.create(name=name, lead=lead)


@transaction.atomic
def edit_person(*, person: User, version: int, changes: Mapping[str, Any]) -> User:
    """Change role, team, profile or absence; raises StaleEdit when somebody saved in between."""
    return save_versioned(instance=person, version=version, changes=changes)


@transaction.atomic
def edit_team(*, team: Team, version: int, changes: Mapping[str, Any]) -> Team:
    """Raises StaleEdit when somebody saved in between."""
    return save_versioned(instance=team, version=version, changes=changes)
