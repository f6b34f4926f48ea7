"""What a visit may verify: stale facts and rows, empty sections, the running review."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Account
from dossiers.completeness import of_section
from dossiers.description import BY_KEY, FIELD_SECTION, SECTIONS, TABLE_SECTION, TABLES, SectionKind
from dossiers.knowing import is_stale
from dossiers.models import EventAhead, Fact, FinancialYear, Review, TableRow
from dossiers.models.provenance import Provenance
from dossiers.reviews import topics as review_topics
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
    """`facts` are those with a value; four statements."""
    months = settings.REVIEW_MONTHS.get(account.status)
    rows = list(TableRow.objects.filter(account=account, table__in=TABLES).defer("text"))
    years = list(FinancialYear.objects.filter(account=account))
    known: list[Provenance] = [*(fact for fact in facts if fact.key in FIELD_SECTION), *rows, *years]
    old = sorted((one for one in known if is_stale(one, today, months)), key=lambda one: (one.as_of, one.pk))
    counted = {row.table: 1 for row in rows} | {"years": len(years), "diary": int(has_diary)}
    counted["events"] = int(EventAhead.objects.filter(account=account).exists())
    keys = [fact.key for fact in facts]
    running = Review.objects.running().filter(account=account).annotate(n=Count("answers")).values_list("n", flat=True)
    return ToVerify(
        stale=[_named(one) for one in old[:STALE]],
        stale_count=len(old),
        empty=[section for section in SECTIONS if not of_section(section, keys, counted).filled],
        answered=running.first(),
        asked=len(review_topics.topics()),
    )


def _named(one: Provenance) -> StaleFact:
    assert one.as_of is not None  # noqa: S101 - what nobody has verified is not stale
    if isinstance(one, Fact):
        section = FIELD_SECTION[one.key]
        field = section[one.key]
        return StaleFact(section.title, f"{field.group}: {field.title}" if field.group else field.title, one.as_of)
    if isinstance(one, TableRow):
        table = TABLES[one.table]
        name = to_words(table[table.name_key], one.values[table.name_key])
        return StaleFact(TABLE_SECTION[one.table].title, f"{table.title}: {name}", one.as_of)
    assert isinstance(one, FinancialYear)  # noqa: S101 - there is no other kind
    year = _("The client's figures of %(year)s") % {"year": one.year}
    return StaleFact(BY_KEY["general"].title, year, one.as_of)
