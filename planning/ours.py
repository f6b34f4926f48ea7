"""Whom of us a plan may name: as the owner of an action or a message, or as somebody whom a comment asks."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dossiers.diary.writing import people_of
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.querysets import absent_q
from kam_portal.foundation.people.roles import OWNING_ROLES, Role
from planning.models import Comment, Plan


def ours(plan: Plan, writer: User, *, also: Iterable[int] = ()) -> QuerySet[User]:
    """Who may read its account: whom the diary may name, who stands in, and of the admins those who spoke.

    `also` are those who are named already, whether they may read it or not.
    """
    managers = User.objects.filter(pk=plan.account.kam_id)
    today = timezone.localdate()
    absent = managers.filter(absent_q("", today)).values("delegate")
    lead_absent = managers.filter(absent_q("team__lead__", today)).values("team__lead__delegate")
    stands_in = Q(role__in=OWNING_ROLES) & (Q(pk__in=absent) | Q(pk__in=lead_absent))
    spoke = Q(role=Role.ADMIN) & Exists(Comment.objects.filter(plan=plan, by=OuterRef("pk")))
    here = Q(pk__in=people_of(plan.account, writer).values("pk")) | (Q(is_active=True) & (stands_in | spoke))
    return User.objects.filter(here | Q(pk__in=list(also)))
