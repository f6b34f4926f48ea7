"""What we sold to the client, year by year."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Tie, get_account_to_edit
from accounts.forms import YearFields, YearForm
from accounts.keeping import edit_year, record_year, remove_year
from accounts.models import Account, AccountYear
from accounts.views.versions import version_of
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest


def get_year_to_edit(user: User, account_id: int, pk: int) -> tuple[Account, Tie, AccountYear]:
    account, tie = get_account_to_edit(user, account_id)
    row = AccountYear.objects.filter(account=account, pk=pk).first()
    if row is None:
        raise Http404
    return account, tie, row


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def year_new(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    form = YearFields(posted(request))
    return edit_page(
        request,
        form=form,
        save=lambda: record_year(account=account, **form.cleaned_data),
        template="accounts/year_form.html",
        then=_at,
        context={"account": account, "tie": tie, "back": account.get_absolute_url()},
        said=_("The year was added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def year_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, row = get_year_to_edit(request.user, account_id, pk)
    form = YearForm(posted(request), instance=row)
    return edit_page(
        request,
        form=form,
        record=row,
        save=lambda: edit_year(row=row, version=form.version, changes=form.changes()),
        template="accounts/year_form.html",
        then=_at(row),
        context={"account": account, "tie": tie, "row": row, "back": _at(row)},
    )


def _at(row: AccountYear) -> str:
    """The account's page at the place of the year."""
    return f"{reverse('account', args=[row.account_id])}#year-{row.pk}"


@require_POST
def year_remove(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, _tie, row = get_year_to_edit(request.user, account_id, pk)
    return acted(
        request,
        act=lambda: remove_year(row=row, version=version_of(request)),
        back=reverse("year_edit", args=[account.pk, pk]),
        then=account.get_absolute_url(),
        said=_("The year %(year)d was removed.") % {"year": row.year},
        stale=_("Somebody changed this year in between. Look again before you remove it."),
    )
