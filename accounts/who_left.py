"""Who of the people at a client has left it, as the floor that knows says it: marked and last wherever people stand.

A floor registers the condition in AppConfig.ready(): an expression over a contact, so that it costs no statement.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import BooleanField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from accounts.models import Contact

# Of contacts of with_left(), those who left come after the others.
LEFT_LAST = F("has_left").asc()
_said_by: dict[str, Callable[[], Combinable]] = {}


def register(key: str, says: Callable[[], Combinable]) -> None:
    """A second registration under the same key replaces the first."""
    _said_by[key] = says


def with_left(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Each with what has_left() reads; to be ordered by LEFT_LAST."""
    left: Combinable = Value(False, output_field=BooleanField())
    for says in _said_by.values():
        left = says()
    return contacts.annotate(has_left=left)


def has_left(contact: Contact) -> bool:
    """Of a contact of with_left(); whoever was read without it is told of as before."""
    return bool(getattr(contact, "has_left", False))


def said_of(contact: Contact, name: str) -> str:
    """The name as a choice shows it."""
    return _("%(name)s (has left)") % {"name": name} if has_left(contact) else name
