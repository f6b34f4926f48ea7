"""Writing the diary: who met whom, what was promised, and the first next step that came of it.

The people of an entry belong to its versioned text: an edit carries both, and a stale one compares both. Further
steps have a version of their own: see steps.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from accounts.keeping import create_contact
from accounts.models import Account, AccountMember, Contact
from dossiers.completeness import refresh_completeness
from dossiers.diary.steps import add_step
from dossiers.models import DiaryEntry, NextStep, OurParticipant, TheirParticipant
from kam_portal.foundation.history.versions import StaleEdit, column_of, compare, values_at_version
from kam_portal.foundation.people.models import User

# Participants by the name they have on the entry: their model, and its key to the person.
PEOPLE: dict[str, tuple[Any, str]] = {"ours": (OurParticipant, "user_id"), "theirs": (TheirParticipant, "contact_id")}


def people_of(account: Account, writer: User, entry: DiaryEntry | None = None) -> QuerySet[User]:
    """Whom of us an entry and its steps may name: account team, manager, lead, the writer, and who is named already."""
    team = AccountMember.objects.filter(account=account).values("user")
    leads = User.objects.filter(pk=account.kam_id).values("team__lead")
    here = Q(is_active=True) & (Q(pk__in=team) | Q(pk=account.kam_id) | Q(pk__in=leads) | Q(pk=writer.pk))
    if entry is None:
        return User.objects.filter(here)
    named = OurParticipant.objects.filter(entry=entry).values("user")
    promised = NextStep.objects.filter(entry=entry).order_by().values("owner")
    return User.objects.filter(here | Q(pk__in=named) | Q(pk__in=promised))


@transaction.atomic
def write_entry(
    *,
    account: Account,
    by: User | None,
    on: datetime.date,
    summary: str,
    ours: Iterable[User] = (),
    theirs: Iterable[Contact] = (),
    new_people: Sequence[str] = (),
    next_step: str = "",
    next_step_on: datetime.date | None = None,
    next_step_owner: User | None = None,
    **values: Any,
) -> DiaryEntry:
    """A new entry; `values` may set kind, promises and mood. A step needs text, day and owner together.

    `new_people` are names: they become contacts of the account, unless it has one of that name already.
    """
    entry = DiaryEntry.objects.create(account=account, by=by, on=on, summary=summary, **values)
    met = {contact.pk for contact in (*theirs, *_called(account, new_people))}
    OurParticipant.objects.bulk_create([OurParticipant(entry=entry, user=user) for user in ours])
    TheirParticipant.objects.bulk_create([TheirParticipant(entry=entry, contact_id=pk) for pk in met])
    hold_people()
    if next_step:
        assert next_step_on is not None and next_step_owner is not None  # noqa: S101 - said above
        add_step(entry=entry, text=next_step, on=next_step_on, owner=next_step_owner)
    refresh_completeness([account.pk])
    return entry


@transaction.atomic
def edit_entry(
    *, entry: DiaryEntry, version: int, changes: Mapping[str, Any], new_people: Sequence[str] = ()
) -> DiaryEntry:
    """Change text, mood and people ("ours", "theirs") of an entry that still stands at `version`.

    Raises StaleEdit, people among its differences, when somebody saved in between.
    """
    stored = DiaryEntry.objects.select_for_update(of=("self",), no_key=True).get(pk=entry.pk)
    plain = {name: value for name, value in changes.items() if name not in PEOPLE}
    wanted = {name: sorted(person.pk for person in changes[name]) for name in PEOPLE if name in changes}
    theirs = _values(stored, plain) | {name: _ids(stored, name) for name in wanted}
    mine = plain | wanted
    if stored.version != version:
        before = _values_before(stored, version, list(plain), theirs, list(wanted))
        raise StaleEdit(version=stored.version, differences=compare(before, theirs, mine, list(changes)))
    if new_people:
        met = {contact.pk for contact in _called(stored.account, new_people)}
        theirs.setdefault("theirs", _ids(stored, "theirs"))
        wanted["theirs"] = mine["theirs"] = sorted({*wanted.get("theirs", theirs["theirs"]), *met})
    if mine == theirs:
        return stored
    for name, value in plain.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save(update_fields=[*plain, "version"])
    for name, ids in wanted.items():
        _set_people(stored, name, theirs[name], ids)
    hold_people()
    return stored


def hold_people() -> None:
    """Whoever takes somebody away waits for this entry, or this entry is refused.

    The keys are checked, and so held, now: the database would do it at the end of the transaction alone.
    """
    connection.check_constraints()


def _called(account: Account, names: Sequence[str]) -> list[Contact]:
    """The contacts of these names, whatever their case; new ones where the account has none.

    Raises ValidationError on the field `new_people` when somebody adds one of them at the same moment.
    """
    found = []
    for name in names:
        known = Contact.objects.filter(account=account, name__iexact=name).order_by("pk").first()
        try:
            found.append(known or create_contact(account=account, name=name))
        except ValidationError as error:
            raise ValidationError({"new_people": error.messages}) from error
    return found


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
