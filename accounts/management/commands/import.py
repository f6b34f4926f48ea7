"""manage.py import KIND FILE: bring a company's lists in from CSV or XLSX."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.importing.kinds import Kind
from accounts.importing.mapping import Unmapped, match, parse_overrides
from accounts.importing.running import KINDS, Outcome, run
from kam_portal.foundation.history.authors import written_by
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.reading import read_table
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.table import MAX_BYTES, Table


class Command(BaseCommand):
    help = (
        "Import users, accounts, contacts, sales or assignments from a CSV or XLSX file, all or nothing. "
        "Exit status 1 means that nothing was written; the lines that are in the way are listed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(KINDS), metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", metavar="FILE", help="a CSV or XLSX file")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="OURS=THEIRS",
            help="which column of the file fills ours; OURS= leaves it out; may be repeated",
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say the same figures")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON; notes go to stderr")
        parser.add_argument("--by", metavar="EMAIL", help="who imports, for the history; nobody by default")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._person(options["by"])
        try:
            outcome = self._import(by, options)
        except Unreadable as refusal:
            if options["json"]:
                self._print_json(Outcome(rejected=[(refusal.line, refusal.sentence)]))
            hint = f" For example: --map {refusal.name}=..." if isinstance(refusal, Unmapped) else ""
            raise CommandError(refusal.sentence + hint) from refusal
        for note in outcome.notes:
            self.stderr.write(note, self.style.NOTICE)
        if options["json"]:
            self._print_json(outcome)
        else:
            self._print_words(outcome)
        if outcome.rejected:
            raise CommandError("Nothing was written: correct the rejected lines and import the file again.")
        if options["dry_run"]:
            self.stderr.write("Nothing was written: this was a dry run.")

    def _import(self, by: User | None, options: dict[str, Any]) -> Outcome:
        kind, overrides = KINDS[options["kind"]], parse_overrides(options["map"])
        table = read_table(self._bytes(options["file"]))
        self._say_how(kind, table, overrides)
        context = {"user": by.pk if by else None, "url": f"manage.py import {kind.name} {Path(options['file']).name}"}
        with written_by(**context):
            return run(
                kind=kind,
                table=table,
                overrides=overrides,
                by=by,
                on=timezone.localdate(),
                dry_run=options["dry_run"],
                progress=self._progress,
            )

    def _bytes(self, name: str) -> bytes:
        try:
            with Path(name).open("rb") as stream:
                return stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error

    def _person(self, email: str | None) -> User | None:
        if email is None:
            return None
        person = User.objects.active().filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody here has the e-mail {email}.")
        return person

    def _say_how(self, kind: Kind, table: Table, overrides: dict[str, str]) -> None:
        matched = match(table.header, kind.columns, kind.needs, overrides)
        used = ", ".join(f"{ours}={table.header[position]}" for ours, position in matched.positions.items())
        self.stderr.write(f"{table.form}, {len(table.rows)} rows. Columns: {used}.")
        if matched.unused:
            self.stderr.write(f"Not used: {', '.join(matched.unused)}.")

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done * 100 // total:3d} %", ending="\n" if done == total else "")

    def _print_json(self, outcome: Outcome) -> None:
        self.stdout.write(json.dumps(outcome.as_json(), ensure_ascii=False))

    def _print_words(self, outcome: Outcome) -> None:
        self.stdout.write(
            f"created {outcome.created}, updated {outcome.updated}, unchanged {outcome.unchanged}, "
            f"rejected {len(outcome.rejected)} of {outcome.rows} rows"
        )
        for line, reason in outcome.rejected:
            self.stdout.write(f"line {line}: {reason}")
