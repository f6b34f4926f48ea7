"""The terms that a plan's price means to offer, held against the manager's range of authority, in words.

Values that no range covers are never silently fine: they need approval by somebody, who is named, and nobody else
approves the plan. [ours] In a company that grants no ranges to anybody, whoever approves the plan says yes to them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.granting import grants_ranges, ranges_on
from accounts.models import Account, Authority
from kam_portal.foundation.charts.amounts import exact_amount
from kam_portal.foundation.people.models import User
from planning.four_ps.terms import Answer, Approver, Term, Terms, Verdict, verdicts, who_approves
from planning.life.comparing import PLAN, ItemChange
from planning.life.whole import Whole
from planning.models import P, Plan, Strategy

TITLES: dict[Term, str | Promise] = {
    Term.DISCOUNT: gettext_lazy("Discount"),
    Term.CONTRACT_VALUE: gettext_lazy("Contract value"),
    Term.PAYMENT_DAYS: gettext_lazy("Payment"),
}


@dataclass(frozen=True)
class TermShown:
    """One planned term in words: `needs` names who must say yes, "" within the range."""

    title: str
    planned: str
    granted: str
    why: str
    needs: str

    @property
    def is_within(self) -> bool:
        return not self.needs


@dataclass(frozen=True)
class AuthorityShown:
    """`range` is what the manager of the client holds on the day; None where nothing is granted.

    `approver` says yes to what is beyond it: where it is the lead's word, `lead`.
    """

    manager: User | None
    range: Authority | None
    terms: Sequence[TermShown]
    approver: Approver
    lead: User | None
    company_grants: bool = True

    @property
    def needs(self) -> str:
        return _by(self.approver, self.lead)

    @property
    def beyond(self) -> list[TermShown]:
        return [term for term in self.terms if not term.is_within]

    @property
    def approvers(self) -> list[User]:
        """Whom the terms ask; nobody where they are within the range."""
        if self.approver is Approver.LEAD and self.lead:
            return [self.lead]
        return list(User.objects.active_admins()) if self.approver is Approver.ADMIN else []

    def may_be_approved_by(self, by: User) -> bool:
        return self.approver is Approver.NOBODY or by.is_admin or (by == self.lead and self.approver is Approver.LEAD)


def authority_of(account: Account, price: Strategy, on: datetime.date) -> AuthorityShown:
    """`price` is the P of the price of a plan of the account; a statement, and one more where somebody must approve."""
    planned = Terms(
        discount=price.discount,
        contract_value=price.contract_value,
        payment_days=price.payment_days,
        currency=price.plan.currency,
    )
    return held_against_ranges(account, planned, on)


def authority_asked(
    plan: Plan, whole: Whole, changes: Iterable[ItemChange], on: datetime.date
) -> AuthorityShown | None:
    """The same of a plan that was read as a whole; None where it plans no terms, and where they are approved already.

    `changes` are those since the approval.
    """
    if has_approved_terms(plan, changes):
        return None
    price = next(row for row in whole["strategies"] if row["p"] == P.PRICE)
    planned = terms_of_row(price, plan.currency)
    return held_against_ranges(plan.account, planned, on) if planned.is_planned else None


def has_approved_terms(plan: Plan, changes: Iterable[ItemChange]) -> bool:
    """Whether the terms of its price were approved as they are; `changes` are those since the approval."""
    changed = {field.name for change in changes if change.kind in ("strategies", PLAN) for field in change.fields}
    # The same number in another currency is another value.
    return plan.approved_version > 0 and changed.isdisjoint({*Term, "currency"})


def held_against_ranges(account: Account, planned: Terms, on: datetime.date) -> AuthorityShown:
    manager = account.kam
    team = manager.team if manager else None
    lead_id = team.lead_id if team and manager and team.lead_id != manager.pk else None
    ranges = ranges_on([pk for pk in (account.kam_id, lead_id) if pk], on)
    if not ranges and not grants_ranges():
        return AuthorityShown(manager, None, (), Approver.NOBODY, None, company_grants=False)
    own = ranges.get(account.kam_id or 0)
    found = verdicts(planned, own=terms_of(own), lead=terms_of(ranges.get(lead_id or 0)))
    lead = _lead(lead_id) if who_approves(found) is not Approver.NOBODY else None
    if lead_id and lead is None:
        found = verdicts(planned, own=terms_of(own), lead=None)
    shown = [_shown(verdict, lead, planned.currency, own.currency if own else "") for verdict in found]
    return AuthorityShown(manager, own, shown, who_approves(found), lead)


def terms_of(granted: Authority | None) -> Terms | None:
    if granted is None:
        return None
    return Terms(
        discount=granted.discount,
        contract_value=granted.contract_value,
        payment_days=granted.payment_days,
        currency=granted.currency,
    )


def _lead(pk: int | None) -> User | None:
    """The lead of the manager's team, where that is somebody else who still works here."""
    return User.objects.filter(pk=pk, is_active=True).first() if pk else None


def _shown(verdict: Verdict, lead: User | None, planned_in: str, granted_in: str) -> TermShown:
    granted = "" if verdict.granted is None else amount_of(verdict.term, verdict.granted, granted_in)
    why = {
        Answer.WITHIN: _("within the range"),
        Answer.BEYOND: _("beyond the range"),
        Answer.NOT_GRANTED: _("not granted"),
        Answer.OTHER_CURRENCY: _("granted in another currency"),
    }[verdict.answer]
    planned = amount_of(verdict.term, verdict.planned, planned_in)
    return TermShown(str(TITLES[verdict.term]), planned, granted, why, _by(verdict.approver, lead))


def amount_of(term: Term, amount: Decimal, currency: str) -> str:
    number = exact_amount(amount)
    if term is Term.DISCOUNT:
        return f"{number}\u00a0%"
    if term is Term.CONTRACT_VALUE:
        return f"{number}\u00a0{currency}"
    return ngettext("%(count)s day", "%(count)s days", int(amount)) % {"count": number}


def terms_in_words(planned: Terms) -> str:
    """Such as “discount 12 % · 90,000 USD · payment in 30 days”; "" where nothing is planned."""
    told = []
    if planned.discount is not None:
        told.append(_("discount %(share)s %%") % {"share": exact_amount(planned.discount)})
    if planned.contract_value is not None:
        told.append(amount_of(Term.CONTRACT_VALUE, planned.contract_value, planned.currency))
    if planned.payment_days is not None:
        told.append(_("payment in %(days)s days") % {"days": planned.payment_days})
    return " · ".join(told)


def terms_of_row(price: Mapping[str, Any], currency: str) -> Terms:
    """Of the price of a plan that was read as a whole."""
    discount, value = (None if price[name] is None else Decimal(price[name]) for name in ("discount", "contract_value"))
    return Terms(discount=discount, contract_value=value, payment_days=price["payment_days"], currency=currency)


def _by(approver: Approver, lead: User | None) -> str:
    if approver is Approver.NOBODY:
        return ""
    name = lead.full_name if approver is Approver.LEAD and lead else _("an admin")
    return _("needs approval by %(name)s") % {"name": name}
