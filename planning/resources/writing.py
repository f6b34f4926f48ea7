"""People, time and money of a plan: what is planned, used and left. Missing is not zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum, Value
from django.db.models.fields import CharField
from django.utils.translation import gettext_lazy as _

from accounts.keeping import Refusals, refused_in_words
from kam_portal.foundation.history.versions import save_versioned
from planning.models import Action, Plan, Resource
from planning.plans import hold

REFUSALS: Refusals = {
    "resources_are_not_negative": ("planned", _("This is not negative. Leave unknown figures empty.")),
}


@dataclass(frozen=True)
class Standing:
    """Of one kind, None for what is not known. `is_partly` where something has no figure: the sums are of the rest."""

    kind: str
    planned: Decimal | None
    used: Decimal | None
    is_partly: bool

    @property
    def title(self) -> str:
        return str(Resource.Kind(self.kind).label)

    @property
    def left(self) -> Decimal | None:
        """What nobody planned, or nobody counted, leaves nothing that is known."""
        return None if self.planned is None or self.used is None else self.planned - self.used

    @property
    def is_known(self) -> bool:
        return self.planned is not None or self.used is not None


def standing_of(plan: Plan) -> Sequence[Standing]:
    """The three kinds in their order, those without a row too; one statement. Money counts what actions cost.

    A dropped action costs what was used of it and nothing more.
    """
    own = _summed(Resource.objects.filter(plan=plan), "kind", "planned", "used", unplanned=Q(planned__isnull=True))
    kept = ~Q(status=Action.Status.DROPPED)
    costs = Action.objects.filter(plan=plan).annotate(kind=Value(Resource.Kind.MONEY, output_field=CharField()))
    spent = Q(cost_planned__isnull=True, cost_used__isnull=False)
    rows = own.union(_summed(costs, "kind", "cost_planned", "cost_used", kept=kept, unplanned=spent), all=True)
    found: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in Resource.Kind.values}
    for kind, *figures in rows:
        found[kind].append(tuple(figures))
    return [_standing(kind, each) for kind, each in found.items()]


def _summed(rows: Any, kind: str, planned: str, used: str, *, unplanned: Q, kept: Q | None = None) -> Any:
    """By kind: both sums, and how many rows should have a planned figure and have none."""
    without = Count("pk", filter=unplanned)
    sums = {"sum_planned": Sum(planned, filter=kept), "sum_used": Sum(used), "without": without}
    return rows.order_by().values(kind).annotate(**sums).values_list(kind, *sums)


def _standing(kind: str, rows: Sequence[tuple[Any, ...]]) -> Standing:
    planned = [each[0] for each in rows if each[0] is not None]
    used = [each[1] for each in rows if each[1] is not None]
    is_partly = any(each[2] for each in rows)
    return Standing(kind, sum(planned) if planned else None, sum(used) if used else None, is_partly)


@transaction.atomic
def add_resource(*, plan: Plan, kind: str, title: str, **values: Any) -> Resource:
    held = hold(plan)
    with refused_in_words(REFUSALS):
        return Resource.objects.create(account_id=held.account_id, plan=held, kind=kind, title=title, **values)


@transaction.atomic
def edit_resource(*, resource: Resource, version: int, changes: Mapping[str, Any]) -> Resource:
    """Raises StaleEdit when somebody saved in between, ValidationError for a closed plan."""
    hold(resource.plan)
    with refused_in_words(REFUSALS):
        return save_versioned(instance=resource, version=version, changes=changes)


@transaction.atomic
def remove_resource(*, resource: Resource, version: int) -> None:
    """Raises StaleEdit when somebody changed it in between, ValidationError for a closed plan."""
    hold(resource.plan)
    save_versioned(instance=resource, version=version, changes={}).delete()
