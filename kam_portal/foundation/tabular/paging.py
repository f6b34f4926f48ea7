"""Pages of a long list without counting all of it: beyond a ceiling the count says "more than"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ROWS_A_PAGE = 50
COUNTED_UP_TO = 1_000
LAST_PAGE = 100_000


@dataclass(frozen=True)
class Page:
    """One page of rows. `total` is exact unless `is_capped`: then there are more than it says."""

    rows: list[Any]
    number: int
    size: int
    total: int
    is_capped: bool
    has_next: bool

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def start_index(self) -> int:
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def end_index(self) -> int:
        return (self.number - 1) * self.size + len(self.rows)

    def __str__(self) -> str:
        """Which rows these are, in words."""
        span = {"first": self.start_index, "last": self.end_index, "total": self.total}
        if not self.has_other_pages:
            return ngettext("%(total)d in all", "%(total)d in all", self.total) % span
        if self.is_capped:
            return _("%(first)d–%(last)d of more than %(total)d") % span
        return _("%(first)d–%(last)d of %(total)d") % span


def page_of(
    rows: QuerySet[Any] | list[Any], number: str | int | None, *, size: int = ROWS_A_PAGE, known: int | None = None
) -> Page:
    """The page `number` of `rows` as typed into a URL; the first for anything that is no page number.

    Two statements: a count that stops at COUNTED_UP_TO, and the rows, where there are any; none for a list. A page
    past a counted end is the last one. A caller that has counted says the number: `known`.
    """
    total = _count(rows) if known is None else known
    if total == 0:
        return Page([], 1, size, 0, is_capped=False, has_next=False)
    is_capped = total > COUNTED_UP_TO
    total = min(total, COUNTED_UP_TO)
    wanted = min(_as_number(number), LAST_PAGE) if is_capped else min(_as_number(number), max(1, -(-total // size)))
    start = (wanted - 1) * size
    found = list(rows[start : start + size + 1])
    return Page(found[:size], wanted, size, total, is_capped, has_next=len(found) > size)


def _count(rows: QuerySet[Any] | list[Any]) -> int:
    return len(rows) if isinstance(rows, list) else rows.order_by().values("pk")[: COUNTED_UP_TO + 1].count()


def _as_number(text: str | int | None) -> int:
    try:
        return max(1, int(text or 1))
    except ValueError:
        return 1
