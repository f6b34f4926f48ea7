"""A person of a client is erased on request: name, addresses, what is judged of them; the map keeps its shape."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import Account, Contact
from accounts.personal.keepers import Erasure, Person, keepers
from accounts.personal.marks import Marks
from accounts.personal.mentions import take_out
from accounts.personal.recognising import person_of
from accounts.personal.refusing import refuse_erased
from accounts.personal.same import forget_ties
from kam_portal.foundation.history.forgetting import rewrite_records
from kam_portal.foundation.people.models import User


@transaction.atomic
def erase_person(
    *,
    contact: Contact,
    typed_name: str,
    reason: str,
    on: datetime.date,
    at: datetime.datetime,
    by: User | None,
    leave: Collection[str] = (),
) -> int:
    """Nothing is kept of the person any more but that there was one; how many texts still mention them, as asked.

    `leave` are keys of mentions.Mention that stay as they are written. Raises ValidationError when the name typed is
    another one, the reason names the person, or they were erased already. It cannot be taken back.
    """
    Account.objects.select_for_update(of=("self",), no_key=True).get(pk=contact.account_id)
    stored = Contact.objects.select_for_update(of=("self",), no_key=True).select_related("account").get(pk=contact.pk)
    refuse_erased(stored)
    person = person_of(stored)
    _refuse_mistakes(stored, typed_name, reason, person.marks)
    erasure = Erasure(_word(stored), by, at)
    for keeper in keepers():
        keeper.erase(person, erasure)
    left = take_out(person, erasure.word, leave=leave)
    _forget(person, erasure.word, reason, on)
    return left


def _refuse_mistakes(contact: Contact, typed_name: str, reason: str, marks: Marks) -> None:
    if " ".join(typed_name.split()) != contact.name:
        raise ValidationError({"typed_name": _("This is another name. Type it as it stands above.")})
    if marks.are_in(reason):
        raise ValidationError({"reason": _("The reason stays on record: write it without the person's name.")})


def _word(contact: Contact) -> str:
    """The first that nobody of the account is called; in the language of who erases, like all that people write."""
    names = set(Contact.objects.filter(account=contact.account_id).values_list("name", flat=True))
    number = 1
    while (word := _("Erased person %(number)s") % {"number": number}) in names:
        number += 1
    return word


def _forget(person: Person, word: str, reason: str, on: datetime.date) -> None:
    """The row first: what is recorded of this change is written over with the rest."""
    nothing = {"name": word, "title": "", "emails": [], "phones": []}
    Contact.objects.filter(pk=person.contact.pk).update(
        **nothing, verified_on=None, erased_on=on, erased_because=reason, version=F("version") + 1
    )
    rewrite_records(Contact, Q(pgh_obj_id__in=person.selves), nothing)
    forget_ties(person.selves)
