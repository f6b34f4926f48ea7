"""Planning the words about actions due: decided in PostgreSQL, one row per action, due date, stage and recipient.

One statement, as dossiers/reminders.py does for reviews: a second pass, a second worker or an outage changes nothing.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Status
from accounts.querysets import without_a_tie
from dossiers.whose_day import PEOPLE, days_by_zone, people_on
from kam_portal.foundation.notifications.saying import PUT_DOWN
from kam_portal.foundation.people.models import User
from planning.actions.reminder_days import DAYS_BEFORE, WEEK
from planning.models import Action, PlanState

TOPIC = "action"

# The stage names the action, for the subject of a message is the account. Told are the owner, and who stands in for an
# absent one; of an owner who no longer works with the client its manager, or the lead, and who stands in for them; the
# admins where neither is left.
_PLAN = f"""
WITH {PEOPLE}, due AS (
    SELECT c.id AS action_id, c.account_id, c.due_on, p.id, p.stand_in, p.today - c.due_on AS late,
        c.id <> ALL(%(left_behind)s) AS is_theirs,
        i.id AS instead, i.stand_in AS instead_stand_in
    FROM planning_action c
    JOIN planning_plan l ON l.id = c.plan_id AND l.approved_version > 0 AND l.state <> %(plan_closed)s
    JOIN accounts_account a ON a.id = c.account_id AND a.status <> %(closed)s
    JOIN person p ON p.id = c.owner_id
    LEFT JOIN person k ON k.id = a.kam_id
    LEFT JOIN person i ON i.id = CASE WHEN k.is_active THEN k.id ELSE k.lead END
    WHERE c.status IN ('planned', 'doing') AND c.due_on <= %(latest)s AND p.today - c.due_on >= -%(before)s
), in_force AS (
    SELECT due.*, CASE WHEN late >= %(week)s THEN 'w' || late / %(week)s WHEN late >= 0 THEN 'd0'
        ELSE 'd-' || %(before)s END || '-' || action_id AS stage
    FROM due
), said AS (
    SELECT i.account_id, i.due_on, i.stage, m.recipient, m.about FROM in_force i CROSS JOIN LATERAL (
        SELECT * FROM (VALUES (id, NULL), (stand_in, id)) AS owner WHERE is_theirs
        UNION ALL
        SELECT * FROM (VALUES (instead, id), (instead_stand_in, id)) AS other WHERE NOT is_theirs
        UNION ALL
        SELECT unnest(%(admins)s::bigint[]), id WHERE NOT is_theirs AND instead IS NULL
    ) AS m(recipient, about)
)
{PUT_DOWN}"""  # noqa: S608 - all parts stand in our code


@transaction.atomic
def plan_action_reminders(*, at: datetime.datetime) -> int:
    """Put down every word about an action that is in force at the instant `at` and not yet said; returns how many."""
    days = days_by_zone(at)
    latest = max(days.values(), default=at.date()) + datetime.timedelta(days=DAYS_BEFORE)
    left_behind = Action.objects.promised().filter(without_a_tie(timezone.localdate(at)), due_on__lte=latest)
    values: dict[str, Any] = {
        **people_on(days),
        "at": at,
        "latest": latest,
        "left_behind": list(left_behind.order_by().values_list("pk", flat=True)),
        "admins": list(User.objects.active_admins().values_list("pk", flat=True)),
        "topic": TOPIC,
        "closed": Status.CLOSED,
        "plan_closed": PlanState.CLOSED,
        "before": DAYS_BEFORE,
        "week": WEEK,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, values)
        return int(cursor.rowcount)
