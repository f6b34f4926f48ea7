"""Planning the words about events ahead: decided in PostgreSQL, one row per event, date, stage and recipient.

One statement reads every event whose lead time has begun and puts down the messages that are missing, as
dossiers/reminders.py does for reviews: a second pass, a second worker or an outage changes nothing.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import Status
from dossiers.ahead.leading import FRIDAY, LAST_WORD_DAYS, LEAD, TWO_WORDS_FROM_DAYS, WEEK
from dossiers.whose_day import PEOPLE, days_by_zone, people_on
from kam_portal.foundation.notifications.saying import PUT_DOWN

TOPIC = "event"

# The stage names the event, for the subject of a message is the account. The first condition on the date lets the
# index events_ahead_by_day pick the events that are not over anywhere on earth.
_PLAN = f"""
WITH {PEOPLE}, begun AS (
    SELECT e.id AS event_id, e.account_id, e.on, p.id, p.is_active, p.stand_in, p.lead,
        CASE WHEN e.on - p.today <= %(last_word)s AND e.lead_days >= %(two_words_from)s
            THEN %(week_stage)s ELSE %(lead_stage)s END || '-' || e.id AS stage
    FROM dossiers_eventahead e
    JOIN accounts_account a ON a.id = e.account_id AND a.status <> %(closed)s
    JOIN person p ON p.id = a.kam_id
    CROSS JOIN LATERAL (SELECT e.on - e.lead_days AS begins) b
    WHERE e.on >= %(earliest)s AND e.on >= p.today
        AND b.begins - GREATEST(0, EXTRACT(ISODOW FROM b.begins)::int - %(friday)s) <= p.today
), said AS (
    SELECT b.account_id, b.on AS due_on, b.stage, m.recipient, m.about FROM begun b CROSS JOIN LATERAL (VALUES
        (CASE WHEN is_active THEN id ELSE lead END, CASE WHEN NOT is_active THEN id END),
        (CASE WHEN is_active THEN stand_in END, id)
    ) AS m(recipient, about)
)
{PUT_DOWN}"""  # noqa: S608 - all parts stand in our code


@transaction.atomic
def plan_event_reminders(*, at: datetime.datetime) -> int:
    """Put down every word about an event that is in force at the instant `at` and not yet said; returns how many."""
    days = days_by_zone(at)
    values: dict[str, Any] = {
        **people_on(days),
        "at": at,
        "earliest": min(days.values(), default=at.date()),
        "topic": TOPIC,
        "closed": Status.CLOSED,
        "friday": FRIDAY,
        "last_word": LAST_WORD_DAYS,
        "two_words_from": TWO_WORDS_FROM_DAYS,
        "week_stage": WEEK,
        "lead_stage": LEAD,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, values)
        return int(cursor.rowcount)
