"""The clockwork's way into the reminders: thin, repeatable, safe to lose and to run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from kam_portal.foundation.notifications.digest import send_digests
from kam_portal.foundation.notifications.planners import plan_all

log = logging.getLogger("kam.reminders")


@shared_task(name="dossiers.sweep_reminders", acks_late=True, soft_time_limit=1500, time_limit=1800)
def sweep_reminders() -> None:
    at = timezone.now()
    planned = plan_all(at=at)
    sent = send_digests(at=at)
    log.info("reminders planned %d, digests sent %d", planned, sent)
