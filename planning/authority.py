"""The terms that a plan's price means to offer, held against the manager's range of authority, in words.

Values that no range covers are never silently fine: they need approval by somebody, who is named.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.granting import ranges_on
from accounts.models import Account, Authority
from kam_portal.foundation.charts.amounts import exact_amount
from kam_portal.foundation.people.models import User
from planning.models import Strategy
from planning.terms import Answer, Approver, Term, Terms, Verdict, verdicts, who_approves

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
    """`range` is what the manager of the client holds on the day; None where nothing is granted."""

    manager: User | None
    range: Authority | None
    terms: Sequence[TermShown]
    needs: str

    @property
    def beyond(self) -> list[TermShown]:
        return [term for term in self.terms if not term.is_within]


def authority_of(account: Account, price: Strategy, on: datetime.date) -> AuthorityShown:
    """`price` is the P of the price of a plan of the account. One statement, where the account has its team along."""
    manager, lead = account.kam, _lead(account)
    ranges = ranges_on([person for person in (manager, lead) if person], on)
    own = ranges.get(manager.pk) if manager else None
    currency = price.plan.currency
    planned = Terms(
        discount=price.discount,
        contract_value=price.contract_value,
        payment_days=price.payment_days,
        currency=currency,
    )
    leads = terms_of(ranges.get(lead.pk)) if lead else None
    found = verdicts(planned, own=terms_of(own), lead=leads)
    shown = [_shown(verdict, lead, currency, own.currency if own else "") for verdict in found]
    return AuthorityShown(manager, own, shown, _by(who_approves(found), lead))


def terms_of(granted: Authority | None) -> Terms | None:
    if granted is None:
        return None
    return Terms(
        discount=granted.discount,
        contract_value=granted.contract_value,
        payment_days=granted.payment_days,
        currency=granted.currency,
    )


def _lead(account: Account) -> User | None:
    """The lead of the manager's team, where that is somebody else who still works here."""
    team = account.kam.team if account.kam else None
    lead = team.lead if team else None
    return lead if lead and lead.is_active and lead != account.kam else None


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


def _by(approver: Approver, lead: User | None) -> str:
    if approver is Approver.NOBODY:
        return ""
    name = lead.full_name if approver is Approver.LEAD and lead else _("an admin")
    return _("needs approval by %(name)s") % {"name": name}
