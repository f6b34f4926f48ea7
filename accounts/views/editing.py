"""Changing what an account is."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import get_account_to_edit
from accounts.forms import AccountForm
from accounts.keeping import edit_account
from accounts.models import Account
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def account_edit(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    today = timezone.localdate()
    readable = Account.objects.visible_to(request.user, today).order_by().values("pk")
    # The present parent may stay, also where the reader may not read it.
    parents = Account.objects.filter(Q(pk__in=readable) | Q(pk=account.parent_id))
    form = AccountForm(posted(request), instance=account, accounts=parents, today=today)
    return edit_page(
        request,
        form=form,
        record=account,
        save=lambda: edit_account(account=account, version=form.version, changes=form.changes()),
        template="accounts/account_edit.html",
        then=account.get_absolute_url(),
        context={"account": account, "tie": tie},
    )
