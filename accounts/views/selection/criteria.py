"""Rows and columns of the comparison: the client's criteria, and our competitors."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Tie, get_account_to_edit
from accounts.comparison import (
    add_competitor,
    add_criterion,
    edit_competitor,
    edit_criterion,
    move_criterion,
    remove_competitor,
    remove_criterion,
)
from accounts.models import Account, BuyingCriterion, Competitor
from accounts.selection.comparison_forms import CompetitorFields, CompetitorForm, CriterionFields, CriterionForm
from accounts.views.versions import version_of
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest

FORM = ["GET", "HEAD", "POST"]


def get_criterion_to_edit(user: User, account_id: int, pk: int) -> tuple[Account, Tie, BuyingCriterion]:
    account, tie = get_account_to_edit(user, account_id)
    found = BuyingCriterion.objects.filter(account=account, pk=pk).first()
    if found is None:
        raise Http404
    return account, tie, found


def get_competitor_to_edit(user: User, account_id: int, pk: int) -> tuple[Account, Tie, Competitor]:
    account, tie = get_account_to_edit(user, account_id)
    found = Competitor.objects.filter(account=account, pk=pk).first()
    if found is None:
        raise Http404
    return account, tie, found


@require_http_methods(FORM)
@keeps_typed_text
def criterion_new(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    form = CriterionFields(posted(request), today=timezone.localdate())
    return edit_page(
        request,
        form=form,
        save=lambda: add_criterion(account=account, **form.cleaned_data),
        template="accounts/comparison/criterion_form.html",
        then=reverse("comparison", args=[account.pk]),
        context={"account": account, "tie": tie},
        said=_("The criterion was added."),
    )


@require_http_methods(FORM)
@keeps_typed_text
def criterion_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, criterion = get_criterion_to_edit(request.user, account_id, pk)
    form = CriterionForm(posted(request), instance=criterion, today=timezone.localdate())
    return edit_page(
        request,
        form=form,
        record=criterion,
        save=lambda: edit_criterion(criterion=criterion, version=form.version, changes=form.changes()),
        template="accounts/comparison/criterion_form.html",
        then=reverse("comparison", args=[account.pk]),
        context={"account": account, "tie": tie, "criterion": criterion},
    )


@require_POST
def criterion_remove(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, _tie, criterion = get_criterion_to_edit(request.user, account_id, pk)
    return acted(
        request,
        act=lambda: remove_criterion(criterion=criterion, version=version_of(request)),
        back=reverse("criterion_edit", args=[account.pk, pk]),
        then=reverse("comparison", args=[account.pk]),
        said=_("“%(name)s” was removed, with its scores.") % {"name": criterion.name},
        stale=_("Somebody changed this criterion in between. Look again before you remove it."),
    )


@require_POST
def criterion_move(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, _tie, criterion = get_criterion_to_edit(request.user, account_id, pk)
    down = request.POST.get("to") == "down"
    return acted(
        request,
        act=lambda: move_criterion(criterion=criterion, version=version_of(request), down=down),
        back=reverse("comparison", args=[account.pk]),
        stale=_("Somebody changed this criterion in between. Look again before you move it."),
    )


@require_http_methods(FORM)
@keeps_typed_text
def competitor_new(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    form = CompetitorFields(posted(request))
    return edit_page(
        request,
        form=form,
        save=lambda: add_competitor(account=account, **form.cleaned_data),
        template="accounts/comparison/competitor_form.html",
        then=reverse("comparison", args=[account.pk]),
        context={"account": account, "tie": tie},
        said=_("The competitor was added."),
    )


@require_http_methods(FORM)
@keeps_typed_text
def competitor_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, competitor = get_competitor_to_edit(request.user, account_id, pk)
    form = CompetitorForm(posted(request), instance=competitor)
    return edit_page(
        request,
        form=form,
        record=competitor,
        save=lambda: edit_competitor(competitor=competitor, version=form.version, changes=form.changes()),
        template="accounts/comparison/competitor_form.html",
        then=reverse("comparison", args=[account.pk]),
        context={"account": account, "tie": tie, "competitor": competitor},
    )


@require_POST
def competitor_remove(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, _tie, competitor = get_competitor_to_edit(request.user, account_id, pk)
    return acted(
        request,
        act=lambda: remove_competitor(competitor=competitor, version=version_of(request)),
        back=reverse("competitor_edit", args=[account.pk, pk]),
        then=reverse("comparison", args=[account.pk]),
        said=_("“%(name)s” was removed, with its scores.") % {"name": competitor.name},
        stale=_("Somebody renamed this competitor in between. Look again before you remove it."),
    )
