"""How much of a dossier is filled in. It tells what is missing; it never lowers a score."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.description import SECTIONS, Field, SectionKind


@dataclass(frozen=True)
class Completeness:
    """Filled and possible fields of one section, and the titles of those that are missing."""

    filled: int
    possible: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        return self.filled * 100 // self.possible if self.possible else 100


_ROWS: dict[str, str | Promise] = {
    "years": _("Financial indicators"),
    "events": _("Events ahead"),
    "diary": _("Diary entries"),
}


def of_section(section: SectionKind, filled_keys: Collection[str], rows: Mapping[str, int]) -> Completeness:
    """Fields with a value, a whole counted once; every table and the section's own rows count as one more field.

    `rows` tells how many there are, by the key of the table or by SectionKind.rows.
    """
    kinds = _kinds_of_rows(section)
    filled = len({f.counted_as for f in section.fields if f.key in filled_keys}) + sum(bool(rows.get(k)) for k in kinds)
    missing = [title for group in _groups(section) for title in _missing(group, filled_keys)]
    missing += [str(title) for key, title in kinds.items() if not rows.get(key)]
    return Completeness(filled, possible_in(section), tuple(missing))


def possible_in(section: SectionKind) -> int:
    return len({f.counted_as for f in section.fields}) + len(_kinds_of_rows(section))


def _kinds_of_rows(section: SectionKind) -> dict[str, str | Promise]:
    tables = {table.key: table.title for table in section.tables}
    return tables | ({section.rows: _ROWS[section.rows]} if section.rows else {})


def _groups(section: SectionKind) -> list[list[Field]]:
    """Fields that stand together; one without a group stands alone."""
    groups: dict[str, list[Field]] = {}
    for each in section.fields:
        groups.setdefault(str(each.group) or each.key, []).append(each)
    return list(groups.values())


def _missing(group: list[Field], filled_keys: Collection[str]) -> list[str]:
    """Titles of what is not filled in; a group of which nothing is known goes by its own title."""
    known = {f.counted_as for f in group if f.key in filled_keys}
    empty = [f for f in group if f.counted_as not in known]
    if not group[0].group:
        return [str(f.title) for f in empty]
    if len(empty) == len(group):
        return [str(group[0].group)]
    return [f"{f.group}: {f.title}" for f in empty]


POSSIBLE = sum(possible_in(section) for section in SECTIONS)
_WHOLES = {f.key: f.whole for section in SECTIONS for f in section.fields if f.whole}

# Taken in a statement of its own: whoever counts after waiting for the row sees what the other has saved meanwhile.
_LOCK = "SELECT FROM dossiers_dossier WHERE account_id = ANY(%s) ORDER BY account_id FOR NO KEY UPDATE"
_REFRESH = """
UPDATE dossiers_dossier d SET completeness = n.percent FROM (
    SELECT a.id, (
        (SELECT count(DISTINCT COALESCE(w.whole, f.key)) FROM dossiers_fact f
            LEFT JOIN unnest(%s::text[], %s::text[]) AS w(key, whole) ON w.key = f.key
            WHERE f.account_id = a.id AND f.value <> '')
        + (SELECT count(DISTINCT t."table") FROM dossiers_tablerow t WHERE t.account_id = a.id)
        + (EXISTS (SELECT FROM dossiers_financialyear y WHERE y.account_id = a.id))::int
        + (EXISTS (SELECT FROM dossiers_eventahead e WHERE e.account_id = a.id))::int
        + (EXISTS (SELECT FROM dossiers_diaryentry x WHERE x.account_id = a.id))::int
    ) * 100 / %s AS percent
    FROM unnest(%s::bigint[]) AS a(id)
) n WHERE d.account_id = n.id AND d.completeness <> n.percent
"""


def refresh_completeness(account_ids: Iterable[int]) -> None:
    """Recompute the percentage that lists show, in two statements for all given accounts."""
    ids = list(account_ids)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK, [ids])
        cursor.execute(_REFRESH, [list(_WHOLES), list(_WHOLES.values()), POSSIBLE, ids])
