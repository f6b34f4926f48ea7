"""The reminder sweep over every dossier, beside a bulk ORM reference and pure SQL that write as many rows."""

from __future__ import annotations

import resource
import threading
import time

from django.db import connection, transaction
from django.utils import timezone

from dossiers.ahead.event_reminders import plan_event_reminders
from dossiers.models import Dossier
from dossiers.reminders import plan_reminders
from kam_portal.foundation.notifications.models import Message


class _RolledBack(Exception):
    pass


def report() -> None:
    """Print rows per second; every measurement but the last is rolled back."""
    at = timezone.now()
    total = Dossier.objects.filter(due_on__isnull=False).count()
    planned, seconds = _rolled_back(lambda: plan_reminders(at=at))
    messages = _as_messages(planned)
    _n, orm = _rolled_back(lambda: len(Message.objects.bulk_create(messages, batch_size=2_000)))
    _n, sql = _rolled_back(lambda: _pure_sql(planned))
    print(f"\nsweep over {total:,} dossiers: {planned:,} reminders")
    ours, bulk, pure = planned / seconds, planned / orm, planned / sql
    print(f"  sweep {ours:,.0f} rows/s · bulk ORM {bulk:,.0f} · pure SQL {pure:,.0f}")
    print(f"  {ours / bulk:.2f} of bulk ORM (at least 0.8), {ours / pure:.2f} of pure SQL (at least 0.15)")
    print(f"  two at once: {_two_at_once(at)} = {planned:,}; a second pass: {plan_reminders(at=at)}")
    Message.objects.filter(topic="review").delete()
    words, seconds = _rolled_back(lambda: plan_event_reminders(at=at))
    print(f"  events ahead: {words:,} words, {words / seconds:,.0f} rows/s")
    print(f"  peak RSS of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _rolled_back(work) -> tuple[int, float]:  # type: ignore[no-untyped-def]
    result, began = 0, time.perf_counter()
    seconds = 0.0
    try:
        with transaction.atomic():
            result = work()
            seconds = time.perf_counter() - began
            raise _RolledBack
    except _RolledBack:
        return result, seconds


def _as_messages(count: int) -> list[Message]:
    rows = Dossier.objects.filter(due_on__isnull=False, account__kam__isnull=False).order_by("due_on")
    return [
        Message(recipient_id=kam, topic="review", subject_id=account, due_on=due, stage="d0", created_at=timezone.now())
        for account, due, kam in rows.values_list("account_id", "due_on", "account__kam")[:count]
    ]


def _pure_sql(count: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO notifications_message (recipient_id, topic, subject_id, due_on, stage, note, created_at)
            SELECT a.kam_id, 'review', a.id, d.due_on, 'd0', '', now() FROM dossiers_dossier d
            JOIN accounts_account a ON a.id = d.account_id WHERE d.due_on IS NOT NULL AND a.kam_id IS NOT NULL
            ORDER BY d.due_on LIMIT %s""",
            [count],
        )
        return int(cursor.rowcount)


def _two_at_once(at) -> int:  # type: ignore[no-untyped-def]
    planned: list[int] = []

    def sweep() -> None:
        planned.append(plan_reminders(at=at))
        connection.close()

    threads = [threading.Thread(target=sweep) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(planned)
