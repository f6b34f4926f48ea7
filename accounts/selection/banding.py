"""Scoring the measured factors of a round by bands from the sales rows of its year (method.md, section 2)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.kaism import BandTable, bands_of, check_bands
from accounts.models import AccountYear, BandEdge, Factor, Round, ScoringModel
from accounts.selection.batches import Seats, Written, among, as_array, by_batches, nobody_asks
from accounts.selection.quantities import SalesYear, quantity

# The sales row of the round's year and of the year before.
Years = tuple[SalesYear | None, SalesYear | None]


@dataclass(frozen=True)
class Measured:
    """A factor that sales rows score, with the table of its bands."""

    factor: int
    measure: str
    currency: str
    table: BandTable


def score_by_bands(*, round_: Round, accounts: Sequence[int] | None = None, written: Written = nobody_asks) -> int:
    """Score the round's candidates, or those of some accounts, instead of what bands gave them before; how many.

    Only while the round stands at consensus, else RoundHasMovedOn. Raises BandsBroken for a model whose bands do not
    cover every quantity.
    """
    measured = measured_factors(round_.model)
    if not measured:
        return 0

    def work(seats: Seats) -> None:
        years = years_of([account for _candidate, account in seats], round_.sales_year)
        _write(seats, list(_rows(seats, years, measured, round_.sales_year)))

    return by_batches(round_=round_, accounts=accounts, work=work, written=written, only_at=[Round.State.CONSENSUS])


def measured_factors(model: ScoringModel) -> list[Measured]:
    """Two statements."""
    edges: dict[int, list[tuple[Decimal | None, Decimal]]] = defaultdict(list)
    for factor, low, score in BandEdge.objects.filter(factor__model=model).values_list("factor", "low", "score"):
        edges[factor].append((low, score))
    factors = Factor.objects.filter(model=model).exclude(measure="")
    return [
        Measured(f.pk, f.measure, f.currency, check_bands(bands_of(edges[f.pk]), scale=model.scale)) for f in factors
    ]


def years_of(accounts: Sequence[int], year: int) -> dict[int, Years]:
    """Account -> its sales rows of the year and the year before; one statement."""
    rows = AccountYear.objects.filter(account__in=among(accounts), year__in=(year, year - 1)).order_by()
    found: dict[int, Years] = {}
    for account, when, currency, sales, margin, cost in rows.values_list(
        "account", "year", "currency", "sales", "margin", "cost_to_serve"
    ):
        now, before = found.get(account, (None, None))
        known = SalesYear(currency, sales, margin, cost)
        found[account] = (known, before) if when == year else (now, known)
    return found


def _rows(
    seats: Seats, years: Mapping[int, Years], measured: Sequence[Measured], year: int
) -> Iterator[dict[str, Any]]:
    """By the names of COLUMNS."""
    for candidate, account in seats:
        now, before = years.get(account, (None, None))
        for each in measured:
            raw = quantity(each.measure, each.currency, now, before)
            if raw is not None:
                band = each.table.band_of(raw)
                currency = each.currency if each.measure == "sales" else ""
                values = (candidate, each.factor, raw, band.low, band.high, band.score, year, currency)
                yield dict(zip(COLUMNS, values, strict=True))


COLUMNS = {
    "candidate_id": "bigint",
    "factor_id": "bigint",
    "raw": "numeric",
    "band_low": "numeric",
    "band_high": "numeric",
    "score": "numeric",
    "year": "smallint",
    "currency": "text",
}
CHANGING = ("raw", "band_low", "band_high", "score", "year", "currency")
GONE = """DELETE FROM accounts_bandscore b WHERE b.candidate_id = ANY(%s::bigint[]) AND NOT EXISTS (
    SELECT FROM unnest(%s::bigint[], %s::bigint[]) AS n(candidate_id, factor_id)
    WHERE n.candidate_id = b.candidate_id AND n.factor_id = b.factor_id)"""
# Scores that stay as they were are left alone, so that computing again costs little.
PUT = """INSERT INTO accounts_bandscore AS b ({names})
    SELECT {names} FROM json_to_recordset(%s) AS n({columns})
    WHERE NOT EXISTS (SELECT FROM accounts_bandscore o WHERE o.candidate_id = n.candidate_id
        AND o.factor_id = n.factor_id AND ({old}) IS NOT DISTINCT FROM ({new}))
    ON CONFLICT (candidate_id, factor_id) DO UPDATE SET {changes}""".format(  # noqa: S608 - made of constants of ours
    names=", ".join(COLUMNS),
    columns=", ".join(f"{name} {kind}" for name, kind in COLUMNS.items()),
    old=", ".join(f"o.{name}" for name in CHANGING),
    new=", ".join(f"n.{name}" for name in CHANGING),
    changes=", ".join(f"{name} = excluded.{name}" for name in CHANGING),
)


def _write(seats: Seats, rows: Sequence[dict[str, Any]]) -> None:
    keys = [as_array([row[name] for row in rows]) for name in ("candidate_id", "factor_id")]
    with connection.cursor() as cursor:
        cursor.execute(GONE, [as_array([candidate for candidate, _account in seats]), *keys])
        cursor.execute(PUT, [json.dumps(rows, default=str)])
