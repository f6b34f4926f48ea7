"""A dossier as its reader sees it: facts with provenance, what is stale, what is coming, where we stand."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Subquery
from django.utils.functional import Promise

from accounts.models import Account, AccountYear, Contact
from accounts.selection.comparison_standing import Standing, standing_of
from dossiers.attachments.reading import Files, latest_files
from dossiers.completeness import POSSIBLE, Completeness, of_section
from dossiers.description import SECTIONS, Field, Kind, SectionKind
from dossiers.diary.narrowing import contacts_last_met_first, with_steps
from dossiers.knowing import Known, is_older, known
from dossiers.ladders import ladder
from dossiers.ladders.reading import Ladders, read_ladders, with_ladders
from dossiers.models import (
    DiaryEntry,
    Dossier,
    EventAhead,
    Fact,
    FinancialYear,
    ReviewState,
    TableRow,
)
from dossiers.reading_along import read_along
from dossiers.reading_rows import TablePage, rows_of, table_pages
from dossiers.values import LEVELS, from_stored, to_words
from kam_portal.foundation.people.models import User
from kam_portal.foundation.statements import Statement

EVENTS_BESIDE = 6
DIARY_SHOWN = 5
PEOPLE_SHOWN = 8
HORIZONS = (1, 3, 5)
SIZES = ("low", "base", "high")


@dataclass(frozen=True)
class FactLine:
    """One fact in words with its provenance; `percent` only for a share that can be drawn."""

    field: Field
    text: str
    known: Known
    percent: Decimal | None = None

    @property
    def title(self) -> str | Promise:
        return self.field.title


@dataclass(frozen=True)
class Size:
    """Size of opportunity over one horizon; known as its oldest figure is. `amounts` are the same to be drawn."""

    years: int
    low: str
    base: str
    high: str
    known: Known
    amounts: Sequence[Decimal | None] = ()


@dataclass(frozen=True)
class SectionPage:
    section: SectionKind
    groups: Sequence[tuple[str, Sequence[FactLine]]]
    tables: Sequence[TablePage]
    completeness: Completeness
    files: Files = Files()

    @property
    def empty_tables(self) -> list[TablePage]:
        return [table for table in self.tables if not table.rows]


@dataclass(frozen=True)
class Coming:
    """An event ahead; `days` left, `is_near` when its lead time has begun, `is_past` when it is over."""

    event: EventAhead
    days: int
    known: Known

    @property
    def is_past(self) -> bool:
        return self.days < 0

    @property
    def is_near(self) -> bool:
        return 0 <= self.days <= self.event.lead_days


@dataclass(frozen=True)
class YearLine:
    """The client's own figures of one year."""

    row: FinancialYear
    known: Known


@dataclass(frozen=True)
class Step:
    """One rung of the ladder: whether we may stand on it, and whether the client named it."""

    level: int
    title: str | Promise
    is_ours: bool
    is_clients: bool


@dataclass(frozen=True)
class DossierPage:
    """Everything the page needs, read in a fixed number of statements."""

    sections: Sequence[SectionPage]
    sizes: Sequence[Size]
    currency: str
    financial_years: Sequence[YearLine]
    sales_years: Sequence[AccountYear]
    events: Sequence[Coming]
    diary: Sequence[DiaryEntry]
    diary_count: int
    # Their people, each with the day `last_met`, the last one met first.
    people: Sequence[Contact]
    files: Files
    standing: ladder.Standing | None
    steps: Sequence[Step]
    ladders: Ladders
    competitors_stand: str
    comparison: Standing
    months: int | None
    is_under_review: bool
    dossier: Dossier | None
    is_late: bool
    stale: int

    @property
    def events_ahead(self) -> list[Coming]:
        return [coming for coming in self.events if not coming.is_past][:EVENTS_BESIDE]

    @property
    def percent(self) -> int:
        return sum(page.completeness.filled for page in self.sections) * 100 // POSSIBLE

    @property
    def empty_sections(self) -> list[SectionKind]:
        return [page.section for page in self.sections if not page.completeness.filled]


def read_dossier(account: Account, reader: User, today: datetime.date) -> DossierPage:
    """The dossier on a day for one who may read it; the number of statements does not grow with what it holds."""
    facts = {fact.key: fact for fact in _FACTS.ask(account=account.pk)}
    along = read_along(account, today)
    diary = list(_LATEST_ENTRIES.ask(account=account.pk))
    diary_count = diary[0].of_all if diary else 0
    months = settings.REVIEW_MONTHS.get(account.status)
    events = [Coming(event, (event.on - today).days, known(event, today, months)) for event in reversed(along.events)]
    dossier = along.dossier
    rows: dict[str, list[TableRow]] = {}
    for row in rows_of(account, reader, today):
        rows.setdefault(row.table, []).append(row)
    counted = {"years": len(along.figures), "events": len(events), "diary": diary_count}
    counted |= {table: len(found) for table, found in rows.items()}
    files, beside = latest_files(account)
    sections = [
        _section_page(section, facts, rows, counted, today, months, beside.get(section.key)) for section in SECTIONS
    ]
    answers = {key: fact.value for key, fact in facts.items()}
    standing = ladder.standing(answers)
    comparison = standing_of(account.pk, with_ladders())
    ladders = read_ladders(
        along.answers,
        answers,
        comparison.competitors,
        lambda day: is_older(day, today, months),
        given=along.answers_given,
    )
    sizes = [size for horizon in HORIZONS if (size := _size(horizon, facts, today, months))]
    return DossierPage(
        sections=sections,
        sizes=sizes,
        currency=answers.get("size_currency", ""),
        financial_years=[YearLine(year, known(year, today, months)) for year in along.figures],
        sales_years=along.sales,
        events=events,
        diary=diary,
        diary_count=diary_count,
        people=list(_PEOPLE.ask(account=account.pk)),
        files=files,
        standing=standing,
        steps=_steps(standing, _named_by_client(answers, ladders)),
        competitors_stand=answers.get("competitor_ladder", ""),
        ladders=ladders,
        comparison=comparison,
        months=months,
        is_under_review=bool(dossier and dossier.review_state != ReviewState.NONE),
        dossier=dossier,
        is_late=bool(dossier and dossier.due_on and dossier.due_on < today),
        stale=along.stale,
    )


def _facts(account: Any) -> QuerySet[Fact]:
    return Fact.objects.filter(account=account).exclude(value="").select_related("by")


def _latest_entries(account: Any) -> QuerySet[Any]:
    """The latest few, each carrying the number of all."""
    entries = DiaryEntry.objects.filter(account=account)
    count = entries.order_by().values("account").annotate(count=Count("pk")).values("count")
    return with_steps(entries.annotate(of_all=Subquery(count)))[:DIARY_SHOWN]


_FACTS = Statement(_facts, account=int)
_LATEST_ENTRIES = Statement(_latest_entries, account=int)
_PEOPLE = Statement(lambda account: contacts_last_met_first(account)[:PEOPLE_SHOWN], account=int)


def _section_page(
    section: SectionKind,
    facts: Mapping[str, Fact],
    rows: Mapping[str, Sequence[TableRow]],
    counted: Mapping[str, int],
    today: datetime.date,
    months: int | None,
    files: Files | None,
) -> SectionPage:
    groups: dict[str, list[FactLine]] = {}
    for described in section.fields:
        if described.key in facts and not described.key.startswith("size_"):
            line = _line(described, facts[described.key], today, months)
            groups.setdefault(str(described.group), []).append(line)
    filled = [f.key for f in section.fields if f.key in facts]
    tables = table_pages(section.tables, rows, today, months)
    return SectionPage(section, list(groups.items()), tables, of_section(section, filled, counted), files or Files())


def _line(described: Field, fact: Fact, today: datetime.date, months: int | None) -> FactLine:
    return FactLine(
        field=described,
        text=to_words(described, fact.value),
        known=known(fact, today, months),
        percent=from_stored(described, fact.value) if described.kind is Kind.PERCENT else None,
    )


def _size(horizon: int, facts: Mapping[str, Fact], today: datetime.date, months: int | None) -> Size | None:
    """None where nothing is known of the horizon."""
    figures = {size: facts.get(f"size_{horizon}_{size}") for size in SIZES}
    found = [fact for fact in figures.values() if fact is not None]
    if not found:
        return None
    relationship = next(section for section in SECTIONS if section.key == "relationship")
    words: dict[str, Any] = {
        size: to_words(relationship[fact.key], fact.value) if fact else "" for size, fact in figures.items()
    }
    oldest = min(found, key=lambda fact: fact.as_of)
    amounts = [Decimal(fact.value) if fact else None for fact in figures.values()]
    return Size(years=horizon, known=known(oldest, today, months), amounts=amounts, **words)


def _steps(standing: ladder.Standing | None, clients: Collection[str]) -> list[Step]:
    ours = range(standing.lowest, standing.highest + 1) if standing else range(0)
    return [Step(int(key), title, int(key) in ours, key in clients) for key, title in LEVELS.items()]


def _named_by_client(answers: Mapping[str, str], ladders: Ladders) -> set[str]:
    """The levels that the client named in talk, or made certain by answering the six questions."""
    client = ladders.client.standing if ladders.client else None
    by_link = {str(client.lowest)} if client and client.is_exact else set()
    return {answers.get("client_answer", "")} | by_link
