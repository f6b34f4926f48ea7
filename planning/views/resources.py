"""What a plan needs: people, time and money, planned and used."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.forms import RemoveForm, initial_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_in_plan_to_edit, get_plan, get_plan_to_edit, may_write
from planning.models import Resource
from planning.resources.forms import ResourceEdit, ResourceForm
from planning.resources.reading import needs_of
from planning.resources.writing import add_resource, edit_resource, remove_resource

FORM = ["GET", "HEAD", "POST"]


@require_safe
def resources(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan(request.user, plan_id)
    context = {
        "account": account,
        "tie": tie,
        "plan": plan,
        "needs": needs_of(plan),
        "may_change": may_write(tie, plan),
    }
    return render(request, "planning/resources.html", context)


@require_http_methods(FORM)
@keeps_typed_text
def resource_new(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    back = reverse("resources", args=[plan.pk])
    form = ResourceForm(posted(request))
    return edit_page(
        request,
        form=form,
        save=lambda: add_resource(plan=plan, **form.cleaned_data),
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": _("New resource"), "back": back},
        then=back,
    )


@require_http_methods(FORM)
@keeps_typed_text
def resource_edit(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, found = get_in_plan_to_edit(request.user, plan_id, Resource, pk)
    back = reverse("resources", args=[plan.pk])
    form = ResourceEdit(posted(request), initial=initial_of(found, ResourceForm), version=found.version)
    return edit_page(
        request,
        form=form,
        record=found,
        save=lambda: edit_resource(resource=found, version=form.version, changes=form.changes()),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Edit the resource “%(resource)s”") % {"resource": found.title},
            "back": back,
            "remove": reverse("resource_remove", args=[plan.pk, found.pk]),
        },
        then=back,
    )


@require_http_methods(FORM)
def resource_remove(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, found = get_in_plan_to_edit(request.user, plan_id, Resource, pk)
    back = reverse("resources", args=[plan.pk])
    form = RemoveForm(posted(request), version=found.version)
    return edit_page(
        request,
        form=form,
        record=found,
        save=lambda: remove_resource(resource=found, version=form.version),
        template="dossiers/row_remove.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Remove the resource “%(resource)s”?") % {"resource": found.title},
            "back": back,
        },
        then=back,
        said=_("Removed."),
    )
