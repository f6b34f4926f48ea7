"""Planning reminders: what is due is decided in PostgreSQL, one row per dossier, due date, stage and recipient.

One statement reads every due dossier and puts down the messages that are missing; what has no manager who works here is
told to the admins, one message a week. Nothing is queued and nothing is
counted down: a second pass, a second worker or an outage changes nothing (method.md, section 3).
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from accounts.models import Account
from accounts.querysets import AccountQuerySet
from dossiers.cadence import (
    ANNOUNCED_DAYS_BEFORE_ESCALATION,
    DAYS_BEFORE,
    ESCALATION_DAYS_LATE,
    WEEK,
)
from dossiers.whose_day import PEOPLE, days_by_zone, people_on
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.saying import PUT_DOWN, say
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day, zone_named

TOPIC = "review"
UNMANAGED = "unmanaged"
AHEAD, ESCALATE = "ahead", "escalate"

# `announced.before`: an announcement put down before this instant is ANNOUNCED_DAYS_BEFORE_ESCALATION days old.
_PLAN = f"""
WITH {PEOPLE}, announced AS (
    SELECT * FROM unnest(%(zones)s::text[], %(announced_before)s::timestamptz[]) AS n(zone, before)
), due AS (
    SELECT d.account_id, d.due_on, p.*, n.before, p.today - d.due_on AS late, l.stand_in AS leads_stand_in
    FROM dossiers_dossier d
    JOIN accounts_account a ON a.id = d.account_id
    JOIN person p ON p.id = a.kam_id
    JOIN announced n ON n.zone = p.zone
    LEFT JOIN person l ON l.id = p.lead
    WHERE d.due_on <= %(latest)s AND p.today - d.due_on >= -%(first)s
), in_force AS (
    SELECT due.*, CASE WHEN late >= %(week)s THEN 'w' || late / %(week)s WHEN late >= 0 THEN 'd0'
        WHEN late >= -%(last)s THEN 'd-' || %(last)s ELSE 'd-' || %(first)s END AS stage
    FROM due
), said AS (
    SELECT i.account_id, i.due_on, i.stage, m.recipient, m.about FROM in_force i CROSS JOIN LATERAL (VALUES
        (CASE WHEN is_active THEN id ELSE lead END, CASE WHEN NOT is_active THEN id END),
        (CASE WHEN is_active THEN stand_in END, id)
    ) AS m(recipient, about)
    UNION ALL
    SELECT due.account_id, due.due_on, %(ahead)s, m.recipient, m.about
    FROM due CROSS JOIN LATERAL (VALUES (id, NULL::bigint), (stand_in, id)) AS m(recipient, about)
    WHERE late >= %(ahead_from)s AND is_active AND lead IS NOT NULL AND NOT EXISTS (
        SELECT FROM notifications_message e WHERE e.subject_id = due.account_id AND e.topic = %(topic)s
            AND e.due_on = due.due_on AND e.stage = %(escalate)s AND e.recipient_id = due.lead
            AND e.dropped_at IS NULL)
    UNION ALL
    SELECT due.account_id, due.due_on, %(escalate)s, m.recipient, m.about
    FROM due CROSS JOIN LATERAL (VALUES (lead, id), (leads_stand_in, lead)) AS m(recipient, about)
    WHERE late >= %(escalate_from)s AND is_active AND EXISTS (
        SELECT FROM notifications_message e WHERE e.subject_id = due.account_id AND e.topic = %(topic)s
            AND e.due_on = due.due_on AND e.stage = %(ahead)s AND e.recipient_id = due.id
            AND e.created_at < due.before AND e.dropped_at IS NULL) AND NOT EXISTS (
        SELECT FROM notifications_message e WHERE e.subject_id = due.account_id AND e.topic = %(topic)s
            AND e.due_on = due.due_on AND e.stage = %(escalate)s AND e.recipient_id = due.lead
            AND e.about_id <> due.id AND e.dropped_at IS NULL)
)
{PUT_DOWN}"""  # noqa: S608 - all parts stand in our code


@transaction.atomic
def plan_reminders(*, at: datetime.datetime) -> int:
    """Put down every reminder that is in force at the instant `at` and not yet said; returns how many were."""
    days = days_by_zone(at)
    values: dict[str, Any] = {
        **people_on(days),
        "at": at,
        "announced_before": [_announced_before(name, day) for name, day in days.items()],
        "first": max(DAYS_BEFORE),
        "last": min(DAYS_BEFORE),
        "week": WEEK,
        "latest": max(days.values(), default=at.date()) + datetime.timedelta(days=max(DAYS_BEFORE)),
        "ahead_from": ESCALATION_DAYS_LATE - ANNOUNCED_DAYS_BEFORE_ESCALATION,
        "escalate_from": ESCALATION_DAYS_LATE,
        "topic": TOPIC,
        "ahead": AHEAD,
        "escalate": ESCALATE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, values)
        return int(cursor.rowcount) + _tell_admins(at)


def unmanaged(today: datetime.date) -> AccountQuerySet:
    """Accounts overdue on that day that no reminder reaches: nobody owns them, or somebody who left a team without a
    lead; the longest overdue first."""
    left_alone = Q(kam__team__lead__isnull=True) | Q(kam__team__lead__is_active=False)
    lost = Q(kam__isnull=True) | (Q(kam__is_active=False) & left_alone)
    return Account.objects.filter(lost, dossier__due_on__lt=today).order_by("dossier__due_on", "pk")


def week_of(day: datetime.date) -> datetime.date:
    """The Monday of the day's week: admins are told once a week."""
    return day - datetime.timedelta(days=day.weekday())


def _tell_admins(at: datetime.datetime) -> int:
    """[ours] A word a week and admin for all such accounts together, however many an import has brought."""
    told = 0
    for admin in User.objects.active_admins().order_by("pk"):
        today = local_day(admin, at)
        week = {"topic": UNMANAGED, "subject_id": admin.pk, "due_on": week_of(today)}
        if not Message.objects.inbox_of(admin).filter(**week).exists() and unmanaged(today).exists():
            # What was dropped before any mail said it makes room.
            Message.objects.filter(recipient=admin, dropped_at__isnull=False, **week).delete()
            told += say(topic=UNMANAGED, recipient=admin, subject_id=admin.pk, day=week_of(today), at=at)
    return told


def _announced_before(zone: str, today: datetime.date) -> datetime.datetime:
    """The end of the last local day whose announcements are old enough."""
    day = today - datetime.timedelta(days=ANNOUNCED_DAYS_BEFORE_ESCALATION - 1)
    return datetime.datetime.combine(day, datetime.time(), tzinfo=zone_named(zone))
