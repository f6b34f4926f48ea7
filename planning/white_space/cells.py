"""The cells of the white space as HTML: thousands of them, hence a loop that is quick about it.

User text passes `escape`. Every state has its sign and its word: none is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.models import Account
from dossiers.models import TableRow
from kam_portal.foundation.charts.amounts import exact_amount
from planning.models import Plan, Space
from planning.white_space.grid import WHOLE, Cell, Grid

SIGNS = {
    Space.State.UNKNOWN: "?",
    Space.State.INTERNAL: "⌂",
    Space.State.COMPETITOR: "✕",
    Space.State.US: "●",
    Space.State.DONT_PURSUE: "–",
}
# What no address of a cell holds.
PLACE = "987654321"


class Writer:
    """Addresses and words, looked up once for all cells."""

    def __init__(self, account: Account, plan: Plan | None, *, may_edit: bool) -> None:
        self.may_edit = may_edit
        address = reverse("space_edit", args=[account.pk, PLACE, PLACE])
        self.before = address.split(PLACE, 1)[0]
        self.opportunity = f"{reverse('opportunity_new', args=[plan.pk])}?space=" if plan and may_edit else ""
        self.words = {state.value: escape(str(state.label)) for state in Space.State}
        self.until, self.ended = escape(_("until %(day)s")), escape(_("ended on %(day)s"))
        self.soon = escape(_("soon"))
        self.make = escape(_("Make it an opportunity"))

    def cell(self, cell: Cell, unit: str) -> str:
        state, product = cell.state, escape(cell.product.name)
        words = f'<span class="sign" aria-hidden="true">{SIGNS[Space.State(state)]}</span> {self.words[state]}'
        if self.may_edit:
            address = f"{self.before}{cell.unit_id}/{cell.product.pk}/"
            words = f'<a href="{address}" aria-label="{unit}, {product}: {self.words[state]}">{words}</a>'
        return f'<td class="space space-{state}" data-label="{product}"><div>{words}{self._more(cell)}</div></td>'

    def _more(self, cell: Cell) -> str:
        """The competitor, the end of the contract and the potential, where somebody said them."""
        space = cell.space
        if space is None:
            return ""
        parts = [f"<span>{escape(space.competitor)}</span>"] if space.competitor else []
        if space.potential is not None:
            amount = escape(exact_amount(space.potential))
            parts.append(f'<span class="amount">{amount}\u00a0{escape(space.currency)}</span>')
        if space.contract_ends_on:
            day = escape(formats.date_format(space.contract_ends_on, "SHORT_DATE_FORMAT"))
            soon = f' <strong class="text-warn">⚑ {self.soon}</strong>' if cell.ends_soon else ""
            words = self.ended if cell.has_ended else self.until
            parts.append(f"<span>{words % {'day': day}}{soon}</span>")
        if self.opportunity and cell.is_worth_asking:
            parts.append(f'<a class="no-print" href="{self.opportunity}{space.pk}">{self.make}</a>')
        return "".join(parts)


def cells_of(
    grid: Grid, account: Account, plan: Plan | None, *, may_edit: bool
) -> Iterator[tuple[int, TableRow | None, SafeString]]:
    """(number of the unit, the unit, its cells). `plan`: the one that a cell becomes an opportunity of."""
    writer = Writer(account, plan, may_edit=may_edit)
    whole = escape(_("the client as a whole"))
    for line in grid.lines:
        unit = escape(str(line.unit)) if line.unit else whole
        cells = "".join(writer.cell(cell, unit) for cell in line.cells)
        yield (line.unit.pk if line.unit else WHOLE), line.unit, mark_safe(cells)  # noqa: S308 - escaped by Writer
