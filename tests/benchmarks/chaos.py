"""Reminders under kill -9: `python -m tests.benchmarks.chaos --due 500 --kills 100`, by hand.

Two sweepers plan and send to a real mail server on loopback while they are killed, and their database sessions ended,
at random moments; pauses at every step make those moments likely. Nothing may be lost or planned twice, and a mail that
comes twice must carry the same Message-ID. Two wrong ways of sending run under the same kills and must be caught, else
the trial proves nothing. The clock runs LAPSE times faster, so that a lease runs out within seconds.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import signal
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("KAM_VAR_DIR", str(ROOT / "var" / "chaos"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam_portal.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import Account, Status, StatusChange  # noqa: E402
from dossiers.reminders import plan_reminders  # noqa: E402
from dossiers.scheduling import keep_cadence  # noqa: E402
from kam_portal.foundation.notifications import digest as digests  # noqa: E402
from kam_portal.foundation.notifications.mailing import Post  # noqa: E402
from kam_portal.foundation.notifications.models import Digest, Message  # noqa: E402
from kam_portal.foundation.people.models import User  # noqa: E402
from kam_portal.foundation.people.roles import Role  # noqa: E402
from tests.foundation.notifications.postbox import Postbox  # noqa: E402

# Nine o'clock in Moscow on a Tuesday, the due date of everything.
NINE = datetime.datetime(2026, 12, 1, 6, 0, tzinfo=datetime.UTC)
SINCE = datetime.date(2026, 9, 1)
LAPSE = 200
SWEEPERS = 2
AT_MOST_SECONDS = 180


def prepare(due: int) -> None:
    """As many managers as accounts, every account due on the day."""
    call_command("migrate", verbosity=0)
    if User.objects.filter(email__startswith="chaos-").count() == due:
        return
    people = [
        User(email=f"chaos-{n}@crowd.example", full_name=f"Manager {n}", role=Role.MANAGER, password="!")
        for n in range(due)
    ]
    people = User.objects.bulk_create(people)
    accounts = Account.objects.bulk_create(
        [
            Account(trade_name=f"Client {n}", status=Status.KEY, status_since=SINCE, kam=kam)
            for n, kam in enumerate(people)
        ]
    )
    StatusChange.objects.bulk_create(
        [StatusChange(account=a, status=Status.KEY, since=SINCE, reason="chaos") for a in accounts]
    )
    keep_cadence([a.pk for a in accounts])


def pause() -> None:
    time.sleep(0.2 if random.random() < 0.03 else random.random() * 0.02)


def paused(step: Callable) -> Callable:  # type: ignore[type-arg]
    def with_pauses(*args, **values):  # type: ignore[no-untyped-def]
        pause()
        result = step(*args, **values)
        pause()
        return result

    return with_pauses


def mark_then_send(digest: Digest, post: Post, now: datetime.datetime) -> int:
    """Wrong: a kill in between loses the mail."""
    mail = digests.compose(digest, list(digest.messages.select_related("about")), now)
    Digest.objects.filter(pk=digest.pk).update(sent_at=now)
    pause()
    post.hand_over(mail)  # type: ignore[arg-type]
    return 1


def send_then_mark(digest: Digest, post: Post, now: datetime.datetime) -> int:
    """Wrong: a kill in between sends another mail that nobody can tell is the same."""
    digest.message_id = f"<{uuid.uuid4()}@crowd.example>"
    post.hand_over(digests.compose(digest, list(digest.messages.select_related("about")), now))  # type: ignore[arg-type]
    Digest.objects.filter(pk=digest.pk).update(sent_at=now)
    return 1


WAYS: dict[str, Callable[..., int] | None] = {
    "ours": None,
    "mark, then send": mark_then_send,
    "send, then mark": send_then_mark,
}


def sweeper(began: float, way: str) -> None:
    """The life of one process that sweeps until it is killed."""
    random.seed()
    Post.hand_over = paused(Post.hand_over)  # type: ignore[method-assign]
    digests._claim = paused(digests._claim)
    digests._mark = paused(digests._mark)
    wrong = WAYS[way]
    if wrong is not None:
        digests._send = wrong
    while True:
        at = NINE + datetime.timedelta(seconds=(time.monotonic() - began) * LAPSE)
        plan_reminders(at=at)
        digests.send_digests(at=at)
        time.sleep(0.05)


def fork_sweeper(began: float, way: str) -> int:
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            sweeper(began, way)
        finally:
            os._exit(1)
    return child


def end_a_session() -> None:
    """What a restart of PostgreSQL does to a sweeper: its session is gone in the middle of whatever it did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY random() LIMIT 1"
        )


def trial(way: str, due: int, kills: int, box: Postbox) -> bool:
    """One run; prints what came of it. True when nothing was lost and every repeated mail can be told as such."""
    Message.objects.all().delete()
    Digest.objects.all().delete()
    box.mails.clear()
    began, done = time.monotonic(), 0
    children = [fork_sweeper(began, way) for _n in range(SWEEPERS)]
    while time.monotonic() - began < AT_MOST_SECONDS:
        finished = Digest.objects.filter(sent_at__isnull=False).count() == due
        if finished and (done >= kills or not kills or way != "ours"):
            break
        time.sleep(random.random() * 0.25)
        if done < kills:
            done += 1
            if done % 10 == 0:
                end_a_session()
            else:
                os.kill(random.choice(children), signal.SIGKILL)
        children = [_alive(child) or fork_sweeper(began, way) for child in children]
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return verdict(way, due, done, box, time.monotonic() - began)


def _alive(child: int) -> int:
    ended, _status = os.waitpid(child, os.WNOHANG)
    return 0 if ended else child


def verdict(way: str, due: int, kills: int, box: Postbox, seconds: float) -> bool:
    said = Counter(Message.objects.filter(topic="review").values_list("subject_id", "due_on", "stage", "recipient"))
    ids: dict[str, set[str]] = {}
    for mail in box.mails:
        ids.setdefault(str(mail["To"]), set()).add(str(mail["Message-ID"]))
    lost, unlike = due - len(ids), sum(len(found) > 1 for found in ids.values())
    print(
        f"{way:16} {kills:4} kills {seconds:5.0f} s: rows lost {due - len(said)}, doubled "
        f"{sum(said.values()) - len(said)}; mails {len(box.mails)}, lost {lost}, repeated "
        f"{len(box.mails) - len(ids)}, repeated under another Message-ID {unlike}",
        flush=True,
    )
    whole = len(said) == due == sum(said.values()) and lost == 0 and unlike == 0
    return whole and (kills > 0 or len(box.mails) == due)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--due", type=int, default=500)
    parser.add_argument("--kills", type=int, default=100)
    options = parser.parse_args()
    Path(os.environ["KAM_VAR_DIR"]).mkdir(parents=True, exist_ok=True)
    prepare(options.due)
    # Read all addresses now: a forked sweeper starts at once.
    reverse("inbox")
    box = Postbox()
    box.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", box.port, False
    sound = trial("ours", options.due, 0, box) and trial("ours", options.due, options.kills, box)
    caught = [not trial(way, options.due, options.kills, box) for way in WAYS if way != "ours"]
    box.controller.stop()
    print(
        "sound" if sound else "FAULTY", "· wrong ways caught" if all(caught) else "· a wrong way went unnoticed: void"
    )
    return 0 if sound and all(caught) else 1


if __name__ == "__main__":
    sys.exit(main())
