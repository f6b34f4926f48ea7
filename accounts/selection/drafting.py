"""Scoring models from draft to retirement. Only a draft changes: the database sees to it, here it is put in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.keeping import Refusals, refused_in_words
from accounts.models import Anchor, BandEdge, Factor, ScoringModel
from accounts.selection.checking import missing_before_publishing, refuse_thresholds_off_the_scale
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User

State, ScaleChoice = ScoringModel.State, ScoringModel.ScaleChoice
SETTINGS = (
    "scale_choice",
    "half_points",
    "attractiveness_threshold",
    "strength_threshold",
    "borderline",
    "coverage_needed",
    "discuss_spread",
    "strong_at_left",
)
# [ours] On 1-5 the thresholds stand in the middle too, and distances are the same part of the scale.
OF_FIVE = {
    "attractiveness_threshold": Decimal(3),
    "strength_threshold": Decimal(3),
    "borderline": Decimal("0.10"),
    "discuss_spread": Decimal("1.20"),
}
NO_DRAFT = _("This version is published and never changes. Copy it to a new version and change that one.")
REREAD = _("Somebody changed the draft since you opened the page. Look at it again, then decide.")
DRAFT_EXISTS = _("There is a draft of this model already. Publish or discard it before you begin another one.")

# What the database's own refusals mean, by name of the constraint (accounts/models/scoring.py) or its words.
REFUSALS: Refusals = {
    "one_draft_a_model": (NON_FIELD_ERRORS, DRAFT_EXISTS),
    "one_number_a_version_of_a_model": (
        "name",
        _("A model of this name is here already. Copy that one to a new version, or choose another name."),
    ),
    "scoring_model_has_a_name": ("name", _("Give the model a name.")),
    "thresholds_lie_on_the_scale": (NON_FIELD_ERRORS, _("A threshold lies outside the scale. Choose one on it.")),
    "coverage_needed_is_a_share": ("coverage_needed", _("Choose a share above 0 and up to 100 %.")),
    "borderline_and_spread_make_sense": (
        NON_FIELD_ERRORS,
        _("Borderline is a distance from 0 to 2 points, the spread one above 0 and up to 10 points."),
    ),
    "weight_is_a_share": ("weight", _("A weight is above 0 and at most 100.")),
    "factor_has_both_names": ("name_en", _("Give the factor a name.")),
    "turnover_has_a_currency": ("currency", _("A currency has three letters, such as EUR.")),
    "one_anchor_a_score": ("anchors", _("A score has two anchors. Keep one.")),
    "one_band_from_an_edge": ("bands", _("Two bands begin at the same number. Keep one.")),
    "published scoring model never changes": (NON_FIELD_ERRORS, NO_DRAFT),
}


def draft_to_change(pk: int) -> ScoringModel:
    """The stored model, locked until the transaction ends; raises ValidationError when it is no draft any more."""
    stored = ScoringModel.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if not stored.is_draft:
        raise ValidationError(NO_DRAFT)
    return stored


def factors_of(model: ScoringModel) -> list[Factor]:
    """The factors in their order, with anchors and bands; three statements."""
    return list(model.factors.prefetch_related("anchors", "band_edges"))


def reading_of(model: ScoringModel) -> str:
    """What a reader of the whole draft has read: changes with every save of the model or of one of its factors."""
    factors = model.factors.values_list("pk", "version")
    return "-".join([str(model.version), *(f"{pk}.{version}" for pk, version in factors)])


@transaction.atomic
def create_model(*, name: str, by: User | None, **settings: Any) -> ScoringModel:
    """A draft of version 1, without factors. Raises ValidationError when the name is taken."""
    values = (OF_FIVE if settings.get("scale_choice") == ScaleChoice.FIVE else {}) | settings
    model = ScoringModel(name=" ".join(name.split()), created_by=by, **values)
    refuse_thresholds_off_the_scale(_thresholds_of(model), model.scale)
    with refused_in_words(REFUSALS):
        model.save()
    return model


@transaction.atomic
def copy_to_new_version(*, model: ScoringModel, by: User | None) -> ScoringModel:
    """A draft with the next number of the same name: the settings and every factor with its anchors and bands.

    Raises ValidationError while there is a draft of that name.
    """
    of_name = ScoringModel.objects.filter(name=model.name)
    if of_name.filter(state=State.DRAFT).exists():
        raise ValidationError(DRAFT_EXISTS)
    number = (of_name.aggregate(last=Max("number"))["last"] or 0) + 1
    settings = {name: getattr(model, name) for name in SETTINGS}
    with refused_in_words({**REFUSALS, "one_number_a_version_of_a_model": (NON_FIELD_ERRORS, DRAFT_EXISTS)}):
        copy = ScoringModel.objects.create(name=model.name, number=number, based_on=model, created_by=by, **settings)
    for factor in factors_of(model):
        _copy_factor(factor, copy)
    return copy


def _copy_factor(factor: Factor, model: ScoringModel) -> None:
    names = ("position", "name_en", "name_ru", "question_en", "question_ru", "weight", "measure", "currency")
    new = Factor.objects.create(model=model, **{name: getattr(factor, name) for name in names})
    anchors = [Anchor(factor=new, score=a.score, text_en=a.text_en, text_ru=a.text_ru) for a in factor.anchors.all()]
    Anchor.objects.bulk_create(anchors)
    BandEdge.objects.bulk_create([BandEdge(factor=new, low=e.low, score=e.score) for e in factor.band_edges.all()])


@transaction.atomic
def edit_model(*, model: ScoringModel, version: int, changes: Mapping[str, Any]) -> ScoringModel:
    """Name and settings of a draft. Raises StaleEdit when somebody saved in between, ValidationError by field."""
    stored = draft_to_change(model.pk)
    changes = {**changes}
    if "name" in changes:
        changes["name"] = " ".join(changes["name"].split())
        if changes["name"] != stored.name and stored.number > 1:
            raise ValidationError({"name": _("All versions of a model share its name. Create a new model instead.")})
    choice = changes.get("scale_choice", stored.scale_choice)
    planned = ScoringModel(scale_choice=choice, half_points=changes.get("half_points", stored.half_points))
    if stored.version == version:
        refuse_thresholds_off_the_scale(_thresholds_of(stored) | changes, planned.scale)
    with refused_in_words(REFUSALS):
        return save_versioned(instance=model, version=version, changes=changes)


def _thresholds_of(model: ScoringModel) -> dict[str, Any]:
    return {
        "attractiveness_threshold": model.attractiveness_threshold,
        "strength_threshold": model.strength_threshold,
    }


@transaction.atomic
def publish_model(
    *, model: ScoringModel, by: User | None, at: datetime.datetime, reading: str | None = None
) -> ScoringModel:
    """Offer the draft to rounds; from now on it never changes.

    `reading`: what was read (reading_of), None where nobody read a page. Raises ValidationError with every reason why
    it cannot be published yet, or when somebody changed the draft since.
    """
    stored = draft_to_change(model.pk)
    if reading is not None and reading != reading_of(stored):
        raise ValidationError(REREAD)
    if missing := missing_before_publishing(stored, factors_of(stored)):
        raise ValidationError([ValidationError(sentence) for sentence in missing])
    stored.state, stored.published_by, stored.published_at = State.PUBLISHED, by, at
    stored.version += 1
    stored.save(update_fields=["state", "published_by", "published_at", "version"])
    return stored


@transaction.atomic
def retire_model(*, model: ScoringModel) -> ScoringModel:
    """Offer it to no further round; the rounds that were scored by it keep it."""
    stored = ScoringModel.objects.select_for_update(of=("self",), no_key=True).get(pk=model.pk)
    if stored.state != State.PUBLISHED:
        raise ValidationError(_("Only a published version can be retired."))
    stored.state = State.RETIRED
    stored.version += 1
    stored.save(update_fields=["state", "version"])
    return stored


@transaction.atomic
def discard_draft(*, model: ScoringModel, reading: str | None = None) -> None:
    """Throw a draft away, with its factors. Raises ValidationError as publish_model does."""
    stored = draft_to_change(model.pk)
    if reading is not None and reading != reading_of(stored):
        raise ValidationError(REREAD)
    with refused_in_words(REFUSALS):
        stored.delete()
