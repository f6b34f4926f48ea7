"""One mail a person a day, at nine of a working day: delivered at least once, always with the same Message-ID.

A digest row is opened first (unique by person and day), then claimed by SKIP LOCKED with a lease, then sent, then
marked. Whoever dies in between leaves a lease that runs out; the next sender sends the same messages under the same
Message-ID. Without a crash a mail goes out exactly once (method.md, section 3; proof.md, section 3).
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kam_portal.foundation.notifications.mailing import Outcome, Post, compose, message_id_of
from kam_portal.foundation.notifications.models import Digest, Message
from kam_portal.foundation.notifications.refusals import tell_of_refusal
from kam_portal.foundation.notifications.topics import still_true
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day, zone_named

FIRST_HOUR, LAST_HOUR = 9, 20
WORKING_DAYS = range(5)
# Longer than a mail server may take over one mail, shorter than anybody would wait.
LEASE = datetime.timedelta(minutes=15)
RETRY_FIRST, RETRY_AT_MOST = datetime.timedelta(minutes=5), datetime.timedelta(hours=2)

log = logging.getLogger("kam.digest")


def send_digests(*, at: datetime.datetime) -> int:
    """Send what waits to everybody whose working day it is at the instant `at`; returns the mails handed over."""
    zones = _zones_at_work(at)
    _open_digests(zones, at)
    post, sent = Post(), 0
    try:
        for digest, now in _claimed(zones, at):
            sent += _send(digest, post, now)
            if post.is_down:
                break
    finally:
        post.close()
    return sent


def is_time_for_mail(zone: str, at: datetime.datetime) -> bool:
    """Monday to Friday from 9 to 20 o'clock on the reader's clock."""
    local = at.astimezone(zone_named(zone))
    return local.weekday() in WORKING_DAYS and FIRST_HOUR <= local.hour < LAST_HOUR


def _zones_at_work(at: datetime.datetime) -> list[str]:
    zones = User.objects.active().order_by().values_list("time_zone", flat=True).distinct()
    return [zone for zone in zones if is_time_for_mail(zone, at)]


def _unfinished() -> Q:
    return Q(sent_at__isnull=True, dropped_at__isnull=True, failed_at__isnull=True)


def _open_digests(zones: list[str], at: datetime.datetime) -> None:
    """A row for everybody with waiting messages who has no unfinished digest and got none today."""
    waiting = Message.objects.waiting_for_mail().filter(recipient=OuterRef("pk"))
    unfinished = Digest.objects.filter(_unfinished(), recipient=OuterRef("pk"))
    readers = User.objects.active().filter(Exists(waiting), ~Exists(unfinished), time_zone__in=zones)
    days = {reader.pk: local_day(reader, at) for reader in readers.order_by("pk")}
    mailed = _mailed_on(days, at)
    digests = [
        Digest(recipient_id=pk, local_day=day, message_id=message_id_of(pk, day))
        for pk, day in days.items()
        if pk not in mailed
    ]
    Digest.objects.bulk_create(digests, ignore_conflicts=True)


def _mailed_on(days: dict[int, datetime.date], at: datetime.datetime) -> set[int]:
    """Those who got a mail on that local day, be it an earlier day's digest that came late."""
    late = Digest.objects.filter(recipient__in=days, sent_at__gt=at - datetime.timedelta(days=2)).select_related(
        "recipient"
    )
    return {d.recipient_id for d in late if d.sent_at and local_day(d.recipient, d.sent_at) == days[d.recipient_id]}


def _claimed(zones: list[str], at: datetime.datetime) -> Iterator[tuple[Digest, datetime.datetime]]:
    """Unfinished digests one by one, each leased to this sender, with the instant of the claim."""
    began = time.monotonic()
    while True:
        now = at + datetime.timedelta(seconds=time.monotonic() - began)
        digest = _claim(zones, now)
        if digest is None:
            return
        yield digest, now


@transaction.atomic
def _claim(zones: list[str], now: datetime.datetime) -> Digest | None:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    digest = (
        Digest.objects.filter(_unfinished(), free, recipient__is_active=True, recipient__time_zone__in=zones)
        .select_related("recipient__team__lead")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")
        .first()
    )
    if digest is None:
        return None
    if digest.attempts == 0:
        # Only now: a later attempt carries the same messages, for the first one may have arrived.
        Message.objects.waiting_for_mail().filter(recipient=digest.recipient).update(digest=digest)
    digest.leased_until, digest.error = now + LEASE, ""
    digest.attempts += 1
    digest.save(update_fields=["leased_until", "error", "attempts"])
    return digest


def _send(digest: Digest, post: Post, now: datetime.datetime) -> int:
    """Hand one claimed digest over and mark what became of it; 1 when a mail left."""
    messages = list(digest.messages.filter(dropped_at__isnull=True).select_related("about").order_by("pk"))
    true = still_true(messages, now)
    Message.objects.filter(pk__in=[m.pk for m in messages if m.pk not in true]).update(dropped_at=now)
    try:
        mail = compose(digest, [m for m in messages if m.pk in true], now)
    except Exception as error:
        # One digest that cannot be written must not keep the others back.
        log.exception("digest %s cannot be composed", digest.message_id)
        _mark(digest, leased_until=now + _pause(digest.attempts), error=f"{type(error).__name__}: {error}"[:500])
        return 0
    if mail is None:
        _mark(digest, dropped_at=now)
        return 0
    outcome, words = post.hand_over(mail)
    if outcome is Outcome.SENT:
        _mark(digest, sent_at=now)
        return 1
    log.warning("digest %s %s: %s", digest.message_id, outcome.value, words)
    if outcome is Outcome.LATER:
        _mark(digest, leased_until=now + _pause(digest.attempts), error=words)
    else:
        _refuse(digest, words, now)
    return 0


def _pause(attempts: int) -> datetime.timedelta:
    return min(RETRY_FIRST * 2 ** min(attempts - 1, 10), RETRY_AT_MOST)


@transaction.atomic
def _refuse(digest: Digest, words: str, now: datetime.datetime) -> None:
    if _mark(digest, failed_at=now, error=words):
        digest.error = words
        tell_of_refusal(digest=digest, at=now)


def _mark(digest: Digest, **values: object) -> bool:
    """Write the end of an attempt, unless another sender has taken over since the lease ran out."""
    own = Digest.objects.filter(_unfinished(), pk=digest.pk, attempts=digest.attempts)
    return bool(own.update(**values))
