"""What a factor must hold to be saved, and what keeps a draft from being published: sentences, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.kaism import (
    BandsBroken,
    KaismError,
    Scale,
    WeightsNotHundred,
    Wrong,
    bands_of,
    check_bands,
    check_weights,
)
from accounts.models import Factor, ScoringModel
from accounts.selection.model_words import (
    band_in_words,
    in_figures,
    rows_of_bands,
    scale_in_words,
    unit_of,
    weighing_of,
)

# [ours] Fewer say too little, more are weighed by nobody (method.md, section 2).
FEWEST, MOST = 3, 12
ON_THE_SCALE = ("attractiveness_threshold", "strength_threshold")


def score_fault(score: Decimal, scale: Scale) -> str:
    """What is wrong with a score, as the end of a sentence; "" when it lies on the scale and on a step."""
    if not scale.low <= score <= scale.high:
        sentence = _("%(score)s is not on the scale %(scale)s")
    elif (score - scale.low) % scale.step:
        sentence = _("%(score)s is no whole number, and the model allows no half points")
        if scale.step != 1:
            sentence = _("%(score)s lies between two half points")
    else:
        return ""
    return sentence % {"score": in_figures(score), "scale": scale_in_words(scale)}


def refuse_thresholds_off_the_scale(values: Mapping[str, Any], scale: Scale) -> None:
    """Raises ValidationError that names every threshold which lies on no point of the scale."""
    sentence = _("A threshold lies on the scale. Choose a number from %(low)s to %(high)s.")
    bounds = {"low": in_figures(scale.low), "high": in_figures(scale.high)}
    astray = [name for name in ON_THE_SCALE if name in values and not scale.low <= values[name] <= scale.high]
    if astray:
        raise ValidationError(dict.fromkeys(astray, sentence % bounds))


def refuse_broken_rows(values: Mapping[str, Any], scale: Scale) -> None:
    """Anchors and bands of a factor about to be saved; what is only not complete yet may stay in a draft.

    Raises ValidationError by field, with a sentence for each row that cannot be.
    """
    anchors, bands = values["anchors"], values["bands"]
    wrong = {
        "anchors": [_("Anchor: %s.") % fault for score, *_texts in anchors if (fault := score_fault(score, scale))],
        "bands": [_("Band: %s.") % fault for _low, score in bands if (fault := score_fault(score, scale))],
    }
    wrong["anchors"] += [
        _("The score %s has two anchors. Keep one.") % in_figures(score)
        for score in doubles([row[0] for row in anchors])
    ]
    wrong["bands"] += [
        _("Two bands begin at the same number (%s). Keep one.") % (_("from below") if low is None else in_figures(low))
        for low in doubles([row[0] for row in bands])
    ]
    if bands and not values["measure"]:
        wrong["bands"].append(
            _("Bands turn our sales figures into scores. Choose which figure scores this factor, or clear the bands.")
        )
    if any(wrong.values()):
        raise ValidationError({name: faults for name, faults in wrong.items() if faults})


def doubles(values: Sequence[Any]) -> list[Any]:
    return [value for n, value in enumerate(values) if value in values[:n] and value not in values[n + 1 :]]


def missing_before_publishing(model: ScoringModel, factors: Sequence[Factor]) -> list[str]:
    """Every reason why this draft cannot be published, each with what to do; empty when it can.

    `factors` in their order, anchors and bands fetched before.
    """
    scale = model.scale
    found = [*_wrong_count(len(factors)), *_wrong_weights(factors)]
    for name in ON_THE_SCALE:
        if not scale.low <= getattr(model, name) <= scale.high:
            found.append(_("A threshold is not on the scale %s. Change the settings.") % scale_in_words(scale))
    for factor in factors:
        found += [*_wrong_anchors(factor, scale), *_wrong_bands(factor, scale)]
    return found


def _wrong_count(count: int) -> Iterator[str]:
    if not FEWEST <= count <= MOST:
        sentence = ngettext(
            "The model has %(count)d factor; it needs %(fewest)d to %(most)d. Add or remove some.",
            "The model has %(count)d factors; it needs %(fewest)d to %(most)d. Add or remove some.",
            count,
        )
        yield sentence % {"count": count, "fewest": FEWEST, "most": MOST}


def _wrong_weights(factors: Sequence[Factor]) -> Iterator[str]:
    weights = [factor.weight for factor in factors]
    try:
        check_weights(weights)
    except WeightsNotHundred:
        yield f"{weighing_of(weights).words} " + _("Change the weights until they sum to exactly 100.")
    except KaismError:
        # No factor at all, which the count says; a weight that is not positive is refused by the database.
        return


def _wrong_anchors(factor: Factor, scale: Scale) -> Iterator[str]:
    for anchor in factor.anchors.all():
        if fault := score_fault(anchor.score, scale):
            sentence = _("“%(factor)s”: an anchor is wrong: %(fault)s. Change or remove the anchor.")
            yield sentence % {"factor": factor.name, "fault": fault}


def _wrong_bands(factor: Factor, scale: Scale) -> Iterator[str]:
    rows = rows_of_bands(factor.band_edges.all())
    if not factor.measure:
        if rows:
            sentence = _("“%s” has bands, but no figure that they score. Choose the figure or clear the bands.")
            yield sentence % factor.name
        return
    bands, unit = bands_of(rows), unit_of(factor.measure, factor.currency)
    for band in bands:
        if fault := score_fault(band.score, scale):
            sentence = _("“%(factor)s”: the band “%(band)s” is wrong: %(fault)s. Give it another score.")
            yield sentence % {"factor": factor.name, "band": band_in_words(band, unit), "fault": fault}
    try:
        check_bands(bands)
    except BandsBroken as broken:
        for seam in broken.faults:
            yield _seam_in_words(seam.wrong, seam.high, factor, unit)


def _seam_in_words(wrong: Wrong, high: Decimal | None, factor: Factor, unit: str) -> str:
    """Stored by their lower ends, bands can only be missing altogether or below."""
    if wrong == Wrong.NO_BANDS:
        sentence = _(
            "“%(factor)s” is scored from our sales figures, but has no bands. Add them, the lowest without “from”."
        )
    else:
        sentence = _(
            "“%(factor)s”: no band holds a figure below %(high)s %(unit)s. Leave “from” of the lowest band empty."
        )
    return sentence % {"factor": factor.name, "high": in_figures(high or Decimal(0)), "unit": unit}
