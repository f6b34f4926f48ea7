"""A statement of the ORM whose SQL is made once a process; whoever asks it again only fills in the values.

Where a statement has many subqueries, making its SQL takes longer than the database needs for the answer. One writes

    _COMING = Statement(lambda account, day: Row.objects.filter(account=account, on__gte=day), account=int, day=date)
    for row in _COMING.ask(account=account.pk, day=today): ...

and reads what it would read from the queryset. The builder is called once, with blanks in place of the values: it may
pass them on to the ORM, but neither look at them nor compute with them. A value that is lost on the way is refused.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connections, models
from django.db.models.sql.compiler import SQLCompiler

Made = tuple[Any, SQLCompiler, str, tuple[Any, ...]]


class Statement:
    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], **kinds: type) -> None:
        """`kinds` names the values to be filled in: int for the id of a row, datetime.date for a day."""
        self.build = build
        self.blanks = {name: _blank(kind, number) for number, (name, kind) in enumerate(kinds.items())}
        self._made: Made | None = None

    def ask(self, **values: Any) -> models.QuerySet[Any, Any]:
        """The queryset with these values, to be read and not to be narrowed any further."""
        if values.keys() != self.blanks.keys():
            raise TypeError(f"asked with {sorted(values)}, made for {sorted(self.blanks)}")
        if any(_is_beyond_ids(value) for value in values.values()):
            return self.build(**values).none()
        self._made = self._made or self._make()
        template, compiler, sql, params = self._made
        by_blank = {self.blanks[name]: value for name, value in values.items()}
        filled = tuple(by_blank.get(param, param) if _may_be_blank(param) else param for param in params)
        found = template._chain()
        found.query.get_compiler = lambda using=None, connection=None, elide_empty=True: _filled(
            compiler, found.db, sql, filled
        )
        return found

    def _make(self) -> Made:
        template = self.build(**self.blanks)
        compiler = template.query.get_compiler(using=template.db)
        sql, params = compiler.as_sql()
        lost = [name for name, blank in self.blanks.items() if not any(_is(param, blank) for param in params)]
        if lost:
            raise ValueError(f"the statement does not ask for {', '.join(lost)}: a builder computes with no value")
        return template, compiler, sql, tuple(params)


def _blank(kind: type, number: int) -> Any:
    """A value that no row has: an id beyond every sequence, a day beyond every calendar."""
    blanks: Mapping[type, Callable[[], Any]] = {
        int: lambda: 2**62 + number,
        datetime.date: lambda: datetime.date(9999, 1, 1) + datetime.timedelta(days=number),
    }
    return blanks[kind]()


def _is_beyond_ids(value: Any) -> bool:
    """A number of an address that no row can have; the database would refuse it where the ORM finds nothing."""
    return type(value) is int and abs(value) > models.BigIntegerField.MAX_BIGINT


def _may_be_blank(param: Any) -> bool:
    return type(param) in (int, datetime.date)


def _is(param: Any, blank: Any) -> bool:
    return _may_be_blank(param) and bool(param == blank)


def _filled(compiler: SQLCompiler, using: str, sql: str, params: tuple[Any, ...]) -> SQLCompiler:
    """What was compiled once, as if it had been compiled for this connection with these values."""
    filled = copy.copy(compiler)
    filled.using, filled.connection = using, connections[using]
    filled.as_sql = lambda *args, **kwargs: (sql, params)  # type: ignore[method-assign]
    return filled
