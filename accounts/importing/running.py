"""One import from file to figures, the same for the command, the pages and the worker.

All or nothing: with one rejected line nothing is written, and the figures say what the file would have done.
Imports go one after the other; two of the same file at once do not double anything.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.importing import accounts, assignments, contacts, sales, users
from accounts.importing.columns import Column, Line
from accounts.importing.kinds import Circumstances, Kind
from accounts.importing.ledger import Ledger
from accounts.importing.mapping import Matched, match
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.cells import Doubtful
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.table import Row, Table

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (users.KIND, accounts.KIND, contacts.KIND, sales.KIND, assignments.KIND)
}

NOTHING_WORDS = frozenset({"NULL", "null", "Null"})
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('accounts.importing'))"
PROGRESS_STEP = 1000

# Told how many of how many steps are done: every row is read once and written once.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What one run came to. `rejected` is ordered by line; with any of it nothing was written."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: int = 0

    def as_json(self) -> dict[str, object]:
        """The figures as `manage.py import --json` prints them."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [{"line": line, "reason": reason} for line, reason in self.rejected],
        }


def _nobody_asks(done: int, total: int) -> None:
    return None


def run(
    *,
    kind: Kind,
    table: Table,
    overrides: Mapping[str, str],
    by: User | None,
    on: datetime.date,
    dry_run: bool,
    progress: Progress = _nobody_asks,
    finish: Callable[[Outcome], None] = lambda outcome: None,
) -> Outcome:
    """Raises Unreadable when columns cannot be matched. `finish` is called in the transaction that writes."""
    matched = match(table.header, kind.columns, kind.needs, overrides)
    ledger = Ledger(rows=len(table.rows), notes=[*table.notes])
    lines = lines_of(table, kind.columns, matched, ledger, progress)
    done = len(lines)

    def written(count: int) -> None:
        nonlocal done
        done = min(done + count, 2 * len(lines))
        progress(done, 2 * len(lines))

    try:
        with transaction.atomic():
            _take_turn()
            write = kind.plan(lines, ledger, Circumstances(by=by, on=on, lock=not dry_run, written=written))
            outcome = _outcome(ledger)
            if not dry_run and not outcome.rejected:
                write()
            finish(outcome)
    except IntegrityError as error:
        raise Unreadable(
            _("Somebody saved one of these records at the same moment. Nothing was written; import the file again.")
        ) from error
    except DatabaseError as error:
        raise Unreadable(
            _("The database refused the file: %(why)s Nothing was written.") % {"why": str(error).splitlines()[0]}
        ) from error
    return outcome


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)


def _outcome(ledger: Ledger) -> Outcome:
    return Outcome(ledger.created, ledger.updated, ledger.unchanged, ledger.rejected, ledger.notes, ledger.rows)


def lines_of(
    table: Table, columns: Sequence[Column], matched: Matched, ledger: Ledger, progress: Progress = _nobody_asks
) -> list[Line]:
    """Every row as a line; cells that cannot be read reject it, and what else it says is still known to the kind."""
    wanted = [(column, matched.positions[column.name]) for column in columns if column.name in matched.positions]
    needed = {position for column, position in wanted if column.required}
    nothing = 0
    lines = []
    for count, row in enumerate(table.rows, start=1):
        nothing += sum(1 for i, cell in enumerate(row.cells) if cell in NOTHING_WORDS and i not in needed)
        lines.append(_line(row, wanted, ledger))
        if count % PROGRESS_STEP == 0:
            progress(count, 2 * len(table.rows))
    if nothing:
        ledger.notes.append(
            ngettext(
                "%(count)d cell says NULL and was read as empty.",
                "%(count)d cells say NULL and were read as empty.",
                nothing,
            )
            % {"count": nothing}
        )
    return lines


def _line(row: Row, wanted: Sequence[tuple[Column, int]], ledger: Ledger) -> Line:
    line = Line(row.line)
    if row.fault:
        ledger.reject(row.line, row.fault)
        return line
    for column, position in wanted:
        if row.faults and position in row.faults:
            ledger.reject(row.line, f"{column.title}: {row.faults[position]}")
            continue
        cell = row.cells[position]
        if cell == "" or (cell in NOTHING_WORDS and not column.required):
            continue
        try:
            value = column.read(cell)
        except Doubtful as doubt:
            ledger.reject(row.line, f"{column.title}: {doubt}")
            continue
        if value not in ("", []):
            line.values[column.name] = value
    return line
