"""Plans and actions, in the words of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

if TYPE_CHECKING:
    from planning.models import Action, Plan  # noqa: F401 - the bases below name them


class PlanQuerySet(QuerySet["Plan"]):
    def running(self) -> PlanQuerySet:
        """Approved once and not closed: what stands in them is promised."""
        return self.filter(approved_version__gt=0).exclude(state="closed")

    def present(self) -> PlanQuerySet:
        """Those not closed, the active one first, then the later ones."""
        is_active = ExpressionWrapper(Q(state="active"), output_field=BooleanField())
        return self.exclude(state="closed").order_by(is_active.desc(), "-starts_on", "-pk")


class ActionQuerySet(QuerySet["Action"]):
    def open(self) -> ActionQuerySet:
        return self.filter(status__in=["planned", "doing"])

    def promised(self) -> ActionQuerySet:
        """Open, in a plan that is running."""
        return self.open().filter(plan__approved_version__gt=0).exclude(plan__state="closed")
