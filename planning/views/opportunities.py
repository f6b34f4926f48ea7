"""The opportunities of a plan: list with their matrix, one of them, and its forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Account
from dossiers.forms import RemoveForm, initial_of
from kam_portal.foundation.charts.amounts import exact_amount
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_in_plan, get_in_plan_to_edit, get_plan, get_plan_to_edit, may_write
from planning.models import Opportunity, Plan, Space
from planning.opportunities.checklist import checklist_of
from planning.opportunities.forms import OpportunityEdit, OpportunityFields, OpportunityForm
from planning.opportunities.picture import effort_in_words, picture_of
from planning.opportunities.rows import RowFilter, living, narrowed, row_of, rows_of, sums_of, table_of, years_asked
from planning.opportunities.stages import after, before
from planning.opportunities.writing import add_opportunity, edit_opportunity, remove_opportunity

FORM = ["GET", "HEAD", "POST"]


@require_safe
def opportunities(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan(request.user, plan_id)
    filters = RowFilter(request.GET or None)
    asked = filters.asked() if filters.is_bound else {}
    rows, years = narrowed(rows_of(plan), asked), years_asked(asked)
    context = {
        "account": account,
        "tie": tie,
        "plan": plan,
        "filters": filters,
        "years": years,
        "table": table_of(rows, asked),
        "picture": picture_of(living(rows, asked), years, plan.currency),
        "sums": sums_of(rows),
    }
    return render(request, "planning/opportunities.html", context)


@require_safe
def opportunity(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, chance = get_in_plan(request.user, plan_id, Opportunity, pk)
    row = row_of(chance)
    context = {
        "account": account,
        "tie": tie,
        "plan": plan,
        "opportunity": chance,
        "row": row,
        "effort": effort_in_words(row),
        "phases": checklist_of(chance),
        "next_stage": after(chance.stage),
        "previous_stage": before(chance.stage),
        "actions": list(chance.actions.select_related("owner")),
        "may_write": may_write(tie, plan),
        "may_edit_checklist": request.user.may(Right.RUN_EVERYTHING),
    }
    return render(request, "planning/opportunity.html", context)


@require_http_methods(FORM)
@keeps_typed_text
def opportunity_new(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    form = OpportunityForm(plan, posted(request), initial=_of_a_space(account, plan, request.GET.get("space", "")))
    return edit_page(
        request,
        form=form,
        save=lambda: add_opportunity(plan=plan, **form.cleaned_data),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("A new opportunity"),
            "back": reverse("opportunities", args=[plan.pk]),
            "draft": f"{plan.pk}-opportunity",
        },
        then=lambda made: made.get_absolute_url(),
    )


@require_http_methods(FORM)
@keeps_typed_text
def opportunity_edit(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, chance = get_in_plan_to_edit(request.user, plan_id, Opportunity, pk)
    initial = initial_of(chance, OpportunityFields)
    form = OpportunityEdit(plan, posted(request), initial=initial, version=chance.version)
    return edit_page(
        request,
        form=form,
        record=chance,
        save=lambda: edit_opportunity(opportunity=chance, version=form.version, changes=form.changes()),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Edit the opportunity “%(title)s”") % {"title": chance.title},
            "back": chance.get_absolute_url(),
            "draft": f"{plan.pk}-opportunity-{chance.pk}",
            "remove": reverse("opportunity_remove", args=[plan.pk, chance.pk]),
        },
        then=chance.get_absolute_url(),
    )


@require_http_methods(FORM)
def opportunity_remove(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, chance = get_in_plan_to_edit(request.user, plan_id, Opportunity, pk)
    form = RemoveForm(posted(request), version=chance.version)
    return edit_page(
        request,
        form=form,
        record=chance,
        save=lambda: remove_opportunity(opportunity=chance, version=form.version),
        template="dossiers/row_remove.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Remove the opportunity “%(title)s”?") % {"title": chance.title},
            "warning": _("Its checklist goes with it; its goal and its actions stay. The history keeps what it said."),
            "back": chance.get_absolute_url(),
        },
        then=reverse("opportunities", args=[plan.pk]),
        said=_("Removed."),
    )


def _of_a_space(account: Account, plan: Plan, number: str) -> dict[str, Any]:
    """What a cell of the white space says, for the form of a new opportunity; nothing where it is no cell of theirs."""
    pk = number_in(number)
    space = Space.objects.filter(account=account, pk=pk).select_related("unit", "product").first() if pk else None
    if space is None:
        return {}
    known = [str(space.get_state_display())]
    known += [space.competitor] if space.competitor else []
    if space.contract_ends_on:
        day = formats.date_format(space.contract_ends_on, "DATE_FORMAT")
        known.append(_("contract ends on %(day)s") % {"day": day})
    fits = space.potential is not None and space.currency == plan.currency
    if space.potential is not None and not fits:
        known.append(f"{exact_amount(space.potential)} {space.currency}")
    is_ours = space.state == Space.State.US
    return {
        "title": f"{space.product}: {space.unit or account.trade_name}"[:200],
        "kind": Opportunity.Kind.USE if is_ours else Opportunity.Kind.WIDER,
        "value_1": space.potential if fits else None,
        "note": "; ".join(known) + (f"\n{space.note}" if space.note else ""),
    }
