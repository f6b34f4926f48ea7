"""Which contacts are one person, by what was said of them: merged into one, or gone on to another client."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from accounts.access import tie_between
from accounts.models import Contact, SamePerson
from kam_portal.foundation.people.models import User


@dataclass(frozen=True)
class Elsewhere:
    """The same person at another client; `address` is where a reader sees what is kept there, "" where they may not."""

    client: str
    address: str


def are_one_person(*, former: Contact, present: Contact) -> None:
    SamePerson.objects.get_or_create(former=former.pk, present=present.pk)


def numbers_of(contact: Contact) -> set[int]:
    """All numbers that this person has or had, at whatever client."""
    found: set[int] = set()
    ends = {contact.pk}
    while ends:
        found |= ends
        ties = SamePerson.objects.filter(_with(ends)).values_list("former", "present")
        ends = {number for tie in ties for number in tie} - found
    return found


def elsewhere(contact: Contact, reader: User, at: datetime.date) -> list[Elsewhere]:
    others = Contact.objects.known().filter(pk__in=numbers_of(contact)).exclude(account=contact.account_id)
    found = []
    for other in others.select_related("account__kam__team").order_by("account__sort_key", "pk"):
        tie = tie_between(reader, other.account, at)
        address = reverse("contact_data", args=[other.account_id, other.pk]) if tie and tie.may_edit else ""
        found.append(Elsewhere(other.account.trade_name, address))
    return found


def forget_ties(numbers: Collection[int]) -> None:
    SamePerson.objects.filter(_with(numbers)).delete()


def _with(numbers: Collection[int]) -> Q:
    return Q(former__in=numbers) | Q(present__in=numbers)
