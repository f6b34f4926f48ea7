"""Terms that are planned, held against what may be agreed without asking. Pure (method.md, section 6).

[ours] What is not granted needs approval, unless it is nought, and so does an amount in another currency than the
range: it is not converted. The team lead approves what the lead's own range covers; for everything else, and for a
lead's own accounts, an admin does, who is bound by no range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Term(StrEnum):
    DISCOUNT = "discount"
    CONTRACT_VALUE = "contract_value"
    PAYMENT_DAYS = "payment_days"


class Answer(StrEnum):
    WITHIN = "within"
    BEYOND = "beyond"
    NOT_GRANTED = "not_granted"
    OTHER_CURRENCY = "other_currency"


class Approver(StrEnum):
    NOBODY = "nobody"
    LEAD = "lead"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is planned, or up to what somebody may agree; None is nothing planned, and nothing granted."""

    discount: Decimal | None = None
    contract_value: Decimal | None = None
    payment_days: int | None = None
    currency: str = ""

    @property
    def is_planned(self) -> bool:
        return any(self.amount(term) is not None for term in Term)

    def amount(self, term: Term) -> Decimal | None:
        found = getattr(self, term.value)
        return None if found is None else Decimal(found)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One planned term: up to what it was granted, and who says yes to it."""

    term: Term
    planned: Decimal
    granted: Decimal | None
    answer: Answer
    approver: Approver


def verdicts(planned: Terms, *, own: Terms | None, lead: Terms | None) -> tuple[Verdict, ...]:
    """Of each planned term. `own` is the manager's range; `lead` the one of a lead who is somebody else, if granted."""
    found = []
    for term in Term:
        amount = planned.amount(term)
        if amount is None:
            continue
        answer = answer_of(term, planned, own)
        found.append(
            Verdict(term, amount, own.amount(term) if own else None, answer, _approver(term, planned, answer, lead))
        )
    return tuple(found)


def answer_of(term: Term, planned: Terms, granted: Terms | None) -> Answer:
    """Raises ValueError for a term that is not planned."""
    amount, limit = planned.amount(term), granted.amount(term) if granted else None
    if amount is None:
        raise ValueError(term)
    if not amount:
        return Answer.WITHIN
    if granted is None or limit is None:
        return Answer.NOT_GRANTED
    if term is Term.CONTRACT_VALUE and planned.currency != granted.currency:
        return Answer.OTHER_CURRENCY
    return Answer.WITHIN if amount <= limit else Answer.BEYOND


def who_approves(found: Sequence[Verdict]) -> Approver:
    """Of all terms together: whoever says yes to the one that asks most."""
    for approver in (Approver.ADMIN, Approver.LEAD):
        if any(verdict.approver is approver for verdict in found):
            return approver
    return Approver.NOBODY


def _approver(term: Term, planned: Terms, answer: Answer, lead: Terms | None) -> Approver:
    if answer is Answer.WITHIN:
        return Approver.NOBODY
    covered = lead is not None and answer_of(term, planned, lead) is Answer.WITHIN
    return Approver.LEAD if covered else Approver.ADMIN
