"""The recorded changes around one object (an account), read back in words: who, when, on which page, what.

The database records every model marked with history.recording.recorded. A floor registers with `tell` how the changes
of its models read; a recorded model with an `account` field that nobody described is told by its own titles. Reading
takes one statement for the order of events, one for each model on the page and one for each model they name.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from kam_portal.foundation.history.editing import plain_words
from kam_portal.foundation.history.moments import Change, Chronicle, Line, Moment, Title
from kam_portal.foundation.people.models import User

EVENTS_A_PAGE = 50
LAST_PAGE = 2_000
NEVER_TOLD = frozenset({"id", "version", "created_at", "account"})
LINK = "account"


@dataclass(frozen=True)
class Part:
    """What the page can be narrowed to: a title, and the condition on a model's events; all of them by default."""

    key: str
    title: Title
    condition: Q = field(default_factory=Q)


@dataclass(frozen=True)
class Telling:
    """How the changes of one recorded model read.

    `subject` names what was changed, from a Row. `path` leads from an event to the account. Fields of `hidden` are
    not told. `words` may answer for a field in place of the model's own choices and formats; None leaves it to them.
    `untitled` fields are told without their name: the subject says it. `titles` name fields that the model does not.
    What one person did under one title of `together` is told as one moment of that title, whatever else happened in
    between.
    """

    model: type[models.Model]
    parts: Sequence[Part]
    subject: Callable[[Row], str]
    path: str = LINK
    hidden: frozenset[str] = frozenset()
    words: Callable[[Row, str], str | None] | None = None
    untitled: frozenset[str] = frozenset()
    titles: Mapping[str, Title] = field(default_factory=dict)
    only: Combinable | Q | None = None
    together: Callable[[Row], str] | None = None
    # JSON fields small enough to be read and told; others stay in the database.
    documents: frozenset[str] = frozenset()
    # Told only to readers who may read what is guarded: judgements about people.
    guarded: bool = False
    # Which of its rows are told only to those, where not all are.
    guarded_rows: Callable[[], Q] | None = None


@dataclass(frozen=True)
class Row:
    """One recorded state, with the names of everything it refers to."""

    event: Any
    names: Mapping[tuple[type[models.Model], Any], str]
    telling: Telling

    def raw(self, name: str) -> Any:
        return getattr(self.event, self.event._meta.get_field(name).attname)

    def word(self, name: str) -> str:
        """The value of a field as a reader sees it; "" for nothing."""
        own = self.telling.words(self, name) if self.telling.words else None
        return self._by_kind(name) if own is None else own

    def _by_kind(self, name: str) -> str:
        column, value = self.telling.model._meta.get_field(name), self.raw(name)
        if value is None or value == "" or value == []:
            return ""
        if column.is_relation:
            return self.names.get((column.related_model, value), _("no longer here"))  # type: ignore[arg-type]
        labels = dict(getattr(getattr(column, "base_field", column), "flatchoices", None) or ())
        if isinstance(value, list):
            return ", ".join(str(labels.get(item, item)) for item in value)
        return str(labels[value]) if value in labels else plain_words(value)


_tellings: dict[type[models.Model], Telling] = {}
_left_out: set[type[models.Model]] = set()
_pages: dict[str, Title] = {}
_sources: dict[str, Title] = {}


def tell(*tellings: Telling) -> None:
    """Called from AppConfig.ready(); a second registration of the same model replaces the first."""
    _tellings.update({telling.model: telling for telling in tellings})


def leave_out(*left: type[models.Model]) -> None:
    """Models whose changes follow from others and would only repeat them."""
    _left_out.update(left)


def name_pages(pages: Mapping[str, Title]) -> None:
    """URL name -> how the page is called where a change made on it is told."""
    _pages.update(pages)


def name_sources(sources: Mapping[str, Title]) -> None:
    """The `source` that changes were written by (authors.py) -> who is told as their author where nobody of us was."""
    _sources.update(sources)


def parts(subject: type[models.Model], *, guarded: bool = False) -> list[tuple[str, Title]]:
    """Key and title of everything the chronicle of a `subject` can be narrowed to; see chronicle() for `guarded`."""
    told = _told(subject, guarded=guarded)
    return list({part.key: (part.key, part.title) for each in told for part in each.parts}.values())


def told_models(subject: type[models.Model]) -> set[type[models.Model]]:
    """The models whose changes the chronicle of a `subject` tells."""
    return {telling.model for telling in _told(subject, guarded=True)}


def people_in(subject: models.Model, *, guarded: bool = False) -> list[User]:
    """Those who ever changed something here."""
    arms = [
        events.order_by().values_list("pgh_context__metadata__user").distinct()
        for _telling, events in _arms(subject, "", None, guarded=guarded)
    ]
    ids = [pk for (pk,) in arms[0].union(*arms[1:]) if isinstance(pk, int)]
    return list(User.objects.filter(pk__in=ids))


def chronicle(
    subject: models.Model, *, part: str = "", person: int | None = None, number: int = 1, guarded: bool = False
) -> Chronicle:
    """The page `number` of what happened to `subject`, narrowed to a part and to what one person did.

    `guarded` says that the reader may read what is guarded; whoever forgets it tells less, not more.
    """
    number = max(1, min(number, LAST_PAGE))
    start, stop = (number - 1) * EVENTS_A_PAGE, number * EVENTS_A_PAGE + 1
    told = {telling.model._meta.label: telling for telling in _told(type(subject), guarded=guarded)}
    arms = [
        events.order_by("-pgh_id")
        .annotate(told_as=Value(telling.model._meta.label, output_field=CharField()))
        .values_list("pgh_created_at", "pgh_id", "told_as")[:stop]
        for telling, events in _arms(subject, part, person, guarded=guarded)
    ]
    found = _newest(arms, start, stop)
    wanted = [(label, pk) for _at, pk, label in found[:EVENTS_A_PAGE]]
    return Chronicle(list(_moments(_read(told, wanted))), number, has_next=len(found) > EVENTS_A_PAGE)


def told(subject: models.Model, wanted: Sequence[tuple[type[models.Model], int]], *, guarded: bool) -> list[Moment]:
    """Just these recorded events, by model and number, as moments around `subject`."""
    tellings = {telling.model._meta.label: telling for telling in _told(type(subject), guarded=guarded)}
    known = [(model._meta.label, pk) for model, pk in wanted if model._meta.label in tellings]
    return list(_moments(_read(tellings, known)))


def _newest(arms: Sequence[QuerySet[Any]], start: int, stop: int) -> list[Any]:
    """Rows start to stop of all arms together, each arm being sorted and cut already."""
    if len(arms) < 2:
        return list(arms[0])[start:stop] if arms else []
    return list(arms[0].union(*arms[1:], all=True).order_by("-pgh_created_at", "-pgh_id", "told_as")[start:stop])


def _told(subject: type[models.Model], *, guarded: bool) -> list[Telling]:
    recorded = [model for model in apps.get_models() if hasattr(model, "pgh_event_model") and model not in _left_out]
    found = [_tellings.get(model) or _by_own_titles(model) for model in recorded]
    open_to_reader = (each for each in found if each and (guarded or not each.guarded))
    return sorted((each for each in open_to_reader if _reaches(each, subject)), key=_rank)


def _rank(telling: Telling) -> int:
    """The order of registration; what nobody described comes last."""
    return list(_tellings).index(telling.model) if telling.model in _tellings else len(_tellings)


def _by_own_titles(model: type[models.Model]) -> Telling | None:
    if not any(column.name == LINK for column in model._meta.get_fields()):
        return None
    title = model._meta.verbose_name or model.__name__
    return Telling(model, [Part(model._meta.label_lower, title)], lambda row: str(title))


def _reaches(telling: Telling, subject: type[models.Model]) -> bool:
    """Whether the path ends at the kind of object asked for."""
    model: Any = telling.model
    if telling.path == "pgh_obj":
        return bool(model is subject)
    for step in telling.path.split("__"):
        model = model._meta.get_field(step).related_model
    return bool(model is subject)


def _arms(
    subject: models.Model, part: str, person: int | None, *, guarded: bool
) -> Iterator[tuple[Telling, QuerySet[Any]]]:
    """Every told model's events of this subject alone."""
    for telling in _told(type(subject), guarded=guarded):
        conditions = [each.condition for each in telling.parts if part in ("", each.key)]
        if not conditions:
            continue
        events = telling.model.pgh_event_model.objects.filter(**{telling.path: subject.pk})  # type: ignore[attr-defined]
        if telling.only is not None:
            events = events.filter(telling.only)
        if telling.guarded_rows is not None and not guarded:
            events = events.exclude(telling.guarded_rows())
        if part:
            events = events.filter(functools.reduce(operator.or_, conditions))
        if person is not None:
            events = events.filter(pgh_context__metadata__user=person)
        yield telling, events


def _read(told: Mapping[str, Telling], wanted: Sequence[tuple[str, int]]) -> list[tuple[Row, Row | None]]:
    """The events with the state before each, in the order wanted."""
    events: dict[tuple[str, int], tuple[Any, Any]] = {}
    for label in dict.fromkeys(label for label, _pk in wanted):
        ids = [pk for each, pk in wanted if each == label]
        events |= {(label, event.pk): (event, before) for event, before in _with_before(told[label], ids)}
    states = [state for pair in events.values() for state in pair if state is not None]
    names = _names(states, told)
    rows = []
    for label, pk in wanted:
        event, before = events[label, pk]
        told_as = told[label]
        rows.append((Row(event, names, told_as), Row(before, names, told_as) if before else None))
    return rows


def _with_before(telling: Telling, ids: Sequence[int]) -> Iterator[tuple[Any, Any]]:
    """Each event and the one recorded before it for the same object, in one statement."""
    model: Any = telling.model.pgh_event_model  # type: ignore[attr-defined]
    events = model.objects.filter(pk__in=ids)
    earlier = model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pk__lt=OuterRef("pk")).order_by("-pk")
    # Named as no field of a model is.
    before = events.annotate(pgh_before=Subquery(earlier.values("pk")[:1])).values("pgh_before")
    documents = {column.name for column in model._meta.get_fields() if isinstance(column, models.JSONField)}
    heavy = documents - telling.documents
    both = model.objects.filter(Q(pk__in=ids) | Q(pk__in=before)).select_related("pgh_context").defer(*heavy)
    last: dict[Any, Any] = {}
    asked = set(ids)
    for event in both.order_by("pk"):
        if event.pk in asked:
            yield event, last.get(event.pgh_obj_id)
        last[event.pgh_obj_id] = event


def _names(states: Iterable[Any], told: Mapping[str, Telling]) -> dict[tuple[type[models.Model], Any], str]:
    """Names of everything the events refer to, and of those who made them: one statement a model."""
    wanted: dict[Any, set[Any]] = {User: set()}
    for event in states:
        wanted[User].add(_author(event))
        for column in event._meta.get_fields():
            if column.is_relation and not column.name.startswith("pgh_") and column.name != LINK:
                wanted.setdefault(column.related_model, set()).add(getattr(event, column.attname))
    names: dict[tuple[type[models.Model], Any], str] = {}
    for model, ids in wanted.items():
        if found := ids - {None}:
            names |= {(model, each.pk): str(each) for each in model._default_manager.filter(pk__in=found)}
    return names


def _author(event: Any) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _source(event: Any) -> str:
    """The title of what wrote without a person; "" for the portal itself."""
    return str(_sources.get(event.pgh_context.metadata.get("source"), "")) if event.pgh_context else ""


def _moments(rows: Iterable[tuple[Row, Row | None]]) -> Iterator[Moment]:
    """In the order of their latest changes; the changes of each as they were made."""
    together: dict[tuple[Any, Any], list[tuple[Row, Row | None]]] = {}
    for row, before in rows:
        event, title = row.event, _title(row)
        key = (title, _author(event)) if title else (event.pgh_created_at, event.pgh_context_id)
        together.setdefault(key, []).insert(0, (row, before))
    for pairs in together.values():
        changes = [change for row, before in pairs if (change := _change(row, before)) is not None]
        if changes:
            first, last = pairs[0][0], pairs[-1][0]
            who = first.names.get((User, _author(first.event)), "") or _source(first.event)
            found = list(dict.fromkeys(change.part for change in changes))
            yield Moment(
                who=who,
                since=first.event.pgh_created_at,
                at=last.event.pgh_created_at,
                page=_page(first.event),
                changes=sorted(changes, key=lambda change: found.index(change.part)),
                title=_title(first) if len(changes) > 1 else "",
            )


def _title(row: Row) -> str:
    return row.telling.together(row) if row.telling.together else ""


def _change(row: Row, before: Row | None) -> Change | None:
    """None where nothing a reader knows of has changed."""
    telling, action = row.telling, row.event.pgh_label
    recorded = {column.name for column in row.event._meta.concrete_fields} - NEVER_TOLD - telling.hidden
    told = [
        column
        for column in telling.model._meta.concrete_fields
        if column.name in recorded and (not isinstance(column, models.JSONField) or column.name in telling.documents)
    ]
    old, new = (before, row) if action == "update" else (row, None) if action == "delete" else (None, row)
    lines = []
    for column in told:
        was, now = (state.word(column.name) if state else "" for state in (old, new))
        if was != now:
            named = str(telling.titles.get(column.name, column.verbose_name))
            title = "" if column.name in telling.untitled else named
            lines.append(Line(title[:1].upper() + title[1:], was, now))
    if not lines and action == "update":
        return None
    part = next((each.title for each in telling.parts if _matches(row.event, each.condition)), telling.parts[0].title)
    return Change(part, telling.subject(row), action, lines)


def _matches(event: Any, condition: Q) -> bool:
    """Whether an event in memory meets a condition of plain equalities."""
    return all(getattr(event, name) == value for name, value in condition.children)  # type: ignore[misc]


def _page(event: Any) -> str:
    """The page a change was made on, by its registered name; its address when it has none."""
    path = (event.pgh_context.metadata.get("url") if event.pgh_context else None) or ""
    if not path:
        return ""
    try:
        return str(_pages.get(resolve(path).url_name or "", path))
    except Resolver404:
        return str(path)
