"""Figures by year and by horizon, each as a table and, where there is something to draw, a picture."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.printing import charts
from dossiers.printing.blocks import Block, Cell, Heading, Picture, Table
from dossiers.printing.what import Contents
from dossiers.printing.words import NOTHING, amount, provenance


def financial_years(contents: Contents) -> Iterator[Block]:
    if not contents.financial_years:
        return
    yield Heading(_("Financial indicators"))
    rows: list[list[str | Cell]] = []
    for line in contents.financial_years:
        year = line.row
        estimate = _("Estimate") if year.is_estimate else ""
        named = Cell(f"{year.year}, {year.currency}", estimate, provenance(line.known))
        rows.append([named, amount(year.turnover), amount(year.profit), amount(year.headcount)])
    yield Table([_("Year"), _("Turnover"), _("Profit"), _("Headcount")], rows, [3, 0, 0, 0], (1, 2, 3))


def sizes_and_sales(contents: Contents) -> Iterator[Block]:
    yield from sizes(contents)
    yield from sales(contents)


def sizes(contents: Contents) -> Iterator[Block]:
    if not contents.sizes:
        return
    title = _("Size of opportunity")
    yield Heading(f"{title}, {contents.currency}" if contents.currency else title)
    if drawn := charts.sizes_of_opportunity(contents.sizes):
        yield Picture(drawn, _("Size of opportunity, low, base and high; the table has the figures"))
    rows: list[list[str | Cell]] = []
    for size in contents.sizes:
        years = ngettext("%(years)s year", "%(years)s years", size.years) % {"years": size.years}
        figures = [figure or NOTHING for figure in (size.low, size.base, size.high)]
        rows.append([Cell(years, small=provenance(size.known)), *figures])
    yield Table([_("Horizon"), _("Low"), _("Base"), _("High")], rows, [3, 0, 0, 0], (1, 2, 3))


def sales(contents: Contents) -> Iterator[Block]:
    """For the client it is what they bought."""
    years = contents.sales_years
    if not years:
        return
    is_for_client = contents.asked.is_for_client
    yield Heading(_("What you bought from us") if is_for_client else _("Our sales and margin"))
    if drawn := charts.sales_by_year(years):
        yield Picture(drawn, _("Our sales by year; the table has the figures"))
    header, rows = [_("Year"), _("Sales")], [[f"{year.year}, {year.currency}", amount(year.sales)] for year in years]
    if not is_for_client:
        header += [_("Margin"), _("Cost to serve")]
        for row, year in zip(rows, years, strict=True):
            row += [amount(year.margin), amount(year.cost_to_serve)]
    yield Table(header, rows, [3, *(0 for _title in header[1:])], range(1, len(header)))
