"""Which accounts a round looks at: chosen by a filter, in two statements whatever their number."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.fields import MoneyField
from accounts.models import Account, Candidate, Round
from accounts.narrowing import Narrowing, narrowing
from accounts.querysets import AccountQuerySet, ids_of_owners_read_by
from kam_portal.foundation.people.models import User

# Filters of the setup page beside those of the account list.
MORE = ("country", "sales_from")
LONGEST = 120


@transaction.atomic
def choose_accounts(*, round_: Round, accounts: AccountQuerySet) -> int:
    """Look at these accounts, instead of those chosen before; how many. Only while the round is being set up.

    The database copies them itself: a round over 100,000 accounts needs no more memory here than one over three.
    """
    stored = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if stored.state != Round.State.SETUP:
        raise ValidationError(_("The round has begun; its accounts were chosen when it was set up."))
    wanted = accounts.order_by()
    # What is left out was never named or scored, so nothing hangs on it; foreign keys would refuse it otherwise.
    # Asked one by one: PostgreSQL reads a long list for NOT IN anew for every row.
    _run(Candidate.objects.filter(~Exists(wanted.filter(pk=OuterRef("account"))), round=stored), _delete)
    _run(Account.objects.filter(pk__in=wanted.values("pk")), _insert_into(stored))
    return Candidate.objects.filter(round=stored).count()


def _run(rows: QuerySet[Any, Any], statement: Any) -> None:
    try:
        sql, parameters = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # a filter that finds nothing whatever is stored
        return
    text, more = statement(sql)
    with connection.cursor() as cursor:
        cursor.execute(text, (*more, *parameters))


def _delete(rows: str) -> tuple[str, tuple[Any, ...]]:
    return f'DELETE FROM "{Candidate._meta.db_table}" WHERE id IN ({rows})', ()  # noqa: S608 - made by the ORM


def _insert_into(round_: Round) -> Any:
    """Candidates with the defaults of the model, as bulk_create would write them.

    In the order of the accounts: foreign keys lock these in the order of writing, and imports lock them by their ids.
    """
    fixed = {"round_id": round_.pk} | {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in Candidate._meta.concrete_fields
        if not (field.primary_key or isinstance(field, models.GeneratedField | models.ForeignKey))
    }
    columns = ", ".join(f'"{name}"' for name in (*fixed, "account_id"))
    values = ", ".join(["%s"] * len(fixed))

    def statement(rows: str) -> tuple[str, tuple[Any, ...]]:
        text = (
            f'INSERT INTO "{Candidate._meta.db_table}" ({columns}) '  # noqa: S608 - names of columns and the ORM's SQL
            f"SELECT {values}, chosen.id FROM ({rows}) AS chosen(id) ORDER BY chosen.id "
            "ON CONFLICT (round_id, account_id) DO NOTHING"
        )
        return text, tuple(fixed.values())

    return statement


@dataclass(frozen=True)
class Choice:
    """What the filter of the setup page asks for."""

    narrowing: Narrowing
    country: str
    sales_from: Decimal | None
    typed_sales: str

    @property
    def is_narrow(self) -> bool:
        return self.narrowing.is_narrow or bool(self.country or self.typed_sales)

    @property
    def currency(self) -> str:
        return str(settings.COMPANY_CURRENCY)

    def apply(self, accounts: AccountQuerySet, today: datetime.date) -> AccountQuerySet:
        found = self.narrowing.apply(accounts, today)
        if self.country:
            found = found.filter(country__icontains=self.country)
        if self.sales_from is not None:
            found = found.filter(annual_sales__gte=self.sales_from, annual_sales_currency=self.currency)
        return found

    def sent_along(self) -> dict[str, str]:
        """The filter as a form sends it on, so that what was counted is what is chosen."""
        named = {select.name: select.value for select in self.narrowing.selects}
        named |= {"q": self.narrowing.query, "industry": self.narrowing.industry}
        named |= {"country": self.country, "sales_from": self.typed_sales}
        return {name: value for name, value in named.items() if value}


def choice_of(user: User, asked: Mapping[str, str], today: datetime.date) -> Choice:
    found = narrowing(user, ids_of_owners_read_by(user, today), asked)
    found.sort = ""
    country, typed = (asked.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in MORE)
    try:
        sales = MoneyField(required=False).clean(typed)
    except ValidationError as error:
        sentence = _("Sales of at least “%(value)s” cannot be looked for: %(why)s")
        found.refusals.append(sentence % {"value": typed, "why": " ".join(error.messages)})
        typed, sales = "", None
    return Choice(found, country, sales, typed)


def accounts_offered(user: User, round_: Round, today: datetime.date) -> AccountQuerySet:
    """What may be looked at in the round: what `user` reads and its runner leads, for statuses follow from it."""
    readable = Account.objects.visible_to(user, today)
    if round_.runner.is_admin:
        return readable
    led = Q(kam__team__lead=round_.runner) if round_.runner.is_lead else Q(pk__in=[])
    return readable.filter(led)
