"""Doors to ranges of authority: a lead's for the own team, an admin's for everybody; one's own is read by oneself."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from accounts.access import require
from accounts.models import Authority
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import OWNING_ROLES, Right


def managers_granted_by(user: User) -> QuerySet[User]:
    """To whom this person may grant; a lead's own range comes from an admin."""
    people = User.objects.filter(role__in=OWNING_ROLES, is_active=True).order_by("full_name", "pk")
    return people if user.is_admin else people.filter(team__lead=user).exclude(pk=user.pk)


def get_manager_to_grant(user: User, pk: int) -> User:
    """Http404 for somebody of another team, or whoever is no manager."""
    require(user, Right.LEAD_TEAM)
    manager = managers_granted_by(user).select_related("team").filter(pk=pk).first()
    if manager is None:
        raise Http404
    return manager


def get_authority_to_grant(user: User, pk: int) -> Authority:
    require(user, Right.LEAD_TEAM)
    found = Authority.objects.select_related("manager", "granted_by")
    authority = found.filter(manager__in=managers_granted_by(user).values("pk"), pk=pk).first()
    if authority is None:
        raise Http404
    return authority
