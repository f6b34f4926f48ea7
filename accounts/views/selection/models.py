"""Scoring models: the list, one version, its draft until it is published, retired or discarded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Round, ScoringModel
from accounts.selection.access import get_scoring_model, get_scoring_model_to_edit
from accounts.selection.checking import missing_before_publishing
from accounts.selection.default_model import NAME, ship_default_model
from accounts.selection.differences import differences_of
from accounts.selection.drafting import (
    NO_DRAFT,
    copy_to_new_version,
    create_model,
    discard_draft,
    edit_model,
    factors_of,
    publish_model,
    reading_of,
    retire_model,
)
from accounts.selection.factors import order_of
from accounts.selection.model_forms import ModelForm, NewModelForm
from accounts.selection.model_words import bands_in_words, weighing_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.access import require
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest

ROUNDS_SHOWN = 20


@require_safe
def scoring_models(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.SEE_DIRECTORY)
    counted = {"factor_count": Count("factors", distinct=True), "round_count": Count("rounds", distinct=True)}
    models = list(ScoringModel.objects.select_related("published_by").annotate(**counted))
    context = {
        "models": models,
        "may_write": request.user.may(Right.RUN_EVERYTHING),
        "ships": all(model.name != NAME for model in models),
    }
    return render(request, "accounts/selection/models.html", context)


@require_safe
def scoring_model(request: SignedInRequest, model_id: int) -> HttpResponse:
    model = get_scoring_model(request.user, model_id)
    factors = factors_of(model)
    context = {
        "model": model,
        "factors": [(factor, bands_in_words(factor)) for factor in factors],
        "weighing": weighing_of([factor.weight for factor in factors]),
        "missing": missing_before_publishing(model, factors) if model.is_draft else [],
        "changes": differences_of(model, factors),
        "versions": list(ScoringModel.objects.filter(name=model.name)),
        "may_write": request.user.may(Right.RUN_EVERYTHING),
        "reading": reading_of(model),
        "order": order_of(model),
    }
    return render(request, "accounts/selection/model.html", context | _rounds_by(model, request.user))


def _rounds_by(model: ScoringModel, user: User) -> dict[str, Any]:
    """The rounds the reader may open, and how many more there are."""
    visible = Round.objects.visible_to(user, timezone.localdate()).filter(model=model)
    shown = list(visible[:ROUNDS_SHOWN])
    return {"rounds": shown, "more_rounds": Round.objects.filter(model=model).count() - len(shown)}


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def scoring_model_new(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    form = NewModelForm(posted(request))
    return edit_page(
        request,
        form=form,
        save=lambda: create_model(by=request.user, **form.cleaned_data),
        template="accounts/selection/model_form.html",
        then=lambda model: str(model.get_absolute_url()),
        said=_("The draft was created. Add its factors now."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def scoring_model_edit(request: SignedInRequest, model_id: int) -> HttpResponse:
    model = get_scoring_model_to_edit(request.user, model_id)
    if not model.is_draft and request.method != "POST":
        return refused(request, model, NO_DRAFT)
    form = ModelForm(posted(request), model=model)
    return edit_page(
        request,
        form=form,
        record=model,
        save=lambda: edit_model(model=model, version=form.version, changes=form.changes()),
        template="accounts/selection/model_form.html",
        then=model.get_absolute_url(),
        context={"model": model},
    )


@require_POST
def scoring_model_default(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    return acted(
        request,
        lambda: ship_default_model(by=request.user, at=timezone.now()),
        said=_("The default model is published. Rounds can use it; copy it to change it."),
        back="scoring_models",
    )


@require_POST
def scoring_model_copy(request: SignedInRequest, model_id: int) -> HttpResponse:
    model = get_scoring_model_to_edit(request.user, model_id)
    return acted(
        request,
        lambda: copy_to_new_version(model=model, by=request.user),
        said=_("A draft of the next version was made. Change what should differ, then publish it."),
        back=model,
    )


@require_POST
def scoring_model_publish(request: SignedInRequest, model_id: int) -> HttpResponse:
    model, reading = get_scoring_model_to_edit(request.user, model_id), request.POST.get("reading", "")
    return acted(
        request,
        lambda: publish_model(model=model, by=request.user, at=timezone.now(), reading=reading),
        said=_("The version is published. Rounds can use it from now on."),
        back=model,
    )


@require_POST
def scoring_model_retire(request: SignedInRequest, model_id: int) -> HttpResponse:
    model = get_scoring_model_to_edit(request.user, model_id)
    return acted(
        request,
        lambda: retire_model(model=model),
        said=_("The version is offered to no further round. Rounds that use it keep it."),
        back=model,
    )


@require_POST
def scoring_model_discard(request: SignedInRequest, model_id: int) -> HttpResponse:
    model, reading = get_scoring_model_to_edit(request.user, model_id), request.POST.get("reading", "")
    return acted(
        request,
        lambda: discard_draft(model=model, reading=reading),
        said=_("The draft was discarded."),
        back=model,
        then="scoring_models",
    )


def acted(
    request: SignedInRequest, act: Callable[[], ScoringModel | None], *, said: str, back: Any, then: Any = None
) -> HttpResponse:
    """Call a verb behind one button; its refusal is told on the page `back`, else the page `then` or of its model."""
    try:
        made = act()
    except ValidationError as error:
        return refused(request, back, *error.messages)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    messages.success(request, said)
    return redirect(then or made or back)


def refused(request: SignedInRequest, back: Any, *sentences: Any) -> HttpResponse:
    for sentence in sentences:
        messages.error(request, sentence)
    return redirect(back)
