"""Rows of the described tables: one page each to add, change and take back."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import get_account_to_edit
from accounts.models import Account
from accounts.querysets import AccountQuerySet
from dossiers.access import get_row_to_edit
from dossiers.description import TABLE_SECTION, TABLES, Table
from dossiers.forms import RemoveForm
from dossiers.models import TableRow
from dossiers.row_forms import RowEdit, RowForm
from dossiers.rows import add_row, edit_row, remove_row
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest

FORM = ["GET", "HEAD", "POST"]
# The button that saves a row and opens the page for the next one.
ANOTHER = "another"
# The row saved just before, in the address of that page.
AFTER = "after"


@require_http_methods(FORM)
@keeps_typed_text
def row_new(request: SignedInRequest, account_id: int, table: str) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    described = TABLES.get(table)
    if described is None:
        raise Http404
    before = _saved_before(account, described, request.GET.get(AFTER, ""))
    form = RowForm(described, _nameable(request.user), posted(request), source=before.source if before else "")
    back = _back(account.pk, described)
    again = reverse("row_new", args=[account.pk, described.key])
    goes_on = ANOTHER in request.POST

    def save() -> TableRow:
        given = form.changes()
        named, source = given.pop("named_account"), given.pop("source")
        return add_row(
            account=account,
            table=described,
            values=given,
            named_account=named,
            source=source,
            on=timezone.localdate(),
            by=request.user,
        )

    return edit_page(
        request,
        form=form,
        save=save,
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": described.new,
            "back": back,
            "draft": f"{account.pk}-{described.key}",
            "another": ANOTHER,
        },
        then=(lambda row: f"{again}?{AFTER}={row.pk}") if goes_on else _at,
        said=lambda: _said(form, goes_on=goes_on),
    )


@require_http_methods(FORM)
@keeps_typed_text
def row_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, row = get_row_to_edit(request.user, account_id, TableRow, pk)
    table = TABLES[row.table]
    form = RowEdit(row, table, _nameable(request.user, row), posted(request))
    return edit_page(
        request,
        form=form,
        record=row,
        save=lambda: edit_row(
            row=row, version=form.version, changes=form.changes(), on=timezone.localdate(), by=request.user
        ),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": f"{table.title}: {row}",
            "back": _at(row),
            "draft": f"{account.pk}-row-{row.pk}",
            "remove": reverse("row_remove", args=[account.pk, row.pk]),
        },
        then=_at(row),
    )


@require_http_methods(FORM)
def row_remove(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, row = get_row_to_edit(request.user, account_id, TableRow, pk)
    form = RemoveForm(posted(request), version=row.version)
    return edit_page(
        request,
        form=form,
        record=row,
        save=lambda: remove_row(row=row, version=form.version),
        template="dossiers/row_remove.html",
        context={"account": account, "tie": tie, "title": _("Remove “%(row)s”?") % {"row": row}, "back": _at(row)},
        then=_back(account.pk, TABLES[row.table]),
        said=_("Removed."),
    )


def _saved_before(account: Account, table: Table, pk: str) -> TableRow | None:
    """The next row comes from where this one came from."""
    number = number_in(pk)
    return TableRow.objects.filter(account=account, table=table.key, pk=number).first() if number else None


def _said(form: RowForm, *, goes_on: bool) -> str:
    saved = _("Saved in “%(table)s”: %(row)s. Add the next.") if goes_on else _("Saved in “%(table)s”: %(row)s.")
    return saved % {"table": form.table.title, "row": form.row_name}


def _nameable(user: User, row: TableRow | None = None) -> AccountQuerySet:
    """The accounts a row may point to: those the person may read, and the one it points to already."""
    readable = Account.objects.visible_to(user, timezone.localdate()).order_by().values("pk")
    return Account.objects.filter(Q(pk__in=readable) | Q(pk=row.named_account_id if row else None))


def _back(account_id: int, table: Table) -> str:
    return f"{reverse('dossier', args=[account_id])}#{TABLE_SECTION[table.key].key}"


def _at(row: TableRow) -> str:
    """The dossier at the place of the row."""
    return f"{reverse('dossier', args=[row.account_id])}#row-{row.pk}"
