"""Rows read along with another row, in its statement: they travel as JSON and arrive as instances of their model.

    Account.objects.annotate(years=as_json(AccountYear.objects.filter(account=OuterRef("pk")), ["year", "sales"]))
    [loaded(AccountYear, row) for row in account.years]

What was not asked for is deferred, as with only(). Exact numbers travel as text, so that no digit is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

Row = TypeVar("Row", bound=models.Model)
# Name, attribute and how its value is read; relation, its model and the names asked for over it.
Own = tuple[str, str, Callable[[Any], Any]]
Relation = tuple[str, Any, list[str]]
OVER = "__"


def as_json(rows: QuerySet[Any], names: Sequence[str], *, at_most: int | None = None) -> ArraySubquery:
    """Rows in their order, each with its id and these fields. A name may go over one relation: "by__full_name"."""
    over = {name.split(OVER)[0] + "_id" for name in names if OVER in name}
    columns = {name: _column(rows.model, name) for name in dict.fromkeys(["id", *sorted(over), *names])}
    return ArraySubquery(rows.values(row=JSONObject(**columns))[:at_most])


def loaded(model: type[Row], row: Mapping[str, Any]) -> Row:
    """The instance of one such object; its relations carry what was asked for over them."""
    own, relations = _columns(model, tuple(row))
    values = [to_python(row[name]) for name, _attname, to_python in own]
    instance = model.from_db(DEFAULT_DB_ALIAS, [attname for _name, attname, _to_python in own], values)
    for relation, related, names in relations:
        id_ = row[f"{relation}_id"]
        named = {name: row[f"{relation}{OVER}{name}"] for name in names}
        setattr(instance, relation, None if id_ is None else loaded(related, {"id": id_, **named}))
    return instance


@lru_cache(maxsize=256)
def _columns(model: type[models.Model], names: tuple[str, ...]) -> tuple[list[Own], list[Relation]]:
    """Which of the names are the model's own, in its order, and what was asked for over which of its relations."""
    asked = {_field(model, name).attname: name for name in names if OVER not in name}
    own: list[Own] = [
        (asked[field.attname], field.attname, field.to_python)
        for field in model._meta.concrete_fields
        if field.attname in asked
    ]
    over: dict[str, list[str]] = {}
    for name in names:
        if OVER in name:
            relation, further = name.split(OVER, 1)
            over.setdefault(relation, []).append(further)
    return own, [(relation, _field(model, relation).related_model, named) for relation, named in over.items()]


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _column(model: type[models.Model], name: str) -> Any:
    exact = OVER not in name and isinstance(_field(model, name), models.DecimalField)
    return Cast(name, TextField()) if exact else F(name)
