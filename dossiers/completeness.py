"""How much of a dossier is filled in. It tells what is missing; it never lowers a score."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from dossiers.description import SECTIONS, SectionKind


@dataclass(frozen=True)
class Completeness:
    """Filled and possible fields of one section, and the titles of those that are missing."""

    filled: int
    possible: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        return self.filled * 100 // self.possible if self.possible else 100


def of_section(section: SectionKind, filled_keys: Collection[str], rows: Mapping[str, int]) -> Completeness:
    """Fields with a value; a section with rows counts them as one more field."""
    missing = [str(f.title) for f in section.fields if f.key not in filled_keys]
    if section.rows and not rows.get(section.rows):
        missing.append(str(section.title))
    possible = len(section.fields) + bool(section.rows)
    return Completeness(possible - len(missing), possible, tuple(missing))


POSSIBLE = sum(len(section.fields) + bool(section.rows) for section in SECTIONS)

_REFRESH = """
UPDATE dossiers_dossier d SET completeness = n.percent FROM (
    SELECT a.id, (
        (SELECT count(*) FROM dossiers_fact f WHERE f.account_id = a.id AND f.value <> '')
        + (EXISTS (SELECT FROM dossiers_financialyear y WHERE y.account_id = a.id))::int
        + (EXISTS (SELECT FROM dossiers_eventahead e WHERE e.account_id = a.id))::int
        + (EXISTS (SELECT FROM dossiers_diaryentry x WHERE x.account_id = a.id))::int
    ) * 100 / %s AS percent
    FROM unnest(%s::bigint[]) AS a(id)
) n WHERE d.account_id = n.id AND d.completeness <> n.percent
"""


def refresh_completeness(account_ids: Iterable[int]) -> None:
    """Recompute the percentage that lists show, in one statement for all given accounts."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, [POSSIBLE, list(account_ids)])
