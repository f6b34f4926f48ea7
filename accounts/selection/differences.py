"""What a version of a scoring model changes against the one it is based on, field by field in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Factor, ScoringModel
from accounts.selection.drafting import SETTINGS, factors_of
from accounts.selection.model_words import bands_in_words, in_figures
from kam_portal.foundation.history.editing import plain_words

TEXTS = ("name_en", "name_ru", "question_en", "question_ru")


@dataclass(frozen=True)
class Change:
    """One difference: of which factor ("" of the settings), in what, before and now."""

    factor: str
    field: str
    before: str
    now: str


def differences_of(model: ScoringModel, factors: Sequence[Factor]) -> list[Change]:
    """Against the version the model is based on; empty without one. `factors`: those of the model, in order."""
    if model.based_on is None:
        return []
    pairs = paired(factors_of(model.based_on), factors)
    parts = [_settings(model.based_on, model), *(_between(old, new) for old, new in pairs), _order(pairs)]
    return [change for part in parts for change in part]


def paired(former: Sequence[Factor], factors: Sequence[Factor]) -> list[tuple[Factor | None, Factor | None]]:
    """Who was whom: by either name, else by the place of both; what is left is new (None, new) or gone (old, None)."""
    left = list(former)
    found: dict[int, Factor] = {}
    for same in (_same_english, _same_russian, _same_place):
        for factor in factors:
            if factor.pk not in found and (old := next((o for o in left if same(o, factor)), None)):
                found[factor.pk] = old
                left.remove(old)
    return [*((found.get(factor.pk), factor) for factor in factors), *((old, None) for old in left)]


def _same_english(old: Factor, new: Factor) -> bool:
    return old.name_en == new.name_en


def _same_russian(old: Factor, new: Factor) -> bool:
    return old.name_ru == new.name_ru


def _same_place(old: Factor, new: Factor) -> bool:
    return old.position == new.position and old.measure == new.measure


def _settings(old: ScoringModel, new: ScoringModel) -> Iterator[Change]:
    for name in SETTINGS:
        before, now = _setting(old, name), _setting(new, name)
        if before != now:
            yield Change("", _title(ScoringModel, name), before, now)


def _setting(model: ScoringModel, name: str) -> str:
    if name == "scale_choice":
        return model.get_scale_choice_display()
    value = getattr(model, name)
    return plain_words(value) if isinstance(value, bool) else in_figures(value)


def _between(old: Factor | None, new: Factor | None) -> Iterator[Change]:
    if old is None and new is not None:
        yield Change(new.name, _("Factor"), "", _("added, weight %s %%") % in_figures(new.weight))
    elif new is None and old is not None:
        yield Change(old.name, _("Factor"), _("weight %s %%") % in_figures(old.weight), _("removed"))
    elif old is not None and new is not None:
        rows = zip(_said_of(old), _said_of(new), strict=True)
        yield from (Change(new.name, field, before, now) for (field, before), (_same, now) in rows if before != now)


def _order(pairs: Sequence[tuple[Factor | None, Factor | None]]) -> Iterator[Change]:
    """Whether those who stayed stand in another order; that others came or went moves nobody."""
    stayed = [(old, new) for old, new in pairs if old is not None and new is not None]
    before = [new.name for _old, new in sorted(stayed, key=lambda pair: pair[0].position)]
    now = [new.name for _old, new in stayed]
    if before != now:
        yield Change("", _("Order of the factors"), "\n".join(before), "\n".join(now))


def _said_of(factor: Factor) -> list[tuple[str, str]]:
    """(title, words) of every part of a factor."""
    anchors = [f"{in_figures(a.score)}: {a.text_en} / {a.text_ru}" for a in factor.anchors.all()]
    bands = [f"{quantities}: {score}" for quantities, score in bands_in_words(factor)]
    return [
        *((_title(Factor, name), str(getattr(factor, name))) for name in TEXTS),
        (_title(Factor, "weight"), in_figures(factor.weight)),
        (_title(Factor, "measure"), factor.get_measure_display() if factor.measure else _("What raters say")),
        (_title(Factor, "currency"), factor.currency),
        (_("Anchors"), "\n".join(anchors)),
        (_("Bands"), "\n".join(bands)),
    ]


def _title(model: type[Any], name: str) -> str:
    title = str(model._meta.get_field(name).verbose_name)
    return title[:1].upper() + title[1:]
