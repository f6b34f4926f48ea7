"""manage.py seed_demo: a fictional company to try the portal on, or a crowd of accounts for benchmarks."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Account
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.company import CLIENTS
from kam_portal.workspace.demo.crowd import gather
from kam_portal.workspace.demo.people import DEMO_PASSWORD, PEOPLE
from kam_portal.workspace.demo.seeding import seed


class Command(BaseCommand):
    help = "Seed a fictional company with named people, two teams and clients in every state."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", type=int, default=len(CLIENTS), help="more than that adds a made-up crowd")
        parser.add_argument("--seed", type=int, default=1, help="the same seed and day give the same crowd")
        parser.add_argument("--language", choices=["en", "ru"], default="en", help="language of the texts and people")
        parser.add_argument(
            "--on", type=datetime.date.fromisoformat, help="the day the demo counts from (default: today)"
        )

        parser.add_argument("--password", help="password of all demo people; required with DEBUG off")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists() or Account.objects.exists():
            raise CommandError("The database is not empty. The demo company is seeded into an empty database only.")
        if options["accounts"] < len(CLIENTS):
            raise CommandError(f"The demo has {len(CLIENTS)} clients; --accounts takes that number or more.")
        if not settings.DEBUG and not options["password"]:
            raise CommandError("The demo's own password is public. With DEBUG off name another one by --password.")
        password = options["password"] or DEMO_PASSWORD
        at = timezone.now()
        if options["on"]:
            at = datetime.datetime.combine(options["on"], datetime.time(9), tzinfo=datetime.UTC)
        seed(at=at, language=options["language"], password=password)
        crowd = options["accounts"] - len(CLIENTS)
        if crowd:
            gather(accounts=crowd, seed=options["seed"], at=at.date(), progress=self._say_progress)
        self.stdout.write(f"Seeded {options['accounts']:,} accounts. Sign in with the password {password}:")
        for person in PEOPLE:
            name = person.names[options["language"]]
            self.stdout.write(f"  {person.email:28} {name} ({person.role.label})")

    def _say_progress(self, done: int) -> None:
        self.stdout.write(f"  {done:,} accounts of the crowd", ending="\r")
        self.stdout.flush()
