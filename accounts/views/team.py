"""Who owns an account and who helps; handing it over."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Tie, get_account, get_account_to_lead
from accounts.assigning import add_member, hand_over, remove_member
from accounts.forms import AssignForm, MemberForm
from accounts.models import Account, AccountMember, Assignment
from kam_portal.foundation.history.editing import add_errors, keeps_typed_text
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def account_team(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    return _page(request, account, tie)


@require_POST
@keeps_typed_text
def account_assign(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_lead(request.user, account_id)
    form = AssignForm(request.POST, account=account, user=request.user)
    if form.is_valid():
        manager: User = form.cleaned_data["manager"]
        try:
            reason = form.cleaned_data["reason"]
            hand_over(account=account, manager=manager, on=timezone.localdate(), reason=reason, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(name)s owns the account from today.") % {"name": manager.full_name})
            return redirect("account_team", account.pk)
    return _page(request, account, tie, assigning=form)


@require_POST
@keeps_typed_text
def member_add(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_lead(request.user, account_id)
    form = MemberForm(request.POST, account=account)
    if not form.is_valid():
        return _page(request, account, tie, adding=form)
    seat = add_member(account=account, **form.cleaned_data)
    messages.success(request, _("%(name)s is on the account team.") % {"name": seat.user.full_name})
    return redirect("account_team", account.pk)


@require_POST
def member_remove(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, _tie = get_account_to_lead(request.user, account_id)
    seat = AccountMember.objects.filter(account=account, pk=pk).select_related("user").first()
    if seat is None:
        raise Http404
    remove_member(seat=seat)
    messages.success(request, _("%(name)s left the account team.") % {"name": seat.user.full_name})
    return redirect("account_team", account.pk)


def _page(
    request: SignedInRequest,
    account: Account,
    tie: Tie,
    *,
    assigning: AssignForm | None = None,
    adding: MemberForm | None = None,
) -> HttpResponse:
    past = Assignment.objects.filter(account=account).select_related("manager", "assigned_by")
    members = AccountMember.objects.filter(account=account).select_related("user").order_by("user__full_name", "pk")
    context = {"account": account, "tie": tie, "assignments": past, "members": members}
    if tie.may_lead:
        context["assigning"] = assigning or AssignForm(account=account, user=request.user)
        context["adding"] = adding or MemberForm(account=account)
    return render(request, "accounts/team.html", context)
