"""Who a contact is and was: under what numbers they are recorded, and what they are recognised by in texts.

A person may have been two contacts that were merged, or removed and added again. Removed contacts are the person's when
they were merged into this one, something that referred to them refers to this one now, or when they had one of the
person's names or addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q

from accounts.models import Contact
from accounts.personal.keepers import Person, keepers
from accounts.personal.marks import Marks, common_words
from accounts.personal.same import numbers_of
from kam_portal.foundation.history.forgetting import is_recorded, records
from kam_portal.foundation.people.models import User


def person_of(contact: Contact) -> Person:
    states = records(Contact, Q(account=contact.account_id)).values_list("pgh_obj_id", "name", "emails", "phones")
    living = dict(Contact.objects.filter(account=contact.account_id).values_list("pk", "name"))
    removed = {pk for pk, *_state in states if pk not in living}
    selves = {contact.pk} | ((_referred_to_before(contact) | numbers_of(contact)) & removed)
    others = common_words([*(name for pk, name in living.items() if pk != contact.pk), *_ours()])
    marks = _marks([state for state in states if state[0] in selves], contact, others)
    for pk, *state in states:
        if pk in removed and any(marks.are_in(value) for value in state):
            selves.add(pk)
    person = Person(contact, frozenset(selves), _marks([s for s in states if s[0] in selves], contact, others))
    titles = tuple(title for keeper in keepers() for title in keeper.called_after(person))
    return replace(person, marks=replace(person.marks, titles=titles))


def _ours() -> Iterable[str]:
    return User.objects.values_list("full_name", flat=True)


def _marks(states: Iterable[tuple[int, str, list[str], list[str]]], contact: Contact, others: frozenset[str]) -> Marks:
    own = [(contact.pk, contact.name, contact.emails, contact.phones), *states]
    return Marks(
        names=tuple(dict.fromkeys(name for _pk, name, _emails, _phones in own)),
        emails=tuple(dict.fromkeys(email for _pk, _name, emails, _phones in own for email in emails)),
        phones=tuple(dict.fromkeys(phone for _pk, _name, _emails, phones in own for phone in phones)),
        others=others,
    )


def _referred_to_before(contact: Contact) -> set[int]:
    """Contacts that rows referred to before they referred to this one."""
    found: set[int] = set()
    for relation in Contact._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if relation.field.concrete and not relation.field.many_to_many and is_recorded(model):
            pointing = records(model, Q(**{name: contact.pk})).order_by().values("pgh_obj_id")
            before = records(model, Q(pgh_obj_id__in=pointing) & Q(**{f"{name}__isnull": False}))
            found |= set(before.order_by().values_list(f"{name}_id", flat=True).distinct())
    return found - {contact.pk}
