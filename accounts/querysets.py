"""Accounts, in the words of the field. `visible_to` is the one scope every floor delegates to."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Case, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, TextField, Value, When

from kam_portal.foundation.people.querysets import absent_q
from kam_portal.foundation.people.roles import OWNING_ROLES, Right, Role

if TYPE_CHECKING:
    from accounts.models import Account, Assignment, Authority, Contact  # noqa: F401 - the bases below name them
    from kam_portal.foundation.people.models import User


def folded(text: str) -> Any:
    """`text` as the search columns hold it: case, ё and accents do not matter."""
    return Func(Value(text), function="kam_fold", output_field=TextField())


# [ours] From this likeness of two whole names on, a new account may be one that is here already.
NEARLY_THE_SAME = 0.5


class AccountQuerySet(QuerySet["Account"]):
    def visible_to(self, user: User, at: datetime.date, *, owners: Sequence[int] | None = None) -> AccountQuerySet:
        """Accounts whose dossier `user` may read on the day `at` (design.md, section 3).

        A page with several questions asks for the `owners` first: see ids_of_owners_read_by().
        """
        if not user.is_active:
            return self.none()
        if user.is_admin:
            return self
        members = apps.get_model("accounts", "AccountMember").objects
        joined = members.filter(user=user).order_by().values("account")
        return self._owned_or_joined(_owners(user, at).values("pk") if owners is None else owners, joined)

    def editable_by(self, user: User, at: datetime.date) -> AccountQuerySet:
        """Accounts that `user` may change on the day `at`; one account's case is access.tie_between()."""
        if not user.is_active or not user.may(Right.EDIT_OWN):
            return self.none()
        if user.is_admin:
            return self
        members = apps.get_model("accounts", "AccountMember").objects.filter(user=user, can_edit=True)
        return self._owned_or_joined(_owners(user, at).values("pk"), members.order_by().values("account"))

    def answered_for_by(self, user: User, at: datetime.date) -> AccountQuerySet:
        """Whose reviews, alerts and plans are this person's business: the own ones, an absent manager's, a lead's
        team's, an admin's all."""
        if user.is_admin:
            return self
        if not user.may(Right.EDIT_OWN):
            return self.none()
        return self.filter(kam__in=_owners(user, at).values("pk"))

    def _owned_or_joined(self, owners: Any, joined: Any) -> AccountQuerySet:
        owned = self.model._default_manager.filter(kam__in=owners).order_by().values("pk")
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
            .filter(_found(wanted))
            .order_by(F("likeness").desc(), "sort_key", "pk")
        )

    def containing(self, text: str, *, column: str = "search_text") -> AccountQuerySet:
        """Those with the very text in the column; names that begin with it come first.

        What stands in the name stands in the search text too: its index narrows the search for both.
        """
        wanted = folded(text.strip())
        begins = Case(
            When(Q(name_key__startswith=wanted) | Q(sort_key__startswith=wanted), then=0),
            default=1,
            output_field=IntegerField(),
        )
        found = Q(search_text__contains=wanted) & Q(**{f"{column}__contains": wanted})
        return self.filter(found).order_by(begins, "sort_key", "pk")

    def resembling(self, text: str, *, column: str = "search_text") -> AccountQuerySet:
        """Near misses: typos and other endings; the nearest first. Asked for when nothing contains the text."""
        wanted = folded(text.strip())
        found = Q(search_text__trigram_word_similar=wanted) & Q(**{f"{column}__trigram_word_similar": wanted})
        likeness = TrigramWordSimilarity(wanted, column)
        return self.annotate(likeness=likeness).filter(found).order_by(F("likeness").desc(), "sort_key", "pk")

    def possible_doubles(self, name: str) -> AccountQuerySet:
        """Accounts whose trade name is nearly `name`, the nearest first."""
        wanted = folded(name.strip())
        return (
            self.annotate(alikeness=TrigramSimilarity("name_key", wanted))
            .filter(_found(wanted), alikeness__gte=NEARLY_THE_SAME)
            .order_by(F("alikeness").desc(), "sort_key", "pk")
        )


def _found(wanted: Any) -> Q:
    return Q(search_text__contains=wanted) | Q(search_text__trigram_word_similar=wanted)


def owners_read_by(user: User, at: datetime.date) -> Q:
    """Whose accounts `user` reads: the own ones, the team's, and those of absent people one stands in for; for an
    absent lead, the team's too."""
    owners = Q(pk=user.pk)
    if user.is_lead:
        owners |= Q(team__lead=user)
    if user.may(Right.EDIT_OWN):
        owners |= stood_in_for_by(user, at)
    return owners


def ids_of_owners_read_by(user: User, at: datetime.date) -> list[int]:
    """Few people with many accounts: their ids, asked first, let the database go by its indexes."""
    return list(_owners(user, at).values_list("pk", flat=True))


def _owners(user: User, at: datetime.date) -> QuerySet[User]:
    return apps.get_model("people", "User").objects.filter(owners_read_by(user, at)).order_by()


def stood_in_for_by(user: User, at: datetime.date) -> Q:
    """The absent people whose delegate is `user`, and the teams of absent leads."""
    return (Q(delegate=user) & absent_q("", at)) | (Q(team__lead__delegate=user) & absent_q("team__lead__", at))


def stands_in_for(user: User, owner: User, at: datetime.date) -> bool:
    """The same of one person: `owner` is absent with `user` as delegate, or the lead of the team is."""
    lead = owner.team.lead if owner.team else None
    return any(person.delegate_id == user.pk and person.is_absent(at) for person in (owner, lead) if person)


def has_a_tie(at: datetime.date, *, person: str = "owner", account: str = "account__") -> Exists:
    """Condition on rows of an account with one of us: whether that `person` may read the account on the day `at`.

    access.tie_between() for many at once, without a statement of its own; nobody has no tie. The same test holds it.
    """
    members, people = apps.get_model("accounts", "AccountMember").objects, apps.get_model("people", "User").objects
    kam, lead = f"{account}kam", f"{account}kam__team__lead"
    # Asked within what is asked of the person, and so two rows away from the account.
    seats = members.filter(account=OuterRef(OuterRef(f"{account}pk")), user=OuterRef("pk"))
    theirs = Q(pk=OuterRef(OuterRef(kam))) | Q(pk=OuterRef(OuterRef(lead)))
    absent = people.filter(theirs, absent_q("", at), delegate=OuterRef("pk"))
    owns_or_leads = Q(pk=OuterRef(kam)) | Q(pk=OuterRef(lead), role=Role.LEAD)
    stands_in = Q(Exists(absent), role__in=OWNING_ROLES)
    reads = Q(role=Role.ADMIN) | owns_or_leads | stands_in | Q(Exists(seats))
    return Exists(people.filter(reads, pk=OuterRef(person), is_active=True))


def without_a_tie(at: datetime.date) -> Q:
    """Condition on rows of an account that have an owner: theirs who may not read the account any more."""
    return Q(~has_a_tie(at), owner__isnull=False)


class ContactQuerySet(QuerySet["Contact"]):
    def visible_to(self, user: User, at: datetime.date) -> ContactQuerySet:
        accounts = apps.get_model("accounts", "Account").objects.visible_to(user, at)
        return self.filter(account__in=accounts.order_by().values("pk"))

    def known(self) -> ContactQuerySet:
        """Without those who were erased on request."""
        return self.filter(erased_on__isnull=True)


class AssignmentQuerySet(QuerySet["Assignment"]):
    def open(self) -> AssignmentQuerySet:
        return self.filter(ended_on__isnull=True)


class AuthorityQuerySet(QuerySet["Authority"]):
    def valid_on(self, day: datetime.date) -> AuthorityQuerySet:
        return self.filter(valid_from__lte=day).exclude(valid_until__lt=day)

    def meeting(self, start: datetime.date, end: datetime.date | None) -> AuthorityQuerySet:
        """Those valid on a day from `start` to `end`; without an end for ever."""
        met = self.exclude(valid_until__lt=start)
        return met if end is None else met.filter(valid_from__lte=end)
