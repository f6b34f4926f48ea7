"""The client's own indicators by year: turnover, profit, headcount. Missing is not zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.completeness import refresh_completeness
from dossiers.models import FinancialYear
from kam_portal.foundation.history.versions import save_versioned


@transaction.atomic
def record_financial_year(*, account: Account, year: int, currency: str, **figures: Any) -> FinancialYear:
    """A new year; `figures` are turnover, profit (Decimal), headcount, is_estimate, source.

    Raises ValidationError when the year is there already.
    """
    with _one_row_a_year():
        row = FinancialYear.objects.create(account=account, year=year, currency=currency, **figures)
    refresh_completeness([account.pk])
    return row


def edit_financial_year(*, row: FinancialYear, version: int, changes: Mapping[str, Any]) -> FinancialYear:
    """Raises StaleEdit when somebody saved in between, ValidationError when another row has the year."""
    with _one_row_a_year():
        return save_versioned(instance=row, version=version, changes=changes)


@transaction.atomic
def remove_financial_year(*, row: FinancialYear, version: int) -> None:
    """Take a year back; raises StaleEdit when somebody changed it in between."""
    save_versioned(instance=row, version=version, changes={})
    row.delete()
    refresh_completeness([row.account_id])


@contextmanager
def _one_row_a_year() -> Iterator[None]:
    """Turns the broken uniqueness into a sentence by the year, also when two people save at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "one_financial_row_an_account_a_year" not in str(error):
            raise
        raise ValidationError({"year": _("This year is here already. Edit that one.")}) from error
