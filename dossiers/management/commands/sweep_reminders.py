"""manage.py sweep_reminders: what the clockwork does every ten minutes, once and by hand."""

from __future__ import annotations

import argparse
import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from kam_portal.foundation.notifications.digest import send_digests
from kam_portal.foundation.notifications.planners import plan_all


class Command(BaseCommand):
    help = "Plan the reminders that are due and send the digests that wait."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--at", help="the instant to act at, with its offset: 2026-11-23T09:00+03:00")
        parser.add_argument("--json", action="store_true", help='print {"planned": n, "sent": n}')

    def handle(self, *args: Any, **options: Any) -> None:
        at = _instant(options["at"]) if options["at"] is not None else timezone.now()
        counts = {"planned": plan_all(at=at), "sent": send_digests(at=at)}
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(_("Reminders planned: %(planned)d. Mails sent: %(sent)d.") % counts)


def _instant(text: str) -> datetime.datetime:
    try:
        at = datetime.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise CommandError(
            _("“%(text)s” is not a time. Write it like 2026-11-23T09:00+03:00.") % {"text": text}
        ) from error
    if at.tzinfo is None:
        raise CommandError(
            _("“%(text)s” does not say its time zone. Write it like 2026-11-23T09:00+03:00.") % {"text": text}
        )
    if not 2000 <= at.year <= 2199:
        raise CommandError(_("The year of “%(text)s” is not between 2000 and 2199.") % {"text": text})
    return at
