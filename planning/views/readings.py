"""Readings of a goal: one line on its page adds one; each is corrected and taken back by itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.forms import RemoveForm
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_in_plan_to_edit, get_reading_to_edit
from planning.goals.reading_forms import reading_edit_of, reading_form_of
from planning.goals.readings import add_reading, edit_reading, remove_reading
from planning.models import Goal

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@keeps_typed_text
def reading_new(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, goal = get_in_plan_to_edit(request.user, plan_id, Goal, pk)
    today = timezone.localdate()
    form = reading_form_of(goal, today, posted(request))
    return edit_page(
        request,
        form=form,
        save=lambda: add_reading(goal=goal, today=today, by=request.user, **form.cleaned_data),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("How far is “%(goal)s”?") % {"goal": goal.title},
            "back": goal.get_absolute_url(),
            "draft": f"goal-{goal.pk}-reading",
        },
        then=goal.get_absolute_url(),
    )


@require_http_methods(FORM)
@keeps_typed_text
def reading_edit(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, reading = get_reading_to_edit(request.user, plan_id, pk)
    today, back = timezone.localdate(), reading.goal.get_absolute_url()
    form = reading_edit_of(reading, today, posted(request))
    return edit_page(
        request,
        form=form,
        record=reading,
        save=lambda: edit_reading(
            reading=reading, version=form.version, changes=form.changes(), today=today, by=request.user
        ),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Reading of “%(goal)s”") % {"goal": reading.goal.title},
            "back": back,
            "draft": f"reading-{reading.pk}",
            "remove": reverse("reading_remove", args=[plan.pk, reading.pk]),
        },
        then=back,
    )


@require_http_methods(FORM)
def reading_remove(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, _plan, reading = get_reading_to_edit(request.user, plan_id, pk)
    form, back = RemoveForm(posted(request), version=reading.version), reading.goal.get_absolute_url()
    return edit_page(
        request,
        form=form,
        record=reading,
        save=lambda: remove_reading(reading=reading, version=form.version),
        template="dossiers/row_remove.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Remove the reading of %(day)s?") % {"day": formats.date_format(reading.on)},
            "warning": _("The goal is then as the reading before it says. The history keeps what it said."),
            "back": back,
        },
        then=back,
        said=_("Removed."),
    )
