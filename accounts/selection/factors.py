"""Factors of a draft: each is saved as a whole, with its anchors and bands, at the version that was read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.keeping import refused_in_words
from accounts.models import Anchor, BandEdge, Factor, Measure, ScoringModel
from accounts.selection.checking import MOST, refuse_broken_rows
from accounts.selection.drafting import REFUSALS, draft_to_change
from kam_portal.foundation.history.versions import StaleEdit, compare, save_versioned, values_at_version

COLUMNS = ("name_en", "name_ru", "question_en", "question_ru", "weight", "measure", "currency")
EMPTY: dict[str, Any] = {
    "measure": "",
    "currency": "",
    "question_en": "",
    "question_ru": "",
    "name_en": "",
    "name_ru": "",
}
MOVED = _("Somebody changed the order since you opened the page. Look at it again, then move the factor.")


def values_of(factor: Factor) -> dict[str, Any]:
    """Columns, and the rows under `anchors` and `bands`, as the verbs take them."""
    values: dict[str, Any] = {name: getattr(factor, name) for name in COLUMNS}
    anchors = factor.anchors.all().values_list("score", "text_en", "text_ru")
    bands = factor.band_edges.all().values_list("low", "score")
    return values | {"anchors": list(anchors), "bands": list(bands)}


@transaction.atomic
def add_factor(*, model: ScoringModel, **values: Any) -> Factor:
    """A further factor at the end, with `anchors` [(score, English, Russian)] and `bands` [(from, score)].

    Raises ValidationError by field.
    """
    stored = draft_to_change(model.pk)
    count = stored.factors.count()
    if count >= MOST:
        raise ValidationError(_("A model has at most %(most)d factors. Remove one first."), params={"most": MOST})
    given = _tidied(EMPTY | {"anchors": [], "bands": []} | values)
    refuse_broken_rows(given, stored.scale)
    with refused_in_words(REFUSALS):
        columns = {name: given[name] for name in COLUMNS}
        factor = Factor.objects.create(model=stored, position=count, **columns)
        _write_rows(factor, given)
    return factor


@transaction.atomic
def edit_factor(*, factor: Factor, version: int, changes: Mapping[str, Any]) -> Factor:
    """Columns, anchors and bands in one save. Raises StaleEdit when somebody saved in between, ValidationError."""
    model = draft_to_change(factor.model_id)
    stored = Factor.objects.select_for_update(of=("self",), no_key=True).get(pk=factor.pk)
    theirs = values_of(stored)
    mine = _tidied(theirs | dict(changes))
    if stored.version != version:
        differences = compare(_values_at(stored, version), theirs, mine, list(changes))
        raise StaleEdit(version=stored.version, differences=differences)
    refuse_broken_rows(mine, model.scale)
    if mine == theirs:
        return stored
    with refused_in_words(REFUSALS):
        for name in COLUMNS:
            setattr(stored, name, mine[name])
        stored.version += 1
        stored.save(update_fields=[*COLUMNS, "version"])
        _write_rows(stored, mine)
    return stored


@transaction.atomic
def remove_factor(*, factor: Factor, version: int) -> None:
    """The positions of the others stay dense. Raises StaleEdit when somebody saved the factor in between."""
    draft_to_change(factor.model_id)
    stored = save_versioned(instance=factor, version=version, changes={})
    behind = Factor.objects.filter(model=stored.model_id, position__gt=stored.position)
    with refused_in_words(REFUSALS):
        stored.delete()
        behind.update(position=F("position") - 1)


def order_of(model: ScoringModel) -> str:
    """The order of the factors, as it travels with a page that moves one."""
    return "-".join(str(pk) for pk in model.factors.values_list("pk", flat=True))


@transaction.atomic
def move_factor(*, factor: Factor, up: bool, order: str | None = None) -> None:
    """Change places with the neighbour; at the end of the list nothing happens.

    `order`: what was read (order_of), None where nobody read a page. Raises ValidationError when it changed since.
    """
    model = draft_to_change(factor.model_id)
    if order is not None and order != order_of(model):
        raise ValidationError(MOVED)
    stored = Factor.objects.get(pk=factor.pk)
    neighbour = Factor.objects.filter(model=model, position=stored.position + (-1 if up else 1)).first()
    if neighbour is None:
        return
    stored.position, neighbour.position = neighbour.position, stored.position
    stored.save(update_fields=["position"])
    neighbour.save(update_fields=["position"])


def _tidied(values: Mapping[str, Any]) -> dict[str, Any]:
    """Names without idle blanks, a language left out said as the other, rows in their order, no idle currency."""
    found = dict(values)
    for one, other in (("name_en", "name_ru"), ("name_ru", "name_en")):
        found[one] = " ".join((found[one] or found[other]).split())
    for one, other in (("question_en", "question_ru"), ("question_ru", "question_en")):
        found[one] = found[one] or found[other]
    if not found["name_en"]:
        raise ValidationError({"name_en": _("Give the factor a name, at least in one language.")})
    found["anchors"] = sorted((score, en or ru, ru or en) for score, en, ru in found["anchors"])
    found["bands"] = sorted(found["bands"], key=lambda band: (band[0] is not None, band[0] or Decimal(0)))
    is_money = found["measure"] == Measure.SALES
    found["currency"] = (found["currency"].strip().upper() or settings.COMPANY_CURRENCY) if is_money else ""
    return found


def _write_rows(factor: Factor, values: Mapping[str, Any]) -> None:
    factor.anchors.all().delete()
    factor.band_edges.all().delete()
    anchors = [Anchor(factor=factor, score=score, text_en=en, text_ru=ru) for score, en, ru in values["anchors"]]
    Anchor.objects.bulk_create(anchors)
    BandEdge.objects.bulk_create([BandEdge(factor=factor, low=low, score=score) for low, score in values["bands"]])


def _values_at(stored: Factor, version: int) -> dict[str, Any]:
    """What the factor held at `version`, as far as history tells; rows by the moment of that save."""
    values = values_at_version(stored, version, [*COLUMNS, "pgh_created_at"])
    if not values:
        return {}
    at = values.pop("pgh_created_at")
    anchors = _rows_at(Anchor, stored, at, ("score", "text_en", "text_ru"))
    bands = _rows_at(BandEdge, stored, at, ("low", "score"))
    return values | {
        "anchors": sorted(anchors),
        "bands": sorted(bands, key=lambda band: (band[0] is not None, band[0] or Decimal(0))),
    }


def _rows_at(
    model: type[Anchor] | type[BandEdge], factor: Factor, at: Any, columns: tuple[str, ...]
) -> list[tuple[Any, ...]]:
    events = model.pgh_event_model.objects.filter(factor=factor.pk, pgh_created_at__lte=at)  # type: ignore[union-attr]
    last = {event.pgh_obj_id: event for event in events.order_by("pgh_id")}
    return [tuple(getattr(e, name) for name in columns) for e in last.values() if e.pgh_label != "delete"]
