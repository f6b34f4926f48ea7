"""The white space of a client: the grid, and one cell of it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import get_account, get_account_to_edit
from accounts.models import Account
from dossiers.models import TableRow
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.models import Plan, Product, Space
from planning.white_space.cells import cells_of
from planning.white_space.forms import SpaceFilter, SpaceForm
from planning.white_space.grid import WHOLE, grid_of
from planning.white_space.writing import FIELDS, say_space, space_of

FORM = ["GET", "HEAD", "POST"]


@require_safe
def white_space(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    filters = SpaceFilter(request.GET or None, list(Product.objects.all()))
    grid = grid_of(account, timezone.localdate(), filters.asked() if filters.is_bound else {})
    plans = list(Plan.objects.filter(account=account).present()) if tie.may_edit else []
    context = {
        "account": account,
        "tie": tie,
        "filters": filters,
        "grid": grid,
        "rows": cells_of(grid, account, plans[0] if plans else None, may_edit=tie.may_edit),
        "states": Space.State,
        "may_edit_products": request.user.may(Right.RUN_EVERYTHING),
    }
    return render(request, "planning/white_space.html", context)


@require_http_methods(FORM)
@keeps_typed_text
def space_edit(request: SignedInRequest, account_id: int, unit_id: int, product_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    unit, product = _unit(account, unit_id), _product(product_id)
    space = space_of(account, unit, product)
    initial = {name: getattr(space, name) for name in FIELDS}
    initial["currency"] = space.currency or account.annual_sales_currency or settings.COMPANY_CURRENCY
    form = SpaceForm(posted(request), initial=initial, version=space.version)
    back = f"{reverse('white_space', args=[account.pk])}#unit-{unit_id}"
    plans = Plan.objects.filter(account=account).present() if space.pk else []
    return edit_page(
        request,
        form=form,
        record=space if space.pk else None,
        save=lambda: say_space(
            account=account,
            unit=unit,
            product=product,
            version=form.version,
            changes=form.changes(),
            on=timezone.localdate(),
            by=request.user,
        ),
        template="planning/space_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": f"{product} – {unit or _('the client as a whole')}",
            "space": space,
            "plans": plans,
            "back": back,
            "draft": f"{account.pk}-space-{unit_id}-{product_id}",
        },
        then=back,
    )


def _unit(account: Account, pk: int) -> TableRow | None:
    """None for the client as a whole."""
    if pk == WHOLE:
        return None
    unit = TableRow.objects.filter(account=account, table="units", pk=pk).first()
    if unit is None:
        raise Http404
    return unit


def _product(pk: int) -> Product:
    product = Product.objects.filter(pk=pk).first()
    if product is None:
        raise Http404
    return product
