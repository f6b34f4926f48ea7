"""What we sell, as the columns of the white space: added, renamed, put in order, and offered no longer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.keeping import Refusals, refused_in_words
from kam_portal.foundation.history.versions import save_versioned
from planning.models import Product
from planning.ordering import change_places

REFUSALS: Refusals = {
    "planning_product_name": ("name", _("There is a product of this name already. Edit that one.")),
}


@transaction.atomic
def add_product(*, name: str, is_offered: bool = True) -> Product:
    """Raises ValidationError for a name that is taken."""
    last = Product.objects.aggregate(last=Max("position"))["last"]
    with refused_in_words(REFUSALS):
        return Product.objects.create(name=name, is_offered=is_offered, position=0 if last is None else last + 1)


@transaction.atomic
def edit_product(*, product: Product, version: int, changes: Mapping[str, Any]) -> Product:
    """Raises StaleEdit when somebody saved in between, ValidationError for a name that is taken."""
    with refused_in_words(REFUSALS):
        return save_versioned(instance=product, version=version, changes=changes)


@transaction.atomic
def move_product(*, product: Product, up: bool, order: str) -> None:
    """Change places with the neighbour; raises ValidationError when the order is not the one that was read."""
    change_places(Product.objects.all(), product.pk, up=up, order=order)
