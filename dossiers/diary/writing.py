"""The diary: who met whom, what was promised, and the next step that came of it.

The people of an entry belong to its versioned text: an edit carries both, and a stale one compares both.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet

from accounts.models import Account, AccountMember, Contact
from dossiers.completeness import refresh_completeness
from dossiers.models import DiaryEntry, OurParticipant, TheirParticipant
from kam_portal.foundation.history.versions import StaleEdit, column_of, compare, values_at_version
from kam_portal.foundation.people.models import User

# Participants by the name they have on the entry: their model, and its key to the person.
PEOPLE: dict[str, tuple[Any, str]] = {"ours": (OurParticipant, "user_id"), "theirs": (TheirParticipant, "contact_id")}
NEXT_STEP = ("next_step", "next_step_on", "next_step_owner")


def people_of(account: Account, writer: User, entry: DiaryEntry | None = None) -> QuerySet[User]:
    """Whom of us an entry may name: account team, manager, lead, the writer, and whom the entry names already."""
    team = AccountMember.objects.filter(account=account).values("user")
    leads = User.objects.filter(pk=account.kam_id).values("team__lead")
    here = Q(is_active=True) & (Q(pk__in=team) | Q(pk=account.kam_id) | Q(pk__in=leads) | Q(pk=writer.pk))
    if entry is None:
        return User.objects.filter(here)
    named = OurParticipant.objects.filter(entry=entry).values("user")
    return User.objects.filter(here | Q(pk__in=named) | Q(pk=entry.next_step_owner_id))


@transaction.atomic
def write_entry(
    *,
    account: Account,
    by: User | None,
    on: datetime.date,
    summary: str,
    ours: Iterable[User] = (),
    theirs: Iterable[Contact] = (),
    **values: Any,
) -> DiaryEntry:
    """A new entry; `values` may set kind, promises and the next step with its date and owner."""
    entry = DiaryEntry.objects.create(account=account, by=by, on=on, summary=summary, **values)
    OurParticipant.objects.bulk_create([OurParticipant(entry=entry, user=user) for user in ours])
    TheirParticipant.objects.bulk_create([TheirParticipant(entry=entry, contact=contact) for contact in theirs])
    refresh_completeness([account.pk])
    return entry


@transaction.atomic
def edit_entry(*, entry: DiaryEntry, version: int, changes: Mapping[str, Any]) -> DiaryEntry:
    """Change text, next step and people ("ours", "theirs") of an entry that still stands at `version`.

    Another next step is an open one again. Raises StaleEdit, people among its differences, when somebody saved in
    between.
    """
    stored = DiaryEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    plain = {name: value for name, value in changes.items() if name not in PEOPLE}
    wanted = {name: sorted(person.pk for person in changes[name]) for name in PEOPLE if name in changes}
    theirs = _values(stored, plain) | {name: _ids(stored, name) for name in wanted}
    mine = {name: value.pk if isinstance(value, models.Model) else value for name, value in plain.items()} | wanted
    if stored.version != version:
        before = _values_before(stored, version, list(plain), theirs, list(wanted))
        raise StaleEdit(version=stored.version, differences=compare(before, theirs, mine, list(changes)))
    if mine == theirs:
        return stored
    for name, value in plain.items():
        setattr(stored, name, value)
    if any(mine.get(name) != theirs.get(name) for name in NEXT_STEP):
        stored.next_step_done_on = None
    stored.version += 1
    stored.save(update_fields=[*plain, "next_step_done_on", "version"])
    for name, ids in wanted.items():
        _set_people(stored, name, theirs[name], ids)
    return stored


@transaction.atomic
def finish_next_step(*, entry: DiaryEntry, version: int, on: datetime.date) -> DiaryEntry:
    """Mark the promised step as done; the second time changes nothing.

    The text keeps its version: who edits it at that moment is not disturbed. Raises StaleEdit when the entry was
    edited since it was read: the step may be another one.
    """
    stored = DiaryEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if stored.version != version:
        raise StaleEdit(version=stored.version, differences=[])
    if stored.next_step and stored.next_step_done_on is None:
        stored.next_step_done_on = on
        stored.save(update_fields=["next_step_done_on"])
    return stored


def _values(entry: DiaryEntry, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(entry, column_of(DiaryEntry, name)) for name in names}


def _ids(entry: DiaryEntry, name: str) -> list[int]:
    model, key = PEOPLE[name]
    return sorted(model.objects.filter(entry=entry).values_list(key, flat=True))


def _set_people(entry: DiaryEntry, name: str, stored: Sequence[int], wanted: Sequence[int]) -> None:
    model, key = PEOPLE[name]
    model.objects.filter(entry=entry, **{f"{key}__in": set(stored) - set(wanted)}).delete()
    model.objects.bulk_create([model(entry=entry, **{key: pk}) for pk in wanted if pk not in set(stored)])


def _values_before(
    entry: DiaryEntry, version: int, plain: list[str], now: Mapping[str, Any], people: list[str]
) -> dict[str, Any]:
    """What somebody who opened the entry at `version` saw, from the recorded history."""
    attnames = {name: column_of(DiaryEntry, name) for name in plain}
    recorded = values_at_version(entry, version, list(attnames.values()))
    before: dict[str, Any] = {name: recorded.get(attname) for name, attname in attnames.items()}
    return before | {name: _people_before(entry, version, name, now[name]) for name in people}


def _people_before(entry: DiaryEntry, version: int, name: str, now: Sequence[int]) -> list[int]:
    """The people at `version`: those of today, with the later saves undone; one save's events share their instant."""
    model, key = PEOPLE[name]
    saves = DiaryEntry.pgh_event_model.objects.filter(pgh_obj_id=entry.pk, version__gt=version)  # type: ignore[attr-defined]
    later = model.pgh_event_model.objects.filter(entry=entry, pgh_created_at__in=saves.values("pgh_created_at"))
    people = set(now)
    for label, person in later.order_by("-pgh_id").values_list("pgh_label", key):
        if label == "insert":
            people.discard(person)
        else:
            people.add(person)
    return sorted(people)
