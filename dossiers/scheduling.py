"""Keeping the due date of every dossier in step with the account and its signed reviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from kam_portal.foundation.people.models import User

_OPEN_DOSSIERS = """
INSERT INTO dossiers_dossier (account_id, review_state, completeness)
SELECT a.id, 'none', 0 FROM accounts_account a WHERE a.id = ANY(%(ids)s)
ON CONFLICT (account_id) DO NOTHING
"""

# Counted from the last signed review; before the first one, from the day the account became key. Moving between
# statuses of the same cadence (key, key development) does not start the count anew: what counts is the first decision
# after the last one for another cadence. Nothing is taken from the dossier, so a returned review leaves no trace.
_RESCHEDULE = """
UPDATE dossiers_dossier d SET
    signed_on = c.signed_on, cadence_from = c.counted_from,
    due_on = (c.counted_from + make_interval(months => c.months))::date
FROM (
    SELECT a.id, r.signed_on, m.months,
        CASE WHEN m.months IS NOT NULL THEN COALESCE(r.signed_on, s.since, a.status_since) END AS counted_from
    FROM accounts_account a
    LEFT JOIN unnest(%(statuses)s::text[], %(months)s::int[]) AS m(status, months) ON m.status = a.status
    LEFT JOIN LATERAL (
        SELECT max(signed_on) AS signed_on FROM dossiers_review WHERE account_id = a.id AND state = 'signed'
    ) r ON true
    LEFT JOIN LATERAL (
        SELECT h.since, h.id FROM accounts_statuschange h
        LEFT JOIN unnest(%(statuses)s::text[], %(months)s::int[]) AS p(status, months) ON p.status = h.status
        WHERE h.account_id = a.id AND p.months IS DISTINCT FROM m.months
        ORDER BY h.since DESC, h.id DESC LIMIT 1
    ) b ON true
    LEFT JOIN LATERAL (
        SELECT min(h.since) AS since FROM accounts_statuschange h
        WHERE h.account_id = a.id AND (b.id IS NULL OR (h.since, h.id) > (b.since, b.id))
    ) s ON true
    WHERE a.id = ANY(%(ids)s)
) c
WHERE d.account_id = c.id AND (d.signed_on, d.cadence_from, d.due_on) IS DISTINCT FROM
    (c.signed_on, c.counted_from, (c.counted_from + make_interval(months => c.months))::date)
"""


@transaction.atomic
def keep_cadence(account_ids: Sequence[int], by: User | None = None) -> None:
    """Open missing dossiers and recompute due dates for the given accounts, in two statements for any number."""
    values: dict[str, Any] = {
        "ids": list(account_ids),
        "statuses": list(settings.REVIEW_MONTHS),
        "months": list(settings.REVIEW_MONTHS.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_DOSSIERS, values)
        cursor.execute(_RESCHEDULE, values)
