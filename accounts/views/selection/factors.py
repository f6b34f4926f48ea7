"""Factors of a draft: add, edit, move and remove."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Factor, ScoringModel
from accounts.selection.access import get_scoring_model_to_edit
from accounts.selection.drafting import NO_DRAFT, factors_of
from accounts.selection.factors import add_factor, edit_factor, move_factor, remove_factor
from accounts.selection.model_forms import FactorFields, FactorForm
from accounts.selection.model_words import weighing_of
from accounts.views.selection.models import acted, refused
from accounts.views.versions import version_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest

TEMPLATE = "accounts/selection/factor_form.html"


def get_factor_to_edit(user: User, model_id: int, pk: int) -> tuple[ScoringModel, Factor]:
    model = get_scoring_model_to_edit(user, model_id)
    factor = Factor.objects.filter(model=model, pk=pk).first()
    if factor is None:
        raise Http404
    return model, factor


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def factor_new(request: SignedInRequest, model_id: int) -> HttpResponse:
    model = get_scoring_model_to_edit(request.user, model_id)
    if not model.is_draft and request.method != "POST":
        return refused(request, model, NO_DRAFT)
    form = FactorFields(posted(request), scale_choice=model.scale_choice)
    return edit_page(
        request,
        form=form,
        save=lambda: add_factor(model=model, **form.cleaned_data),
        template=TEMPLATE,
        then=model.get_absolute_url(),
        context=_beside(model),
        said=_("The factor was added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def factor_edit(request: SignedInRequest, model_id: int, pk: int) -> HttpResponse:
    model, factor = get_factor_to_edit(request.user, model_id, pk)
    if not model.is_draft and request.method != "POST":
        return refused(request, model, NO_DRAFT)
    form = FactorForm(posted(request), factor=factor, scale_choice=model.scale_choice)
    return edit_page(
        request,
        form=form,
        record=factor,
        save=lambda: edit_factor(factor=factor, version=form.version, changes=form.changes()),
        template=TEMPLATE,
        then=model.get_absolute_url(),
        context={"factor": factor} | _beside(model),
    )


def _beside(model: ScoringModel) -> dict[str, object]:
    return {"model": model, "weighing": weighing_of([factor.weight for factor in factors_of(model)])}


@require_POST
def factor_move(request: SignedInRequest, model_id: int, pk: int) -> HttpResponse:
    model, factor = get_factor_to_edit(request.user, model_id, pk)
    up, order = request.POST.get("way") == "up", request.POST.get("order", "")
    return acted(
        request,
        lambda: move_factor(factor=factor, up=up, order=order),
        said=_("“%s” was moved.") % factor.name,
        back=model,
    )


@require_POST
def factor_remove(request: SignedInRequest, model_id: int, pk: int) -> HttpResponse:
    model, factor = get_factor_to_edit(request.user, model_id, pk)
    try:
        return acted(
            request,
            lambda: remove_factor(factor=factor, version=version_of(request)),
            said=_("“%s” was removed.") % factor.name,
            back=model,
        )
    except StaleEdit:
        messages.error(request, _("Somebody changed this factor in between. Look again before you remove it."))
        return refused(request, model)
