"""The last change that somebody made on a map, taken back: former values by the ordinary verbs, from recorded history.

A change is what one request wrote. It is taken back whole or not at all: not where somebody has changed the same since,
nor where something new hangs on what would go. Taking back is a change like any other, and can be taken back itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.models import Contact
from decision_map.description import BY_KEY
from decision_map.drawing import edit_post, lock_client
from decision_map.judging import put_back
from decision_map.models import Actor, DecisionMap, Judgement, Line, Occupancy, Post
from decision_map.pages import ON_ONE_MAP
from decision_map.seating import edit_counterpart
from kam_portal.foundation.history.editing import author_of
from kam_portal.foundation.history.relations import relations_to
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User

# Parents before what stands on them, and the way from each to its map; a contact is on none.
WAYS: dict[Any, str] = {
    Contact: "",
    Post: "map",
    Actor: "map",
    Occupancy: "post__map",
    Judgement: "actor__map",
    Line: "map",
}
STALE = "stale"
# What a row is, and which number of its own it carries.
BESIDE = frozenset({"id", "version", "actor_version"})
OURS = {"mirror_id": "mirror", "backup_id": "backup"}
COUNTERPART = frozenset({*OURS, "ladder_now", "ladder_wanted", "every_days"})


@dataclass(frozen=True)
class Changed:
    """A row as a change found it and as it left it; None where it was not there."""

    model: Any
    pk: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def name(self) -> str:
        row = self.model(**(self.after or self.before or {}))
        return f"{row.actor}: {BY_KEY[row.key].full_title}" if self.model is Judgement else str(row)

    @property
    def fields(self) -> list[str]:
        """The columns that the change gave another value."""
        before, after = self.before or {}, self.after or {}
        return [name for name in after if name not in BESIDE and before.get(name) != after[name]]

    @property
    def is_left(self) -> bool:
        """Whether there is something to take back: an erasure takes it out of the history too."""
        return bool(self.fields) if self.before and self.after else bool(self.before or self.after)


@dataclass(frozen=True)
class Done:
    """What one person did in one go. `events` are the recorded ones, newest first."""

    key: str
    at: datetime.datetime
    rows: Sequence[Changed]
    events: Sequence[tuple[Any, int]]
    page: str

    @property
    def may_be_undone(self) -> bool:
        return self.page in ON_ONE_MAP


def last_done(map_: DecisionMap, by: User) -> Done | None:
    """The latest change by this person on this map, with all it wrote."""
    event = _latest(map_, by)
    if event is None:
        return None
    found = {model: _events(model, map_, event.pgh_context_id) for model in WAYS}
    rows = [row for model, events in found.items() for row in _rows(model, events)]
    events = [(model, each.pgh_id) for model, several in found.items() for each in reversed(several)]
    page = _page(event.pgh_context.metadata.get("url") or "")
    return Done(str(event.pgh_context_id), event.pgh_created_at, rows, events, page)


@transaction.atomic
def undo(*, map_: DecisionMap, key: str, by: User) -> Done:
    """Take back the change `key`, which must be the last of this person on this map.

    Raises ValidationError, with the code STALE when somebody changed the same since.
    """
    lock_client(map_.account_id)
    done = last_done(map_, by)
    if done is None or done.key != key:
        raise ValidationError(
            _("This is not your last change here. Look again at what would be taken back."), code=STALE
        )
    if not done.may_be_undone:
        raise ValidationError(_("This change reaches beyond the map, and is not taken back in one go."))
    if not any(row.is_left for row in done.rows):
        raise ValidationError(_("Nothing of this change is left to take back."))
    for row in done.rows:
        _refuse_if_changed_since(row)
    try:
        with transaction.atomic():
            _take_back(done)
            connection.check_constraints()
    except IntegrityError as error:
        raise ValidationError(_("What was there before does not fit the map any longer."), code=STALE) from error
    return done


def _latest(map_: DecisionMap, by: User) -> Any:
    found = []
    for model, way in WAYS.items():
        if way:
            events = model.pgh_event_model.objects.filter(account=map_.account_id, **{way: map_.pk})
            own = events.filter(pgh_context__metadata__user=by.pk).select_related("pgh_context")
            found.append(own.order_by("-pgh_id").first())
    return max((event for event in found if event), key=lambda each: each.pgh_created_at, default=None)


def _events(model: Any, map_: DecisionMap, context: Any) -> list[Any]:
    events = model.pgh_event_model.objects.filter(account=map_.account_id, pgh_context=context)
    return list(events.order_by("pgh_id"))


def _rows(model: Any, events: Sequence[Any]) -> Iterator[Changed]:
    """Each row once, from the state before its first event to that of its last."""
    first: dict[int, Any] = {}
    last: dict[int, Any] = {}
    for event in events:
        first.setdefault(event.pgh_obj_id, event)
        last[event.pgh_obj_id] = event
    old = [pk for pk, event in first.items() if event.pgh_label != "insert"]
    before: dict[int, Any] = {}
    for event in model.pgh_event_model.objects.filter(pgh_obj_id__in=old).order_by("pgh_id"):
        if event.pgh_id < first[event.pgh_obj_id].pgh_id:
            before[event.pgh_obj_id] = event
    for pk, event in last.items():
        after = None if event.pgh_label == "delete" else _values(model, event)
        yield Changed(model, pk, _values(model, before[pk]) if pk in before else None, after)


def _values(model: Any, row: Any) -> dict[str, Any]:
    """The recorded columns of a row or of an event."""
    recorded = {column.attname for column in model.pgh_event_model._meta.concrete_fields}
    return {c.attname: getattr(row, c.attname) for c in model._meta.concrete_fields if c.attname in recorded}


def _page(url: str) -> str:
    try:
        return resolve(url).url_name or ""
    except Resolver404:
        return ""


def _refuse_if_changed_since(row: Changed) -> None:
    """What the change left must stand as it left it; of a row that was there before, only what it changed."""
    current = row.model._base_manager.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    if row.after is None:
        return
    now = _values(row.model, current) if current is not None else {}
    compared = row.after if row.before is None else row.fields
    if current is None or any(now[name] != row.after[name] for name in compared):
        event = row.model.pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id").first()
        who = author_of(event) or _("Somebody")
        sentence = _("%(who)s has changed the same since: %(what)s. Nothing was taken back.")
        raise ValidationError(sentence % {"who": who, "what": row.name}, code=STALE)


def _take_back(done: Done) -> None:
    for row in done.rows:
        if row.after is None and row.before is not None:
            row.model(**row.before).save(force_insert=True)
    for row in reversed(done.rows):
        if row.before is None and row.after is not None and row.model is not Judgement:
            _remove(row, done)
    _restore_judgements([row for row in done.rows if row.model is Judgement and row.after])
    for row in done.rows:
        if row.before is not None and row.after is not None and row.model is not Judgement and row.fields:
            _restore(row)


def _remove(row: Changed, done: Done) -> None:
    """Nothing of others goes along: what hangs on the row must be of the same change."""
    own = {(each.model, each.pk) for each in done.rows}
    for relation in relations_to(row.model):
        hanging = relation.related_model._base_manager.filter(**{relation.field.name: row.pk})
        if any((relation.related_model, pk) not in own for pk in hanging.values_list("pk", flat=True)):
            sentence = _("Something hangs on it since: %(what)s. Nothing was taken back.")
            raise ValidationError(sentence % {"what": row.name}, code=STALE)
    row.model._base_manager.filter(pk=row.pk).first().delete()


def _restore(row: Changed) -> None:
    stored = row.model._base_manager.get(pk=row.pk)
    changes = {name: (row.before or {})[name] for name in row.fields}
    if row.model is Occupancy:
        for name, value in changes.items():
            setattr(stored, name, value)
        stored.save(update_fields=list(changes))
    elif row.model is Actor and changes.keys() <= COUNTERPART:
        ours = User.objects.in_bulk([pk for name, pk in changes.items() if name in OURS and pk])
        found = {OURS.get(name, name): ours.get(value) if name in OURS else value for name, value in changes.items()}
        edit_counterpart(actor=stored, version=stored.version, changes=found)
    elif row.model is Post and "reports_to_id" in changes:
        above = Post.objects.filter(pk=changes.pop("reports_to_id")).first()
        edit_post(post=stored, version=stored.version, changes={**changes, "reports_to": above})
    else:
        save_versioned(instance=stored, version=stored.version, changes=changes)


def _restore_judgements(rows: Sequence[Changed]) -> None:
    """Each person's in one go; what nobody had judged before says nothing again."""
    by_person: dict[int, list[Judgement]] = {}
    for row in rows:
        former = {**(row.after or {}), "value": "", "source": ""} if row.before is None else row.before
        by_person.setdefault(former["actor_id"], []).append(Judgement(**{**former, "id": None}))
    for actor in Actor.objects.filter(pk__in=by_person):
        put_back(actor=actor, former=by_person[actor.pk])
