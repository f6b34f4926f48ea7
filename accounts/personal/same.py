"""Which contacts are one person, by what was said of them: merged into one, or gone on to another client."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from accounts.models import Contact, SamePerson


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


def forget_ties(numbers: Collection[int]) -> None:
    SamePerson.objects.filter(_with(numbers)).delete()


def _with(numbers: Collection[int]) -> Q:
    return Q(former__in=numbers) | Q(present__in=numbers)
