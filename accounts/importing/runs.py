"""Imports by the pages: a file is received, checked without writing, and then carried out - at once or by a worker.

The result is stored in the transaction that writes the rows, so a run is done exactly when its rows are in. A worker
that dies leaves nothing behind; starting again is always safe, because a run that is done already is not done twice.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping

from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import footprints
from accounts.footprints import Footprints, Trail
from accounts.importing.mapping import match
from accounts.importing.running import KINDS, Outcome, run
from accounts.models import ImportRun
from kam_portal.foundation.history.authors import written_by
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day, zone_named
from kam_portal.foundation.tabular.reading import read_table
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.table import Table

log = logging.getLogger("kam.importing")

# Up to this size the page waits for the result; beyond it a worker takes over and the page shows how far it is.
AT_ONCE = 1024 * 1024
KEPT = datetime.timedelta(days=30)
TRAIL = Trail("accounts_importrun", done="steps_done", total="steps", moved_at="moved_at")
State = ImportRun.State


class NotItsTurn(Exception):
    """The run is in another state by now: somebody else carried it out. Nothing was written."""


def receive(*, kind: str, upload: File, file_name: str, by: User) -> ImportRun:
    """Keep the file under a name of ours; runs nobody looked at for a month go."""
    forget_old(before=timezone.now() - KEPT)
    return ImportRun.objects.create(kind=kind, file=upload, size=upload.size, file_name=file_name[-255:], started_by=by)


def forget_old(*, before: datetime.datetime) -> None:
    for old in ImportRun.objects.filter(created_at__lt=before):
        old.file.delete(save=False)
        old.delete()


def check(*, import_run: ImportRun, overrides: Mapping[str, str] | None = None) -> None:
    """Read the file again without writing, with other columns if given."""
    waiting = ImportRun.objects.filter(pk=import_run.pk, state__in=[State.CHECKING, State.CHECKED, State.REFUSED])
    changes = {} if overrides is None else {"overrides": dict(overrides)}
    waiting.update(state=State.CHECKING, steps_done=0, moved_at=timezone.now(), **changes)
    _begin(import_run)


def carry_out(*, import_run: ImportRun) -> None:
    """Write the file; a second call for the same run changes nothing."""
    waiting = ImportRun.objects.filter(pk=import_run.pk, state__in=[State.CHECKED, State.RUNNING])
    if waiting.update(state=State.RUNNING, steps_done=0, moved_at=timezone.now()):
        _begin(import_run)


def is_silent(import_run: ImportRun, at: datetime.datetime) -> bool:
    """Whether a busy run has not moved for so long that it may be started again."""
    return import_run.is_busy and footprints.is_silent(import_run.moved_at, at)


def _begin(import_run: ImportRun) -> None:
    from accounts.tasks import run_import  # the task calls work() below

    if import_run.size <= AT_ONCE:
        work(run_id=import_run.pk)
    else:
        transaction.on_commit(lambda: run_import.delay(import_run.pk))


def work(*, run_id: int) -> None:
    """Check or write the run, whichever it waits for, in the language and zone of who started it."""
    import_run = ImportRun.objects.select_related("started_by").get(pk=run_id)
    if not import_run.is_busy:
        return
    by = import_run.started_by
    context = {"user": by.pk, "url": import_run.get_absolute_url()}
    with translation.override(by.language), timezone.override(zone_named(by.time_zone)), written_by(**context):
        try:
            _work(import_run)
        except NotItsTurn:
            log.info("import %s was carried out by somebody else", run_id)
        except Unreadable as refusal:
            _refuse(import_run, refusal)
        except Exception:
            log.exception("import %s failed", run_id)
            _refuse(
                import_run, Unreadable(_("The import broke off, nothing was written. The log of the server says why."))
            )


def _work(import_run: ImportRun) -> None:
    kind = KINDS[import_run.kind]
    table = read_table(_content(import_run))
    _store_columns(import_run, table)

    def finish(outcome: Outcome) -> None:
        _store_outcome(import_run, outcome)

    with Footprints(TRAIL, import_run.pk) as told:
        run(
            kind=kind,
            table=table,
            overrides=import_run.overrides,
            by=import_run.started_by,
            on=local_day(import_run.started_by, timezone.now()),
            dry_run=import_run.state == State.CHECKING,
            progress=told.leave,
            finish=finish,
        )


def _content(import_run: ImportRun) -> bytes:
    try:
        with import_run.file.open("rb") as stream:
            return bytes(stream.read())
    except (OSError, ValueError) as error:
        raise Unreadable(_("The uploaded file is no longer there. Upload it again.")) from error


def _store_columns(import_run: ImportRun, table: Table) -> None:
    """What the file has, and which of its columns fill ours - also where one that is needed was not recognised."""
    positions = match(table.header, KINDS[import_run.kind].columns, (), import_run.overrides).positions
    ImportRun.objects.filter(pk=import_run.pk).update(
        header=[title for title in table.header if title],
        form=table.form[:200],
        rows=len(table.rows),
        columns={name: table.header[position] for name, position in positions.items()},
    )


def _store_outcome(import_run: ImportRun, outcome: Outcome) -> None:
    stored = ImportRun.objects.select_for_update().get(pk=import_run.pk)
    if stored.state != import_run.state:
        raise NotItsTurn
    stored.created, stored.updated, stored.unchanged = outcome.created, outcome.updated, outcome.unchanged
    stored.rejected, stored.notes, stored.rows = outcome.rejected, outcome.notes, outcome.rows
    stored.refusal = ""
    if stored.state == State.CHECKING:
        stored.state = State.CHECKED
    else:
        stored.state = State.REFUSED if outcome.rejected else State.DONE
    stored.moved_at = timezone.now()
    stored.save()


def _refuse(import_run: ImportRun, refusal: Unreadable) -> None:
    after = State.CHECKED if import_run.state == State.CHECKING else State.REFUSED
    ImportRun.objects.filter(pk=import_run.pk, state=import_run.state).update(
        state=after, refusal=refusal.sentence, created=0, updated=0, unchanged=0, rejected=[], notes=[]
    )
