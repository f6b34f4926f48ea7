"""Two people closing a circle at the same moment: one of them is refused, by the real database."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.keeping import create_account, edit_account
from accounts.models import Account
from tests.conftest import TODAY


def put_under(child: Account, parent: Account, gate: threading.Barrier) -> str:
    try:
        gate.wait(10)
        edit_account(account=child, version=child.version, changes={"parent": parent})
    except ValidationError as refusal:
        return refusal.messages[0]
    finally:
        connection.close()
    return "moved"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_people_cannot_close_a_circle_together(attempt: int) -> None:
    first, second = (
        create_account(by=None, on=TODAY, reason="x", trade_name=f"{name} {attempt}") for name in ("First", "Second")
    )
    gate = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        moves = [pool.submit(put_under, first, second, gate), pool.submit(put_under, second, first, gate)]
        answers = [move.result(30) for move in moves]
    parents = dict(Account.objects.values_list("pk", "parent"))
    assert answers.count("moved") == 1
    assert list(parents.values()).count(None) == 1
    [refusal] = [answer for answer in answers if answer != "moved"]
    assert refusal.endswith("already belongs to this account, directly or through others. Choose another parent.")
