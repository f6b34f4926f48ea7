"""What is kept for good is written over in one place alone, and in one transaction alone."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Q

from accounts.keeping import create_contact
from accounts.models import Account, Contact
from kam_portal.foundation.history.forgetting import forget_records, records, rewrite_records, unguarded

pytestmark = pytest.mark.django_db


def test_records_are_written_over_within_and_refused_before_and_after(
    cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    contact = create_contact(account=new_account("Halvorsen", kam=cast.anna), name="Kari")
    own = Q(pgh_obj_id=contact.pk)

    def by_hand() -> None:
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            records(Contact, own).update(name="Nobody")

    by_hand()
    with unguarded(Contact):
        rewrite_records(Contact, own, {"name": "Somebody"})
        records(Contact, own).update(title="Still let through")
    assert list(records(Contact, own).values_list("name", "title")) == [("Somebody", "Still let through")]
    by_hand()
    forget_records(Contact, own)
    assert not records(Contact, own).exists()


def test_what_is_written_within_is_recorded_as_ever(cast: SimpleNamespace, new_account: Callable[..., Account]) -> None:
    contact = create_contact(account=new_account("Halvorsen", kam=cast.anna), name="Kari")
    with unguarded(Contact):
        Contact.objects.filter(pk=contact.pk).update(name="Kari Nilsen")
    names = records(Contact, Q(pgh_obj_id=contact.pk)).values_list("name", flat=True)
    assert list(names) == ["Kari", "Kari Nilsen"]
