"""The white space of a client: its units against our products, who serves each, and what is in it.

A cell without a row is one about which nobody knows anything; with one it may be unknown as well, as of a day.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from accounts.models import Account
from dossiers.cadence import add_months
from dossiers.models import TableRow
from planning.models import Product, Space

# In the address: the client as a whole.
WHOLE = 0
# [ours] A contract that ends within so many months is a date to act on.
SOON_MONTHS = 12
OURS = (Space.State.US,)
# What could still become ours.
WHITE = (Space.State.UNKNOWN, Space.State.INTERNAL, Space.State.COMPETITOR)


@dataclass(frozen=True)
class Cell:
    unit_id: int
    product: Product
    space: Space | None
    ends_soon: bool = False
    has_ended: bool = False

    @property
    def state(self) -> str:
        return self.space.state if self.space else Space.State.UNKNOWN

    @property
    def is_white(self) -> bool:
        return self.state in WHITE

    @property
    def is_worth_asking(self) -> bool:
        """Whether enough is known of it to make it an opportunity."""
        is_somebodys = self.state in (Space.State.INTERNAL, Space.State.COMPETITOR)
        return is_somebodys or (self.is_white and self.space is not None and self.space.potential is not None)


@dataclass(frozen=True)
class Line:
    """A unit of the client, or the client as a whole, with a cell a product."""

    unit: TableRow | None
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Potential:
    """What is in the cells, a currency: of those that could become ours, and of those that are."""

    currency: str
    white: Decimal | None
    ours: Decimal | None


@dataclass(frozen=True)
class Grid:
    products: Sequence[Product]
    lines: Sequence[Line]
    # Of all lines, narrowed or not.
    potentials: Sequence[Potential]
    cells: int
    known: int
    with_potential: int
    ending_soon: int


def grid_of(account: Account, today: datetime.date, asked: Mapping[str, str] | None = None) -> Grid:
    """In three statements. A product that is offered no longer stays where something is said about it."""
    spaces = {(s.unit_id or WHOLE, s.product_id): s for s in Space.objects.filter(account=account)}
    said = {product for _unit, product in spaces}
    products = list(Product.objects.filter(Q(is_offered=True) | Q(pk__in=said)))
    units = [None, *units_of(account)]
    lines = [_line(unit, products, spaces, today) for unit in units]
    cells = [cell for line in lines for cell in line.cells]
    columns, shown = _narrowed(products, lines, asked or {})
    return Grid(
        products=columns,
        lines=shown,
        potentials=potentials_of(cells),
        cells=len(cells),
        known=sum(cell.state != Space.State.UNKNOWN for cell in cells),
        with_potential=sum(cell.space is not None and cell.space.potential is not None for cell in cells),
        ending_soon=sum(cell.ends_soon for cell in cells),
    )


def units_of(account: Account) -> list[TableRow]:
    return list(TableRow.objects.filter(account=account, table="units").order_by("pk"))


def ends_soon(day: datetime.date | None, today: datetime.date) -> bool:
    """Whether a contract that still runs ends within its next twelve months."""
    return day is not None and today <= day <= add_months(today, SOON_MONTHS)


def potentials_of(cells: Iterable[Cell]) -> list[Potential]:
    """Sums a currency, by its code; None where no cell has a figure: unknown is not zero."""
    white: dict[str, Decimal] = defaultdict(Decimal)
    ours: dict[str, Decimal] = defaultdict(Decimal)
    for cell in cells:
        if cell.space is None or cell.space.potential is None:
            continue
        if cell.is_white:
            white[cell.space.currency] += cell.space.potential
        elif cell.state in OURS:
            ours[cell.space.currency] += cell.space.potential
    return [Potential(code, white.get(code), ours.get(code)) for code in sorted({*white, *ours})]


def _line(
    unit: TableRow | None, products: list[Product], spaces: Mapping[tuple[int, int], Space], today: datetime.date
) -> Line:
    number = unit.pk if unit else WHOLE
    return Line(unit, [_cell(number, product, spaces.get((number, product.pk)), today) for product in products])


def _cell(unit_id: int, product: Product, space: Space | None, today: datetime.date) -> Cell:
    day = space.contract_ends_on if space else None
    return Cell(unit_id, product, space, ends_soon(day, today), has_ended=day is not None and day < today)


def _narrowed(products: list[Product], lines: list[Line], asked: Mapping[str, str]) -> tuple[list[Product], list[Line]]:
    """One product, and the units where something is as it is asked for."""
    kept = [number for number, product in enumerate(products) if asked.get("product") in (None, "", str(product.pk))]
    narrow = [Line(line.unit, [line.cells[number] for number in kept]) for line in lines]
    if state := asked.get("state"):
        narrow = [line for line in narrow if any(_fits(cell, state) for cell in line.cells)]
    return [products[number] for number in kept], narrow


def _fits(cell: Cell, state: str) -> bool:
    return cell.ends_soon if state == "ending" else cell.state == state
