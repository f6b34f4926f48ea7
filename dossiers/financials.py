"""The client's own indicators by year: turnover, profit, headcount. Missing is not zero."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.keeping import Refusals, refused_in_words
from accounts.models import Account
from dossiers.completeness import refresh_completeness
from dossiers.models import FinancialYear
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User

REFUSALS: Refusals = {
    "one_financial_row_an_account_a_year": ("year", _("This year is here already. Edit that one.")),
}


@transaction.atomic
def record_financial_year(*, account: Account, year: int, currency: str, **figures: Any) -> FinancialYear:
    """A new year; `figures` are turnover, profit (Decimal), headcount, is_estimate; as_of, by, source.

    Raises ValidationError when the year is there already.
    """
    with refused_in_words(REFUSALS):
        row = FinancialYear.objects.create(account=account, year=year, currency=currency, **figures)
    refresh_completeness([account.pk])
    return row


def edit_financial_year(
    *,
    row: FinancialYear,
    version: int,
    changes: Mapping[str, Any],
    as_of: datetime.date | None = None,
    by: User | None = None,
) -> FinancialYear:
    """What changed is known as of that day.

    Raises StaleEdit when somebody saved in between, ValidationError when another row has the year.
    """
    with refused_in_words(REFUSALS):
        return save_versioned(
            instance=row, version=version, changes=changes, stamp={"as_of": as_of, "by": by} if as_of else None
        )


@transaction.atomic
def remove_financial_year(*, row: FinancialYear, version: int) -> None:
    """Take a year back; raises StaleEdit when somebody changed it in between."""
    save_versioned(instance=row, version=version, changes={})
    row.delete()
    refresh_completeness([row.account_id])
