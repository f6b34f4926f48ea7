"""People, time and money that a plan needs: entered, changed, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.keeping import Refusals, refused_in_words
from kam_portal.foundation.history.versions import save_versioned
from planning.models import Plan, Resource
from planning.plans import hold

REFUSALS: Refusals = {
    "resources_are_not_negative": ("planned", _("This is not negative. Leave unknown figures empty.")),
}


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
