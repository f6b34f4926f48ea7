"""A dossier as its reader sees it: facts with provenance, what is stale, what is coming, where we stand."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Window
from django.utils.functional import Promise

from accounts.models import Account, AccountYear
from accounts.selection.comparison_standing import Standing, standing_of
from dossiers import cadence, ladder
from dossiers.attachments.reading import by_section, latest_versions
from dossiers.completeness import POSSIBLE, Completeness, of_section
from dossiers.description import SECTIONS, Field, Kind, SectionKind
from dossiers.models import AttachmentVersion, DiaryEntry, Dossier, EventAhead, Fact, FinancialYear, Review
from dossiers.values import LEVELS, from_stored, to_words

EVENTS_SHOWN = 100
EVENTS_BESIDE = 6
DIARY_SHOWN = 5
FILES_SHOWN = 5
YEARS_SHOWN = 10
HORIZONS = (1, 3, 5)
SIZES = ("low", "base", "high")


@dataclass(frozen=True)
class FactLine:
    """One fact in words with its provenance; `percent` only for a share that can be drawn."""

    title: str | Promise
    text: str
    as_of: datetime.date
    by: str
    source: str
    is_stale: bool
    percent: Decimal | None = None


@dataclass(frozen=True)
class Size:
    """Size of opportunity over one horizon; the as-of is that of its oldest figure."""

    years: int
    low: str
    base: str
    high: str
    as_of: datetime.date
    is_stale: bool


@dataclass(frozen=True)
class SectionPage:
    section: SectionKind
    groups: Sequence[tuple[str, Sequence[FactLine]]]
    completeness: Completeness
    files: Sequence[AttachmentVersion] = ()

    @property
    def stale(self) -> int:
        return sum(line.is_stale for _title, lines in self.groups for line in lines)


@dataclass(frozen=True)
class Coming:
    """An event ahead; `days` left, `is_near` when its lead time has begun, `is_past` when it is over."""

    event: EventAhead
    days: int

    @property
    def is_past(self) -> bool:
        return self.days < 0

    @property
    def is_near(self) -> bool:
        return 0 <= self.days <= self.event.lead_days


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
    financial_years: Sequence[FinancialYear]
    sales_years: Sequence[AccountYear]
    events: Sequence[Coming]
    diary: Sequence[DiaryEntry]
    diary_count: int
    files: Sequence[AttachmentVersion]
    files_count: int
    standing: ladder.Standing | None
    steps: Sequence[Step]
    competitors_stand: str
    comparison: Standing
    months: int | None
    running_review: Review | None
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


def read_dossier(account: Account, today: datetime.date) -> DossierPage:
    """The dossier on a day; the number of statements does not grow with what it holds."""
    facts = {f.key: f for f in Fact.objects.filter(account=account).exclude(value="").select_related("by")}
    years = list(FinancialYear.objects.filter(account=account)[:YEARS_SHOWN])
    coming = EventAhead.objects.filter(account=account).order_by("-on", "-pk")[:EVENTS_SHOWN]
    events = [Coming(event, (event.on - today).days) for event in reversed(coming)]
    diary, diary_count = _latest_entries(account)
    months = settings.REVIEW_MONTHS.get(account.status)
    dossier: Dossier | None = getattr(account, "dossier", None)
    rows = {"years": len(years), "events": len(events), "diary": diary_count}
    # All of them at once: how many a client may have is limited.
    files = list(latest_versions(account))
    beside = by_section(files)
    sections = [_section_page(section, facts, rows, today, months, beside.get(section.key, ())) for section in SECTIONS]
    answers = {key: fact.value for key, fact in facts.items()}
    standing = ladder.standing(answers)
    sizes = [size for horizon in HORIZONS if (size := _size(horizon, facts, today, months))]
    return DossierPage(
        sections=sections,
        sizes=sizes,
        currency=answers.get("size_currency", ""),
        financial_years=years,
        sales_years=list(AccountYear.objects.filter(account=account)[:YEARS_SHOWN]),
        events=events,
        diary=diary,
        diary_count=diary_count,
        files=files[:FILES_SHOWN],
        files_count=len(files),
        standing=standing,
        steps=_steps(standing, answers.get("client_answer", "")),
        competitors_stand=answers.get("competitor_ladder", ""),
        comparison=standing_of(account.pk),
        months=months,
        running_review=Review.objects.running().filter(account=account).defer("snapshot", "changes").first(),
        dossier=dossier,
        is_late=bool(dossier and dossier.due_on and dossier.due_on < today),
        stale=sum(is_stale(fact.as_of, today, months) for fact in facts.values()),
    )


def _latest_entries(account: Account) -> tuple[Sequence[DiaryEntry], int]:
    """The latest entries of the diary and the number of all, in one statement."""
    entries = DiaryEntry.objects.filter(account=account).select_related("next_step_owner", "by")
    latest = list(entries.annotate(of_all=Window(Count("pk")))[:DIARY_SHOWN])
    return latest, latest[0].of_all if latest else 0


def is_stale(as_of: datetime.date, today: datetime.date, months: int | None) -> bool:
    """Whether something was last verified longer ago than a whole cycle; never for an account without a cadence."""
    return months is not None and cadence.is_stale(as_of, today, months)


def _section_page(
    section: SectionKind,
    facts: Mapping[str, Fact],
    rows: Mapping[str, int],
    today: datetime.date,
    months: int | None,
    files: Sequence[AttachmentVersion],
) -> SectionPage:
    groups: dict[str, list[FactLine]] = {}
    for described in section.fields:
        if described.key in facts and not described.key.startswith("size_"):
            line = _line(described, facts[described.key], today, months)
            groups.setdefault(str(described.group), []).append(line)
    filled = [f.key for f in section.fields if f.key in facts]
    return SectionPage(section, list(groups.items()), of_section(section, filled, rows), files)


def _line(described: Field, fact: Fact, today: datetime.date, months: int | None) -> FactLine:
    return FactLine(
        title=described.title,
        text=to_words(described, fact.value),
        as_of=fact.as_of,
        by=fact.by.full_name if fact.by else "",
        source=fact.source,
        is_stale=is_stale(fact.as_of, today, months),
        percent=from_stored(described, fact.value) if described.kind is Kind.PERCENT else None,
    )


def _size(horizon: int, facts: Mapping[str, Fact], today: datetime.date, months: int | None) -> Size | None:
    """None where nothing is known of the horizon."""
    known = {size: facts.get(f"size_{horizon}_{size}") for size in SIZES}
    found = [fact for fact in known.values() if fact is not None]
    if not found:
        return None
    relationship = next(section for section in SECTIONS if section.key == "relationship")
    words: dict[str, Any] = {
        size: to_words(relationship[fact.key], fact.value) if fact else "" for size, fact in known.items()
    }
    as_of = min(fact.as_of for fact in found)
    return Size(years=horizon, as_of=as_of, is_stale=is_stale(as_of, today, months), **words)


def _steps(standing: ladder.Standing | None, clients: str) -> list[Step]:
    ours = range(standing.lowest, standing.highest + 1) if standing else range(0)
    return [Step(int(key), title, int(key) in ours, key == clients) for key, title in LEVELS.items()]
