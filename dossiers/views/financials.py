"""The client's own figures, a row a year."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import get_account_to_edit
from dossiers.access import get_row_to_edit
from dossiers.financials import edit_financial_year, record_financial_year, remove_financial_year
from dossiers.forms import FinancialYearEdit, FinancialYearForm, RemoveForm, initial_of
from dossiers.models import FinancialYear
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest

FORM = ["GET", "HEAD", "POST"]


def _back(account_id: int) -> str:
    return f"{reverse('dossier', args=[account_id])}#general"


def _at(row: FinancialYear) -> str:
    """The dossier at the place of the year."""
    return f"{reverse('dossier', args=[row.account_id])}#figures-{row.pk}"


@require_http_methods(FORM)
@keeps_typed_text
def financial_new(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    form = FinancialYearForm(posted(request))
    back = _back(account.pk)
    title = _("A year of the client's figures")
    return edit_page(
        request,
        form=form,
        save=lambda: record_financial_year(
            account=account, as_of=timezone.localdate(), by=request.user, **form.cleaned_data
        ),
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": title, "back": back, "draft": f"{account.pk}-financial"},
        then=_at,
    )


@require_http_methods(FORM)
@keeps_typed_text
def financial_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, row = get_row_to_edit(request.user, account_id, FinancialYear, pk)
    form = FinancialYearEdit(posted(request), initial=initial_of(row, FinancialYearForm), version=row.version)
    back = _at(row)
    title = _("The client's figures of %(year)s") % {"year": row.year}
    remove = reverse("financial_remove", args=[account.pk, row.pk])
    draft = f"{account.pk}-financial-{row.pk}"
    return edit_page(
        request,
        form=form,
        record=row,
        save=lambda: edit_financial_year(
            row=row, version=form.version, changes=form.changes(), as_of=timezone.localdate(), by=request.user
        ),
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": title, "back": back, "draft": draft, "remove": remove},
        then=back,
    )


@require_http_methods(FORM)
def financial_remove(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, row = get_row_to_edit(request.user, account_id, FinancialYear, pk)
    form = RemoveForm(posted(request), version=row.version)
    title = _("Remove the client's figures of %(year)s?") % {"year": row.year}
    return edit_page(
        request,
        form=form,
        record=row,
        save=lambda: remove_financial_year(row=row, version=form.version),
        template="dossiers/row_remove.html",
        context={"account": account, "tie": tie, "title": title, "back": _at(row)},
        then=_back(account.pk),
        said=_("Removed."),
    )
