"""Everybody with their date, stand-in and lead: what the statements that plan reminders begin with."""

from __future__ import annotations

import datetime
from typing import Any

from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import zone_named

# Local dates come in by time zone: the zones of PostgreSQL's own tables may differ from those the pages use.
# `stand_in`: the delegate of a person who is absent today. `lead`: another person who leads the team and works here.
PEOPLE = """zone AS (
    SELECT * FROM unnest(%(zones)s::text[], %(days)s::date[]) AS z(name, today)
), person AS MATERIALIZED (
    SELECT u.id, u.is_active, z.name AS zone, z.today,
        CASE WHEN z.today BETWEEN u.absent_from AND u.absent_until AND s.is_active THEN s.id END AS stand_in,
        CASE WHEN l.is_active AND l.id <> u.id THEN l.id END AS lead
    FROM people_user u
    JOIN zone z ON z.name = u.time_zone
    LEFT JOIN people_user s ON s.id = u.delegate_id
    LEFT JOIN people_team t ON t.id = u.team_id
    LEFT JOIN people_user l ON l.id = t.lead_id
)"""


def days_by_zone(at: datetime.datetime) -> dict[str, datetime.date]:
    """The date at the instant `at` in every time zone that somebody has."""
    zones = User.objects.order_by().values_list("time_zone", flat=True).distinct()
    return {name: at.astimezone(zone_named(name)).date() for name in zones}


def people_on(days: dict[str, datetime.date]) -> dict[str, Any]:
    """The values of PEOPLE."""
    return {"zones": list(days), "days": list(days.values())}
