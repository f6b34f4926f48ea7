"""What an entry of a map reads like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from decision_map.description import FIELDS
from decision_map.models import Actor, Post
from decision_map.reading import roles_in_words
from decision_map.reviewing.entries import COUNTERPARTS, JUDGED, LINE, OF_A_PERSON, POST
from decision_map.sentences import STRENGTHS, between
from dossiers.reviews.topics import Words
from dossiers.values import to_words


def words_of(kind: str, value: Mapping[str, str]) -> Words:
    lines = list(TEXTS.get(kind, _person)(value))
    if value.get("map"):
        lines.append(_("Map: %(map)s") % {"map": value["map"]})
    return Words(_title(kind, value), "\n".join(lines))


def _title(kind: str, value: Mapping[str, str]) -> str:
    if kind == POST:
        return _("Post “%(post)s”") % {"post": value.get("title", "")}
    if kind == JUDGED:
        return _("What we judge of %(name)s") % {"name": value.get("name", "")}
    if kind == LINE:
        strength = value.get("strength")
        ends = (value.get("start", ""), value.get("end", ""))
        return between(value.get("kind", ""), int(strength) if strength else None, *ends)
    return value.get("name", "")


def _post(value: Mapping[str, str]) -> Iterator[str]:
    return _labelled(Post, ("unit", "site", "reports_to"), value)


def _person(value: Mapping[str, str]) -> Iterator[str]:
    if value.get("post"):
        yield _labelled_line(Post._meta.get_field("title"), value["post"])
    yield from _labelled(Actor, (*COUNTERPARTS, *OF_A_PERSON), value)


def _judged(value: Mapping[str, str]) -> Iterator[str]:
    for field in FIELDS:
        if text := value.get(field.key):
            words = roles_in_words(text) if field.key == "roles" else to_words(field, text)
            title = field.full_title
            yield f"{title}{'' if title.endswith('?') else ':'} {words}"


def _line(value: Mapping[str, str]) -> Iterator[str]:
    strength = {str(step): str(title) for step, title in STRENGTHS}.get(value.get("strength", ""))
    if strength:
        yield _("Strength: %(strength)s") % {"strength": strength}
    if value.get("note"):
        yield value["note"]


def _labelled(model: type[Actor | Post], names: tuple[str, ...], value: Mapping[str, str]) -> Iterator[str]:
    for name in names:
        if value.get(name):
            yield _labelled_line(model._meta.get_field(name), value[name])


def _labelled_line(field: Any, text: str) -> str:
    return f"{capfirst(str(field.verbose_name))}: {text}"


TEXTS = {POST: _post, JUDGED: _judged, LINE: _line}
