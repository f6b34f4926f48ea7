"""People, in the words of the field."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from kam_portal.foundation.people.roles import OWNING_ROLES, Role

if TYPE_CHECKING:
    from kam_portal.foundation.people.models import User


def absent_q(prefix: str, on: datetime.date) -> Q:
    """Condition: the person behind `prefix` is absent on that day."""
    return Q(**{f"{prefix}absent_from__lte": on, f"{prefix}absent_until__gte": on})


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def who_may_own_accounts(self) -> UserQuerySet:
        return self.active().filter(role__in=OWNING_ROLES)

    def active_admins(self) -> UserQuerySet:
        return self.active().filter(role=Role.ADMIN)

    def assignable_by(self, user: User) -> UserQuerySet:
        """Those whom `user` may make the manager of an account."""
        owners = self.who_may_own_accounts()
        if user.is_admin:
            return owners
        if user.is_lead:
            return owners.filter(Q(team__lead=user) | Q(pk=user.pk))
        return owners.filter(pk=user.pk)
