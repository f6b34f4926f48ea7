"""What a visit may verify: stale facts and rows, empty sections, the running review."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Value
from django.utils.functional import Promise

from accounts.models import Account
from dossiers.completeness import of_section
from dossiers.description import BY_KEY, FIELD_SECTION, SECTIONS, TABLE_SECTION, TABLES, SectionKind
from dossiers.models import EventAhead, Fact, FinancialYear, Review, TableRow
from dossiers.reviews import topics as review_topics
from dossiers.reviews.sections import ROW_BY_KEY
from dossiers.staleness import Stale, stale_of
from dossiers.values import to_words

# So many stale facts are named.
STALE = 4


@dataclass(frozen=True)
class StaleFact:
    section: str | Promise
    title: str | Promise
    as_of: datetime.date


@dataclass(frozen=True)
class ToVerify:
    """Stale facts, the oldest first; `answered` of `asked` in the running review, None where none runs."""

    stale: Sequence[StaleFact]
    stale_count: int
    empty: Sequence[SectionKind]
    answered: int | None
    asked: int

    @property
    def more_stale(self) -> int:
        return self.stale_count - len(self.stale)

    @property
    def is_clean(self) -> bool:
        return not self.stale_count and not self.empty and self.answered is None


def to_verify(account: Account, facts: Sequence[Fact], *, has_diary: bool, today: datetime.date) -> ToVerify:
    """`facts` are those with a value; a fixed number of statements."""
    old = stale_of(account, today, settings.REVIEW_MONTHS.get(account.status))
    counted = dict.fromkeys(_kinds_of_rows(account), 1) | {"diary": int(has_diary)}
    keys = [fact.key for fact in facts]
    running = Review.objects.running().filter(account=account).annotate(n=Count("answers")).values_list("n", flat=True)
    answered = running.first()
    return ToVerify(
        stale=[_named(one) for one in old[:STALE]],
        stale_count=len(old),
        empty=[section for section in SECTIONS if not of_section(section, keys, counted).filled],
        answered=answered,
        asked=0 if answered is None else len(review_topics.asked(account)),
    )


def _kinds_of_rows(account: Account) -> list[str]:
    """The tables in which something stands, "years" and "events" among them."""
    tables = TableRow.objects.filter(account=account).order_by().values_list("table")
    years = FinancialYear.objects.filter(account=account).order_by().values_list(Value("years"))
    events = EventAhead.objects.filter(account=account).order_by().values_list(Value("events"))
    return [kind for (kind,) in tables.union(years, events)]


def _named(one: Stale) -> StaleFact:
    if not one.kind:
        section = FIELD_SECTION[one.number]
        field = section[one.number]
        return StaleFact(section.title, f"{field.group}: {field.title}" if field.group else field.title, one.as_of)
    if one.kind in TABLES:
        table = TABLES[one.kind]
        name = to_words(table[table.name_key], one.name)
        return StaleFact(TABLE_SECTION[one.kind].title, f"{table.title}: {name}", one.as_of)
    kind = ROW_BY_KEY[one.kind]
    return StaleFact(BY_KEY[kind.topic].title, kind.title({kind.named_by[0]: one.name}), one.as_of)
