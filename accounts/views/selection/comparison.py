"""The comparison with competitors of one account: the grid, and saving its cells."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_account, get_account_to_edit
from accounts.comparison import save_scores
from accounts.selection.comparison_forms import typed_cells
from accounts.selection.comparison_grid import Grid
from accounts.selection.comparison_standing import standing_of
from kam_portal.foundation.history.editing import keeps_typed_text
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def comparison(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    grid = Grid(standing_of(account.pk))
    context = {"account": account, "tie": tie, "grid": grid, "standing": grid.standing}
    return render(request, "accounts/comparison/page.html", context)


@require_POST
@keeps_typed_text
def comparison_save(request: SignedInRequest, account_id: int) -> HttpResponse:
    """All cells of the form, or the one that was just left: then only what changed on the page is answered.

    Cells that cannot be read or were saved by somebody else stay as typed; the others are saved.
    """
    account, tie = get_account_to_edit(request.user, account_id)
    sent = typed_cells(request.POST)
    clashes = save_scores(account=account, typed=sent.scores)
    grid = Grid(standing_of(account.pk), sent, clashes)
    context = {"account": account, "tie": tie, "grid": grid, "standing": grid.standing}
    if request.headers.get("HX-Request") == "true":
        return render(request, "accounts/comparison/saved.html", context)
    if not grid.unsaved and not grid.lost:
        messages.success(request, _("Saved."))
        return redirect("comparison", account.pk)
    return render(request, "accounts/comparison/page.html", context, status=409 if clashes else 200)
