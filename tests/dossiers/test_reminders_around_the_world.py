"""Hour by hour around one due date in fourteen time zones at once, on real PostgreSQL.

The clock steps by the hour through every hour in which a stage begins somewhere; between stages nothing can
happen. The due date is a clamped one, with changes of the clock on the way.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.core import mail

from accounts.models import Account
from dossiers.cadence import add_months, stage_on
from dossiers.models import Dossier
from dossiers.reminders import plan_reminders
from kam_portal.foundation.notifications.digest import send_digests
from kam_portal.foundation.notifications.models import Digest, Message
from kam_portal.foundation.people.inviting import create_person
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Role

ZONES = (
    "Europe/Moscow",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)
HOUR = datetime.timedelta(hours=1)
# Key since 31 December 2026: due on 31 March 2027.
SINCE = datetime.date(2026, 12, 31)
DUE = add_months(SINCE, 3)
STAGES_BEGIN = (-14, -3, 0, 4, 7, 14)


def instants() -> Iterator[datetime.datetime]:
    """Every hour in which one of the days lasts somewhere, and the working days that follow it."""
    seen = set()
    for days in STAGES_BEGIN:
        noon = datetime.datetime.combine(DUE, datetime.time(12), datetime.UTC) + datetime.timedelta(days=days)
        seen |= {noon + hours * HOUR for hours in range(-27, 26)}
    yield from sorted(seen)


@pytest.fixture
def managers(cast: SimpleNamespace, new_account: Callable[..., Account]) -> dict[int, zoneinfo.ZoneInfo]:
    """Manager id -> zone; each owns one account that falls due."""
    found = {}
    for zone in ZONES:
        manager = create_person(
            email=f"{zone.replace('/', '.').lower()}@nordvik.example",
            full_name=zone,
            role=Role.MANAGER,
            team=cast.anna.team,
            time_zone=zone,
        )
        new_account(f"Client in {zone}", kam=manager, on=SINCE, status="key_development")
        found[manager.pk] = zoneinfo.ZoneInfo(zone)
    Message.objects.all().delete()
    return found


def test_every_stage_is_said_once_and_mailed_in_working_hours(
    cast: SimpleNamespace, managers: dict[int, zoneinfo.ZoneInfo]
) -> None:
    assert set(Dossier.objects.values_list("due_on", flat=True)) == {DUE}
    zones = dict(User.objects.values_list("email", "time_zone"))
    for at in instants():
        plan_reminders(at=at)
        before = len(mail.outbox)
        send_digests(at=at)
        for message in mail.outbox[before:]:
            local = at.astimezone(zoneinfo.ZoneInfo(zones[message.to[0]]))
            assert local.weekday() < 5 and 9 <= local.hour < 20, (message.to, local)
    said = Message.objects.filter(topic="review").values_list("subject_id", "due_on", "stage", "recipient")
    assert [row for row, count in Counter(said).items() if count > 1] == []
    own = Counter((who, stage) for _s, _d, stage, who in said if who in managers)
    assert own == {(who, stage): 1 for who in managers for stage in ("d-14", "d-3", "d0", "ahead", "w1", "w2")}
    assert Counter(stage for _s, _d, stage, who in said if who not in managers) == {"escalate": len(ZONES)}
    for message in Message.objects.filter(recipient__in=managers).exclude(stage="ahead"):
        today = message.created_at.astimezone(managers[message.recipient_id]).date()
        assert stage_on(DUE, today) == message.stage
        assert stage_on(DUE, today - datetime.timedelta(days=1)) != message.stage
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == len(set(ids)) == Digest.objects.filter(sent_at__isnull=False).count()
