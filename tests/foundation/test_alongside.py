"""Rows read along with another row arrive as they would have been read by themselves."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import OuterRef
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, AccountMember, AccountYear
from kam_portal.foundation.alongside import Alongside
from kam_portal.foundation.people.models import User

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
YEARS = Alongside(AccountYear, "year", "sales")
SEATS = Alongside(AccountMember, "can_edit", "user__full_name")
EXACT = Decimal("12345678901234.89")


@pytest.fixture
def yard(cast: SimpleNamespace, new_account: NewAccount) -> Account:
    return new_account("Brightwater Shipyard", kam=cast.anna)


def test_numbers_stay_exact_rows_keep_their_order_and_what_was_left_out_is_read_when_asked(yard: Account) -> None:
    for year, sales in ((2024, EXACT), (2025, None)):
        AccountYear.objects.create(account=yard, year=year, currency="EUR", sales=sales, margin=Decimal(3))
    years = AccountYear.objects.filter(account=OuterRef("pk")).order_by("-year")
    with CaptureQueriesContext(connection) as asked:
        found = Account.objects.annotate(own=YEARS.of(years, at_most=2)).get(pk=yard.pk)
        read = YEARS.loaded(found.own)
        assert [(row.year, row.sales) for row in read] == [(2025, None), (2024, EXACT)]
    assert (len(asked), read[0].margin) == (1, Decimal(3))
    assert read == list(AccountYear.objects.filter(account=yard).order_by("-year"))


def test_relations_carry_what_was_asked_for_over_them(yard: Account) -> None:
    assert yard.kam is not None
    AccountMember.objects.create(account=yard, user=User.objects.exclude(pk=yard.kam.pk)[0], can_edit=True)
    seats = AccountMember.objects.filter(account=OuterRef("pk"))
    found = Account.objects.annotate(own=SEATS.of(seats)).get(pk=yard.pk)
    [read], [stored] = SEATS.loaded(found.own), AccountMember.objects.filter(account=yard)
    with CaptureQueriesContext(connection) as asked:
        assert (read.can_edit, read.user, read.user.full_name) == (True, stored.user, stored.user.full_name)
    # The stored row's own relation is all that was asked for.
    assert len(asked) == 1
