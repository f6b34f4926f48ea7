"""What a printed dossier holds, read in a fixed number of statements. What the client may read is chosen elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Account, AccountYear, Contact
from accounts.selection.comparison_standing import Standing
from dossiers.diary.narrowing import with_people_and_steps
from dossiers.knowing import Known
from dossiers.ladders import ladder
from dossiers.models import DiaryEntry, Dossier
from dossiers.printing.chapters import Asked
from dossiers.reading import Coming, SectionPage, Size, Step, YearLine, read_dossier

DIARY_DAYS, DIARY_PRINTED = 366, 40
PEOPLE_PRINTED = 300
# Provenance that is not told.
UNTOLD = Known(None, "", "", is_stale=False)


@dataclass(frozen=True)
class Person:
    name: str
    title: str
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()


@dataclass(frozen=True)
class SalesYear:
    year: int
    currency: str
    sales: Decimal | None
    margin: Decimal | None = None
    cost_to_serve: Decimal | None = None


@dataclass(frozen=True)
class Event:
    """`words` is its kind; `note` and `lead_days` are ours."""

    on: date
    title: str
    words: str
    known: Known
    note: str = ""
    lead_days: int | None = None


@dataclass(frozen=True)
class Contents:
    """Everything that may be printed. What has a default here is left out unless it is put in by name."""

    asked: Asked
    sections: Sequence[SectionPage]
    people: Sequence[Person]
    financial_years: Sequence[YearLine]
    sales_years: Sequence[SalesYear]
    events: Sequence[Event]
    sizes: Sequence[Size] = ()
    currency: str = ""
    comparison: Standing | None = None
    standing: ladder.Standing | None = None
    steps: Sequence[Step] = ()
    diary: Sequence[DiaryEntry] = ()
    dossier: Dossier | None = None
    percent: int | None = None


def gather(asked: Asked) -> Contents:
    """The whole of it, as we read it ourselves."""
    page = read_dossier(asked.account, asked.reader, asked.on)
    return Contents(
        asked=asked,
        sections=page.sections,
        people=people_of(asked.account),
        financial_years=page.financial_years,
        sales_years=[_sales(year) for year in page.sales_years],
        events=[_event(coming) for coming in page.events if not coming.is_past],
        sizes=page.sizes,
        currency=page.currency,
        comparison=page.comparison,
        standing=page.standing,
        steps=page.steps,
        diary=latest_diary(asked),
        dossier=page.dossier,
        percent=page.percent,
    )


def people_of(account: Account) -> list[Person]:
    found = Contact.objects.known().filter(account=account)[:PEOPLE_PRINTED]
    return [Person(each.name, each.title, each.emails, each.phones) for each in found]


def latest_diary(asked: Asked) -> list[DiaryEntry]:
    """The entries of the last year, the latest first."""
    entries = DiaryEntry.objects.filter(account=asked.account, on__gt=asked.on - timedelta(days=DIARY_DAYS))
    return list(with_people_and_steps(entries)[:DIARY_PRINTED])


def _sales(year: AccountYear) -> SalesYear:
    return SalesYear(year.year, year.currency, year.sales, year.margin, year.cost_to_serve)


def _event(coming: Coming) -> Event:
    event = coming.event
    return Event(event.on, event.title, str(event.get_kind_display()), coming.known, event.note, event.lead_days)
