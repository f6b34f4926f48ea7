"""Rounds, in the words of the field. `visible_to` is their one scope."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from accounts.models import Round  # noqa: F401 - the base below names it
    from kam_portal.foundation.people.models import User

# Steps at which raters are asked for something or see what came of it.
BEFORE_RATERS = ("setup",)


class RoundQuerySet(QuerySet["Round"]):
    def visible_to(self, user: User, at: datetime.date) -> RoundQuerySet:
        """Rounds `user` may open: all for admins, the ones they run, those they rate in once it began, and published
        ones with an account they may read."""
        if not user.is_active:
            return self.none()
        if user.is_admin:
            return self
        rated = apps.get_model("accounts", "Rater").objects.filter(user=user, round=OuterRef("pk"))
        accounts = apps.get_model("accounts", "Account").objects.visible_to(user, at).order_by().values("pk")
        candidates = apps.get_model("accounts", "Candidate").objects
        theirs = candidates.filter(round=OuterRef("pk"), account__in=accounts)
        runs = Q(runner=user) if user.is_lead else Q(pk__in=[])
        asked = Exists(rated) & ~Q(state__in=BEFORE_RATERS)
        return self.filter(runs | asked | (Q(state="published") & Exists(theirs)))
