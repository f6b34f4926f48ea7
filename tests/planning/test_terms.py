"""Planned terms held against ranges of authority, without a database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from planning.four_ps.terms import Answer, Approver, Terms, verdicts, who_approves


def terms(*amounts: Any, currency: str = "EUR") -> Terms:
    discount, value, days = (None if each is None else Decimal(each) for each in amounts)
    return Terms(discount=discount, contract_value=value, payment_days=days and int(days), currency=currency)


@pytest.mark.parametrize(
    ("own", "lead", "answers", "approver"),
    [
        (terms(10, 500, 30), None, [Answer.WITHIN] * 3, Approver.NOBODY),
        (terms("9.99", 500, 30), terms(15, None, None), [Answer.BEYOND, *[Answer.WITHIN] * 2], Approver.LEAD),
        (terms(10, None, 30), terms(15, None, 60), [Answer.WITHIN, Answer.NOT_GRANTED, Answer.WITHIN], Approver.ADMIN),
        (terms(10, 900, 20, currency="USD"), terms(0, 500, 30), None, Approver.LEAD),
        (terms(10, 900, 30, currency="USD"), terms(9, 900, 90, currency="USD"), None, Approver.ADMIN),
        (None, terms(10, 500, 30), [Answer.NOT_GRANTED] * 3, Approver.LEAD),
        (None, None, [Answer.NOT_GRANTED] * 3, Approver.ADMIN),
    ],
)
def test_what_no_range_covers_needs_approval(own: Any, lead: Any, answers: Any, approver: Approver) -> None:
    found = verdicts(terms(10, 500, 30), own=own, lead=lead)
    assert who_approves(found) is approver
    if answers is not None:
        assert [verdict.answer for verdict in found] == answers


def test_where_nothing_is_planned_nobody_is_asked() -> None:
    nothing, one = terms(None, None, None), terms(None, None, 30)
    assert [nothing.is_planned, one.is_planned, terms(0, None, None).is_planned] == [False, True, True]
    assert verdicts(nothing, own=None, lead=None) == ()
    assert who_approves(()) is Approver.NOBODY
    # Nought is planned, and asks nobody either.
    assert who_approves(verdicts(terms(0, 0, 0), own=None, lead=None)) is Approver.NOBODY
