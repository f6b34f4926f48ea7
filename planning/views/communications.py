"""The communications programme of a plan: looked at, planned, told, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Tie
from accounts.models import Account
from decision_map.access import may_read_judgements
from decision_map.who_left import who_left
from dossiers.forms import RemoveForm, initial_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_in_plan_to_edit, get_in_plan_to_mark, get_plan, get_plan_to_edit, may_write
from planning.communications.forms import CommunicationEdit, CommunicationForm, ProgrammeFilter, ToldForm
from planning.communications.programme import IN_ORDER, Told, read_programme
from planning.communications.reaching import Standing
from planning.communications.writing import (
    AUDIENCE,
    edit_communication,
    plan_communication,
    remove_communication,
    tell_communication,
)
from planning.models import Communication, Plan

FORM = ["GET", "HEAD", "POST"]
NEW = "new"
TITLES = {
    Standing.LATE: gettext_lazy("Late"),
    Standing.NEXT: pgettext_lazy("communications", "Next"),
    Standing.UNDATED: gettext_lazy("Without a date"),
    Standing.TOLD: gettext_lazy("Told"),
}
# In a closed plan nothing comes any more.
CLOSED = TITLES | {Standing.NEXT: pgettext_lazy("communications", "Not told")}


@require_safe
def communications(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan(request.user, plan_id)
    programme = read_programme(plan, timezone.localdate(), may_judge=may_read_judgements(tie))
    filters = ProgrammeFilter(request.GET or None, programme=programme)
    shown = [told for told in programme.told if _fits(told, filters.asked)]
    titles = CLOSED if plan.is_closed else TITLES
    context = {
        "account": account,
        "tie": tie,
        "plan": plan,
        "programme": programme,
        "filters": filters,
        "shown": shown,
        "groups": [(titles[each], rows) for each in IN_ORDER if (rows := [t for t in shown if t.standing == each])],
        "open_ones": [told.row for told in programme.told if told.standing != Standing.TOLD],
        "late": programme.count(Standing.LATE),
        "told": programme.count(Standing.TOLD),
        "may_write": may_write(tie, plan),
    }
    return render(request, "planning/communications.html", context)


def _fits(told: Told, asked: dict[str, str]) -> bool:
    """A filter by somebody looks for the number as it stands in the address."""
    values: dict[str, Callable[[], Any]] = {
        "state": lambda: {told.standing.value},
        "subject": lambda: {told.row.subject},
        "tool": lambda: {told.row.tool},
        "who": lambda: {str(contact.pk) for contact in told.audience},
        "owner": lambda: {str(told.row.owner_id)},
    }
    return all(wanted in values[name]() for name, wanted in asked.items())


@require_safe
def communication_add(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """To the form in which the chosen ones are ticked already: of a new communication, or one that is planned."""
    _account, _tie, plan = get_plan_to_edit(request.user, plan_id)
    chosen = urlencode({"listener": _listeners(request)}, doseq=True)
    pk = number_in(request.GET.get("to", NEW))
    row = Communication.objects.filter(plan=plan, pk=pk).first() if pk else None
    name, own = ("communication_edit", [row.pk]) if row else ("communication_new", [])
    address = reverse(name, args=[plan.pk, *own])
    return redirect(f"{address}?{chosen}")


@require_http_methods(FORM)
@keeps_typed_text
def communication_new(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    form = CommunicationForm(
        posted(request),
        initial={"owner": request.user.pk, "audience": _listeners(request)},
        plan=plan,
        writer=request.user,
        left=who_left(account),
    )
    return edit_page(
        request,
        form=form,
        save=lambda: plan_communication(plan=plan, **form.cleaned_data),
        template="planning/communication_edit.html",
        context=_context(account, tie, plan, _("New communication")) | {"draft": f"{plan.pk}-communication"},
        then=_address,
    )


@require_http_methods(FORM)
@keeps_typed_text
def communication_edit(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, row = get_in_plan_to_edit(request.user, plan_id, Communication, pk)
    listeners = AUDIENCE.ids(row)
    initial = initial_of(row, CommunicationForm, but=("audience",))
    form = CommunicationEdit(
        posted(request),
        initial={**initial, "audience": [*listeners, *_listeners(request)]},
        version=row.version,
        plan=plan,
        writer=request.user,
        left=who_left(account),
        chosen=listeners,
    )
    return edit_page(
        request,
        form=form,
        record=row,
        save=lambda: edit_communication(communication=row, version=form.version, changes=form.changes()),
        template="planning/communication_edit.html",
        context=_context(account, tie, plan, _("Edit the communication"))
        | {
            "draft": f"{plan.pk}-communication-{row.pk}",
            "remove": reverse("communication_remove", args=[plan.pk, row.pk]),
        },
        then=_address,
    )


@require_http_methods(FORM)
@keeps_typed_text
def communication_told(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    """By who may edit, and by its owner."""
    account, tie, plan, row = get_in_plan_to_mark(request.user, plan_id, Communication, pk)
    today = timezone.localdate()
    form = ToldForm(
        posted(request), initial={"told_on": row.told_on or today, "result": row.result}, version=row.version
    )
    return edit_page(
        request,
        form=form,
        record=row,
        save=lambda: tell_communication(communication=row, version=form.version, changes=form.changes(), today=today),
        template="dossiers/row_edit.html",
        context=_context(account, tie, plan, _("Told: “%(message)s”") % {"message": row.message}),
        then=_address,
    )


@require_http_methods(FORM)
def communication_remove(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, row = get_in_plan_to_edit(request.user, plan_id, Communication, pk)
    form = RemoveForm(posted(request), version=row.version)
    return edit_page(
        request,
        form=form,
        record=row,
        save=lambda: remove_communication(communication=row, version=form.version),
        template="dossiers/row_remove.html",
        context=_context(account, tie, plan, _("Remove the communication “%(message)s”?") % {"message": row.message})
        | {"warning": _("It disappears from the plan. The history keeps what it said.")},
        then=reverse("communications", args=[plan.pk]),
        said=_("Removed."),
    )


def _context(account: Account, tie: Tie, plan: Plan, title: str) -> dict[str, Any]:
    back = reverse("communications", args=[plan.pk])
    return {"account": account, "tie": tie, "plan": plan, "title": title, "back": back}


def _address(row: Communication) -> str:
    return row.get_absolute_url()


def _listeners(request: SignedInRequest) -> list[int]:
    """Contacts whom the address names; the form offers only those of the client."""
    numbers = map(number_in, request.GET.getlist("listener"))
    return [number for number in numbers if number is not None]
