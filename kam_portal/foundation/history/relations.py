"""Who refers to a row: the relations of a model, its history aside."""

from __future__ import annotations

from typing import Any

from django.db import models


def relations_to(model: type[models.Model]) -> list[Any]:
    """Every relation of any floor that points at the model; what is recorded of the past points at nothing."""
    found = [each for each in model._meta.get_fields(include_hidden=True) if each.auto_created and not each.concrete]
    rows = [each for each in found if each.one_to_many or each.one_to_one]
    return [each for each in rows if not hasattr(each.related_model, "pgh_tracked_model")]
