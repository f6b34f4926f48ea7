"""What the client may read of the dossier about them. Closed unless it is named here or marked in the description.

Open is what the client told us about itself or knows anyway: who it is, its figures, its people by name and title,
whom it meets from us, what it bought, what is coming. Closed is what we think: the relationship, who decides, SWOT, the
ladder, competitors and the comparison, sizes of opportunity, share of wallet, margin and cost to serve, the diary,
notes, sources, authors and ways to reach people. docs/users.md tells it to those who hand it over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.description import SECTIONS, Field, SectionKind, Table
from dossiers.printing.what import UNTOLD, Contents, Event, Person, SalesYear
from dossiers.reading import FactLine, SectionPage
from dossiers.reading_rows import RowLine, TablePage

# What is said about the client among ourselves is said to the client in other words.
WORDS: dict[str, str | Promise] = {
    "general": _("About the company"),
    "relationship": _("Working together"),
    "customers": _("Customers"),
    "customers.share": _("Share of sales"),
    "rivals": _("Other firms on the market"),
    "rivals.name": _("Firm"),
    "goals": _("Goals and initiatives"),
    "goals.measure": _("Measured by"),
    "our_people": _("Our people who work for you"),
    "our_people.name": _("Name"),
}


def opened(contents: Contents) -> Contents:
    """The same for the client; whatever is not named here is left out."""
    rows = {section.rows for section in SECTIONS if section.rows_for_client}
    return Contents(
        asked=contents.asked,
        sections=[_section(part) for part in contents.sections],
        people=[Person(each.name, each.title) for each in contents.people],
        financial_years=[
            replace(line, known=UNTOLD)
            for line in contents.financial_years
            if "years" in rows and not line.row.is_estimate
        ],
        sales_years=[SalesYear(year.year, year.currency, year.sales) for year in contents.sales_years],
        events=[Event(each.on, each.title, each.words, UNTOLD) for each in contents.events if "events" in rows],
    )


def _section(part: SectionPage) -> SectionPage:
    return SectionPage(
        section=_titled(part.section),
        groups=_groups(part),
        tables=[_table(found) for found in part.tables if found.table.for_client],
        completeness=part.completeness,
    )


def _titled(section: SectionKind) -> SectionKind:
    """Letters would have gaps, and mean nothing to the client."""
    return replace(section, letter="", title=WORDS.get(section.key, section.title))


def _groups(part: SectionPage) -> list[tuple[str, Sequence[FactLine]]]:
    found: list[tuple[str, Sequence[FactLine]]] = []
    for title, lines in part.groups:
        if kept := [replace(line, known=UNTOLD) for line in lines if line.field.for_client]:
            found.append((title, kept))
    return found


def _table(found: TablePage) -> TablePage:
    table = found.table
    named = replace(
        table,
        title=WORDS.get(table.key, table.title),
        columns=tuple(_column(table, column) for column in table.columns if column.for_client),
    )
    columns = [_column(table, column) for column in found.columns if column.for_client]
    return TablePage(named, columns, [_row(row) for row in found.rows])


def _column(table: Table, column: Field) -> Field:
    return replace(column, title=WORDS.get(f"{table.key}.{column.key}", column.title))


def _row(row: RowLine) -> RowLine:
    cells = [(column, text) for column, text in row.cells if column.for_client]
    return RowLine(row.pk, row.name, cells, note="", known=UNTOLD, values={}, path_account=None)
