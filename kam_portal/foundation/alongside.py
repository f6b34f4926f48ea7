"""Rows read along with another row, in its statement: they travel as JSON and arrive as instances of their model.

    YEARS = Alongside(AccountYear, "year", "sales")
    Account.objects.annotate(found=YEARS.of(AccountYear.objects.filter(account=OuterRef("pk"))))
    YEARS.loaded(account.found)

What was not asked for is deferred, as with only(). Exact numbers travel as text, so that no digit is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Func, QuerySet, TextField
from django.db.models.functions import Cast

Row = TypeVar("Row", bound=models.Model)
OVER = "__"


class Alongside(Generic[Row]):
    """Rows of a model with their ids and these fields. A name may go over one relation: "by__full_name".

    What the rows are annotated with may be named too, where they are not to be loaded() as instances.
    """

    def __init__(self, model: type[Row], *names: str) -> None:
        over = [f"{name.split(OVER)[0]}_id" for name in names if OVER in name]
        self.model, self.names = model, tuple(dict.fromkeys(["id", *over, *names]))

    def of(self, rows: QuerySet[Row], *, at_most: int | None = None) -> Func:
        """The expression that reads them, in their order."""
        # Arrays without the names of what is in them: for a thousand rows objects take five times as long.
        row = Func(*map(self._column, self.names), function="json_build_array", output_field=_Document())
        return Func(ArraySubquery(rows.values(row=row)[:at_most]), function="to_json", output_field=_Document())

    def text_of(self, rows: QuerySet[Row]) -> Cast:
        """The same as the database writes it: for whoever compares before reading. json.loads() gives the rows."""
        return Cast(self.of(rows), TextField())

    def picked(self, *names: str) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        """Takes these out of a row, as JSON holds it: for very many rows quicker than named()."""
        return itemgetter(*map(self.names.index, names))

    def named(self, found: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
        """What was read, as JSON holds it, by name."""
        return [dict(zip(self.names, row, strict=True)) for row in found]

    def loaded(self, found: Iterable[Sequence[Any]]) -> list[Row]:
        """What was read, as instances; relations carry what was asked for over them."""
        return [self._instance(row) for row in self.named(found)]

    def _instance(self, row: Mapping[str, Any]) -> Row:
        values = [to_python(row[name]) for name, _attname, to_python in self._own]
        instance = self.model.from_db(DEFAULT_DB_ALIAS, [attname for _name, attname, _to_python in self._own], values)
        for relation, related in self._relations.items():
            id_ = row[f"{relation}_id"]
            further = (row[f"{relation}{OVER}{name}"] for name in related.names[1:])
            setattr(instance, relation, None if id_ is None else related.loaded([[id_, *further]])[0])
        return instance

    @cached_property
    def _own(self) -> list[tuple[str, str, Callable[[Any], Any]]]:
        """Name, attribute and how its value is read, in the order of the model."""
        asked = {self._field(name).attname: name for name in self.names if OVER not in name}
        fields = [field for field in self.model._meta.concrete_fields if field.attname in asked]
        return [(asked[field.attname], field.attname, field.to_python) for field in fields]

    @cached_property
    def _relations(self) -> dict[str, Alongside[Any]]:
        asked: dict[str, list[str]] = {}
        for name in self.names:
            if OVER in name:
                relation, further = name.split(OVER, 1)
                asked.setdefault(relation, []).append(further)
        return {relation: Alongside(self._field(relation).related_model, *names) for relation, names in asked.items()}

    def _field(self, name: str) -> Any:
        return self.model._meta.get_field(name)

    def _column(self, name: str) -> Any:
        return Cast(name, TextField()) if name in self._exact else F(name)

    @cached_property
    def _exact(self) -> frozenset[str]:
        return frozenset(field.name for field in self.model._meta.fields if isinstance(field, models.DecimalField))


class _Document(models.Field):
    """As json, which the driver reads itself."""

    def db_type(self, connection: Any) -> str:
        return "json"
