"""Who of the client's people has left: whoever left every map they stood on."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef
from django.db.models.expressions import Combinable

from accounts.models import Account
from decision_map.models import Actor


def who_left(account: Account) -> frozenset[int]:
    """The contacts who did; one statement."""
    rows = list(Actor.objects.filter(account=account).order_by().values_list("contact", "left_on"))
    return frozenset(pk for pk, _day in rows) - {pk for pk, left_on in rows if left_on is None}


def left_every_map() -> Combinable:
    """The same of each contact, as a column."""
    stood = Actor.objects.filter(contact=OuterRef("pk")).order_by()
    return ExpressionWrapper(Exists(stood) & ~Exists(stood.filter(left_on=None)), output_field=BooleanField())
