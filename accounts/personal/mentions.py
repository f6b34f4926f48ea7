"""Where a person is mentioned in texts that others wrote about the client, and how the mention is taken out."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from psycopg.errors import UniqueViolation

from accounts.personal.keepers import FreeText, Person, free_texts
from accounts.personal.marks import Marks
from kam_portal.foundation.history.forgetting import is_recorded, records, records_of, unguarded


@dataclass(frozen=True)
class Mention:
    """A text that stands now; `key` says which to whoever wants it left as it is.

    `is_doubtful` where nothing but a title that may be called after the person leads to them.
    """

    key: str
    title: str
    excerpts: list[str]
    address: str
    is_doubtful: bool


def mentions_of(person: Person) -> list[Mention]:
    certain = replace(person.marks, titles=())
    return [
        Mention(
            _key(row),
            text.title,
            _excerpts(row, text, person.marks),
            text.address(row) if text.address else "",
            is_doubtful=not _are_in(row, text, certain),
        )
        for text in free_texts()
        for row in _rows(text, person)
        if _are_in(row, text, person.marks)
    ]


def take_out(person: Person, word: str, *, leave: Collection[str]) -> int:
    """The mentions in texts that stand now and in all that was recorded; how many texts were left as asked."""
    left = 0
    for text in free_texts():
        kept: set[int] = set()
        with unguarded(text.model):
            for row in _rows(text, person):
                if not _without(row, text, person.marks, word):
                    continue
                if _key(row) in leave:
                    kept.add(row.pk)
                else:
                    _take_out_of(row, text, person.marks, word)
            if is_recorded(text.model):
                _take_out_of_records(text, person, word, kept)
        left += len(kept)
    return left


def _rows(text: FreeText, person: Person) -> Iterator[Any]:
    rows = text.rows(person.contact.account)
    return iter(rows.exclude(text.own(person)) if text.own else rows)


def _key(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def _are_in(row: models.Model, text: FreeText, marks: Marks) -> bool:
    return any(marks.are_in(getattr(row, name)) for name in text.fields)


def _excerpts(row: models.Model, text: FreeText, marks: Marks) -> list[str]:
    return [excerpt for name in text.fields for excerpt in marks.excerpts(getattr(row, name))]


def _without(row: models.Model, text: FreeText, marks: Marks, word: str) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in text.fields}
    return _changed(text.model, values, marks, word)


def _changed(model: type[models.Model], values: Mapping[str, Any], marks: Marks, word: str) -> dict[str, Any]:
    changes = {name: marks.without(value, word) for name, value in values.items() if marks.are_in(value)}
    for name, value in changes.items():
        limit = getattr(model._meta.get_field(name), "max_length", None)
        changes[name] = value[:limit] if limit and isinstance(value, str) else value
    return changes


def _take_out_of(read: models.Model, text: FreeText, marks: Marks, word: str) -> None:
    """From the text as it stands now: who was saving it is waited for, and nothing of theirs goes but the name."""
    held = text.model._base_manager.select_for_update(of=("self",), no_key=True).filter(pk=read.pk)
    for row in held.select_related(*text.related):
        if changes := _without(row, text, marks, word):
            _write(row, text, changes)


def _write(row: models.Model, text: FreeText, changes: Mapping[str, Any]) -> None:
    """Without the name two rows may read the same that may not: then they are numbered, as names of erased people are.

    Whoever has the text open read another version, and is told so before they write it back.
    """
    if text.apart not in changes:
        return _update(row, text, changes)
    for number in itertools.count(1):
        try:
            with transaction.atomic():
                return _update(row, text, {**changes, text.apart: _numbered(row, text.apart, changes, number)})
        except IntegrityError as error:
            if not isinstance(error.__cause__, UniqueViolation):
                raise


def _update(row: models.Model, text: FreeText, changes: Mapping[str, Any]) -> None:
    has_version = any(column.name == "version" for column in row._meta.concrete_fields)
    also = text.also(row, changes) if text.also else {"version": F("version") + 1} if has_version else {}
    text.model._base_manager.filter(pk=row.pk).update(**{**changes, **also})


def _numbered(row: models.Model, name: str, changes: Mapping[str, Any], number: int) -> str:
    """The first reads as it is; the number stands before the ending of a file's name, within the field's length."""
    value = str(changes[name])
    if number == 1:
        return value
    path = PurePath(value if name == "file_name" else "")
    end, limit = f" ({number}){path.suffix}", getattr(row._meta.get_field(name), "max_length", None)
    stem = value.removesuffix(path.suffix)
    return f"{stem[: limit - len(end)] if limit else stem}{end}"


def _take_out_of_records(text: FreeText, person: Person, word: str, kept: Collection[int]) -> None:
    recorded = {column.name for column in records_of(text.model)._meta.concrete_fields}
    names = [name for name in text.fields if name in recorded]
    of_account = Q(**{text.recorded_path or text.path: person.contact.account_id})
    events = records(text.model, of_account).exclude(pgh_obj_id__in=kept)
    for pk, *values in events.values_list("pk", *names):
        changes = _changed(text.model, dict(zip(names, values, strict=True)), person.marks, word)
        if changes:
            records_of(text.model)._default_manager.filter(pk=pk).update(**changes)
