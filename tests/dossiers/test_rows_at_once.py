"""Rows of a table added at the same moment: no more are kept than may be."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Account
from dossiers import rows as row_verbs
from dossiers.description import TABLES
from dossiers.models import TableRow
from tests.conftest import TODAY
from tests.writers import together

pytestmark = pytest.mark.django_db(transaction=True)
ADDING, MOST = 12, 3


def test_rows_added_at_once_do_not_overfill_a_table(
    cast: SimpleNamespace, new_account: Callable[..., Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    monkeypatch.setattr(row_verbs, "MOST_ROWS", MOST)
    refused: list[str] = []

    def add(number: int) -> None:
        values = {"name": f"Goal {number}"}
        try:
            row_verbs.add_row(account=account, table=TABLES["goals"], values=values, on=TODAY, by=cast.anna)
        except ValidationError as error:
            refused.extend(error.messages)

    together([lambda number=number: add(number) for number in range(ADDING)])
    assert (TableRow.objects.count(), len(refused)) == (MOST, ADDING - MOST)
