"""The sections of a dossier as chapters on paper: facts, tables and pictures as blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Account, Ground
from dossiers.description import Field, Kind
from dossiers.printing import charts, people, standing, years
from dossiers.printing.blocks import Block, Cell, Heading, Line, Lines, Paragraph, Picture, Squares, Table
from dossiers.printing.what import Contents
from dossiers.printing.words import NOTHING, provenance, titled
from dossiers.reading import FactLine, SectionPage
from dossiers.reading_rows import RowLine, TablePage

FIGURES = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT)


@dataclass(frozen=True)
class Printed:
    """A chapter ready to be set."""

    title: str
    blocks: Sequence[Block]


def chapters_of(contents: Contents) -> list[Printed]:
    """Sections A to H, with the people after the one on decisions; what is empty the client does not see."""
    found: list[Printed] = []
    for part in contents.sections:
        found.append(Printed(_title(part), list(_section(part, contents))))
        if part.section.key == "decision":
            title = _("Your people") if contents.asked.is_for_client else _("People at the client")
            found.append(Printed(title, list(people.people(contents))))
    if contents.asked.is_for_client:
        return [chapter for chapter in found if chapter.blocks]
    empty = [Paragraph(_("Nothing is known here yet."), is_muted=True)]
    return [chapter if chapter.blocks else Printed(chapter.title, empty) for chapter in found]


def _title(part: SectionPage) -> str:
    section = part.section
    return f"{section.letter} · {section.title}" if section.letter else str(section.title)


def _section(part: SectionPage, contents: Contents) -> Iterator[Block]:
    key = part.section.key
    if key == "general":
        yield from _about(contents.asked.account, is_for_client=contents.asked.is_for_client)
    if key == "swot":
        yield from _swot(part)
    else:
        yield from _facts(part)
    for found in part.tables:
        yield from _table(found)
    if key in MORE:
        yield from MORE[key](contents)


def _about(account: Account, *, is_for_client: bool) -> Iterator[Block]:
    """What stands on the account itself; why we hold it key is ours."""
    pairs = [
        (titled(Account, "legal_name"), account.legal_name),
        (titled(Account, "registration_id"), account.registration_id),
        (titled(Account, "industry"), account.industry),
        (titled(Account, "site"), ", ".join(word for word in (account.site, account.country) if word)),
        (titled(Account, "founded"), str(account.founded or "")),
        (titled(Account, "parent"), account.parent.trade_name if account.parent else ""),
    ]
    if not is_for_client:
        pairs += [
            (titled(Account, "grounds"), "\n".join(_grounds(account))),
            (titled(Account, "consent"), str(account.get_consent_display())),
        ]
    if lines := [Line(title, text) for title, text in pairs if text]:
        yield Lines(lines)


def _grounds(account: Account) -> list[str]:
    named = [str(Ground(key).label) for key in account.grounds if key in Ground.values]
    return [*named, account.grounds_note] if account.grounds_note else named


def _facts(part: SectionPage) -> Iterator[Block]:
    for title, lines in part.groups:
        if title:
            yield Heading(title)
        yield Lines([Line(str(line.title), line.text, provenance(line.known)) for line in lines])


def _swot(part: SectionPage) -> Iterator[Block]:
    """Two rows of two for each side; a square of which nothing is known stays visible."""
    for title, lines in part.groups:
        known = {line.field.key: line for line in lines}
        yield Heading(title)
        yield Squares([_square(field, known.get(field.key)) for field in part.section.fields if field.group == title])


def _square(field: Field, line: FactLine | None) -> Line:
    if line is None:
        return Line(str(field.title), NOTHING)
    return Line(str(field.title), line.text, provenance(line.known))


def _table(found: TablePage) -> Iterator[Block]:
    if not found.rows:
        return
    yield Heading(str(found.table.title))
    if found.table.key == "wallet" and (drawn := charts.share_of_wallet(found.rows)):
        yield Picture(drawn, _("Our share of what the client buys, by year; the table has the figures"))
    header = [str(found.table.columns[0].title), *(str(column.title) for column in found.columns)]
    widths = [3, *(0 if column.kind in FIGURES else 2 for column in found.columns)]
    figures = [at for at, column in enumerate(found.columns, 1) if column.kind in FIGURES]
    rows: list[list[str | Cell]] = [[_named(row), *(text for _column, text in row.cells)] for row in found.rows]
    yield Table(header, rows, widths, figures)


def _named(row: RowLine) -> Cell:
    return Cell(row.name, row.note, provenance(row.known))


MORE: dict[str, Callable[[Contents], Iterator[Block]]] = {
    "general": years.financial_years,
    "relationship": years.sizes_and_sales,
    "competitors": standing.comparison,
    "ladder": standing.ladder,
    "events": people.events,
    "diary": people.diary,
}
