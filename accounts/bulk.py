"""The verbs of accounts, contacts, years and assignments for thousands at once.

They keep what keeping.py and assigning.py keep - first status, versions, one open assignment, sales of the latest
year, followers told once - in batches. Callers hold locks on the rows they change.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

from accounts import lifecycle
from accounts.assigning import told_instead_of
from accounts.keeping import refresh_annual_sales
from accounts.messages import words_of_assignment
from accounts.models import Account, AccountYear, Assignment, Contact, Round, StatusChange
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.reading import settle_untrue
from kam_portal.foundation.people.models import User

BATCH = 2000
# bulk_update writes a CASE per field and row: larger statements only get slower.
UPDATE_BATCH = 500

M = TypeVar("M", bound=models.Model)
# Told how many rows were written since it was told last, for a progress bar.
Written = Callable[[int], None]


def _nobody_asks(count: int) -> None:
    return None


def _batches(rows: Sequence[M], size: int) -> Iterator[Sequence[M]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def create_many(rows: Sequence[M], written: Written = _nobody_asks) -> None:
    for batch in _batches(rows, BATCH):
        type(batch[0])._default_manager.bulk_create(batch)
        written(len(batch))


def save_many(rows: Sequence[M], fields: Sequence[str], written: Written = _nobody_asks) -> None:
    """Write changed rows, each one version further."""
    for batch in _batches(rows, UPDATE_BATCH):
        for row in batch:
            row.version += 1  # type: ignore[attr-defined]
        type(batch[0])._default_manager.bulk_update(batch, [*fields, "version"])
        written(len(batch))


@dataclass(frozen=True)
class StatusDecision:
    """`by` where it was somebody else than who writes it down."""

    account: Account
    status: str
    since: datetime.date
    reason: str
    by: User | None = None


@dataclass(frozen=True)
class Handover:
    account: Account
    manager: User
    on: datetime.date
    reason: str


@transaction.atomic
def create_accounts(*, decisions: Sequence[StatusDecision], by: User | None, written: Written = _nobody_asks) -> None:
    """New accounts, each with its first status. A parent may be one of them, in any order, but in no circle."""
    for decision in decisions:
        decision.account.status, decision.account.status_since = decision.status, decision.since
    for generation in _generations([decision.account for decision in decisions]):
        create_many(generation, written)
    _record_decisions(decisions, by)


@transaction.atomic
def edit_accounts(*, accounts: Sequence[Account], fields: Sequence[str], written: Written = _nobody_asks) -> None:
    """Write the changed fields of stored accounts; parents before children, as the guard against circles wants it."""
    for generation in _generations(accounts):
        save_many(generation, fields, written)


@transaction.atomic
def change_statuses(*, decisions: Sequence[StatusDecision], by: User | None, round_: Round | None = None) -> None:
    """Decide another status of stored accounts; the caller has refused days before the present decisions.

    `round_` is the selection round that is the evidence.
    """
    for decision in decisions:
        decision.account.status, decision.account.status_since = decision.status, decision.since
    save_many([decision.account for decision in decisions], ["status", "status_since"])
    _record_decisions(decisions, by, round_)


def _record_decisions(decisions: Sequence[StatusDecision], by: User | None, round_: Round | None = None) -> None:
    create_many(
        [
            StatusChange(
                account=d.account, status=d.status, since=d.since, reason=d.reason, decided_by=d.by or by, round=round_
            )
            for d in decisions
        ]
    )
    if decisions:
        lifecycle.tell_followers([decision.account.pk for decision in decisions], by)


def _generations(accounts: Sequence[Account]) -> list[list[Account]]:
    """The accounts by depth: first those whose parent is not among them, then their children, and so on.

    New accounts have no key yet, so parents are told apart as objects; a stored parent is found by its key.
    """
    stored = {account.pk: account for account in accounts if account.pk}
    depths: dict[int, int] = {}
    for account in accounts:
        chain: list[Account] = []
        node: Account | None = account
        while node is not None and id(node) not in depths:
            chain.append(node)
            node = _parent_among(node, stored)
        depth = depths[id(node)] + 1 if node is not None else 0
        for ancestor in reversed(chain):
            depths[id(ancestor)] = depth
            depth += 1
    generations: dict[int, list[Account]] = defaultdict(list)
    for account in accounts:
        generations[depths[id(account)]].append(account)
    return [generations[depth] for depth in sorted(generations)]


def _parent_among(account: Account, stored: Mapping[int, Account]) -> Account | None:
    parent = account._state.fields_cache.get("parent")
    if isinstance(parent, Account) and parent._state.adding:
        return parent
    return stored.get(account.parent_id) if account.parent_id else None


@dataclass(frozen=True, slots=True)
class NewContact:
    account_id: int
    name: str
    title: str = ""
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()


# Contacts come by the ten thousand: one JSON parameter a batch costs a fraction of a statement with 16,000.
_CREATE_CONTACTS = """
INSERT INTO accounts_contact (account_id, name, title, emails, phones, version)
SELECT account_id, name, title, emails, phones, 1
FROM json_to_recordset(%s::json) AS new(account_id bigint, name text, title text, emails text[], phones text[])
"""


def _as_json(contact: NewContact) -> dict[str, object]:
    return {
        "account_id": contact.account_id,
        "name": contact.name,
        "title": contact.title,
        "emails": contact.emails,
        "phones": contact.phones,
    }


@transaction.atomic
def create_contacts(*, contacts: Sequence[NewContact], written: Written = _nobody_asks) -> None:
    """New contacts; the caller has read and checked every value."""
    with connection.cursor() as cursor:
        for start in range(0, len(contacts), BATCH):
            batch = contacts[start : start + BATCH]
            cursor.execute(_CREATE_CONTACTS, [json.dumps([_as_json(contact) for contact in batch])])
            written(len(batch))


@transaction.atomic
def edit_contacts(*, contacts: Sequence[Contact], fields: Sequence[str], written: Written = _nobody_asks) -> None:
    save_many(contacts, fields, written)


@transaction.atomic
def record_years(
    *, new: Sequence[AccountYear], changed: Sequence[AccountYear], written: Written = _nobody_asks
) -> None:
    """Years of sales, new and changed; the sales the lists sort by follow once."""
    create_many(new, written)
    save_many(changed, ["sales", "margin", "cost_to_serve", "currency"], written)
    if touched := sorted({row.account_id for row in [*new, *changed]}):
        refresh_annual_sales(touched)


@transaction.atomic
def hand_over(*, handovers: Sequence[Handover], by: User | None, written: Written = _nobody_asks) -> None:
    """Give every account its manager from its day on; the ones before stay on record, the new ones are told.

    The caller has made sure that the managers may own accounts and that a full load has its reason.
    """
    days: dict[datetime.date, list[int]] = defaultdict(list)
    for handover in handovers:
        days[handover.on].append(handover.account.pk)
    former = list(User.objects.filter(accounts__in=[handover.account.pk for handover in handovers]).distinct())
    for on, ids in days.items():
        before = Assignment.objects.filter(account__in=ids).open()
        before.filter(started_on__gt=on).update(started_on=on)
        before.update(ended_on=on)
    create_many(
        [
            Assignment(account=h.account, manager=h.manager, started_on=h.on, reason=h.reason, assigned_by=by)
            for h in handovers
        ]
    )
    for handover in handovers:
        handover.account.kam = handover.manager
    save_many([handover.account for handover in handovers], ["kam"], written)
    if handovers:
        lifecycle.tell_followers([handover.account.pk for handover in handovers], by)
    _tell_managers(handovers, former, by)


def _tell_managers(handovers: Sequence[Handover], former: Sequence[User], by: User | None) -> None:
    """The new ones and their stand-ins; what still waits for the former ones and is over counts as read."""
    at = timezone.now()
    words = [
        message
        for h in handovers
        for message in words_of_assignment(h.account, h.manager, by=by, on=h.on, reason=h.reason, at=at)
    ]
    Message.objects.bulk_create(words, batch_size=BATCH, ignore_conflicts=True)
    if former:
        settle_untrue(recipients=told_instead_of(former), subjects={h.account.pk for h in handovers}, at=at)
