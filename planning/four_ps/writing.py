"""What is done about each of the four Ps, and the terms that are planned for the price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kam_portal.foundation.history.versions import save_versioned
from planning.four_ps.terms import Term
from planning.life.stating import ask_about_terms
from planning.models import P, Strategy
from planning.plans import hold

TERMS = tuple(term.value for term in Term)
BOTH = _("Either something changes or nothing does. Empty one of the two.")
NOT_OF_THE_PRICE = _("Terms stand by the price alone.")


@transaction.atomic
def edit_strategy(*, strategy: Strategy, version: int, changes: Mapping[str, Any]) -> Strategy:
    """An empty P may be saved; the readiness of the plan asks for it. Whom new terms ask is told of them in discussion.

    Raises StaleEdit, and ValidationError for a strategy beside "no change, because", or terms of another P.
    """
    plan = hold(strategy.plan)
    stored = Strategy.objects.get(pk=strategy.pk, plan=plan)
    then = {name: changes.get(name, getattr(stored, name)) for name in ("strategy", "no_change_because", *TERMS)}
    if stored.version == version:
        if then["strategy"] and then["no_change_because"]:
            raise ValidationError({"no_change_because": BOTH})
        if stored.p != P.PRICE and any(then[name] is not None for name in TERMS):
            raise ValidationError(NOT_OF_THE_PRICE)
    saved = save_versioned(instance=stored, version=version, changes=changes)
    if not set(TERMS).isdisjoint(changes):
        ask_about_terms(plan=plan, at=timezone.now())
    return saved
