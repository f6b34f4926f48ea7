"""A new account, and the decision about its status."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import get_account_to_lead, require
from accounts.assigning import create_owned_account, key_load_warning
from accounts.forms import NewAccountForm, StatusForm
from accounts.keeping import change_status
from accounts.models import Account, Status
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest

DOUBLES_SHOWN = 5


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def account_new(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    require(user, Right.CREATE_ACCOUNT)
    visible = Account.objects.visible_to(user, today)
    form = NewAccountForm(posted(request), user=user, accounts=visible, today=today)
    context = {"doubles": doubles_of(form, request.POST.get("anyway", ""))}
    if context["doubles"]:
        form.add_error(None, _("There are accounts with nearly this name. Look at them before you create another one."))
    return edit_page(
        request,
        form=form,
        save=lambda: _create(form, user),
        template="accounts/account_new.html",
        then=lambda account: account.get_absolute_url(),
        context=context,
        said=_("The account was created."),
    )


def doubles_of(form: NewAccountForm, confirmed: str) -> list[dict[str, Any]]:
    """Directory cards of accounts nearly called so, unless this very name was confirmed."""
    if not form.is_bound or not form.is_valid() or form.cleaned_data["trade_name"] == confirmed:
        return []
    alike = Account.objects.possible_doubles(form.cleaned_data["trade_name"])
    cards = alike.values("trade_name", "status", kam_name=F("kam__full_name"))[:DOUBLES_SHOWN]
    return [card | {"label": Status(card["status"]).label} for card in cards]


def _create(form: NewAccountForm, user: User) -> Account:
    values = dict(form.cleaned_data)
    manager = values.pop("kam", user)
    values["reason"] = values.get("reason", "").strip() or _("Entered as a candidate.")
    try:
        return create_owned_account(by=user, on=timezone.localdate(), manager=manager, **values)
    except ValidationError as error:
        if "overload_reason" in error.message_dict:
            form.ask_for_overload_reason()
        raise


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def account_status(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_lead(request.user, account_id)
    form = StatusForm(posted(request), account=account, today=timezone.localdate())

    def save() -> None:
        change_status(account=account, by=request.user, version=form.version, **form.changes())
        account.refresh_from_db(fields=["status"])
        if warning := key_load_warning(account):
            messages.warning(request, warning)

    return edit_page(
        request,
        form=form,
        record=account,
        save=save,
        template="accounts/account_status.html",
        then=account.get_absolute_url(),
        context={"account": account, "tie": tie},
        said=_("The status was decided."),
    )
