"""Accounts, in the words of the field. `visible_to` is the one scope every floor delegates to."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Func, Q, QuerySet, TextField, Value

from kam_portal.foundation.people.querysets import absent_q
from kam_portal.foundation.people.roles import Right

if TYPE_CHECKING:
    from kam_portal.foundation.people.models import User


def folded(text: str) -> Func:
    """`text` as the search columns hold it: case, ё and accents do not matter."""
    return Func(Value(text), function="kam_fold", output_field=TextField())


class AccountQuerySet(QuerySet["Account"]):
    def visible_to(self, user: User, at: datetime.date) -> AccountQuerySet:
        """Accounts whose dossier `user` may read on the day `at` (design.md, section 3)."""
        if not user.is_active:
            return self.none()
        if user.is_admin:
            return self
        members = apps.get_model("accounts", "AccountMember").objects
        owners = apps.get_model("people", "User").objects.filter(_owners_read_by(user, at)).values("pk")
        owned = self.model._default_manager.filter(kam__in=owners).order_by().values("pk")
        joined = members.filter(user=user).order_by().values("account")
        return self.filter(pk__in=owned.union(joined))

    def in_directory_of(self, user: User) -> AccountQuerySet:
        """Accounts whose card (name, status, manager) `user` may see: everybody's, for active people."""
        return self if user.is_active else self.none()

    def matching(self, text: str) -> AccountQuerySet:
        """Substring or near miss in name, legal name or registration id; best match first."""
        if not text.strip():
            return self
        wanted = folded(text.strip())
        return (
            self.annotate(likeness=TrigramWordSimilarity(wanted, "search_text"))
            .filter(Q(search_text__contains=wanted) | Q(search_text__trigram_word_similar=wanted))
            .order_by(F("likeness").desc(), "name_key", "pk")
        )


def _owners_read_by(user: User, at: datetime.date) -> Q:
    """Whose accounts `user` reads: the own ones, the team's, and those of absent people one stands in for."""
    owners = Q(pk=user.pk)
    if user.is_lead:
        owners |= Q(team__lead=user)
    if user.may(Right.EDIT_OWN):
        owners |= Q(delegate=user) & absent_q("", at)
    return owners


class ContactQuerySet(QuerySet["Contact"]):
    def visible_to(self, user: User, at: datetime.date) -> ContactQuerySet:
        accounts = apps.get_model("accounts", "Account").objects.visible_to(user, at)
        return self.filter(account__in=accounts.order_by().values("pk"))


class AssignmentQuerySet(QuerySet["Assignment"]):
    def open(self) -> AssignmentQuerySet:
        return self.filter(ended_on__isnull=True)
